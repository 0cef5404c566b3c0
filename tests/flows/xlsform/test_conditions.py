"""Conditions of XLSForm become conditions of Glas and back, and are never run."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.consultation import All, AnyOf, Chose, Condition, Measured, Not
from flows.sentence import sentence
from flows.xlsform.conditions import Target, condition, expression
from flows.xlsform.xpath import Unsayable, parsed

TARGETS = {
    "one": Target("one", options={"a": "a", "b": "b", "1": "option_1"}),
    "many": Target("many", options={"a": "a", "b": "b", "c": "c"}, several=True),
    "score": Target("score", step=Decimal(1)),
    "price": Target("price", step=Decimal("0.01")),
    "text": Target("text"),
    "gone": Target("gone", refused=sentence("looks at `gone`, which is not asked")),
}

A = Chose(question="many", any_of=("a",))
B = Chose(question="many", any_of=("b",))
THREE = Measured(question="score", at_least=Decimal(3))

MEANT: list[tuple[str, Condition | None]] = [
    ("selected(${many}, 'a')", A),
    ("selected( ${many} , “a” )", A),
    ("${one} = 'a'", Chose(question="one", any_of=("a",))),
    ("'a' = ${one}", Chose(question="one", any_of=("a",))),
    ("${one} = 1", Chose(question="one", any_of=("option_1",))),
    ("${one} != 'a'", Chose(question="one", none_of=("a",))),
    ("selected(${many}, 'a') or selected(${many}, 'b')", Chose(question="many", any_of=("a", "b"))),
    ("(selected(${many}, 'a')) or (selected(${many}, 'b'))", AnyOf(any=(A, B))),
    ("selected(${many}, 'a') and selected(${many}, 'b')", All(all=(A, B))),
    ("selected(${many}, 'a') or ${score} >= 3", AnyOf(any=(A, THREE))),
    ("not(selected(${many}, 'a') or selected(${many}, 'b'))", Chose(question="many", none_of=("a", "b"))),
    ("not((selected(${many}, 'a')))", Not(not_=A)),
    ("not(${score} >= 3)", Not(not_=THREE)),
    ("selected(${many}, 'a') and not(selected(${many}, 'b'))", Chose(question="many", any_of=("a",), none_of=("b",))),
    ("selected(${many}, 'a') and not(selected(${one}, 'b'))",
     All(all=(A, Chose(question="one", none_of=("b",))))),
    ("${score} > 3", Measured(question="score", at_least=Decimal(4))),
    ("${price} < 2", Measured(question="price", at_most=Decimal("1.99"))),
    ("${score} = '3'", Measured(question="score", at_least=Decimal(3), at_most=Decimal(3))),
    ("${score} != 3", Not(not_=Measured(question="score", at_least=Decimal(3), at_most=Decimal(3)))),
    ("3 <= ${score} and ${score} <= 5", Measured(question="score", at_least=Decimal(3), at_most=Decimal(5))),
    ("${score} <= 5 and ${score} >= 3", Measured(question="score", at_least=Decimal(3), at_most=Decimal(5))),
    ("${score} >= 3 and ${score} >= 4", All(all=(THREE, Measured(question="score", at_least=Decimal(4))))),
    ("${score} >= 3 and ${price} <= 4", All(all=(THREE, Measured(question="price", at_most=Decimal(4))))),
    ("(${score} >= 3) and ${score} <= 4", All(all=(THREE, Measured(question="score", at_most=Decimal(4))))),
    ("true()", None),
    ("1", None),
    ("not(false())", None),
    ("true() and true()", None),
    ("false() or true()", None),
    ("selected(${many}, 'a') and true()", All(all=(A,))),
    ("selected(${many}, 'a') or false()", AnyOf(any=(A,))),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_what_a_condition_means(written: str, meant: Condition | None) -> None:
    assert condition(parsed(written), TARGETS) == meant


UNSAYABLE = [
    ("false()", "never holds, so the question would never be asked; take its row out"),
    ("0", "never holds, so the question would never be asked; take its row out"),
    ("not(true())", "never holds, so the question would never be asked; take its row out"),
    ("false() or false()", "never holds, so the question would never be asked; take its row out"),
    ("selected(${many}, 'a') and false()", "never holds, so the question would never be asked; take its row out"),
    ("selected(${many}, 'z')", "`z` is no option of `many`"),
    ("selected(${score}, '3')", "`score` has no options to be selected"),
    ("${many} = 'a'", "compares all that was chosen in `many`; write `selected(${many}, 'option')`"),
    ("${one} > 1", "asks for more or less than an option of `one`; name the options that count"),
    ("${text} != ''", "asks whether `text` was answered at all, which a condition cannot here"),
    ("${one} != ''", "asks whether `one` was answered at all, which a condition cannot here"),
    ("${score} = 'x'", "compares `score`, whose answer is neither an option nor a number"),
    ("${text} = 'x'", "compares `text`, whose answer is neither an option nor a number"),
    ("${score} > ${price}", "compares `score` with something else than a fixed value"),
    ("${gone} = 1", "looks at `gone`, which is not asked"),
    ("${new} = 1", "no question is called `new`"),
    ("/data/score > 3", "names a question by its path (`/data/score`); write it as ${name}"),
    ("../score", "names a question by its path (`../score`); write it as ${name}"),
    ("3 < ./score", "names a question by its path (`./score`); write it as ${name}"),
    ("count-selected(${many}) > 1",
     "uses `count-selected(...)`, which has no counterpart here; conditions can use `selected(${question}, 'option')`,"
     " comparisons with a number, `and`, `or` and `not(...)`"),
    ("1 < string-length('a')",
     "uses `string-length(...)`, which has no counterpart here; conditions can use `selected(${question}, 'option')`,"
     " comparisons with a number, `and`, `or` and `not(...)`"),
    ("${score}",
     "is no condition that Glas knows; write `selected(${question}, 'option')` or `${number} >= 3`, joined by `and`,"
     " `or` and `not(...)`"),
    ("1 + 1",
     "is no condition that Glas knows; write `selected(${question}, 'option')` or `${number} >= 3`, joined by `and`,"
     " `or` and `not(...)`"),
    ("", "ends too early to be read"),
    ("${score} >= 3)", "cannot be read from `)` on"),
    ("1 < 2 < 3", "compares more than two values in a row; join comparisons with `and`"),
    ("(" * 101 + "1" + ")" * 101, "is nested too deeply (at most 100 brackets)"),
    ("1 = 1 or " * 500 + "1", "is too long: 4,501 characters, at most 4,000 are read"),
    ("__import__('os').system('true')", "cannot be read from `.system('tru` on"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "sentence"), UNSAYABLE)
def test_what_has_no_counterpart_is_named(written: str, sentence: str) -> None:
    with pytest.raises(Unsayable) as caught:
        condition(parsed(written), TARGETS)
    assert str(caught.value) == sentence


def chose(options: tuple[str, ...], question: str) -> st.SearchStrategy[Condition]:
    some = st.lists(st.sampled_from(options), max_size=3).map(tuple)
    return st.builds(
        lambda any_of, none_of: Chose(question=question, any_of=any_of, none_of=none_of), some, some
    ).filter(lambda each: bool(each.any_of or each.none_of))


BOUND = st.none() | st.decimals(-1000, 1000, places=2)
MEASURED = st.builds(lambda low, high: Measured(question="price", at_least=low, at_most=high), BOUND, BOUND).filter(
    lambda each: each.at_least is not None or each.at_most is not None
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    chose(("a", "b"), "one") | chose(("a", "b", "c"), "many") | MEASURED,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(all=tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(any=tuple(parts)))
        | inner.map(lambda part: Not(not_=part))
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_every_condition_comes_back_as_it_was(before: Condition) -> None:
    assert condition(parsed(expression(before)), TARGETS) == before


@given(st.text() | st.text(alphabet="()'\"$<>=!{}.,/ and or not selected many one 123-+*"))
def test_no_text_ends_in_another_error(text: str) -> None:
    with suppress(Unsayable):
        condition(parsed(text), TARGETS)
