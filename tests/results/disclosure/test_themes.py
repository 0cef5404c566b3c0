"""Counts of themes, which staff make by hand, obey what all counts obey: told once, rounded, and attacked before."""

from functools import partial

from flows.consultation import Release
from results.audit.attack import Audit, Narrowed
from results.own_words.releasing import told_themes
from results.published import ThemeLine, ThemesTable
from results.release.deciding import decide_themes
from tests.results.disclosure.themes import HOUR, closed, decided, exact, theme_poller, town


def test_counts_are_rounded_and_small_ones_are_not_told_and_their_order_tells_nothing() -> None:
    told = told_themes(exact("why", 71, Zoo=9, Many=23, Arts=2, More=27), Release())
    assert [(each.name, each.count) for each in told.themes] == [
        ("Many", 25),
        ("More", 25),
        ("Arts", None),
        ("Zoo", None),
    ]
    assert told.n == 70
    assert told_themes(exact("why", 9, Zoo=9), Release()).n is None


def test_themes_come_as_a_table_of_their_own_and_leave_all_else_as_it_was() -> None:
    first = decided(exact("why", 70, Roads=41, Rain=3), after=closed())
    assert first.moved == {"themes:why"}
    assert first.document is not None
    assert first.document.themes == (
        ThemesTable(
            question="why", n=70, themes=(ThemeLine(name="Roads", count=40), ThemeLine(name="Rain", count=None))
        ),
    )
    assert first.document.model_copy(update={"number": 1, "themes": ()}) == closed()
    second = decided(exact("many", 33, Green=22), after=first.document)
    assert second.document is not None
    assert [each.question for each in second.document.themes] == ["many", "why"]


def test_a_few_who_wrote_are_not_told_by_how_many_texts_were_read() -> None:
    """Under ten had written; who supposes that nobody edits knows that at most nine came since."""
    candidate = closed(None).model_copy(
        update={
            "number": 2,
            "themes": (ThemesTable(question="many", n=15, themes=(ThemeLine(name="Rain", count=10),)),),
        }
    )
    audit = Audit(town(), [closed(None)], {}, over=lambda: False)
    assert audit.attack(candidate, frozenset({"many", "themes:many"})) == []
    more = candidate.model_copy(
        update={"themes": (ThemesTable(question="many", n=20, themes=(ThemeLine(name="Rain", count=None),)),)}
    )
    assert Narrowed(1, "many", "#own_words") in audit.attack(more, frozenset({"many", "themes:many"}))
    [without] = (decided(exact("many", 18, Rain=4), after=closed(None)).document or closed()).themes
    assert (without.n, without.withheld) == (None, True)
    assert decided(exact("many", 18, Rain=18), after=closed(None)).waiting == {"themes:many"}


def test_where_few_values_are_left_small_themes_are_not_even_named() -> None:
    """A theme has at least one text, so "under 5" leaves four values and not five."""
    consultation = town(smallest_cell=5)
    [found] = (
        decided(exact("why", 70, Roads=41, Secret=3), after=closed(), consultation=consultation).document or closed()
    ).themes
    assert [each.name for each in found.themes] == ["Roads"]
    alone = decided(exact("why", 70, Secret=3), after=closed(), consultation=consultation)
    assert (alone.document, alone.waiting) == (None, frozenset({"themes:why"}))


def test_nothing_comes_out_when_the_audit_has_no_time() -> None:
    told = [told_themes(exact("why", 700, **{f"t{n}": 20 for n in range(600)}), Release())]
    found = decide_themes(town(), told, history=[closed()], hour=HOUR, over=lambda: True)
    assert (found.document, found.waiting) == (None, frozenset({"themes:why"}))


def test_a_poller_learns_from_counts_that_step_and_nothing_from_those_told_once() -> None:
    live, once = (
        [attack(seed, Release()) for seed in range(200)]
        for attack in (partial(theme_poller, live=True), partial(theme_poller, live=False))
    )
    assert live.count(1) / len(live) > 0.15
    assert once.count(1) == once.count(None) == 0
