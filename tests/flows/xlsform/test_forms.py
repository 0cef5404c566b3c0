"""Real forms: pyxform's own test fixtures (tests/data/xlsforms, with their licence) come through, or are refused and
each time it is said why. docs/xlsform.md keeps the list, and is held against it here."""

from pathlib import Path

import pytest

from flows.reading import ConsultationErrors, read_draft

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "tests" / "data" / "xlsforms").glob("*/*.xlsx"))
PAGE = ROOT / "docs" / "xlsform.md"

REASONS = {
    "ODKValidateWarnings": "`phone number` is no type of question that is asked here",
    "UCL_Biomass_Plot_Form": "`begin repeat` repeats questions",
    "bad_calc": "`calculate` computes a value",
    "duplicate_columns": "column E (label): is there twice",
    "xl_date_ambiguous": "column J (relevant): never holds",
    "xl_date_ambiguous_v1": "shows an answer within a text",
    "attribute_columns_test": "sets a property of the form's XML",
    "case_insensitivity": "takes its options from another file",
    "choice_filter_test": "lets the options depend on the answer to `state` by a column",
    "field-list": "has no text in `zh`",
    "flat_xlsform_test": "`geopoint` asks for a place on the map",
    "group": "`phone number` is no type of question that is asked here",
    "include": "`include` brings questions of another file",
    "include_json": "`include` brings questions of another file",
    "loop": "`begin loop over toilet_type` repeats questions",
    "or_other": "no column of the sheet choices is called `yes`",
    "pull_data": "`calculate` computes a value",
    "xlsform_spec_test": "`begin repeat` repeats questions",
}
"""Of each form that is refused, what makes it no consultation: read in the form by a person."""


def outcome(form: Path) -> str:
    """What becomes of the form, as a line of the page."""
    name = f"{form.parent.name}/{form.stem}"
    try:
        found = read_draft(form.read_bytes())
    except ConsultationErrors as errors:
        reason = next(str(each) for each in errors.mistakes if REASONS[form.stem] in str(each))
        wrong = sum("is missing" not in str(each) for each in errors.mistakes)
        return f"| {name} | refused: {counted(wrong, 'mistake')} | {reason} |"
    return f"| {name} | imports | {counted(len(found.consultation.question_by_id), 'question')} |"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@pytest.mark.parametrize("form", FORMS, ids=[f"{form.parent.name}/{form.stem}" for form in FORMS])
def test_every_form_comes_through_or_is_refused_for_a_true_reason(form: Path) -> None:
    content = form.read_bytes()
    if form.stem not in REASONS:
        assert read_draft(content).consultation.sections
        return
    with pytest.raises(ConsultationErrors) as caught:
        read_draft(content)
    assert all("is missing" not in str(each) or each.field for each in caught.value.mistakes)
    assert any(REASONS[form.stem] in str(each) for each in caught.value.mistakes)


def test_there_are_forms_to_try() -> None:
    assert len(FORMS) == 25


def test_the_page_tells_what_becomes_of_each_form() -> None:
    lines = [outcome(form) for form in FORMS]
    imported = sum("| imports |" in line for line in lines)
    page = PAGE.read_text(encoding="utf-8")
    assert f"{imported} of {len(FORMS)} import" in page
    assert "\n".join(lines) in page
