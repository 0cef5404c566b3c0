"""A poster leads where it says, for a phone's camera and for a reader, whatever stands on it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader

from flows.consultation import Consultation
from results.poster.making import TEMPLATE, drawn, poster
from results.typesetting.compiler import png
from tests.results.counted import timisoara

LINK = "https://t.me/timisoara_bot?start=r_oras_biblioteca"
LONGEST = f"https://t.me/{'b' * 32}?start=r_{'c' * 32}_{'p' * 29}"


def picture(link: str = LINK) -> Image.Image:
    """The poster as a camera sees it."""
    data = drawn(timisoara(), "ro", link=link, username="timisoara_bot", until=None)
    return Image.open(BytesIO(png(TEMPLATE, data))).convert("L")


def printed(consultation: Consultation, language: str, until: date | None = None) -> PdfReader:
    made = poster(consultation, language, link=LINK, username="timisoara_bot", until=until)
    return PdfReader(BytesIO(made))


@pytest.mark.parametrize("link", [LINK, LONGEST])
def test_a_camera_reads_the_link(link: str) -> None:
    assert [each.text for each in zxingcpp.read_barcodes(picture(link))] == [link]


def test_a_camera_reads_it_with_a_stain_on_it() -> None:
    seen = picture()
    [found] = zxingcpp.read_barcodes(seen)
    corner, opposite = found.position.top_left, found.position.bottom_right
    x, y, side = (corner.x + opposite.x) / 2, (corner.y + opposite.y) / 2, opposite.x - corner.x
    ImageDraw.Draw(seen).ellipse((x - side * 0.16, y - side * 0.16, x + side * 0.16, y + side * 0.16), fill=128)
    assert [each.text for each in zxingcpp.read_barcodes(seen)] == [LINK]


@pytest.mark.parametrize(
    ("language", "said"),
    [("ro", ("Spuneți-vă părerea", "Până la 31 martie 2027", "16 ani")), ("en", ("Have your say", "31", "aged 16"))],
)
def test_it_says_what_a_passer_by_has_to_know(language: str, said: tuple[str, ...]) -> None:
    page: Any
    [page] = printed(timisoara(), language, date(2027, 3, 31)).pages
    text = " ".join(page.extract_text().split())
    for each in (*said, "@timisoara_bot", "t.me/timisoara_bot?start=r_oras_biblioteca", "Telegram"):
        assert each in text
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == [LINK]


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=250).filter(str.strip))
def test_whatever_it_is_about_it_is_one_page(title: str) -> None:
    shown = timisoara()
    named = shown.model_copy(update={"title": dict.fromkeys(shown.languages, title)})
    assert len(printed(named, "en").pages) == 1
