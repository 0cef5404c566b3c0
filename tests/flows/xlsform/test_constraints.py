"""Constraints of XLSForm become limits of Glas, and back."""

from decimal import Decimal

import pytest

from flows.consultation import Multiple, Option
from flows.xlsform.constraints import Limits, constraint, limits, own_limits
from flows.xlsform.xpath import Unsayable, parsed

MEANT: list[tuple[str, str, Limits]] = [
    ("number", ". >= 0 and . <= 120", {"from": "0", "to": "120"}),
    ("number", "0 < . and (120 > .)", {"from": "1", "to": "119"}),
    ("number", ". = 7", {"from": "7", "to": "7"}),
    ("number", "true()", {}),
    ("multiple", "count-selected(.) <= 3", {"max": 3}),
    ("multiple", "count-selected(.) < 3 and 1 < count-selected(.)", {"min": 2, "max": 2}),
    ("ranking", "count-selected(.) = 3", {"min": 3, "max": 3}),
    ("multiple", "not(selected(., 'none') and count-selected(.) > 1)", {"exclusive:none": "none"}),
    ("text", "string-length(.) <= 300", {"max_length": 300}),
    ("text", "300 > string-length(.)", {"max_length": 299}),
    ("date", ". <= today() and . >= today()", {"earliest": "today", "latest": "today"}),
    ("date", ". > date('2020-02-28') and . < '2021-01-01'", {"earliest": "2020-02-29", "latest": "2020-12-31"}),
    ("date", "date('2020-02-28') = .", {"earliest": "2020-02-28", "latest": "2020-02-28"}),
    ("date", ". >= '2020-02-28' and . <= '2020-03-01'", {"earliest": "2020-02-28", "latest": "2020-03-01"}),
]


@pytest.mark.parametrize(("kind", "written", "meant"), MEANT)
def test_what_a_constraint_means(kind: str, written: str, meant: Limits) -> None:
    assert limits(parsed(written), kind, Decimal(1)) == meant


COUNTERPARTS = {
    "number": "`. >= 0 and . <= 120`",
    "multiple": "`count-selected(.) <= 3`",
    "text": "`string-length(.) <= 300`",
    "date": "`. >= date('2020-01-01') and . <= today()`",
}
UNSAYABLE = [
    ("number", ". != 3", "rules out a single value, which no limit here does"),
    ("number", ". <= ${other}", None),
    ("number", "regex(., '^1')", None),
    ("multiple", "not(selected(., 'none') and count-selected(.) > 2)", None),
    ("multiple", "not(selected(., 'none') and true())", None),
    ("multiple", "not(selected(., 'none'))", None),
    ("text", "string-length(.) >= 3", None),
    ("date", ". < today()", "compares with today by something else than `<=` or `>=`"),
    ("date", ". >= '1.2.2020'", "has no date as 2027-03-31 in `1.2.2020`"),
    ("date", ". > '9999-12-31'", "has no date as 2027-03-31 in `9999-12-31`"),
    ("date", ". != '2020-01-01'", "rules out a single day, which no limit here does"),
    ("date", ". >= 3", None),
    ("single", ". != 'a'", "restricts the answer, which a question of this type does not need: leave it out"),
]


@pytest.mark.parametrize(("kind", "written", "sentence"), UNSAYABLE)
def test_what_has_no_counterpart_is_named(kind: str, written: str, sentence: str | None) -> None:
    with pytest.raises(Unsayable) as caught:
        limits(parsed(written), kind, Decimal(1))
    assert str(caught.value) == sentence or (
        f"restricts the answer in a way that has no counterpart here; such a question can have {COUNTERPARTS.get(kind)}"
    )


def test_what_odk_would_understand_otherwise_stands_in_columns_of_glas() -> None:
    options = tuple(Option.model_validate({"id": name, "text": name, "exclusive": name == "z"}) for name in "abz")
    some = Multiple(id="q", type="multiple", text={"*": "?"}, options=options, min=2)
    assert (constraint(some), own_limits(some)) == (
        "not(selected(., 'z') and count-selected(.) > 1)",
        {"min": 2},
    )
    plain = some.model_copy(update={"options": options[:2]})
    assert (constraint(plain), own_limits(plain)) == ("count-selected(.) >= 2", {})
