"""The audit refuses what would tell too much of a few people, and nothing else."""

from datetime import UTC, datetime

import pytest

from flows.consultation import Consultation
from results.audit.attack import Audit, Narrowed, joined
from results.audit.bounds import TimeUp
from results.published import (
    CrosstabCell,
    CrosstabLine,
    CrosstabTable,
    Estimate,
    GroupLine,
    NetLine,
    OptionLine,
    Published,
    QuestionTable,
)

OPTIONS = [{"id": each, "text": each} for each in ("a", "b", "c")]
CONSULTATION = Consultation.model_validate(
    {
        "id": "town",
        "languages": ["en"],
        **dict.fromkeys(("organiser", "title", "intro", "thanks"), "text"),
        "crosstabs": [{"rows": "one", "columns": "main"}],
        "nets": [
            {"id": "a_or_b", "question": "one", "options": ["a", "b"], "text": "a or b"},
            {"id": "x_or_y", "question": "many", "options": ["a", "b"], "text": "x or y"},
        ],
        "sections": [
            {
                "id": "all",
                "title": "All",
                "questions": [
                    {"id": "one", "type": "single", "options": OPTIONS, "text": "?"},
                    {"id": "many", "type": "multiple", "options": OPTIONS, "text": "?"},
                    {"id": "main", "type": "single", "options_from": "many", "text": "?"},
                    {"id": "score", "type": "rating", "low": "l", "high": "h", "dont_know": True, "text": "?"},
                ],
            }
        ],
    }
)


def document(number: int, *questions: QuestionTable, crosstabs: tuple[CrosstabTable, ...] = ()) -> Published:
    return Published(
        round="r",
        number=number,
        released=datetime(2026, 1, 1, tzinfo=UTC),
        exact=False,
        n_answered=None,
        n_submitted=None,
        n_imported=0,
        questions=questions,
        crosstabs=crosstabs,
    )


def choice(question: str, n: int, *counts: int | None, version: int = 1, **more: object) -> QuestionTable:
    lines = tuple(OptionLine(option=option, count=count) for option, count in zip("abc", counts, strict=True))
    return QuestionTable(question=question, version=version, n=n, options=lines, **more)


def attacked(*documents: Published, tallies: dict[str, dict[str, int]] | None = None) -> list[Narrowed]:
    *history, newest = documents
    audit = Audit(CONSULTATION, history, tallies or {}, over=lambda: False)
    names = frozenset({"one", "many", "main", "score", "one*main"})
    return audit.attack(newest, names)


def test_a_small_cell_that_the_others_leave_open_may_stay() -> None:
    assert attacked(document(1, choice("one", 100, 75, 20, None))) == []


def test_a_small_cell_that_the_others_give_away_is_refused() -> None:
    """233 + 63 + 1 of 297: released as 235 and 65 of 295, which leaves one or none."""
    assert attacked(document(1, choice("one", 295, 235, 65, None))) == [Narrowed(1, "one", "c")]


def test_a_second_cell_withheld_protects_it() -> None:
    table = choice("one", 295, 235, None, None)
    second = tuple(line.model_copy(update={"withheld": line.option == "b"}) for line in table.options)
    assert attacked(document(1, table.model_copy(update={"options": second}))) == []


def test_a_net_gives_its_parts_away_by_exclusion() -> None:
    table = choice("one", 100, 75, None, 15)
    assert attacked(document(1, table)) == []
    net = NetLine(net="a_or_b", count=90)
    assert attacked(document(1, choice("one", 105, 90, None, 15, nets=(net,)))) == [Narrowed(1, "one", "b")]


def test_a_net_of_several_choices_lies_between_its_largest_part_and_their_sum() -> None:
    net = NetLine(net="x_or_y", count=80)
    assert attacked(document(1, choice("many", 100, 75, None, 15, nets=(net,)))) == []
    wide = NetLine(net="x_or_y", count=85)
    assert attacked(document(1, choice("many", 100, 75, None, 15, nets=(wide,)))) == [Narrowed(1, "many", "b")]


def test_versions_are_held_against_each_other() -> None:
    """One version alone leaves enough; supposing that nobody edits, both together don't."""
    first, second = choice("one", 100, 75, 20, None), choice("one", 125, 95, 25, None, version=2)
    assert attacked(document(1, first)) == []
    assert attacked(document(2, second.model_copy(update={"version": 1}))) == []
    tight = choice("one", 110, 90, 25, None, version=2)
    assert attacked(document(1, choice("one", 100, 70, 25, None)), document(2, tight)) != []


def test_suppositions_that_contradict_each_other_are_given_up() -> None:
    """A count that fell was edited: only what is sure is left, and that is enough."""
    documents = document(1, choice("one", 100, 75, 20, None)), document(2, choice("one", 110, 45, 60, None, version=2))
    assert attacked(*documents) == []


def test_a_mean_at_the_end_of_its_scale_tells_who_is_far_from_it() -> None:
    def rating(n: int, mean: float) -> Published:
        return document(1, QuestionTable(question="score", version=1, n=n, mean=Estimate(value=mean)))

    few = {"score": {"10": 55, "9": 5}}
    assert Narrowed(1, "score", "1") in attacked(rating(60, 9.9), tallies=few)
    assert attacked(rating(100, 5.5), tallies={"score": {str(point): 10 for point in range(1, 11)}}) == []


def test_groups_of_ratings_tell_how_many_did_not_know() -> None:
    def rated(*counts: int) -> Published:
        groups = tuple(
            GroupLine(first=first, last=last, count=count)
            for (first, last), count in zip(((1, 4), (5, 6), (7, 8), (9, 10)), counts, strict=True)
        )
        mean = Estimate(value=6.3)
        return document(1, QuestionTable(question="score", version=1, n=215, mean=mean, groups=groups))

    spread = {"score": {str(point): 20 for point in range(1, 11)}}
    assert attacked(rated(50, 50, 50, 60), tallies=spread) == []
    assert attacked(rated(50, 50, 50, 50), tallies=spread) == [Narrowed(1, "score", "#dont_know")]


def test_that_no_mean_is_told_tells_that_few_rated() -> None:
    assert attacked(document(1, QuestionTable(question="score", version=1, n=60, mean=None))) == [
        Narrowed(1, "score", "#dont_know")
    ]
    assert attacked(document(1, QuestionTable(question="score", version=1, n=60, mean=None, dont_know=15))) == []


def growing(number: int) -> Published:
    return document(number, choice("one", 50 + 10 * number, 40 + 10 * number, 10, None, version=number))


def test_what_was_borrowed_is_no_more_than_what_was_lent() -> None:
    main = choice("main", 55, None, None, 30)
    second = tuple(line.model_copy(update={"withheld": line.option == "b"}) for line in main.options)
    main = main.model_copy(update={"options": second})
    assert attacked(document(1, main)) == []
    assert attacked(document(1, choice("many", 100, None, 10, 90), main)) == [
        *(Narrowed(1, "main", "a"), Narrowed(1, "many", "a")),
    ]


def test_a_row_of_a_crosstab_is_no_larger_than_its_option() -> None:
    def table(n: int, *counts: int | None) -> CrosstabTable:
        cells = tuple(CrosstabCell(count=count) for count in counts)
        lines = (CrosstabLine(rows=("a",), n=n, cells=cells), *(CrosstabLine(rows=(row,), n=None) for row in "bc"))
        return CrosstabTable(rows="one", columns="main", version=1, n=n, across=("a", "b", "c"), lines=lines)

    assert attacked(document(1, crosstabs=(table(60, 40, 15, None),))) == []
    refused = attacked(document(1, crosstabs=(table(60, 50, 15, None),)))
    assert refused == [Narrowed(1, "one*main", "a*c")]


def test_tables_that_tell_of_each_other_are_audited_together() -> None:
    groups = [sorted(each for each in group if not each.startswith("themes:")) for group in joined(CONSULTATION)]
    assert sorted(groups) == [["main", "many", "one", "one*main"], ["score"]]
    assert all(
        f"themes:{each}" in group for group in joined(CONSULTATION) for each in group if each in {"one", "score"}
    )


def test_what_did_not_move_is_not_audited() -> None:
    same = choice("one", 295, 235, 65, None)
    assert attacked(document(1, same), document(2, same)) == []


def test_time_that_is_up_is_told() -> None:
    many = [
        document(number, choice("one", 50 + 10 * number, 40 + 10 * number, 10, None, version=number))
        for number in range(1, 60)
    ]
    audit = Audit(CONSULTATION, many[:-1], {}, over=lambda: True)
    with pytest.raises(TimeUp):
        audit.attack(many[-1], frozenset({"one"}))
