"""Tables appear and move each by itself, rounded, and tell nothing else."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from flows.answers import Answer, Chosen, Rated, Said
from flows.consultation import Consultation
from flows.counting import cells, counted_in
from flows.places import Thanks
from flows.response import Response
from results.published import Awaited, OptionLine, Published, QuestionTable
from results.release.deciding import Decision, decide, is_worth
from results.release.due import Moment
from results.release.sections import by_mentions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPTIONS = [{"id": each, "text": each} for each in ("a", "b", "c", "d")]


def consultation(**release: object) -> Consultation:
    return Consultation.model_validate(
        {
            "id": "town",
            "languages": ["en"],
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), "text"),
            "release": release,
            "crosstabs": [{"rows": "who", "columns": "one", "groups": [["c", "d"]]}],
            "nets": [{"id": "a_or_b", "question": "many", "options": ["a", "b"], "text": "a or b"}],
            "sections": [
                {
                    "id": "you",
                    "title": "You",
                    "kind": "profile",
                    "questions": [{"id": "who", "type": "single", "options": OPTIONS, "text": "?"}],
                },
                {
                    "id": "problems",
                    "title": "Problems",
                    "ranking": "mentions",
                    "questions": [
                        {"id": "one", "type": "single", "options": OPTIONS, "text": "?"},
                        {"id": "many", "type": "multiple", "own_words": True, "options": OPTIONS, "text": "?"},
                    ],
                },
                {
                    "id": "values",
                    "title": "Values",
                    "ranking": "mean",
                    "questions": [
                        {"id": "score", "type": "rating", "low": "l", "high": "h", "dont_know": True, "text": "?"},
                        {"id": "short", "type": "rating", "from": 1, "to": 3, "low": "l", "high": "h", "text": "?"},
                    ],
                },
                {
                    "id": "rest",
                    "title": "Rest",
                    "questions": [{"id": "why", "type": "text", "text": "?"}],
                },
            ],
        }
    )


class Round:
    """What was answered and released so far."""

    def __init__(self, **release: object) -> None:
        self.consultation = consultation(**release)
        self.tallies: dict[str, Counter[str]] = {}
        self.newcomers: Counter[str] = Counter()
        self.history: list[Published] = []

    def answer(self, times: int, **answers: Answer) -> None:
        closed = {
            section.id: {each.id: answers[each.id] for each in section.questions if each.id in answers}
            for section in self.consultation.sections
        }
        response = Response(seed="", place=Thanks(), closed={key: value for key, value in closed.items() if value})
        for (table, cell), n in cells(self.consultation, response).items():
            self.tallies.setdefault(table, Counter())[cell] += n * times
        for table in counted_in(cells(self.consultation, response)):
            self.newcomers[table] += times

    def moment(self, *, closed: bool = False) -> Moment:
        return Moment(
            self.consultation, self.tallies, self.newcomers, self.history[-1] if self.history else None, closed
        )

    def release(self, *, closed: bool = False) -> Decision:
        hour = NOW + timedelta(hours=len(self.history))
        decision = decide(self.moment(closed=closed), code="r", history=self.history, hour=hour, over=lambda: False)
        if decision.document is not None:
            self.history.append(decision.document)
        for table in decision.moved:
            self.newcomers[table] = 0
        return decision

    @property
    def shown(self) -> dict[str, QuestionTable]:
        return {table.question: table for table in self.history[-1].questions}

    def options(self, question: str) -> Mapping[str, int | None]:
        return {line.option: line.count for line in self.shown[question].options}


def test_nothing_is_released_of_nothing() -> None:
    town = Round()
    assert not is_worth(town.moment())
    assert town.release() == Decision(None, frozenset(), frozenset())


def test_what_is_awaited_is_told_rounded_down() -> None:
    town = Round()
    town.answer(39, one=Chosen(("a",)))
    assert is_worth(town.moment())
    document = town.release().document
    assert document is not None
    assert (document.n_answered, document.questions) == (None, ())
    assert Awaited(table="one", have=35, first=50) in document.awaited
    assert Awaited(table="score", have=0, first=50) in document.awaited
    assert Awaited(table="who", have=0, first=50, at_closing=True) in document.awaited
    town.answer(0)
    assert not is_worth(town.moment())
    assert town.release().document is None


def test_a_table_appears_at_first_and_moves_by_newcomers_alone() -> None:
    town = Round()
    town.answer(30, one=Chosen(("a",)))
    town.answer(23, one=Chosen(("b",)))
    assert town.release().moved == {"#round", "one", "section:problems"}
    assert town.options("one") == {"a": 30, "b": 25, "c": None, "d": None}
    assert (town.shown["one"].n, town.shown["one"].version, town.history[-1].n_answered) == (55, 1, 55)
    town.answer(9, one=Chosen(("a",)))
    assert town.release().document is None
    town.answer(1, one=Chosen(("a",)))
    assert town.release().moved == {"#round", "one", "section:problems"}
    assert (town.options("one")["a"], town.shown["one"].version) == (40, 2)


def test_shares_are_of_released_counts() -> None:
    town = Round()
    town.answer(32, many=Chosen(("a", "b")))
    town.answer(29, many=Chosen(("b", "c"), "words"))
    town.release()
    table = town.shown["many"]
    assert (table.n, table.mentions, table.own_words) == (60, 120, 30)
    assert [
        (each.count, each.share_of_respondents and each.share_of_respondents.percent) for each in table.options
    ] == [
        (30, 50),
        (60, 100),
        (30, 50),
        (None, None),
    ]
    assert [each.share_of_mentions and each.share_of_mentions.percent for each in table.options] == [25, 50, 25, None]
    assert [(each.count, each.share and each.share.percent) for each in table.nets] == [(60, 100)]


def test_means_are_told_from_fifty_on_and_distributions_at_closing() -> None:
    town = Round()
    for point in range(1, 11):
        town.answer(6, score=Rated(point), short=Rated(1 + point % 3))
    town.release()
    mean = town.shown["score"].mean
    assert mean is not None
    assert (mean.value, town.shown["score"].groups) == (5.5, ())
    assert [item.question for item in town.history[-1].sections[-1].items] == ["score", "short"]
    town.answer(4, score=Rated(10))
    decision = town.release(closed=True)
    table = town.shown["score"]
    # Four newcomers make no new version, but who closes shows the groups, as they are now.
    assert (decision.moved, table.n, table.version, table.groups_n) == (frozenset({"score", "short"}), 60, 1, 65)
    assert [(each.first, each.last, each.count) for each in table.groups] == [
        (1, 4, 25),
        (5, 6, 10),
        (7, 8, 10),
        (9, 10, 15),
    ]
    assert [(each.first, each.last, each.count) for each in town.shown["short"].groups] == [
        *((1, 1, 20), (2, 2, 25), (3, 3, 20)),
    ]
    assert not is_worth(town.moment(closed=True)) or town.newcomers["score"] >= 10


def test_counts_that_are_all_rounded_to_nothing_have_no_shares() -> None:
    """With cells smaller than half a step of rounding: 3 + 3 of 6 are 0 + 0 of 10."""
    town = consultation(smallest_cell=1, rounding=10)
    lines = tuple(OptionLine(option=option, count=0) for option in "abcd")
    tables = {
        each: QuestionTable(question=each, version=1, n=10, mentions=10, options=lines) for each in ("one", "many")
    }
    items = by_mentions(town, town.sections[1], tables, n=10, version=1).items
    assert [(item.mentions, item.share_of_mentions) for item in items] == [(10, None), (10, None)]


def test_the_only_question_of_a_section_is_compared_with_none() -> None:
    """All mentions are its own, whoever answers: that is no share that chance could move, and no first place."""
    town = consultation()
    alone = town.sections[1].model_copy(update={"questions": town.sections[1].questions[:1]})
    lines = (OptionLine(option="a", count=60), OptionLine(option="b", count=40))
    table = QuestionTable(question="one", version=1, n=100, mentions=100, options=lines)
    [item] = by_mentions(town, alone, {"one": table}, n=100, version=1).items
    assert (item.mentions, item.mentions_per_option, item.share_of_mentions, item.ranks) == (100, 25.0, None, None)


def interval(table: QuestionTable) -> tuple[float, float]:
    """Between which values the mean lies."""
    mean = table.mean
    assert mean is not None
    assert mean.low is not None
    assert mean.high is not None
    return mean.low, mean.high


def test_a_mean_is_as_sure_as_those_who_rated_are_many() -> None:
    """Whoever says "I don't know" has answered, and is in no mean."""
    few, many = Round(), Round()
    for town in (few, many):
        for point in range(1, 11):
            town.answer(6, score=Rated(point))
    many.answer(240, score=Rated(None))
    for town in (few, many):
        town.answer(60, short=Rated(2))
        town.release()
    assert (many.shown["score"].n, many.shown["score"].dont_know) == (300, 240)
    assert few.shown["score"].dont_know is None
    (low, high), (lower, higher) = interval(many.shown["score"]), interval(few.shown["score"])
    assert high - low >= 2.2
    assert lower <= low < high <= higher
    assert many.history[-1].sections[-1].items[0].ranks == few.history[-1].sections[-1].items[0].ranks


def test_the_base_of_a_distribution_gives_nobody_away() -> None:
    """Of 100 who answered, two did not know: a base of 98 would say so."""
    town = Round(rounding=1)
    for point in range(1, 11):
        town.answer(10 if point < 9 else 9, score=Rated(point))
    town.answer(2, score=Rated(None))
    town.release(closed=True)
    table = town.shown["score"]
    assert (table.n, table.dont_know, table.late_n) == (100, None, None)
    withheld = sum(group.withheld for group in table.groups)
    assert (withheld, table.groups_n) == (1, 95)
    assert all(group.share is None or group.share.percent <= 100 for group in table.groups)


def test_a_group_is_never_more_than_the_base() -> None:
    town = Round()
    town.answer(27, score=Rated(2))
    town.answer(30, score=Rated(9))
    town.answer(13, score=Rated(None))
    town.answer(60, short=Rated(1))
    town.release(closed=True)
    table = town.shown["score"]
    assert (table.n, table.dont_know, table.groups_n) == (70, 15, 55)
    assert [group.share and group.share.percent for group in table.groups] == [45, None, None, 55]


def test_the_base_of_a_late_distribution_is_not_told_where_it_says_that_all_had_rated() -> None:
    """Nine more ratings at most: seventy of them would say that of the sixty before all but three had rated."""
    town = town_at_its_closing()
    table = town.shown["score"]
    assert (table.n, table.late_n, table.groups_n) == (60, None, 70)


def test_a_mean_of_few_is_not_told() -> None:
    town = Round(first=20)
    for point in range(1, 11):
        town.answer(4, score=Rated(point))
    town.release()
    assert (town.shown["score"].n, town.shown["score"].mean) == (40, None)


def test_who_answered_is_told_at_closing_and_crosstabs_with_large_rows_only() -> None:
    town = Round()
    town.answer(22, who=Chosen(("a",)), one=Chosen(("a",)))
    town.answer(8, who=Chosen(("a",)), one=Chosen(("b",)))
    town.answer(19, who=Chosen(("b",)), one=Chosen(("b",)))
    town.answer(12, who=Chosen(("c",)), one=Chosen(("c",)))
    town.answer(8, who=Chosen(("d",)), one=Chosen(("c",)))
    town.answer(6, who=Chosen(("d",)), one=Chosen(("d",)))
    town.release()
    assert "who" not in town.shown
    assert not town.history[-1].crosstabs
    town.release(closed=True)
    assert town.shown["who"].n == 75
    [crosstab] = town.history[-1].crosstabs
    assert [(line.rows, line.n, [cell.count for cell in line.cells]) for line in crosstab.lines] == [
        (("a",), 30, [20, None, None, None]),
        (("b",), None, []),
        (("c", "d"), 25, [None, None, 20, None]),
    ]
    share = crosstab.lines[0].cells[0].share_of_row
    assert share is not None
    assert share.percent == 67


def test_when_closed_means_nothing_before() -> None:
    town = Round(results="when-closed")
    town.answer(40, one=Chosen(("a",)))
    town.answer(20, one=Chosen(("b",)))
    town.release()
    assert town.history == [] or town.shown == {}
    town.release(closed=True)
    assert set(town.shown) == {"one"}


def test_texts_and_numbers_are_never_told_but_how_many_answered() -> None:
    town = Round()
    town.answer(60, why=Said("a secret"))
    town.release()
    assert town.shown["why"] == QuestionTable(question="why", version=1, n=60)
    assert "secret" not in town.history[-1].model_dump_json()


def test_a_second_cell_is_withheld_rather_than_a_small_one_told() -> None:
    town = Round()
    for option, n in (("a", 233), ("b", 63), ("c", 1)):
        town.answer(n, one=Chosen((option,)))
    assert town.release().waiting == frozenset()
    lines = {line.option: (line.count, line.withheld) for line in town.shown["one"].options}
    assert lines == {"a": (235, False), "b": (None, True), "c": (None, False), "d": (None, False)}


def test_a_table_that_tells_too_much_waits_and_the_others_go() -> None:
    """Where all say the same, everybody's answer would be known."""
    town = Round()
    town.answer(40, score=Rated(10), one=Chosen(("a",)))
    town.answer(20, score=Rated(10), one=Chosen(("b",)))
    decision = town.release()
    assert decision.waiting == {"score"}
    assert "one" in decision.moved
    assert Awaited(table="score", have=50, first=50) in town.history[-1].awaited


def test_what_the_audit_has_no_time_for_waits() -> None:
    town = Round()
    for _ in range(40):
        town.answer(40, one=Chosen(("a",)), many=Chosen(("b",)))
        town.answer(20, one=Chosen(("b",)), many=Chosen(("c",)))
        town.release()
    town.answer(10, one=Chosen(("a",)))
    found = decide(town.moment(), code="r", history=town.history, hour=NOW, over=lambda: True)
    assert (found.waiting, "one" in found.moved) == (frozenset({"one"}), False)


@pytest.mark.parametrize("n", [50, 57, 305])
def test_a_document_says_nothing_exact(n: int) -> None:
    """Everything in it follows from rounded counts: two towns that round alike look alike."""
    documents = []
    for more in (0, 1):
        town = Round()
        town.answer(n - n % 5, one=Chosen(("a",)), many=Chosen(("b", "c")))
        town.answer(25 + more, one=Chosen(("b",)), many=Chosen(("c",)))
        town.release()
        documents.append(town.history[-1])
    assert documents[0] == documents[1]


def town_at_its_closing() -> Round:
    """Sixty answered when the tables were released, nine more came until the closing."""
    town = Round()
    town.answer(30, who=Chosen(("a",)), one=Chosen(("a",)), score=Rated(3))
    town.answer(30, who=Chosen(("b",)), one=Chosen(("b",)), score=Rated(8))
    town.release()
    town.answer(9, who=Chosen(("a",)), one=Chosen(("a",)), score=Rated(8))
    assert town.release(closed=True).moved >= {"who", "who*one", "score"}
    return town


def test_a_reopening_leaves_what_the_closing_told_and_counts_newcomers_from_there() -> None:
    town = town_at_its_closing()
    told = town.history[-1]
    assert town.shown["score"].groups
    town.answer(9, who=Chosen(("b",)), one=Chosen(("b",)), score=Rated(3))
    for closed in (False, True):  # reopened, and closed again
        town.release(closed=closed)
        assert town.history[-1].crosstabs == told.crosstabs
        assert [town.shown[each] for each in ("who", "score")] == [
            each for each in told.questions if each.question in {"who", "score"}
        ]


def test_a_distribution_that_the_closing_told_first_does_not_stop_the_releases_after_a_reopening() -> None:
    town = Round()
    for point in range(1, 11):
        town.answer(6, score=Rated(point))
    town.release(closed=True)
    assert town.shown["score"].groups
    for point in range(1, 11):
        town.answer(2, score=Rated(point))
    assert "score" in town.release().moved
    assert (town.shown["score"].version, town.shown["score"].groups) == (2, ())


def test_after_a_reopening_what_the_closing_told_moves_by_newcomers_alone() -> None:
    town = town_at_its_closing()
    told = town.history[-1]
    town.answer(12, who=Chosen(("b",)), one=Chosen(("b",)), score=Rated(3))
    assert "score" in town.release().moved
    assert (town.shown["score"].version, town.shown["score"].groups) == (2, ())
    assert town.history[-1].crosstabs == told.crosstabs
    assert town.shown["who"].version == 1
    moved = town.release(closed=True).moved
    assert moved >= {"who", "who*one", "score"}
    assert (town.shown["who"].version, town.history[-1].crosstabs[0].version) == (2, 2)
    assert [line.count for line in town.shown["score"].groups] == [40, None, 40, None]
    assert town.release(closed=True).document is None
