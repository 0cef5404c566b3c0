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
"""The table of the round itself; a question's is called by its id, a crosstab's by `Crosstab.name`."""
STARTED, ANSWERED, SUBMITTED, IMPORTED = "#started", "#answered", "#submitted", "#imported"
"""In the table of the round: begun, with a section sent, with all that applied sent, from a file."""

RESPONDENTS = "#respondents"
OWN_WORDS = "#own_words"
NO_POINT = "#dont_know"
"""Of a scale: who answered that they don't know."""
IN_NET = "#in"

SECTION = "section:"
"""How the table of a section's ranking by mentions begins."""


def section_table(section: str) -> str:
    """The table of a section that ranks its questions by mentions."""
    return f"{SECTION}{section}"


def net_table(net: str) -> str:
    """The table of a net."""
    return f"net:{net}"


def place_cell(option: str, place: int) -> str:
    """In a ranking: who gave the option that place, from 1 on."""
    return f"{option}@{place}"


def crossing(row: str, column: str) -> str:
    """In a crosstab: where these lines meet."""
    return f"{row}*{column}"


def is_answer(cell: str) -> bool:
    """Whether the cell stands for an option or a value that was given."""
    return not cell.startswith("#")


def cells(consultation: Consultation, response: Response) -> Counter[Cell]:
    """The cells that this response adds one to. Only that it has begun and what was sent count, never a draft."""
    counted: Counter[Cell] = Counter()
    if has_begun(response):
        counted[ROUND, STARTED] = 1
    if response.closed:
        sent = response.sent
        counted[ROUND, ANSWERED] = 1
        counted[ROUND, SUBMITTED] = int(is_complete(consultation, response))
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
        *(net_table(net.id) for net in consultation.nets),
        *(section_table(each.id) for each in consultation.sections if each.ranking is SectionRanking.MENTIONS),
        *(crosstab.name for crosstab in consultation.crosstabs),
    )


def counted_in(counted: Iterable[Cell]) -> frozenset[str]:
    """The tables in which a response with these cells is one of the respondents; having begun alone is not."""
    return frozenset(table for table, cell in counted if (table, cell) != (ROUND, STARTED))


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
                yield OWN_WORDS
        case Rated(None):
            yield NO_POINT
        case Rated(value):
            yield str(value)
        case Numbered(value):
            yield plain(value)
        case Ranked(options):
            yield from (place_cell(option, place) for place, option in enumerate(options, start=1))
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
        yield net_table(net.id), RESPONDENTS
        if isinstance(answer, Chosen) and not set(net.options).isdisjoint(answer.options):
            yield net_table(net.id), IN_NET


def _sections(consultation: Consultation, sent: Answers) -> Iterator[Cell]:
    for section in consultation.sections:
        by_mentions = section.ranking is SectionRanking.MENTIONS
        if by_mentions and any(question.id in sent for question in section.questions):
            yield section_table(section.id), RESPONDENTS


def _crosstabs(consultation: Consultation, sent: Answers) -> Iterator[Cell]:
    for crosstab in consultation.crosstabs:
        row, column = _line(sent.get(crosstab.rows)), _line(sent.get(crosstab.columns))
        if row is not None and column is not None:
            yield crosstab.name, crossing(row, column)


def _line(answer: Answer | None) -> str | None:
    """The line of a crosstab in which the answer stands: its one option or its rating."""
    match answer:
        case Chosen((option,)):
            return option
        case Rated(int(value)):
            return str(value)
        case _:
            return None
