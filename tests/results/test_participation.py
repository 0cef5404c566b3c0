"""How many take part: exact, and as it may be told."""

from flows.consultation import Release
from flows.counting import ROUND
from results.participation import Participation, exact_participation, told_participation
from results.published import Published

POLICY = Release(smallest_cell=10, rounding=5)
TALLIES = {ROUND: {"#started": 93, "#answered": 82, "#submitted": 71, "#imported": 3}}


def released(answered: int | None, submitted: int | None = None, imported: int = 0) -> Published:
    return Published(
        round="town",
        number=1,
        released=None,
        exact=False,
        n_answered=answered,
        n_submitted=submitted,
        n_imported=imported,
    )


def test_exact_numbers_are_those_of_the_tallies() -> None:
    assert exact_participation(TALLIES) == Participation(93, 82, 71, 3)
    assert exact_participation({}) == Participation(0, 0, 0, 0)


def test_who_answered_is_told_as_released_and_who_started_rounded() -> None:
    assert told_participation(TALLIES, released(75, 70, 5), POLICY) == Participation(95, 75, 70, 5)
    few = {ROUND: {"#started": 9, "#answered": 9}}
    assert told_participation(few, None, POLICY) == Participation(None, None, None, None)
    assert told_participation(TALLIES, released(None), POLICY) == Participation(95, None, None, None)


def test_one_more_answer_changes_nothing_before_the_next_release() -> None:
    shown, seen = released(75, 70), set[Participation]()
    for answered in range(60, 93):
        counts = {ROUND: {**TALLIES[ROUND], "#answered": answered, "#submitted": answered}}
        seen.add(told_participation(counts, shown, POLICY))
    assert len(seen) == 1
