"""Folding, twins, decisions, handles and themes."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from results.own_words.deciding import NotInText, put_under, quoted, redacted, set_aside
from results.own_words.folding import folded
from results.own_words.handles import UnknownText, found, handle
from results.own_words.themes import words_tables
from results.own_words.twins import ALIKE, twins
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
