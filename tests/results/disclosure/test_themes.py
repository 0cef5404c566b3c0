"""Counts of themes, which staff make by hand, obey what all counts obey: told once, rounded, and attacked before."""

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from flows.consultation import Consultation, Release
from results.audit.attack import Audit, Narrowed
from results.own_words.releasing import told_themes
from results.own_words.themes import WordsTable
from results.published import OptionLine, Published, QuestionTable, ThemeLine, ThemesTable
from results.release.deciding import Decision, decide_themes

HOUR = datetime(2026, 1, 1, tzinfo=UTC)
OPTIONS = [{"id": each, "text": each} for each in ("a", "b", "c")]


def town(**release: int) -> Consultation:
    return Consultation.model_validate(
        {
            "id": "town",
            "languages": ["en"],
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), "text"),
            "release": release,
            "sections": [
                {
                    "id": "all",
                    "title": "All",
                    "questions": [
                        {"id": "many", "type": "multiple", "own_words": True, "options": OPTIONS, "text": "?"},
                        {"id": "why", "type": "text", "text": "?"},
                    ],
                }
            ],
        }
    )


def closed(own_words: int | None = 40, wrote: int = 80) -> Published:
    """The release that followed the closing."""
    options = tuple(OptionLine(option=each, count=60) for each in "abc")
    many = QuestionTable(question="many", version=1, n=100, mentions=180, options=options, own_words=own_words)
    return Published(
        round="town",
        number=1,
        released=HOUR,
        exact=False,
        n_answered=None,
        n_submitted=None,
        n_imported=0,
        questions=(many, QuestionTable(question="why", version=1, n=wrote)),
    )


def exact(question: str, read: int, **themes: int) -> WordsTable:
    lines = tuple(ThemeLine(name=name, count=n) for name, n in themes.items())
    return WordsTable(question=question, n=read, themes=lines, quotations=(), waiting=0)


def decided(*tables: WordsTable, after: Published, consultation: Consultation | None = None) -> Decision:
    consultation = consultation or town()
    candidates = [told_themes(each, consultation.release) for each in tables]
    return decide_themes(consultation, candidates, history=[after], hour=HOUR, over=lambda: False)


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
    assert (alone.document, alone.waiting) == (None, {"themes:why"})


def test_nothing_comes_out_when_the_audit_has_no_time() -> None:
    told = [told_themes(exact("why", 700, **{f"t{n}": 20 for n in range(600)}), Release())]
    found = decide_themes(town(), told, history=[closed()], hour=HOUR, over=lambda: True)
    assert (found.document, found.waiting) == (None, {"themes:why"})


@pytest.mark.parametrize("histories", [200])
def test_a_poller_learns_from_counts_that_step_and_nothing_from_those_told_once(histories: int) -> None:
    """What was done before: rounded counts as staff put texts under themes, looked at after every text."""
    live = once = 0
    for seed in range(histories):
        chance = random.Random(seed)
        weights = [chance.random() ** 2 + 0.02 for _ in range(6)]
        before = Counter(chance.choices("abcdef", weights, k=chance.randint(60, 250)))
        victim = chance.choices("abcdef", weights)[0]
        after = before + Counter([victim])
        live += _stepped(before, after) == {victim}
        once += len(_possible(after)) == 1
    assert live / histories > 0.15
    assert once == 0


def _stepped(before: Counter[str], after: Counter[str]) -> set[str]:
    """The themes whose told counts differ between two looks."""
    tables = [told_themes(exact("why", sum(each.values()), **each), Release()) for each in (before, after)]
    first, second = ({line.name: line.count for line in table.themes} for table in tables)
    return {name for name in second if name in first and first[name] != second[name]}


def _possible(themes: Counter[str]) -> set[str]:
    """What the last of those who wrote can have written about, for who sees what was released."""
    document = decided(exact("why", sum(themes.values()), **themes), after=closed(wrote=sum(themes.values()))).document
    assert document is not None
    [table] = document.themes
    return {line.name for line in table.themes}
