"""Folding, twins, decisions, handles and themes."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from results.own_words.deciding import (
    NothingLeft,
    NotInText,
    ThemeUnusable,
    put_under,
    quoted,
    redacted,
    set_aside,
    theme_called,
    typed_without,
)
from results.own_words.folding import folded
from results.own_words.handles import UnknownText, found, handle, stamp
from results.own_words.queue import next_after, settled, waiting
from results.own_words.themes import words_tables
from results.own_words.twins import ALIKE, twins, twins_of
from results.published import ThemeLine
from storage.own_words import OwnWords, Review, Verdict

PUBLISHED = Path(__file__).parents[2] / "data" / "timisoara_2021_published.yaml"


def words(*texts: str, question: str = "why") -> list[OwnWords]:
    return [OwnWords((n, question), text) for n, text in enumerate(texts)]


def groups(texts: list[OwnWords]) -> list[list[str]]:
    return [[each.text for each in group.texts] for group in twins(texts)]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Transport public!", "  transport   PUBLIC"),
        ("Școli și grădinițe", "scoli si gradinite"),
        ("Școli", "Şcoli"),
        ("snake_case", "snake case"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_makes_no_difference_is_folded_away(text: str, other: str) -> None:
    assert folded(text) == folded(other)


def test_other_scripts_keep_their_letters_and_signs_alone_are_nothing() -> None:
    assert folded("Више паркова!") == "више паркова"
    assert folded("👍 !!!") == ""


def test_twins_stand_together_the_frequent_spelling_first() -> None:
    assert groups(
        words("mud", "More parks", "more parks!", "parks, more", "More prks", "Less noise", "MORE PARKS")
    ) == [
        ["MORE PARKS", "More parks", "more parks!", "parks, more", "More prks"],
        ["Less noise"],
        ["mud"],
    ]


def test_the_twins_of_a_text_come_behind_it() -> None:
    texts = words("mud", "More parks", "parks, more", "More prks", "Less noise")
    assert [each.text for each in twins_of(texts[3], texts).texts] == ["More prks", "More parks", "parks, more"]
    assert twins_of(texts[0], texts).texts == (texts[0],)
    other = OwnWords((9, "what"), "mud")
    assert twins_of(other, texts).texts == (other,)


def test_short_words_and_questions_stay_apart() -> None:
    assert groups(words("bus", "bun", "Bus")) == [["Bus", "bus"], ["bun"]]
    assert groups([*words("parks"), *words("parks", question="what")]) == [["parks"], ["parks"]]
    assert groups(words("👍", "!!!")) == [["!!!", "👍"]]


def test_no_two_of_the_report_are_taken_for_twins() -> None:
    """What the constant says of itself."""

    def below(value: object) -> list[str]:
        if isinstance(value, dict):
            own = value.get("own_words", [])
            return [*own, *(text for each in value.values() for text in below(each))]
        return []

    printed = set(below(yaml.safe_load(PUBLISHED.read_text("utf-8"))))
    assert len(printed) > 30
    assert max(fuzz.token_sort_ratio(folded(a), folded(b)) for a, b in combinations(sorted(printed), 2)) < ALIKE


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.text(max_size=12)), max_size=20))
def test_every_text_is_in_exactly_one_group_whatever_it_is(given_: list[tuple[str, str]]) -> None:
    texts = [OwnWords((n, question), text) for n, (question, text) in enumerate(given_)]
    grouped = [each for group in twins(texts) for each in group.texts]
    assert Counter(grouped) == Counter(texts)
    assert all(len({each.question for each in group.texts}) == 1 for group in twins(texts))


def test_parts_are_taken_out_whatever_their_case_and_stay_out() -> None:
    [said] = words("Ion Popescu, diabetic; ask ion popescu (a+b)")
    review = redacted(said, ["Ion Popescu", " diabetic "])
    assert review.shown == "[…], […]; ask […] (a+b)"
    again = OwnWords(said.key, said.text, review)
    assert redacted(again, ["(a+b)"]).shown == "[…], […]; ask […] […]"
    with pytest.raises(NotInText, match="'Ion'"):
        redacted(again, ["Ion"])
    with pytest.raises(NotInText, match="nothing"):
        redacted(said, [" "])


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Ion Popescu, diabetic; ask him!", "ask him", "[…]; ask him!"),
        ("Ask Ion about the mud, and Ana.", "ask about the mud and", "Ask […] about the mud, and […]."),
        ("Ask […] or Ana", "Ask […] or […]", "Ask […] or […]"),
        ("Școala lui Ion", "scoala ... lui", "Școala lui […]"),
        ("mail ion@x.ro 0722-111-222 now", "mail now", "mail […] now"),
        ("mud, Ion, mud", "Ion mud", "[…], Ion, mud"),
        ("mud", "MUD!", None),
    ],
)
def test_what_was_typed_leaves_words_out_and_changes_none(text: str, typed: str, shown: str | None) -> None:
    [said] = words(text)
    review = typed_without(said, typed)
    assert (review.shown, review.verdict) == (shown if shown != text else None, Verdict.WAITING)


def test_nobody_is_made_to_say_what_they_did_not() -> None:
    [said] = words("Ion does not like mud")
    for typed in ("Ion does like rain", "mud like", "Ion likes mud"):
        with pytest.raises(NotInText) as refused:
            typed_without(said, typed)
        assert refused.value.part in typed
    for typed in ("[…]", "!!!", " "):
        with pytest.raises(NothingLeft):
            typed_without(said, typed)


@given(st.text(max_size=40), st.data())
def test_a_redaction_keeps_what_was_typed_and_nothing_else(text: str, data: st.DataObject) -> None:
    [said] = words(text)
    each = re.findall(r"\w+", text)
    kept = data.draw(st.lists(st.sampled_from(range(len(each))), unique=True).map(sorted)) if each else []
    if not kept:
        return
    review = typed_without(said, " ".join(each[n] for n in kept))
    assert re.findall(r"\w+", OwnWords(said.key, text, review).shown) == [each[n] for n in kept]


def test_a_theme_is_called_as_one_that_there_is_but_for_what_makes_no_difference() -> None:
    assert theme_called("  More   parks ", []) == "More parks"
    assert theme_called("scoli", {"Școli", "Rain"}) == "Școli"
    assert theme_called("scoli", {"Școli", "scoli"}) == "scoli"
    assert theme_called("👍", {"👎"}) == "👍"
    for name in (" ", "x" * 121, "a\x1b"):
        with pytest.raises(ThemeUnusable, match="1 to 120"):
            theme_called(name, [])


def test_decisions_add_up() -> None:
    [said] = words("mud")
    under = put_under(said, "Roads")
    both = OwnWords(said.key, said.text, under)
    assert put_under(both, "Rain") == Review(themes=frozenset({"Roads", "Rain"}))
    assert quoted(both) == Review(Verdict.QUOTED, themes=frozenset({"Roads"}))
    assert set_aside(both).verdict is Verdict.ASIDE


def test_a_handle_finds_its_text_and_no_other() -> None:
    texts = [*words("mud", "rain"), *words("mud", question="what")]
    handles = [handle(each.key) for each in texts]
    assert len({*handles}) == 3
    assert found(texts, [handles[2], handles[0].upper(), handles[2]]) == [texts[2], texts[0]]
    with pytest.raises(UnknownText, match="nothing1, nothing2"):
        found(texts, ["nothing1", handles[0], "nothing2"])


def test_a_stamp_is_another_when_the_text_or_its_review_is() -> None:
    [said] = words("mud")
    others = [OwnWords(said.key, "rain"), *(OwnWords(said.key, "mud", each) for each in (quoted(said), under("Roads")))]
    assert len({stamp(each) for each in (said, *others)}) == 4


def test_one_text_follows_the_other_and_the_first_the_last() -> None:
    texts = words("a", "b", "c")
    assert next_after(texts[0].key, texts) == texts[1]
    assert next_after(texts[2].key, texts) == texts[0]
    assert next_after(texts[1].key, [texts[0], texts[2]]) == texts[2]
    assert next_after(texts[0].key, texts[:1]) is None
    done = OwnWords((9, "why"), "d", under("Roads"))
    assert (waiting([*texts, done]), settled([*texts, done])) == (texts, [done])


def under(*names: str, verdict: Verdict = Verdict.WAITING, shown: str | None = None) -> Review:
    return Review(verdict, shown, frozenset(names))


def test_themes_are_counted_and_what_nobody_decided_about_is_only_counted() -> None:
    reviews = [under("Roads"), under("Roads", "Rain"), under(verdict=Verdict.QUOTED, shown="m…"), under(), under()]
    texts = [OwnWords((n, "why"), "mud", review) for n, review in enumerate(reviews)]
    texts += [OwnWords((9, "why"), "secret"), OwnWords((10, "why"), "aside", under(verdict=Verdict.ASIDE))]
    [table] = words_tables(texts, ["what", "why"])
    assert table.themes == (ThemeLine(name="Roads", count=2), ThemeLine(name="Rain", count=1))
    assert table.quotations == ("m…",)
    assert (table.n, table.waiting) == (4, 3)
