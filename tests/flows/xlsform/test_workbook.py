"""A workbook is read within bounds: a hostile file gets a sentence, and nothing else happens."""

import re
import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from flows.reading import ConsultationErrors, read_draft
from flows.xlsform import workbook
from flows.xlsform.signature import OLD_OFFICE
from flows.xlsform.template import template
from tests.flows.xlsform.books import CHOICES, HEADINGS, SETTINGS, SURVEY, book, draft, form, only, said

GOOD = form()
DAMAGED = "the workbook is damaged, or none: open it, and save it as an Excel workbook (.xlsx)"
SHEET = "xl/worksheets/sheet1.xml"


def changed(change: Callable[[str, bytes], bytes | None], content: bytes = GOOD, **more: bytes) -> bytes:
    """The workbook with its files changed; None leaves a file out."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            new = change(name, before.read(name))
            if new is not None:
                after.writestr(name, new)
        for name, added in more.items():
            after.writestr(name, added)
    return out.getvalue()


def in_sheet(old: str, new: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return changed(change)


def same(_: str, content: bytes) -> bytes:
    return content


REFUSED = [
    (b"PK\x03\x04 and no more", DAMAGED),
    (b"PK\x05\x06" + bytes(18), "the file is no Excel workbook; save it as an Excel workbook (.xlsx)"),
    (OLD_OFFICE + bytes(600),
     "the file has a password or is of an old format (.xls): without it, save it as an Excel workbook (.xlsx)"),
    (b"PK\x03\x04" + bytes(2_000_000), "the file is too large: 2,000,004 bytes, at most 2,000,000 are read"),
    (changed(same, **{"xl/vbaProject.bin": b"macros"}),
     "the workbook has macros (.xlsm), which are not read: save it as an Excel workbook (.xlsx)"),
    (changed(lambda name, content: None if name == SHEET else content), None),
    (changed(lambda name, content: None if name == "xl/workbook.xml" else content), DAMAGED),
    (changed(lambda name, content: content[:-20] if name == SHEET else content), DAMAGED),
    (changed(lambda name, content: b"" if name == "[Content_Types].xml" else content), DAMAGED),
    (in_sheet("<sheetData>", '<sheetData><row r="1"><c r="XFD1" t="s"><v>99999</v></c></row>'), DAMAGED),
    (in_sheet("<sheetData>", f'<sheetData><row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>'), DAMAGED),
    (changed(same, **{f"xl/media/{n}.png": b"" for n in range(500)}), None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), REFUSED)
def test_what_is_no_workbook_is_one_sentence(content: bytes, sentence: str | None) -> None:
    found = said(content)
    assert len(found) == 1
    if sentence is not None:
        assert found == [sentence]


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(same, **{"xl/media/bomb.png": bytes(11_000_000)})
    assert len(bomb) < 100_000
    (found,) = said(bomb)
    assert re.fullmatch(
        r"the workbook is too large: it unpacks to 11,0\d\d,\d\d\d bytes in \d+ files, at most 10,000,000 bytes in 500"
        r" files are read",
        found,
    )


def test_a_size_that_is_declared_too_small_unpacks_to_no_more() -> None:
    """The directory says 100 bytes of a part that is ten thousand times as large."""
    blank = b" " * 1_000_000
    content = changed(lambda name, old: old.replace(b"<sheetData>", b"<sheetData>" + blank) if name == SHEET else old)
    size = struct.pack("<I", len(blank) + len(ZipFile(BytesIO(GOOD)).read(SHEET)))
    assert content.count(size) == 2
    assert said(content.replace(size, struct.pack("<I", 100))) == [DAMAGED]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_never_expanded(part: str, declaration: str) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = re.sub(rb"<\?xml[^>]*\?>", b"", content)
        return declaration.encode() + body.replace(b"</", b"&a;</", 1) if b"</" in body else declaration.encode() + body

    assert said(changed(change, template())) == [DAMAGED]


def test_links_to_other_files_are_not_followed() -> None:
    links = b"<externalLink/>"
    relation = (
        b'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"'
        b' Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    content = changed(
        lambda name, old: old.replace(b"</Relationships>", relation) if name == "xl/_rels/workbook.xml.rels" else old,
        **{"xl/externalLinks/externalLink1.xml": links},
    )
    assert draft(content).consultation == draft(GOOD).consultation


def test_more_rows_values_or_sheets_than_a_form_needs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    far = in_sheet(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    assert said(far) == ["sheet survey, row 1048576: has more than 3,000 rows"]
    monkeypatch.setattr(workbook, "MOST_VALUES", 20)
    assert (
        said(GOOD) == ["sheet choices, row 1, column A: the workbook has more than 20 values"] or len(said(GOOD)) == 1
    )
    monkeypatch.undo()
    assert said(only(HEADINGS, ("text", "t", "x" * 10_001))) == [
        "sheet survey, row 2, column C: is too long: 10,001 characters, at most 10,000 are read"
    ]
    assert said(book({f"s{number}": [("x",)] for number in range(41)})) == ["the workbook has more than 40 sheets"]
    assert said(book({"survey": SURVEY, "choices": CHOICES, "Survey ": SURVEY})) == ["two sheets are called Survey"]


def test_empty_cells_with_a_style_cost_nothing() -> None:
    styled = "".join(f'<c r="XF{letter}{row}" s="0"/>' for row in range(5, 9) for letter in "ABCD")
    rows = "".join(f'<row r="{row}">{styled}</row>' for row in range(5, 3500))
    assert draft(in_sheet("</sheetData>", f"{rows}</sheetData>")).consultation == draft(GOOD).consultation


def test_a_formula_counts_by_what_it_had_come_to() -> None:
    def cell(inner: str) -> bytes:
        words = zip("AB", ("text", "t"), strict=True)
        cells = "".join(f'<c r="{at}5" t="inlineStr"><is><t>{word}</t></is></c>' for at, word in words)
        return in_sheet("</sheetData>", f'<row r="5">{cells}{inner}</row></sheetData>')

    stored = draft(cell('<c r="C5" t="str"><f>"Wh"&amp;"y?"</f><v>Why?</v></c>'))
    assert stored.consultation.question_by_id["t"].text == {"*": "Why?"}
    assert "sheet survey, row 5, column C: is a formula without a stored value; write the value itself" in said(
        cell('<c r="C5"><f>1+1</f></c>')
    )
    assert "sheet survey, row 5, column C: holds the spreadsheet's error #REF!" in said(
        cell('<c r="C5" t="e"><f>X1</f><v>#REF!</v></c>')
    )
    assert "sheet survey, row 5, column C: holds the spreadsheet's error #N/A" in said(
        cell('<c r="C5" t="e"><v>#N/A</v></c>')
    )


def test_merged_cells_are_named() -> None:
    book_ = Workbook()
    sheet = book_.worksheets[0]
    sheet.title = "survey"
    for row in (HEADINGS, ("text", "a", "A"), ("text", "b", None)):
        sheet.append(list(row))
    sheet.merge_cells("C2:C3")
    sheet.merge_cells("A40:B41")
    content = BytesIO()
    book_.save(content)
    assert said(content.getvalue())[0] == (
        "sheet survey, row 2, column C: is merged with other cells (C2:C3); split them, each row needs its own"
    )


def test_a_date_out_of_range_is_an_error_of_the_spreadsheet() -> None:
    def change(name: str, content: bytes) -> bytes:
        if name == "xl/styles.xml":
            return re.sub(rb"<cellXfs.*</cellXfs>", b'<cellXfs count="1"><xf numFmtId="14"/></cellXfs>', content)
        if name == SHEET:
            return content.replace(b"</sheetData>", b'<row r="5"><c r="C5" s="0"><v>99999999</v></c></row></sheetData>')
        return content

    assert len(said(changed(change))) >= 1


unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))


def refused_or_read(content: bytes) -> None:
    """Either mistakes are named, or there is a draft; no other error may come."""
    try:
        assert read_draft(content).consultation.sections
    except ConsultationErrors as errors:
        if not all(mistake.message for mistake in errors.mistakes):
            raise


@unhurried
@given(st.binary(), st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE]))
def test_no_bytes_end_in_another_error(content: bytes, beginning: bytes) -> None:
    refused_or_read(beginning + content)


@pytest.mark.no_cover
@unhurried
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_no_broken_archive_ends_in_another_error(place: int, slip: bytes) -> None:
    refused_or_read(GOOD[:place] + slip + GOOD[place + len(slip) :])


PARTS = [name for name in ZipFile(BytesIO(GOOD)).namelist() if name.endswith((".xml", ".rels"))]


@pytest.mark.no_cover
@unhurried
@given(
    st.sampled_from(PARTS), st.integers(0, 3000), st.integers(0, 30), st.binary(max_size=20) | st.text().map(str.encode)
)
def test_no_broken_part_ends_in_another_error(part: str, place: int, length: int, slip: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        at = place % max(len(content), 1)
        return content[:at] + slip + content[at + length :] if name == part else content

    refused_or_read(changed(change))


WORDS = st.sampled_from(
    ["text", "select_one sizes", "select_multiple colours or_other", "range", "begin_group", "end_group", "note",
     "rank colours", "yes", "size", "colours", "age", "selected(${colours}, 'red')", "${age} > 3",
     "count-selected(.) <= 2", "start=1 end=5", "selected(${colours}, name)", "calculate", "start", "=1+1", "",
     "${size}", "1", "0", "x" * 300]
) | st.text(max_size=8).filter(lambda text: all(character.isprintable() for character in text))  # fmt: skip
VALUES = (
    WORDS | st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.dates()
)
EXTRA = (*HEADINGS, "glas_min", "glas_low", "glas_kind", "label::English (en)", "default")


@pytest.mark.no_cover
@unhurried
@given(st.lists(st.lists(VALUES, max_size=len(EXTRA)), max_size=8), st.lists(st.lists(VALUES, max_size=5), max_size=5))
def test_no_values_in_the_cells_end_in_another_error(rows: list[list[object]], choices: list[list[object]]) -> None:
    content = book({"survey": [EXTRA, *SURVEY[1:], *rows], "choices": [*CHOICES, *choices], "settings": SETTINGS})
    refused_or_read(content)


@pytest.mark.no_cover
@unhurried
@given(st.sampled_from(["settings", "consultation", "privacy", "release", "nets", "crosstabs", "survey", "choices"]),
       st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4))  # fmt: skip
def test_no_sheet_ends_in_another_error(name: str, rows: list[list[object]]) -> None:
    refused_or_read(book({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, name: rows}))
