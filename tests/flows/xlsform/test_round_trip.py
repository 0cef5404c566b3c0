"""A consultation goes out to a workbook and comes back as the same, and ODK's own converter takes the workbook."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert  # type: ignore[import-untyped]  # it has no types

from flows.consultation import Consultation, Question, Ranking, Single
from flows.reading import load_consultation, read_consultation, read_draft
from flows.written.yaml_text import yaml_text
from flows.xlsform.template import EXAMPLE, template
from flows.xlsform.writing import workbook
from storage.rounds import structure_hash
from tests.flows.xlsform.consultations import consultations

TIMISOARA = Path(__file__).parents[3] / "flows" / "consultations" / "timisoara_2021.yaml"

# Writing and reading a workbook takes as long as the processor is shared.
unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("file", [TIMISOARA, EXAMPLE])
def test_what_comes_with_glas_comes_back_unchanged(file: Path) -> None:
    consultation = load_consultation(file)
    draft = read_draft(workbook(consultation))
    assert draft.consultation == consultation
    assert structure_hash(draft.consultation) == structure_hash(consultation)
    assert (draft.missing, draft.notes) == ((), ())
    assert read_consultation(yaml_text(draft.data, ["A comment\nof two lines"])) == consultation


def test_decimals_come_back() -> None:
    document = load_consultation(EXAMPLE).model_dump(mode="json", by_alias=True, exclude_none=True)
    length = {"id": "length", "type": "number", "decimals": 2, "text": {"ro": "Cât?", "en": "How long?"}}
    document["sections"][0]["questions"].append(length)
    consultation = Consultation.model_validate(document)
    assert read_draft(workbook(consultation)).consultation == consultation


@pytest.mark.no_cover
@unhurried
@given(consultations())
def test_every_consultation_comes_back_unchanged(consultation: Consultation) -> None:
    draft = read_draft(workbook(consultation))
    assert draft.consultation == consultation
    assert structure_hash(draft.consultation) == structure_hash(consultation)
    assert draft.notes == ()
    assert read_consultation(yaml_text(draft.data)) == consultation


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(consultations())
def test_odk_takes_every_workbook(consultation: Consultation) -> None:
    assert consultation.id in convert(workbook(consultation)).xform


def test_odk_asks_what_glas_asks() -> None:
    warnings: list[str] = []
    form = convert(workbook(load_consultation(TIMISOARA)), warnings=warnings, pretty_print=True).xform
    assert "La ce probleme ar trebui" in form
    assert "count-selected(.) &lt;= 3 and not(selected(., 'none') and count-selected(.) &gt; 1)" in form
    assert "selected( /data/organisation/organisation_types , name)" in form
    assert all("or_other" in warning for warning in warnings)


def test_the_same_consultation_gives_the_same_bytes() -> None:
    assert template() == template()
    assert b"vbaProject" not in template()


def test_the_template_lacks_a_privacy_notice_and_nothing_else() -> None:
    draft = read_draft(template())
    assert draft.missing == ()
    assert len(draft.consultation.privacy.missing) == 8


@pytest.mark.no_cover
@given(st.text(alphabet="=+-@'\"x1\n", min_size=1, max_size=5))
@unhurried
def test_no_text_becomes_a_formula(text: str) -> None:
    example = load_consultation(EXAMPLE)
    written = f"={text}"
    consultation = example.model_copy(update={"title": {"ro": written.strip(), "en": "x"}})
    assert read_draft(workbook(consultation)).consultation.title["ro"] == written.strip()


def test_own_words_beside_options_that_were_taken_over_come_back() -> None:
    best = Single(id="best", type="single", text={"*": "Which of these?"}, options_from="wishes", own_words=True)
    assert _with(best) == read_draft(workbook(_with(best))).consultation


def test_a_ranking_comes_back_with_its_limits() -> None:
    order = Ranking(id="order", type="ranking", text={"*": "In which order?"}, options_from="wishes", min=2, max=3)
    assert _with(order) == read_draft(workbook(_with(order))).consultation


def _with(question: Question) -> Consultation:
    """The example with one more question, as it is read from a file."""
    example = load_consultation(EXAMPLE)
    section = example.sections[1].model_copy(update={"questions": (*example.sections[1].questions, question)})
    changed = example.model_copy(update={"sections": (example.sections[0], section)})
    return Consultation.model_validate_json(changed.model_dump_json(by_alias=True))
