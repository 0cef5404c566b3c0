"""What the deck of 2021 would not have told by these rules: the table of docs/disclosure.md."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from flows.counting import cells, counted_in
from results.published import Published, QuestionTable
from results.release.deciding import decide
from results.release.due import Moment
from tests.results.counted import responses_of_2021, timisoara


@cache
def at_closing() -> Published:
    """The first release of all 305, after the closing."""
    tallies: dict[str, Counter[str]] = {}
    newcomers = Counter[str]()
    for response in responses_of_2021():
        counted = cells(timisoara(), response)
        for (table, cell), n in counted.items():
            tallies.setdefault(table, Counter())[cell] += n
        newcomers.update(counted_in(counted))
    moment = Moment(timisoara(), tallies, newcomers, None, closed=True)
    hour = datetime(2021, 9, 27, tzinfo=UTC)
    document = decide(moment, code="2021", history=[], hour=hour, over=lambda: False).document
    assert document is not None
    return document


def test_options_under_ten_are_not_told() -> None:
    untold = {table.question: [line.option for line in table.options if line.count is None] for table in told()}
    assert {question: options for question, options in untold.items() if options} == {
        "organisation_types": ["business_support", "bank", "none"],
        "organisation_main": ["research", "investor", "public_administration", "business_support", "bank"],
        "dysfunctions": ["climate_change", "none"],
        "needs_public_services": ["none"],
        "fun_city_aspects": ["none"],
        "necessity": ["unnecessary"],
        "digitalisation": ["does_not_apply"],
        "sustainability": ["does_not_apply"],
        "experience": ["under_2"],
        "field": ["education_research", "hospitality_tourism", "other"],
    }


def test_every_mean_is_told_and_the_distributions_but_for_two_cells() -> None:
    rated = [table for table in told() if table.groups]
    assert all(table.mean for table in rated)
    assert [(table.question, group.first) for table in rated for group in table.groups if group.count is None] == [
        ("city_for_all", 1),
        ("quality_time", 1),
    ]


@pytest.mark.parametrize("columns", ["digitalisation", "sustainability"])
def test_of_a_crosstab_six_rows_are_left_and_most_of_their_cells_are_not(columns: str) -> None:
    [table] = [each for each in at_closing().crosstabs if each.columns == columns]
    hidden = {"research", "university", "investor", "public_administration", "business_support", "bank", "other"}
    assert {row for line in table.lines if line.n is None for row in line.rows} == hidden
    cells_of_the_deck = [cell.count for line in table.lines for cell in line.cells[:3]]
    assert (len(cells_of_the_deck), cells_of_the_deck.count(None)) == (18, 10)
    assert table.across[:3] == ("high", "medium", "low")


def told() -> tuple[QuestionTable, ...]:
    return at_closing().questions
