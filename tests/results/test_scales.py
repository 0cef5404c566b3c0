"""A scale of options keeps its order wherever results are shown, and none of its options has a place."""

import pytest

from flows.answers import Chosen
from flows.consultation import Consultation
from flows.reading import read_consultation
from flows.response import Response
from results.charts.bars import option_bars
from results.charts.shapes import Bars
from results.charts.telling import Telling
from results.release.derived import derived
from results.report.making import report
from results.speech import speech
from tests.results.counted import seen_exactly
from tests.results.report.printed import printed


def town(kind: str, section: str = "opinion") -> Consultation:
    return read_consultation(f"""
id: town
languages: [en]
organiser: T
title: T
intro: T
thanks: T
sections:
  - id: s
    title: T
    kind: {section}
    questions:
      - id: level
        type: single
        {kind}: true
        text: How much?
        options: [{{id: high, text: High}}, {{id: medium, text: Medium}}, {{id: low, text: Low}}]
""")


RESPONSES = [Response(seed="", closed={"s": {"level": Chosen((level,))}}) for level in ("low",) * 40 + ("high",) * 20]


def bars(consultation: Consultation) -> Bars:
    published = seen_exactly(consultation, RESPONSES)
    return option_bars(Telling(speech("en"), consultation, published, "en"), published.questions[0])


def test_a_scale_keeps_its_order_and_has_no_places() -> None:
    found = bars(town("scale"))
    assert [bar.label for bar in found.bars] == ["High", "Medium", "Low"]
    assert (found.place, {bar.place for bar in found.bars}) == ("", {""})


@pytest.mark.parametrize("kind", ["shuffle", "required"])
def test_what_is_no_scale_is_ranked(kind: str) -> None:
    found = bars(town(kind))
    assert [bar.label for bar in found.bars] == ["Low", "High", "Medium"]
    assert found.place == "place"


@pytest.mark.parametrize(
    ("kind", "section", "placed"),
    [
        ("scale", "opinion", False),
        ("shuffle", "profile", False),
        ("shuffle", "opinion", True),
    ],
)
def test_who_answered_and_scales_have_no_places_whoever_reads_the_figures(
    kind: str, section: str, placed: bool
) -> None:
    consultation = town(kind, section)
    exact = seen_exactly(consultation, RESPONSES).questions[0]
    released = derived(consultation, exact)
    for table in (exact, released):
        assert [line.ranks is not None for line in table.options] == [placed] * 3


def test_a_report_says_of_no_end_of_a_scale_that_it_leads() -> None:
    scale = town("scale")
    assert "In first place" not in printed(report(seen_exactly(scale, RESPONSES), scale, "en")).text
