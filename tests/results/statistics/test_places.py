"""From pairs told apart to ranges of places, and the sentence that a range calls for."""

import numpy as np
import pytest

from results.statistics.places import Pairs, RankRange, ranges, told_apart
from results.statistics.wording import Apart, OutsideRange, TooClose, Untold, Verdict, verdict

SCORES = np.array([[0.0, 2.5, 4.0], [-2.5, 0.0, 1.0], [-4.0, -1.0, 0.0]])


def test_what_is_found_first_lowers_the_bar_for_the_rest() -> None:
    bars = []

    def bar(pairs: Pairs) -> float:
        bars.append(int(pairs.sum()))
        return 3.0 if pairs.all() or pairs.sum() == 6 else 2.0

    assert ranges(told_apart(SCORES, bar)) == (RankRange(1, 1), RankRange(2, 3), RankRange(2, 3))
    assert bars == [6, 5, 4]


def test_it_ends_when_every_pair_is_found_either_way() -> None:
    assert told_apart(np.ones((2, 2)), lambda _: 0.5).tolist() == [[False, True], [True, False]]


def test_of_one_item_nothing_is_asked() -> None:
    assert ranges(told_apart(np.zeros((1, 1)), lambda _: 0.0)) == (RankRange(1, 1),)


@pytest.mark.parametrize(
    ("place", "possible", "of", "said"),
    [
        (1, RankRange(1, 1), 10, Apart(1)),
        (1, RankRange(1, 1), 1, Apart(1)),
        (2, RankRange(2, 6), 10, TooClose(2, None, RankRange(3, 6))),
        (4, RankRange(2, 6), 10, TooClose(4, RankRange(2, 3), RankRange(5, 6))),
        (9, RankRange(8, 9), 10, TooClose(9, RankRange(8, 8), None)),
        (3, RankRange(1, 10), 10, Untold(3)),
    ],
)
def test_the_range_decides_the_sentence(place: int, possible: RankRange, of: int, said: Verdict) -> None:
    assert verdict(place, possible, of) == said


@pytest.mark.parametrize(("place", "possible"), [(1, RankRange(2, 3)), (4, RankRange(2, 3)), (2, RankRange(1, 6))])
def test_a_place_outside_its_range_is_a_mistake_of_ours(place: int, possible: RankRange) -> None:
    with pytest.raises(OutsideRange, match=f"place {place} of 5"):
        verdict(place, possible, 5)
