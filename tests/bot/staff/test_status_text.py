"""How a round is doing, as staff read it in their chat."""

from dataclasses import replace

import pytest

from bot.markup import utf16_length
from bot.staff.progress import brief, progress
from flows.places import Asking, Opening, Summary
from results.participation import Participation
from results.speech import speech, spoken_languages
from results.watching.status import Status, status_of
from storage.counters import Count
from storage.halts import Halt
from tests.results.counted import timisoara
from tests.results.watching.town import NOON, TOWN, counted, round_of

COUNTS = (
    counted("started", 61),
    counted("started", 20, hours=26),
    counted("submitted", 32, hours=26),
    counted("language", 71, key="ro"),
    counted("language", 2, key="en"),
    counted("source", 44, key="<poster>"),
    counted("source", 3, key="ana"),
    counted("duration", 32, key="3"),
)
HALTS = (
    Halt(Asking("often"), frozenset(), 21),
    Halt(Opening("you"), frozenset({"parks"}), 31),
    Halt(Summary("you"), frozenset({"parks"}), 4),
)
NUMBERS = Participation(80, 40, None, 0)


def status(
    counts: tuple[Count, ...] = COUNTS,
    halts: tuple[Halt, ...] = HALTS,
    numbers: Participation = NUMBERS,
    *,
    exact: bool = False,
) -> Status:
    return status_of(round_of(), NOON, numbers, counts, halts, exact=exact)


def test_all_of_it_in_english() -> None:
    assert progress(status(), TOWN, speech("en")) == (
        "<b>Our parks</b>\nparks · open\n\n"
        "Started: <b>80</b>\nSent a part: <b>40</b>\nSubmitted: <b>not released yet</b>\n"
        "Median time: <b>3–4 min</b> (30 people measured)\n\n"
        "█▄▁\nstarted a day, 20 Nov to 22 Nov; at most 60\n\n"
        "Languages: Română 70, English under 10\nLinks: &lt;poster&gt; 45, others fewer each\n\n"
        "Where most stand who have not gone on:\n• before “About you” – 30\n• Often? – 20\n\n"
        "<i>As of 22 November 2026, 12:00. Numbers are rounded and small ones untold, so that nobody is given away.</i>"
    )


def test_exactly_it_says_so_and_tells_all() -> None:
    told = progress(status(exact=True), TOWN, speech("ro"))
    assert "Cifre exacte, numai pentru personal; s-a notat în audit că le-ați văzut." in told
    assert "ana 3" in told
    assert "• înainte de a trimite „Despre tine” – 4" in told
    assert "Timp median: <b>3–4 min</b> (32 de persoane măsurate)" in told


def test_the_digest_tells_of_yesterday() -> None:
    told = brief(status(), TOWN, speech("ro"))
    assert "Parcurile noastre" in told
    assert "Ieri: au început 20, au trimis tot 30." in told
    assert "Linkuri" not in told


@pytest.mark.parametrize("language", spoken_languages())
def test_where_nothing_happened_there_is_little_to_say(language: str) -> None:
    nothing = status((), (), Participation(None, None, None, None))
    assert len(progress(nothing, TOWN, speech(language))) < 400
    draft = status_of(replace(round_of(), opens=None), NOON, Participation(0, 0, 0, 0), (), (), exact=True)
    assert "Yesterday" not in brief(draft, TOWN, speech("en"))


@pytest.mark.parametrize("language", spoken_languages())
def test_the_longest_fits_into_a_message(language: str) -> None:
    consultation = timisoara()
    of = replace(round_of(), consultation=consultation)
    counts = [counted("source", 90, key=f"{'x' * 40}{n}") for n in range(40)]
    counts += [counted("started", 999, hours=24 * day) for day in range(60)]
    halts = [Halt(Asking(question), frozenset(), 50) for question in consultation.question_by_id]
    shown = status_of(of, NOON, NUMBERS, counts, halts, exact=False)
    assert utf16_length(progress(shown, consultation, speech(language))) < 3000


def test_a_long_median_is_told_in_hours() -> None:
    slow = status((counted("duration", 20, key="240"),))
    assert "Median time: <b>4–8 h</b>" in progress(slow, TOWN, speech("en"))


def test_what_came_from_a_file_is_said() -> None:
    imported = progress(status(numbers=Participation(305, 305, 305, 305)), TOWN, speech("ro"))
    assert "Dintre acestea, din fișier: <b>305</b>" in imported
    assert "fișier" not in progress(status(), TOWN, speech("ro"))


def test_after_two_weeks_there_is_a_trend() -> None:
    counts = tuple(counted("started", 20 + day, hours=24 * day) for day in range(-14, 2))
    told = progress(status(counts), TOWN, speech("ro"))
    assert "Au început în ultimele șapte zile încheiate: 125; în cele șapte dinainte: 75." in told
