"""How a response is written into rows, and read back equal.

Open sections are one JSON document; sections that were sent are rows of `answer`, a row an option, place, rating,
number or text.

errors:
    UnstorableText(ValueError)   a text that not every database can hold; a batch sets such an input aside
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import assert_never

from flows.answers import Answer, Answers, Chosen, Dated, Numbered, Ranked, Rated, Said, decode, encode
from flows.consultation import Consultation
from flows.places import name_of, place_named
from flows.response import Response

AnswerRow = tuple[str, str, float | None, str | None]
"""Question; option or empty; number; text."""


class UnstorableText(ValueError):
    """A text with a NUL or half a surrogate pair."""


@dataclass(frozen=True, slots=True)
class Written:
    """A response as its rows hold it."""

    place: str
    return_place: str | None
    draft: str
    closed: str
    answers: frozenset[AnswerRow]


@dataclass(frozen=True, slots=True)
class Stored:
    """A response as it was read, with the rows it was read from."""

    id: int
    round: int
    pseudonym: str
    week: str
    imported: bool
    response: Response
    written: Written
    entered: str


def written(consultation: Consultation, response: Response, before: Written | None = None) -> Written:
    """The rows of the response. `before` are rows with the same closed sections, if there are any.

    Raises UnstorableText.
    """
    _check_texts(response.draft)
    place = name_of(response.place)
    return_place = None if response.returning is None else name_of(response.returning)
    draft = to_json(encoded(consultation, response.draft))
    if before is not None:
        return Written(place, return_place, draft, before.closed, before.answers)
    _check_texts(response.closed)
    answers = (row for sent in response.closed.values() for each in sent.items() for row in _answer_rows(*each))
    return Written(place, return_place, draft, to_json(list(response.closed)), frozenset(answers))


def encoded(consultation: Consultation, sections: Mapping[str, Answers]) -> dict[str, dict[str, object]]:
    """The answers of these sections as JSON values, by section and question."""
    return {
        section: {each: encode(consultation.question_by_id[each], answer) for each, answer in answers.items()}
        for section, answers in sections.items()
    }


def stored(consultation_of: Callable[[int], Consultation], row: Iterable[object]) -> Stored:
    """The response of one row of the statements `responses`, `responses_by_id` or `responses_after`."""
    number, round_number, pseudonym, place, return_place, draft, closed, week, imported, entered, answers = row
    assert isinstance(number, int)
    assert isinstance(round_number, int)
    texts = (pseudonym, place, draft, closed, week, entered)
    assert all(isinstance(text, str) for text in texts)
    rows: list[AnswerRow] = [] if answers is None else [tuple(each) for each in json.loads(str(answers))]
    as_written = Written(
        str(place),
        None if return_place is None else str(return_place),
        str(draft),
        str(closed),
        frozenset(rows),
    )
    response = _response(consultation_of(round_number), str(pseudonym), as_written)
    return Stored(number, round_number, str(pseudonym), str(week), bool(imported), response, as_written, str(entered))


def to_json(value: object) -> str:
    """Compact JSON; ValueError for a number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def iso_week(day: date) -> str:
    """The ISO week of the day, such as 2026-W47; later weeks sort behind."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def last_day(week: str) -> date:
    """The Sunday that ends the ISO week."""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 7)


def hour_of(now: datetime) -> str:
    """The hour in UTC, such as 2026-11-22T14; later hours sort behind."""
    return (now - (now.utcoffset() or timedelta())).strftime("%Y-%m-%dT%H")


def _response(consultation: Consultation, seed: str, rows: Written) -> Response:
    answers = _answers(consultation, rows.answers)
    draft: Mapping[str, Mapping[str, object]] = json.loads(rows.draft)
    return Response(
        seed=seed,
        place=place_named(rows.place),
        returning=None if rows.return_place is None else place_named(rows.return_place),
        draft={
            section: {each: decode(consultation.question_by_id[each], value) for each, value in values.items()}
            for section, values in draft.items()
        },
        closed={
            section: {
                question.id: answers[question.id]
                for question in consultation.section_by_id[section].questions
                if question.id in answers
            }
            for section in json.loads(rows.closed)
        },
    )


def _answer_rows(question: str, answer: Answer) -> Iterable[AnswerRow]:
    match answer:
        case Chosen(options, own_words):
            yield from ((question, option, None, None) for option in options)
            if own_words is not None:
                yield question, "", None, own_words
        case Rated(value):
            yield question, "", value, None
        case Said(text):
            yield question, "", None, text
        case Numbered(value):
            yield question, "", float(value), str(value)  # the text is exact, the number is for arithmetic
        case Ranked(options):
            yield from ((question, option, place, None) for place, option in enumerate(options, start=1))
        case Dated(day):
            yield question, "", None, day.isoformat()
        case _:
            assert_never(answer)


def _answers(consultation: Consultation, rows: Iterable[AnswerRow]) -> Answers:
    by_question: dict[str, list[AnswerRow]] = {}
    for row in rows:
        by_question.setdefault(row[0], []).append(row)
    return {question: _answer(consultation, question, parts) for question, parts in by_question.items()}


def _answer(consultation: Consultation, question: str, rows: list[AnswerRow]) -> Answer:
    _, option, number, text = rows[0]
    # By the name of the type: asking pydantic's classes is several times slower, and every tap comes by here.
    kind = consultation.question_by_id[question].type
    match kind:
        case "single" | "multiple":
            if len(rows) == 1:
                return Chosen((option,)) if option else Chosen((), text)
            chosen = {option: words for _, option, _, words in rows}
            return Chosen(tuple(each for each in consultation.options_of[question] if each in chosen), chosen.get(""))
        case "rating":
            return Rated(None if number is None else int(number))
        case "text":
            return Said(text or "")
        case "number":
            return Numbered(Decimal(text or ""))
        case "ranking":
            return Ranked(tuple(option for _, option, _, _ in sorted(rows, key=lambda row: row[2] or 0)))
        case "date":
            return Dated(date.fromisoformat(text or ""))
        case _:
            assert_never(kind)


def _check_texts(sections: Mapping[str, Answers]) -> None:
    for answers in sections.values():
        for answer in answers.values():
            match answer:
                case Said(text) | Chosen(_, str(text)):
                    check_text(text)
                case _:
                    pass


def check_text(text: str) -> None:
    """Raises UnstorableText."""
    if "\0" in text:
        raise UnstorableText("a text holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnstorableText("a text holds half a surrogate pair") from None  # the cause quotes the text
