"""The exact view of the reconstructed respondents of 2021, with intervals and places from their answers."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.consultation import Consultation
from flows.counting import cells
from flows.reading import load_consultation
from flows.replaying import Record, recorded, replayed
from flows.response import Response
from results import resampled_view as module
from results.resampled_view import resampled_view
from storage.rounds import Round

FOLDER = Path(__file__).parents[2] / "flows" / "consultations"
NOW = datetime(2026, 11, 22, tzinfo=UTC)

ViewOf = Callable[[Sequence[Response]], Awaitable[Any]]
"""Any: what a view may lack is there in this one, and read without asking."""


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return load_consultation(FOLDER / "timisoara_2021.yaml")


@pytest.fixture(scope="module")
def responses(consultation: Consultation) -> list[Response]:
    lines = (FOLDER / "timisoara_2021_example.jsonl").read_text("utf-8").splitlines()
    records = [each for each in map(recorded, lines) if isinstance(each, Record)]
    found = [replayed(consultation, record, seed=str(number), now=NOW) for number, record in enumerate(records)]
    understood = [each for each in found if isinstance(each, Response)]
    assert len(understood) == len(lines)
    return understood


@pytest.fixture
def view_of(consultation: Consultation) -> ViewOf:
    async def view(responses: Sequence[Response]) -> Any:
        tallies = defaultdict[str, Counter[str]](Counter)
        for response in responses:
            for (table, cell), n in cells(consultation, response).items():
                tallies[table][cell] += n

        async def each() -> AsyncIterator[Response]:
            for response in responses:
                yield response

        of = Round(1, "demo", consultation, "hash", opens=NOW - timedelta(days=1))
        return await resampled_view(of, tallies, each())

    return view


def table_of(view: Any, question: str) -> Any:
    return next(table for table in view.questions if table.question == question)


async def test_the_dysfunctions_of_2021_have_their_places(view_of: ViewOf, responses: list[Response]) -> None:
    """As measured with R's csranks on the published counts, within one place."""
    lines = [line for line in table_of(await view_of(responses), "dysfunctions").options if line.ranks]
    ranges = [(line.ranks.first, line.ranks.last) for line in sorted(lines, key=lambda line: -line.count)]
    expected = [(1, 1), (2, 6), (2, 6), (2, 6), (2, 7), (2, 7), (5, 8), (7, 9), (8, 9), (10, 10)]
    for (first, last), (low, high) in zip(ranges, expected, strict=True):
        assert abs(first - low) <= 1
        assert abs(last - high) <= 1


async def test_shares_of_mentions_are_surer_than_wilson_thinks(view_of: ViewOf, responses: list[Response]) -> None:
    [stress] = [
        line for line in table_of(await view_of(responses), "dysfunctions").options if line.option == "daily_stress"
    ]
    share = stress.share_of_mentions
    assert share.percent == pytest.approx(100 * 194 / 892)
    assert share.low < share.percent < share.high
    assert share.high - share.low < 2 * 1.96 * 1.38, "Wilson's, which takes 892 mentions for 892 people"


async def test_means_and_rankings_of_sections(view_of: ViewOf, responses: list[Response]) -> None:
    view = await view_of(responses)
    vision, needs = (next(each for each in view.sections if each.section == name) for name in ("vision", "needs"))
    assert vision.items[0].mean.value == pytest.approx(9.13, abs=0.005)
    assert vision.items[0].mean.low < 9.13 < vision.items[0].mean.high
    assert (vision.items[0].ranks.first, vision.items[-1].ranks.last) == (1, 7)
    assert needs.items[0].share_of_mentions.percent == pytest.approx(25.4, abs=0.05)
    assert needs.items[0].ranks.first == 1
    assert table_of(view, "city_for_all").mean == vision.items[0].mean


async def test_beyond_enough_respondents_sums_stand_in_and_say_nearly_the_same(
    view_of: ViewOf, responses: list[Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = table_of(await view_of(responses), "dysfunctions")
    monkeypatch.setattr(module, "ENOUGH", 100)
    monkeypatch.setattr(module, "SLICE", 64)
    from_sums = table_of(await view_of(responses), "dysfunctions")
    for line, other in zip(whole.options, from_sums.options, strict=True):
        if line.ranks is None:
            assert other.ranks is None
            continue
        assert abs(line.ranks.first - other.ranks.first) <= 1
        assert abs(line.ranks.last - other.ranks.last) <= 1
        assert other.share_of_mentions.low == pytest.approx(line.share_of_mentions.low, abs=0.5)


async def test_a_round_that_nobody_answered_has_a_view(view_of: ViewOf) -> None:
    view = await view_of([])
    assert view.n_answered == 0
    assert all(line.ranks is None for table in view.questions for line in table.options)
