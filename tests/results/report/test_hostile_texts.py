"""Whatever a city or a citizen wrote comes out as text: nothing is run, nothing breaks the page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.answers import Chosen
from flows.consultation import Consultation
from flows.response import Response
from results.own_words.themes import WordsTable
from results.pictures.picture import question_picture
from results.published import ThemeLine
from results.report.making import report
from tests.results.counted import seen_exactly
from tests.results.report.printed import plain, printed

MARKUP = (
    "*bold* _it_ `raw` $x^2$ = Heading - item + item / term: <label> @ref // comment /* c */ \\ #",
    '#panic("x")',
    '#import "/etc/passwd": *',
    "#(1 + 1) ]#[ ) } {",
    "#set page(width: 1pt)",
    "<b>bold</b> &amp; <script>alert(1)</script> &lt;",
    '"quoted" \\"escaped\\" {{braces}} {0} {name} %s %(n)s',
    "=HYPERLINK(1) https://example.org/#a",
)
LONG = "ș" * 10_000
SCRIPTS = (
    "شكرا جزيلا \u202e abc \u2066 x",
    "עיר לכולם",
    "👩‍👩‍👧 🇷🇴 😀 ❤️ ①",
    "城市为所有人 ひらがな 한국어",
    "नमस्ते ไทย",
    "a\u0300\u0301\u0302\u0303\u0304\u0305" * 20,
    "\x00\x01\x1b[31m\ufeff\ufffe\ue000\U0010ffff",
    "tab\there\r\nand\rlines\u2028too",
    "word " * 2_000,
    LONG,
)


def told_by(text: str) -> tuple[Consultation, bytes]:
    """A report whose every text is this one."""
    words = {"*": text}
    consultation = Consultation.model_validate(
        {
            "id": "town",
            "languages": ["en"],
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), words),
            "crosstabs": [{"rows": "one", "columns": "two"}],
            "sections": [
                {
                    "id": "first",
                    "title": words,
                    "ranking": "mentions",
                    "questions": [
                        {"id": each, "type": "single", "text": words, "options": [{"id": "a", "text": words}]}
                        for each in ("one", "two")
                    ],
                },
                {
                    "id": "second",
                    "title": words,
                    "ranking": "mean",
                    "questions": [{"id": "three", "type": "rating", "low": words, "high": words, "text": words}],
                },
            ],
        }
    )
    response = Response(seed="", closed={"first": {"one": Chosen(("a",)), "two": Chosen(("a",))}})
    table = WordsTable(question="one", themes=(ThemeLine(name=text, count=1),), quotations=(text,))
    return consultation, report(seen_exactly(consultation, [response]), consultation, "en", own_words=(table,))


def assert_printed_as_it_stands(text: str) -> None:
    found = printed(told_by(text)[1])
    # A line may be broken within a word that has hyphens or slashes.
    assert found.text.replace(" ", "").count(plain(text).replace(" ", "")) >= 8
    assert "<pdfuaid:part>1</pdfuaid:part>" in found.metadata


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_printed_as_it_stands(text: str) -> None:
    assert_printed_as_it_stands(text)


@settings(max_examples=15, deadline=None)
@given(st.text("*_`$#[](){}<>@=+-/\\\"'~^&;:|.,!?%0ab ș\n", min_size=1, max_size=60).filter(str.strip))
def test_any_jumble_of_markup_is_printed_as_it_stands(text: str) -> None:
    assert_printed_as_it_stands(text.strip())


def test_what_stands_for_no_character_is_shown_as_such() -> None:
    found = printed(told_by("a\x1b\ue000b")[1])
    assert "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b" in found.text
    assert "<pdfuaid:part>1</pdfuaid:part>" in found.metadata


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
def test_any_script_makes_a_report_and_a_picture(text: str) -> None:
    consultation, document = told_by(text)
    assert len(printed(document).pages) >= 8
    response = Response(seed="", closed={"first": {"one": Chosen(("a",))}})
    picture = question_picture(seen_exactly(consultation, [response]), consultation, "en", "one")
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_emoji_are_printed_and_leave_the_document_accessible() -> None:
    found = printed(told_by("Trees 🌳🚲🎉👍❤️ 👩‍👩‍👧 👍🏽 ☕✅🔥🙏 🇷🇴")[1])
    assert "<pdfuaid:part>1</pdfuaid:part>" in found.metadata


def test_ten_thousand_characters_are_all_there() -> None:
    _, document = told_by(LONG)
    found = printed(document)
    assert found.text.count("ș") >= 10_000
    assert len(found.pages) > 20, "a word without an end is broken, and does not run off the page"


def test_a_title_that_was_shortened_stands_in_full_at_the_end() -> None:
    title = " ".join(f"word{number}" for number in range(60))
    *_, last = printed(told_by(title)[1]).pages
    assert f"Texts in full {title}" in last


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=120).filter(str.strip))
def test_any_text_makes_a_report(text: str) -> None:
    _, document = told_by(text.strip())
    assert len(printed(document).pages) >= 8
