"""Rankings as pictures for a phone."""

import struct

import pytest

from flows.answers import Chosen
from flows.response import Response
from results.pictures.picture import question_picture, section_picture
from results.published import Published
from results.speech import spoken_languages
from tests.results.counted import seen_exactly, the_305, timisoara

PHONE = 960


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the PNG's own header."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("section", ["dysfunctions", "needs", "vision"])
def test_every_ranking_is_a_picture_as_wide_as_a_phone(section: str, language: str) -> None:
    picture = section_picture(the_305(), timisoara(), language, section)
    assert picture is not None
    width, height = size(picture)
    assert width == PHONE
    assert 600 < height < 3 * PHONE, "Telegram shows no taller ones in full"


def test_a_question_has_its_own_picture() -> None:
    picture = question_picture(the_305(), timisoara(), "ro", "needs_funding")
    assert picture is not None
    assert size(picture)[0] == PHONE


def test_languages_and_figures_make_different_pictures_and_nothing_else_does() -> None:
    one = section_picture(the_305(), timisoara(), "ro", "vision")
    assert one == section_picture(the_305(), timisoara(), "ro", "vision")
    assert one != section_picture(the_305(), timisoara(), "en", "vision")


@pytest.mark.parametrize("section", ["dysfunctions", "needs", "vision", "recommendations", "about_you"])
def test_where_nothing_is_told_there_is_no_picture(section: str) -> None:
    nothing = Published(
        round="demo", number=1, released=None, exact=False, n_answered=None, n_submitted=None, n_imported=0
    )
    assert section_picture(nothing, timisoara(), "ro", section) is None
    assert section_picture(seen_exactly(timisoara(), []), timisoara(), "ro", section) is None


def test_a_count_that_is_not_told_has_a_line_without_a_bar() -> None:
    response = Response(seed="", closed={"dysfunctions": {"dysfunctions": Chosen(("daily_stress",))}})
    exact = seen_exactly(timisoara(), [response])
    (table,) = (each for each in exact.questions if each.question == "dysfunctions")
    untold = tuple(
        line.model_copy(update={"count": None, "share_of_respondents": None, "share_of_mentions": None})
        for line in table.options
    )
    released = exact.model_copy(
        update={"exact": False, "questions": (table.model_copy(update={"options": untold, "mentions": None}),)}
    )
    picture = section_picture(released, timisoara(), "ro", "dysfunctions")
    assert picture is not None
    assert picture != section_picture(exact, timisoara(), "ro", "dysfunctions")
