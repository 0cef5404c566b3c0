"""The warning of files with answers of single people."""

import pytest

from flows.consultation import Consultation
from results.exports.confidential import note, warning
from results.speech import spoken_languages
from tests.flows.paper import neighbourhood


def in_languages(*languages: str) -> Consultation:
    return neighbourhood().model_copy(update={"languages": languages, "title": {"en": "Town"}})


@pytest.mark.parametrize("language", spoken_languages())
def test_it_is_said_in_lines_that_spss_keeps(language: str) -> None:
    lines = warning(in_languages(language), "one")
    assert lines[:3] == ["Town", "one", ""]
    assert len(lines) > 6
    assert max(len(each.encode()) for each in lines) <= 80
    assert "glas export --public" in " ".join(lines)


def test_it_is_said_in_each_language_of_the_consultation_that_the_program_speaks() -> None:
    told = note(in_languages("hu", "fr", "ro"), "one")
    assert told.index("BIZALMAS") < told.index("CONFIDENȚIAL") < told.index("aposztróf") < told.index("apostrof în")
    assert "CONFIDENTIAL" not in told
    assert "CONFIDENTIAL" in note(in_languages("fr"), "one")
