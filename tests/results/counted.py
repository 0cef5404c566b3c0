"""Rounds counted in memory, to be shown: no database, only what each response counts for."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flows.consultation import Consultation
from flows.counting import cells, counted_in
from flows.reading import load_consultation
from flows.replaying import Record, recorded, replayed
from flows.response import Response
from results.exact_view import exact_view
from results.published import Published
from results.release.deciding import decide
from results.release.due import Moment
from storage.rounds import Round

_CONSULTATIONS = Path(__file__).parents[2] / "flows/consultations"
_NOW = datetime(2021, 9, 26, 12, tzinfo=UTC)


def tallies_of(
    consultation: Consultation, responses: Iterable[Response], *, imported: int = 0
) -> dict[str, dict[str, int]]:
    """What these responses count for."""
    counted: Counter[tuple[str, str]] = Counter()
    for each in responses:
        counted.update(cells(consultation, each))
    tallies: dict[str, dict[str, int]] = {"#round": {"#imported": imported}}
    for (table, cell), n in counted.items():
        tallies.setdefault(table, {})[cell] = n
    return tallies


def seen_exactly(consultation: Consultation, responses: Iterable[Response], *, imported: int = 0) -> Published:
    """The exact view of these responses."""
    tallies = tallies_of(consultation, responses, imported=imported)
    return exact_view(Round(1, "demo", consultation, "0" * 64), tallies)


@cache
def timisoara() -> Consultation:
    """The consultation of 2021."""
    return load_consultation(_CONSULTATIONS / "timisoara_2021.yaml")


@cache
def responses_of_2021() -> tuple[Response, ...]:
    """The reconstructed respondents of 2021."""
    consultation = timisoara()
    lines = (_CONSULTATIONS / "timisoara_2021_example.jsonl").read_text("utf-8").splitlines()
    responses = []
    for line in lines:
        record = recorded(line)
        assert isinstance(record, Record)
        response = replayed(consultation, record, record.respondent, _NOW)
        assert isinstance(response, Response)
        responses.append(response)
    return tuple(responses)


@cache
def the_305() -> Published:
    """What they said, exactly."""
    return seen_exactly(timisoara(), responses_of_2021(), imported=len(responses_of_2021()))


@cache
def the_305_released(*, closed: bool, people: int = 305) -> Published:
    """What the first so many said, as it is released first: while the round is open, or when it has closed."""
    consultation, responses = timisoara(), responses_of_2021()[:people]
    newcomers: Counter[str] = Counter()
    for each in responses:
        newcomers.update(counted_in(cells(consultation, each)))
    tallies = tallies_of(consultation, responses, imported=len(responses))
    moment = Moment(consultation, tallies, newcomers, None, closed)
    document = decide(moment, code="demo", history=(), hour=_NOW, over=lambda: False).document
    assert document is not None
    return document
