"""The exact view: figures of `results.exact` in the shape that is shown, with intervals and places."""

import pytest

from flows.answers import Chosen, Rated
from flows.response import Response
from results.exact_view import exact_view
from storage.rounds import Round
from tests.results.counted import seen_exactly, the_305, timisoara
from tests.results.test_exact import CONSULTATION, TALLIES

TABLES = {table.question: table for table in the_305().questions}


def test_counts_and_shares_are_those_of_2021() -> None:
    table = TABLES["dysfunctions"]
    first = table.options[0]
    assert (table.n, table.mentions, first.option, first.count) == (305, 892, "daily_stress", 194)
    assert first.share_of_mentions is not None
    assert first.share_of_respondents is not None
    assert first.share_of_mentions.percent == pytest.approx(100 * 194 / 892)
    assert first.share_of_respondents.percent == pytest.approx(100 * 194 / 305)
    assert first.share_of_respondents.low == pytest.approx(58.07, abs=0.01)  # Wilson, worked out by hand
    assert first.share_of_respondents.high == pytest.approx(68.81, abs=0.01)


def test_every_figure_lies_in_its_interval_and_every_place_in_its_range() -> None:
    for table in TABLES.values():
        for line in table.options:
            for share in (line.share_of_respondents, line.share_of_mentions):
                if share is not None:
                    assert share.low is not None
                    assert share.high is not None
                    assert 0 <= share.low <= share.percent <= share.high <= 100
    for section in the_305().sections:
        for place, item in enumerate(section.items, start=1):
            if item.ranks is not None:
                assert item.ranks.first <= place <= item.ranks.last


def test_an_exclusive_option_has_no_place_and_no_share_of_mentions() -> None:
    (none,) = (line for line in TABLES["dysfunctions"].options if line.option == "none")
    assert (none.ranks, none.share_of_mentions) == (None, None)


def test_a_rating_has_its_mean_and_its_groups() -> None:
    table = TABLES["city_for_all"]
    assert table.mean is not None
    assert round(table.mean.value, 2) == 9.13
    assert [(group.first, group.last) for group in table.groups] == [(1, 4), (5, 6), (7, 8), (9, 10)]
    assert sum(group.count or 0 for group in table.groups) == table.groups_n


def test_a_crosstab_has_every_row_and_its_base() -> None:
    table = the_305().crosstabs[0]
    assert table.n == 297
    startups = next(line for line in table.lines if line.rows == ("startup",))
    assert startups.cells[0].share_of_row is not None
    assert startups.cells[0].share_of_row.percent == 80


def test_every_type_of_question_is_there() -> None:
    found = exact_view(Round(1, "demo", CONSULTATION, "0" * 64), TALLIES)
    assert [table.question for table in found.questions] == [question.id for question in CONSULTATION.questions]
    assert found.exact
    assert (found.n_answered, found.n_submitted, found.n_imported) == (10, 7, 4)


def test_nobody_and_one() -> None:
    nobody = seen_exactly(timisoara(), [])
    assert all(line.count == 0 and line.ranks is None for table in nobody.questions for line in table.options)
    one = Response(
        seed="",
        closed={
            "dysfunctions": {"dysfunctions": Chosen(("daily_stress",))},
            "vision": {"city_for_all": Rated(9)},
        },
    )
    found = {table.question: table for table in seen_exactly(timisoara(), [one]).questions}
    ranks = found["dysfunctions"].options[0].ranks
    assert ranks is not None
    assert (ranks.first, ranks.last) == (1, 10), "one answer tells no places apart"
    mean = found["city_for_all"].mean
    assert mean is not None
    assert (mean.value, mean.low, mean.high) == (9, None, None), "one answer says nothing of others"
