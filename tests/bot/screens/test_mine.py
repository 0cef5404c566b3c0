"""/mine tells what is stored and whether it is in what was released."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.asked import Asked, ShowPage
from bot.screens.pages import Page
from bot.screens.rendering import screen_of
from flows.answers import Chosen, Rated
from flows.places import Thanks
from flows.response import Response
from storage.exchange import Arrival, Chat, Outcome
from storage.inclusion import Inclusion
from tests.bot.screens.test_every_screen import assert_fits_telegram

SENT = Response(
    seed="",
    place=Thanks(),
    closed={
        "dysfunctions": {"dysfunctions": Chosen(("daily_stress",), "<noroi> & praf")},
        "vision": {"city_for_all": Rated(9), "quality_time": Rated(None)},
        "vision_aspects": {},
    },
    draft={"recommendations": {}},
)
RELEASED = datetime(2026, 11, 22, 14, tzinfo=UTC)


def page(citizen, response: Response, included: Inclusion | None, language: str = "en") -> str:
    chat = Chat(language=language, round=1, page=Page.MINE)
    shown = Outcome(Arrival(1, 7, Asked(ShowPage(Page.MINE))), chat, {1: response})
    screen = screen_of(shown, citizen.desk, None, included)
    assert_fits_telegram(screen)
    return screen.html


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (set(), ["Counted, and in no release yet."] * 2),
        ({"dysfunctions", "section:dysfunctions"}, ["✓ Counted in release 4.", "Counted, and in no release"]),
        (
            {"dysfunctions", "city_for_all"},
            ["✓ Counted in release 4.", "In release 4 with 1 of 2 answers"],
        ),
    ],
)
def test_every_section_says_whether_it_is_in_what_was_released(citizen, tables, told) -> None:
    html = page(citizen, SENT, Inclusion(frozenset(tables), 4, RELEASED))
    assert "Results were last released on 22 November 2026" in html
    assert "(release 4)" in html
    assert html.endswith("which one was the first to count you is not stored, for it would tell when you answered.")
    sections = html.split("<b>")[2:]
    assert [sentence in section for sentence, section in zip(told, sections, strict=False)] == [True, True]
    assert "Sent without an answer." in sections[2]
    assert "&lt;noroi&gt; &amp; praf" in html
    assert "don't know" in html


def test_before_the_first_release_and_when_nothing_can_be_told(citizen) -> None:
    assert "No results have been released yet." in page(citizen, SENT, Inclusion())
    html = page(citizen, SENT, None)
    assert "cannot be told at this moment" in html
    assert "in no release" not in html


def test_who_has_sent_nothing_is_told_so(citizen) -> None:
    assert "You have not sent any section yet." in page(citizen, Response(seed=""), Inclusion())


def test_when_the_key_is_erased_nobody_finds_anything(citizen) -> None:
    round_ = replace(citizen.desk.rounds[1], key_erased=True)
    citizen.desk = replace(citizen.desk, rounds={1: round_})
    html = page(citizen, Response(seed=""), None)
    assert "nobody can find your answers any more" in html
    assert "You have not sent" not in html


def test_in_romanian(citizen) -> None:
    html = page(citizen, SENT, Inclusion(frozenset({"city_for_all"}), 1, RELEASED), "ro")
    assert "Răspunsurile mele și unde contează" in html
    assert "cu 1 din 2 răspunsuri" in html


def test_more_than_fits_is_said_to_be_elsewhere(citizen) -> None:
    questions = citizen.desk.rounds[1].consultation.questions
    wordy = {each.id: Chosen((), "ș" * 290) for each in questions if each.type == "multiple"}
    html = page(citizen, replace(SENT, closed={**SENT.closed, "needs": wordy, "vision_aspects": wordy}), Inclusion())
    assert "(the rest: /mydata)" in html


def test_without_a_round_it_offers_those_that_are_open(citizen) -> None:
    citizen.desk = replace(citizen.desk, rounds={})
    chat = Chat(language="en", page=Page.MINE)
    screen = screen_of(Outcome(Arrival(1, 7, Asked(ShowPage(Page.MINE))), chat, {}), citizen.desk)
    assert_fits_telegram(screen)
