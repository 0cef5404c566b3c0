"""What the 305 reconstructed respondents of 2021 chose and rated, as tables of respondents by items."""

from pathlib import Path

import numpy as np
import pytest

from flows.answers import Chosen, Rated, decode
from flows.consultation import Consultation, Multiple
from flows.reading import load_consultation
from flows.replaying import Record, recorded
from results.statistics.moments import Answers, Numbers

CONSULTATIONS = Path(__file__).resolve().parents[3] / "flows" / "consultations"
VISION = "city_for_all quality_time public_investment innovation_ecosystem attractive_city every_voice fun_city"


@pytest.fixture(scope="session")
def timisoara() -> Consultation:
    return load_consultation(CONSULTATIONS / "timisoara_2021.yaml")


@pytest.fixture(scope="session")
def records() -> list[Record]:
    lines = (CONSULTATIONS / "timisoara_2021_example.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(recorded, lines) if isinstance(record, Record)]


@pytest.fixture(scope="session")
def problems(timisoara: Consultation, records: list[Record]) -> Answers:
    """Who chose which of the ten problems, the largest first; "none of these" mentions nothing."""
    question = timisoara.question_by_id["dysfunctions"]
    assert isinstance(question, Multiple)
    rows = []
    for record in records:
        answer = decode(question, record.answers["dysfunctions"])
        assert isinstance(answer, Chosen)
        rows.append([each.id in answer.options for each in question.options if not each.exclusive])
    table = np.array(rows, dtype=np.uint8)
    assert (table.shape, table.sum()) == ((305, 10), 892)
    return table


@pytest.fixture(scope="session")
def ratings(timisoara: Consultation, records: list[Record]) -> Numbers:
    """How everybody rated the seven elements of the vision, NaN where they did not."""
    return np.array([[_rated(timisoara, record, each) for each in VISION.split()] for record in records])


def _rated(consultation: Consultation, record: Record, question: str) -> float:
    if question not in record.answers:
        return np.nan
    answer = decode(consultation.question_by_id[question], record.answers[question])
    assert isinstance(answer, Rated)
    return np.nan if answer.value is None else float(answer.value)
