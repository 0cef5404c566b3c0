"""The page of a round: it tells what was released, all of it, nothing else, and everything as text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.answers import Chosen, Said
from flows.consultation import Consultation, Release, Results, text_in
from flows.response import Response
from results.account import when_results_come
from results.own_words.themes import WordsTable
from results.page import drawing
from results.page.drawing import results_page, rounds_page
from results.page.subject import Subject
from results.published import Published, ThemeLine, ThemesTable
from results.report.reporting import Held
from results.speech import speech
from storage.rounds import Round, State
from tests.results.counted import seen_exactly, the_305, the_305_released, timisoara
from tests.results.page.reading import Read, tidy
from tests.results.report.test_hostile_texts import LONG, MARKUP, SCRIPTS, told_by

ZONE = ZoneInfo("Europe/Bucharest")
HELD = Held(date(2021, 9, 1), date(2021, 9, 26), date(2021, 9, 26))


def about(published: Published, consultation: Consultation | None = None, **changes: Any) -> Subject:
    found = Subject(
        round=Round(1, "demo", consultation or timisoara(), "0" * 64),
        state=State.OPEN,
        languages=(consultation or timisoara()).languages,
        held=HELD,
        shown=True,
        published=published.clocked(ZONE),
        answer="https://t.me/glas_bot?start=r_demo_page",
    )
    return replace(found, **changes)


def read(subject: Subject, language: str = "en", *, others: bool = False) -> Read:
    return Read(results_page(subject, language, root="/", others=others).decode())


def with_release(**release: Any) -> Consultation:
    return timisoara().model_copy(update={"release": Release(**release)})


Made = Callable[..., Published]
How = dict[str, Any]

HTML = ('"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}", "</style><script>alert(1)</script>")
EVERY = [
    pytest.param(the_305_released, {"closed": False}, id="released while open"),
    pytest.param(the_305_released, {"closed": True}, id="released at closing"),
    pytest.param(the_305_released, {"closed": True, "people": 64}, id="released of few, with much withheld"),
    pytest.param(the_305, {}, id="exact, in the sandbox"),
]


@pytest.mark.parametrize(("made", "how"), EVERY)
@pytest.mark.parametrize("language", ["en", "ro"])
def test_every_figure_on_the_page_is_in_the_snapshot(made: Made, how: How, language: str) -> None:
    published = made(**how)
    page = read(about(published), language)
    told = set(figures_in(page.text, language))
    assert told, "a page with figures"
    assert not told - allowed(published, language)


@pytest.mark.parametrize(("made", "how"), EVERY)
@pytest.mark.parametrize("language", ["en", "ro"])
def test_every_figure_of_an_option_in_the_snapshot_is_on_the_page(made: Made, how: How, language: str) -> None:
    published, words = made(**how), speech(language)
    rows = [tidy(each.text) for each in read(about(published), language).all("tr")]
    digits = 1 if published.exact else 0
    for table in published.questions:
        for line in table.options if table.n else ():
            text = tidy(text_in(timisoara().options_of[table.question][line.option].text, language))
            under = words.say("under {n}", n=words.number(timisoara().release.smallest_cell))
            figure = words.say("not told") if line.withheld else under
            if line.count is not None:
                share = 0 if line.share_of_respondents is None else line.share_of_respondents.percent
                figure = words.percent(share / 100, digits=digits)
            assert any(row.startswith(text) and figure in row for row in rows), (table.question, text, figure)


def figures_in(text: str, language: str) -> Iterator[str]:
    """Numbers as this language writes them, with a point and without what groups thousands."""
    for found in re.findall(r"\d+(?:[.,\u00a0]\d+)*", text):
        yield found.replace(".", "").replace(",", ".") if language == "ro" else found.replace(",", "")


def allowed(published: Published, language: str) -> set[str]:
    """Numbers of the snapshot, as they are told, of the consultation's texts and rules, of dates, and places."""
    consultation = timisoara()
    numbers = re.findall(r"-?\d+(?:\.\d+)?", published.model_dump_json())
    digits = (0, 1, 2) if published.exact else (0, 1)
    found = {f"{float(each):.{places}f}" for each in numbers for places in digits}
    for text in re.findall(r'"(?:en|ro)":"((?:[^"\\]|\\.)*)"', consultation.model_dump_json()):
        found |= set(figures_in(text, language))
    release = consultation.release
    found |= {str(each) for each in (release.first, release.smallest_cell, release.rounding, 95)}
    found |= {"1", "26", "2021", "16"}  # the days of HELD, and the minimum age
    found |= {str(place) for place in range(1, 11)}
    if published.released is not None:
        local = published.released.astimezone(ZONE)
        found |= {str(local.day), str(local.hour), f"{local.minute:02}"}
    return found


def test_it_says_who_asked_who_answered_and_that_they_chose_to() -> None:
    page = read(about(the_305_released(closed=False)))
    assert page.headings[0] == (1, "Smart City and Digital Transformation Timișoara 2021-2027")
    for said in (
        "Timișoara City Hall",
        "1 September 2021 to 26 September 2021",
        "305 people have answered so far.",
        "Those answered who wished to; this is no representative poll.",
        "Released on 26 September 2021, 15:00. Counts are rounded, and those under 10 are not told",
        "Not shown yet: what fewer than 50 people have answered",
        "These data are reconstructed or for trial: they come from a file.",
        "All 305 responses were loaded from a file",
    ):
        assert said in tidy(page.text), said
    [answer] = [each for each in page.all("a") if each.text == "Answer in Telegram"]
    assert answer.attributes["href"] == "https://t.me/glas_bot?start=r_demo_page"


def test_a_closed_round_promises_nothing_and_takes_no_answers() -> None:
    page = read(about(the_305_released(closed=True), state=State.CLOSED, answer=None))
    assert "305 people have answered. " in tidy(page.text)
    assert "so far" not in page.text
    assert "Answer in Telegram" not in page.text
    assert any(title == "Who answered" for _, title in page.headings)


def test_a_paused_round_says_so_and_still_shows_its_results() -> None:
    page = read(about(the_305_released(closed=False), state=State.PAUSED, answer=None))
    assert "This consultation is paused for a while. Please come back later." in page.text
    assert "305 people have answered so far." in page.text
    assert "Answer in Telegram" not in page.text


def test_in_the_sandbox_it_says_so_and_not_that_it_is_for_staff() -> None:
    text = tidy(read(about(the_305())).text)
    assert "This is a trial: exact counts, as only the sandbox shows them. These data are reconstructed" in text
    assert "staff only" not in text
    assert "Counts are rounded" not in text


@pytest.mark.parametrize("results", [Results.AFTER_ANSWERING, Results.WHEN_CLOSED])
def test_what_is_not_for_everybody_yet_is_not_there_and_why(results: Results) -> None:
    consultation = with_release(results=results)
    page = read(about(Published.nothing("demo"), consultation, shown=False))
    assert when_results_come(speech("en"), consultation.release) in page.text
    assert ("A page cannot know who has" in page.text) == (results is Results.AFTER_ANSWERING)
    assert not page.all("table")
    assert not page.all("a", download="")
    assert not any(title == "Method and limits" for _, title in page.headings)


def test_before_the_first_release_it_says_what_is_awaited() -> None:
    page = read(about(Published.nothing("demo")))
    assert "Nothing was released yet." in page.text
    assert "Results come once 50 people have answered" in page.text
    assert not page.all("table")
    assert not page.all("a", download="")


@pytest.mark.parametrize(("made", "how"), EVERY)
def test_headings_come_in_order_and_every_link_within_the_page_leads_somewhere(made: Made, how: How) -> None:
    page = read(about(made(**how)))
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    within = [href[1:] for each in page.all("a") if (href := each.attributes["href"]).startswith("#")]
    assert set(within) <= set(ids)
    assert within[0] == "main", "the first thing on the keyboard's way skips the rest"


def test_figures_are_in_tables_whose_rows_and_columns_have_headings() -> None:
    page = read(about(the_305_released(closed=True)))
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(each.attributes.get("scope") in {"row", "col"} for each in page.all("th"))
    assert all(each.attributes.get("aria-hidden") == "true" for each in page.all("svg")), "their figures are text"


@pytest.mark.parametrize("language", ["en", "ro"])
def test_the_page_says_its_language_and_leads_to_the_others(language: str) -> None:
    page = read(about(the_305()), language)
    [html] = page.all("html")
    assert html.attributes == {"lang": language, "dir": "ltr"}
    others = page.all("link", rel="alternate")
    assert [each.attributes["hreflang"] for each in others] == ["ro", "en"]
    [current] = page.all("a", **{"aria-current": "true"})
    assert current.attributes["hreflang"] == language
    assert ("63,6%" if language == "ro" else "63.6%") in page.text


def test_nothing_on_it_is_run_or_fetched() -> None:
    page = read(about(the_305()), others=True)
    assert not page.all("script")
    assert not page.all("img")
    assert not [each for each in page.elements if "style" in each.attributes or "src" in each.attributes]
    assert not [name for each in page.elements for name in each.attributes if name.startswith("on")]
    assert "url(" not in page.page.replace("url(data:", "")
    assert "@import" not in page.page


def test_themes_and_quotations_stand_with_their_question() -> None:
    released = the_305_released(closed=True).model_copy(
        update={"themes": (ThemesTable(question="recommendations", n=40, themes=(ThemeLine(name="Trees", count=25),)),)}
    )
    words = WordsTable(
        question="recommendations", n=40, themes=(ThemeLine(name="Trees", count=25),), quotations=("More shade",)
    )
    page = read(about(released, state=State.CLOSED, own_words=(words,)))
    assert ["Trees", "25"] in [row.text.split() for row in page.all("tr")]
    assert [tidy(each.text) for each in page.all("blockquote")] == ["“More shade”"]
    assert "read and approved by staff" in page.text


@pytest.mark.parametrize("text", [*MARKUP, *HTML])
def test_markup_is_shown_as_it_stands(text: str) -> None:
    page = hostile(text)
    assert tidy(page.text).count(tidy(text)) >= 8
    assert not page.all("script")
    assert not page.all("img")


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
def test_any_script_makes_a_page(text: str) -> None:
    page = hostile(text)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b") & set(page.text)
    assert page.all("table")


def test_ten_thousand_characters_are_all_there_once() -> None:
    page = hostile(LONG)
    assert "Texts in full" in page.text
    assert page.page.count("ș") > 10_000


def hostile(text: str) -> Read:
    """The page of a round whose every text is this one."""
    consultation, _ = told_by(text)
    response = Response(seed="", closed={"first": {"one": Chosen(("a",)), "two": Chosen(("a",))}})
    words = WordsTable(question="one", themes=(ThemeLine(name=text, count=1),), quotations=(text,))
    published = seen_exactly(consultation, [response])
    return read(about(published, consultation, languages=("en",), own_words=(words,)))


def test_the_rounds_are_listed_with_what_is_told_of_each() -> None:
    shown = about(the_305_released(closed=False))
    secret = about(
        Published.nothing("later"),
        with_release(results=Results.WHEN_CLOSED),
        round=Round(2, "later", with_release(results=Results.WHEN_CLOSED), "0" * 64),
        shown=False,
        answer=None,
    )
    page = Read(rounds_page((shown, secret), "en", ("en", "ro"), root="/glas/").decode())
    links = [each.attributes["href"] for each in page.all("a")]
    assert "/glas/demo?lang=en" in links
    assert "/glas/later?lang=en" in links
    assert "https://t.me/glas_bot?start=r_demo_page" in links
    assert "305 people have answered so far." in page.text
    assert "Results come when the consultation has closed." in page.text
    assert [level for level, _ in page.headings] == [1, 2, 2]


def test_a_round_without_the_readers_language_is_listed_in_its_own() -> None:
    page = Read(rounds_page((about(the_305(), languages=("ro",)),), "en", ("en", "ro"), root="/").decode())
    [section] = page.all("section")
    assert section.attributes["lang"] == "ro"
    assert "Primăria Municipiului Timișoara" in section.text


def test_without_a_round_the_list_says_so() -> None:
    assert "There is no consultation at the moment." in rounds_page((), "en", ("en",), root="/").decode()


def test_texts_and_bars_stand_out_from_their_paper_by_day_and_by_night() -> None:
    style = (Path(drawing.__file__).parent / "templates" / "page.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    day, night, *_ = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block)) for block in blocks)
    for colours in (day, night):
        assert len(colours) == 8
        for text, paper in (
            *((text, paper) for text in ("ink", "quiet", "strong") for paper in ("paper", "wash")),
            ("on-strong", "strong"),
        ):
            assert contrast(colours[text], colours[paper]) >= 4.5, (text, paper)
        for drawn in ("strong", "soft"):
            assert contrast(colours[drawn], colours["paper"]) >= 3, drawn


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' relative luminances, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(each * 2 for each in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_section_of_several_kinds_of_questions_has_one_title() -> None:
    section = {
        "id": "you",
        "title": "About you",
        "questions": [
            {"id": "job", "type": "single", "text": "Your job?", "options": [{"id": "any", "text": "Any"}]},
            {"id": "wish", "type": "text", "text": "Your wish?"},
        ],
    }
    texts = dict.fromkeys(("organiser", "title", "intro", "thanks"), "Town")
    town = Consultation.model_validate({"id": "town", "languages": ["en"], **texts, "sections": [section]})
    people = [Response(seed="", closed={"you": {"job": Chosen(("any",)), "wish": Said("trees")}})] * 60
    page = read(about(seen_exactly(town, people), town))
    assert [each.text for each in page.all("h2")].count("About you") == 1
    assert "Your job?" in page.text
    assert "Your wish?" in page.text
