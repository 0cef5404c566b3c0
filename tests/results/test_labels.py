"""Texts where there is little room, and texts made fit for typesetting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.labels import shortened, told_apart
from results.typesetting.printable import printable


def test_what_all_say_after_a_colon_is_left_out() -> None:
    assert told_apart(["Funding: what do you need?", "People: what do you need?"]) == ("Funding", "People")


@pytest.mark.parametrize(
    "texts",
    [
        ["Funding: what do you need?"],
        ["Funding: what do you need?", "People: whom do you need?"],
        ["Funding", "People"],
        ["Funding: what?", "People"],
        [],
    ],
)
def test_texts_that_differ_after_it_stay_whole(texts: list[str]) -> None:
    assert told_apart(texts) == tuple(texts)


def test_shortened_at_a_word() -> None:
    assert shortened("one two three", 12) == "one two…"
    assert shortened("one two three", 13) == "one two three"
    assert shortened("x" * 20, 5) == "xxxx…"


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_shortened_never_exceeds_the_limit(text: str, limit: int) -> None:
    assert len(shortened(text, limit)) <= max(limit, 1)


def test_what_cannot_be_printed_is_replaced_and_what_reorders_is_gone() -> None:
    assert printable("a\x00b\ud800c\ue000d\uffffe") == "a�b�c�d�e"
    assert printable("\u202eabc\u2066\ufeff") == "abc"
    assert printable("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree four"


def test_long_runs_can_be_broken_but_no_letter_is_parted_from_its_marks() -> None:
    assert printable("x" * 60).split("\u200b") == ["x" * 24, "x" * 24, "x" * 12]
    assert "\u200b\u0301" not in printable("e\u0301" * 60)
    assert printable("short words stay as they are") == "short words stay as they are"


@given(st.text())
def test_nothing_else_changes(text: str) -> None:
    once = printable(text)
    assert once.replace("\u200b", "").replace("�", "").isprintable() or set(once) - set("\u200b�") <= set(
        text.replace("\r", "\n").replace("\t", " ")
    )
    once.encode()
