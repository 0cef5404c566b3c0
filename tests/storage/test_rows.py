"""A response is read back from its rows as it was written."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from flows.answers import Answer, Answers, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation
from flows.places import Asking, Opening, Review, Summary
from flows.response import Response
from storage.rows import UnstorableText, hour_of, iso_week, last_day, stored, written

ANSWERS: dict[str, Answer] = {
    "types": Chosen(("ngo", "firm"), "ceva nou — și «altfel»"),
    "main": Chosen(("firm",)),
    "score": Rated(7),
    "why": Said('two lines,\n"quotes" and \\ 🙂'),
    "staff": Numbered(Decimal("12.125")),
    "order": Ranked(("trams", "parks")),
    "since": Dated(date(1989, 12, 16)),
}


def sections(consultation: Consultation, answers: dict[str, Answer]) -> dict[str, dict[str, Answer]]:
    return {
        section.id: {each.id: answers[each.id] for each in section.questions if each.id in answers}
        for section in consultation.sections
    }


def read_back(consultation: Consultation, response: Response) -> Response:
    rows = written(consultation, response)
    answers = json.dumps(sorted(rows.answers, key=str, reverse=True))
    row = (5, 1, response.seed, rows.place, rows.return_place, rows.draft, rows.closed, "2026-W47", 0, "[]", answers)
    return stored(lambda _: consultation, row).response


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"score": Rated(None)},
        {"main": Chosen((), "altceva")},
        {"types": Chosen(("none",))},
        {"types": Chosen(("citizens", "firm"), "x")},
        {"staff": Numbered(Decimal("0.100"))},
        {"staff": Numbered(Decimal(123456789012345678901))},
        {"order": Ranked(("schools", "trams", "parks"))},
    ],
)
def test_sent_answers_come_back_equal(consultation: Consultation, changed: dict[str, Answer]) -> None:
    response = Response(seed="s", place=Summary("views"), closed=sections(consultation, ANSWERS | changed))
    assert read_back(consultation, response) == response


def test_drafts_and_places_come_back_equal(consultation: Consultation) -> None:
    response = Response(
        seed="s",
        place=Review(2),
        returning=Asking("main", editing=True),
        draft=sections(consultation, ANSWERS),
        closed={"views": {"score": Rated(1)}},
    )
    assert read_back(consultation, response) == response


def test_a_sent_section_without_answers_is_still_sent(consultation: Consultation) -> None:
    response = Response(seed="s", place=Opening("views"), closed={"you": {}})
    assert read_back(consultation, response).closed == {"you": {}}


def test_no_answers_at_all_may_be_null(consultation: Consultation) -> None:
    """PostgreSQL makes NULL of an empty set of answers."""
    row = (5, 1, "s", "welcome", None, "{}", "[]", "2026-W47", False, "[]", None)
    assert stored(lambda _: consultation, row).response == Response(seed="s")


def test_an_exact_number_stands_beside_one_to_reckon_with(consultation: Consultation) -> None:
    rows = written(consultation, Response(seed="s", closed={"views": {"staff": Numbered(Decimal("2.50"))}}))
    assert rows.answers == {("staff", "", 2.5, "2.50")}


@pytest.mark.parametrize("text", ["half \ud83d a pair", "nul \0 inside"])
@pytest.mark.parametrize("where", ["draft", "closed"])
@pytest.mark.parametrize("own_words", [True, False])
def test_a_text_that_no_database_holds_is_refused_unquoted(
    consultation: Consultation, text: str, where: str, own_words: bool
) -> None:
    said: dict[str, Answers] = {"you": {"types": Chosen((), text)}} if own_words else {"views": {"why": Said(text)}}
    response = Response(seed="s", draft=said) if where == "draft" else Response(seed="s", closed=said)
    with pytest.raises(UnstorableText) as error:
        written(consultation, response)
    assert "inside" not in str(error.value)
    assert "pair" not in str(error.value) or "half a surrogate pair" in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2026, 11, 22), "2026-W47"), (date(2027, 1, 3), "2026-W53"), (date(2027, 1, 4), "2027-W01")],
)
def test_weeks_sort_as_they_come(day: date, week: str) -> None:
    assert iso_week(day) == week
    assert last_day(week) == day + timedelta(days=6 - day.weekday())


def test_hours_are_in_utc() -> None:
    assert hour_of(datetime(2026, 11, 22, 1, 59, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-21T23"
    assert hour_of(datetime(2026, 11, 22, 1, 59, tzinfo=UTC)) == "2026-11-22T01"
