"""What attackers learn, over thousands of small histories: with the rules, and without the rule that stops them."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from flows.consultation import Release
from results.audit.attack import Audit
from results.release import deciding
from tests.results.disclosure.attacks import (
    coming_and_going,
    lonely_newcomer,
    nine_of_ten,
    poller,
    ten_editors,
)
from tests.results.disclosure.town import EXACT, EXACT_COUNTS, RULES, SMALL_CELLS_ONLY

HISTORIES = 400

Attack = Callable[[int, Release], int | None]


@pytest.fixture(autouse=True)
def undecorated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without shares and places, which come from what is released and tell nothing more: it is faster."""
    monkeypatch.setattr(deciding, "derived", lambda _, table: table)


def named(attack: Attack, policy: Release, histories: int) -> float:
    """In which part of the histories the attacker knew the victim's answer."""
    found = Counter(attack(seed, policy) for seed in range(histories))
    return found[1] / histories


def moved(attack: Attack, policy: Release, histories: int) -> int:
    """In how many histories something came out that the victim is in."""
    return sum(attack(seed, policy) is not None for seed in range(histories))


def test_a_poller_who_knows_nobody_learns_next_to_nothing() -> None:
    assert named(poller, RULES, 150) <= 0.01


def test_a_poller_of_live_exact_figures_learns_every_answer() -> None:
    assert named(poller, EXACT, 40) == 1


def test_a_poller_learns_many_answers_where_only_small_cells_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Audit, "attack", lambda *_: [])
    assert named(poller, SMALL_CELLS_ONLY, 60) > 0.25


def test_nine_of_ten_learn_little_of_the_tenth() -> None:
    """What rounding alone can do: a count that steps up must have had the victim."""
    assert named(nine_of_ten, RULES, 200) <= 0.25


def test_nine_of_ten_learn_everything_from_exact_counts() -> None:
    assert named(nine_of_ten, EXACT, 40) == 1


@pytest.mark.parametrize(
    ("attack", "without"),
    [
        (partial(ten_editors, edits_count=False), partial(ten_editors, edits_count=True)),
        (partial(lonely_newcomer, table_by_table=True), partial(lonely_newcomer, table_by_table=False)),
        (partial(coming_and_going, remembered=True), partial(coming_and_going, remembered=False)),
    ],
    ids=["ten accounts that edit", "one newcomer where few answer", "accounts that come and go"],
)
def test_nobody_can_force_a_release_of_one_newcomer(attack: Attack, without: Attack) -> None:
    assert moved(attack, RULES, HISTORIES) == 0
    # Without the rule it comes out, and from exact counts it is known; so this can fail.
    assert moved(without, RULES, 30) == 30
    assert named(without, EXACT_COUNTS, 30) == 1
