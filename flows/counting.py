"""What one response counts for in the tallies: the definition that every count is held against."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import assert_never

from flows.answers import Answer, Answers, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation, SectionRanking
from flows.moves import is_complete
from flows.places import Welcome
from flows.response import Response

Cell = tuple[str, str]
"""A table of tallies and a cell in it. Names that begin with `#` are no option's."""

ROUND = "#round"
RESPONDENTS = "#respondents"


def cells(consultation: Consultation, response: Response) -> Counter[Cell]:
    """The cells that this response adds one to. Only that it has begun and what was sent count, never a draft."""
    counted: Counter[Cell] = Counter()
    if has_begun(response):
        counted[ROUND, "#started"] = 1
    if response.closed:
        sent = response.sent
        counted[ROUND, "#answered"] = 1
        counted[ROUND, "#submitted"] = int(is_complete(consultation, response))
        counted.update(_questions(sent))
        counted.update(_nets(consultation, sent))
        counted.update(_sections(consultation, sent))
        counted.update(_crosstabs(consultation, sent))
    return +counted


def tables(consultation: Consultation) -> tuple[str, ...]:
    """Every table that a respondent can be counted in, in an order that is fixed with the consultation's structure."""
    return (
        ROUND,
        *consultation.question_by_id,
        *(f"net:{net.id}" for net in consultation.nets),
        *(f"section:{each.id}" for each in consultation.sections if each.ranking is SectionRanking.MENTIONS),
        *(crosstab.name for crosstab in consultation.crosstabs),
    )


def counted_in(counted: Iterable[Cell]) -> frozenset[str]:
    """The tables in which a response with these cells is one of the respondents; having begun alone is not."""
    return frozenset(table for table, cell in counted if (table, cell) != (ROUND, "#started"))


def has_begun(response: Response) -> bool:
    """Whether the respondent left the welcome; one who went back to it without an answer has not."""
    standing = response.returning or response.place
    return not isinstance(standing, Welcome) or bool(response.draft) or bool(response.closed)


def _questions(sent: Answers) -> Iterator[Cell]:
    for question, answer in sent.items():
        yield question, RESPONDENTS
        for cell in _answer(answer):
            yield question, cell


def _answer(answer: Answer) -> Iterator[str]:
    match answer:
        case Chosen(options, own_words):
            yield from options
            if own_words is not None:
                yield "#own_words"
        case Rated(None):
            yield "#dont_know"
        case Rated(value):
            yield str(value)
        case Numbered(value):
            yield plain(value)
        case Ranked(options):
            yield from (f"{option}@{place}" for place, option in enumerate(options, start=1))
        case Dated(day):
            yield day.isoformat()
        case Said():
            pass
        case _:
            assert_never(answer)


def plain(value: Decimal) -> str:
    """The number without exponent and without trailing zeros: equal numbers, equal text."""
    return f"{value.normalize() + 0:f}"  # + 0: there is one zero, not a negative one beside it


def _nets(consultation: Consultation, sent: Answers) -> Iterator[Cell]:
    for net in consultation.nets:
        answer = sent.get(net.question)
        if answer is None:
            continue
        yield f"net:{net.id}", RESPONDENTS
        if isinstance(answer, Chosen) and not set(net.options).isdisjoint(answer.options):
            yield f"net:{net.id}", "#in"


def _sections(consultation: Consultation, sent: Answers) -> Iterator[Cell]:
    for section in consultation.sections:
        by_mentions = section.ranking is SectionRanking.MENTIONS
        if by_mentions and any(question.id in sent for question in section.questions):
            yield f"section:{section.id}", RESPONDENTS


def _crosstabs(consultation: Consultation, sent: Answers) -> Iterator[Cell]:
    for crosstab in consultation.crosstabs:
        row, column = _line(sent.get(crosstab.rows)), _line(sent.get(crosstab.columns))
        if row is not None and column is not None:
            yield crosstab.name, f"{row}*{column}"


def _line(answer: Answer | None) -> str | None:
    """The line of a crosstab in which the answer stands: its one option or its rating."""
    match answer:
        case Chosen((option,)):
            return option
        case Rated(int(value)):
            return str(value)
        case _:
            return None
