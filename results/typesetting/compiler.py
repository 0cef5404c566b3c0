"""Typst, fed with a template and data as JSON.

Data reaches a template as `sys.inputs.data` and is read there by `json(bytes(...))`: it is never Typst code.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel
from typst import Compiler, Fonts, TypstError

if TYPE_CHECKING:
    from typst import PDFStandard  # stands in the stub alone

TEMPLATES: Final = Path(__file__).parent.parent
"""The folder that templates are named from, and the only one that they can read."""

FAMILIES: Final = ("Inter", "Inter Display", "DejaVu Sans", "Symbola")
"""The fonts that `theme.typ` names."""

_FONTS: Final = TEMPLATES / "fonts"
_NO_GLYPH: Final = "could not be displayed"
_PIXELS_AN_INCH: Final = 64
"""Painting and packing pixels is four fifths of what a picture costs, and phones show no more of them."""
_ATTEMPTS: Final[tuple[tuple[bool, tuple["PDFStandard", ...]], ...]] = (
    (False, ("ua-1",)),
    (True, ("ua-1",)),
    (True, ()),
)
"""Fonts of the system, and standards, to try one after the other: PDF/UA-1 wants a glyph for every character, and a
citizen can type one that no font here has. The last attempt is tagged as well, and says no more than that."""


def pdf(template: str, data: BaseModel) -> bytes:
    """A tagged PDF, PDF/UA-1 unless the texts hold a character that no font on this machine has.

    The same data give the same bytes. Raises typst.TypstError, which would be a fault of the template.
    """
    *demanding, (system, standards) = _ATTEMPTS
    for system_fonts, wanted in demanding:
        try:
            return _compiled(template, data, system_fonts=system_fonts, standards=wanted)
        except TypstError as error:
            if _NO_GLYPH not in f"{error.message} {error.diagnostic}":
                raise
    return _compiled(template, data, system_fonts=system, standards=standards)


def png(template: str, data: BaseModel) -> bytes:
    """The first page as a picture, eight pixels for nine points. Raises typst.TypstError."""
    made = _compiler(template, data, system_fonts=False).compile(format="png", ppi=_PIXELS_AN_INCH)
    return made[0] if isinstance(made, list) else _bytes(made)


def missing_families(folder: Path = _FONTS) -> list[str]:
    """Those of FAMILIES that Typst does not find in the folder of fonts."""
    found = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]).families()
    return [family for family in FAMILIES if family not in found]


def _compiled(template: str, data: BaseModel, *, system_fonts: bool, standards: tuple["PDFStandard", ...]) -> bytes:
    compiler = _compiler(template, data, system_fonts=system_fonts)
    return _bytes(compiler.compile(format="pdf", pdf_standards=list(standards)))


def _compiler(template: str, data: BaseModel, *, system_fonts: bool) -> Compiler:
    return Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(system=system_fonts),
        sys_inputs={"data": data.model_dump_json()},
    )


@cache
def _fonts(*, system: bool) -> Fonts:
    return Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[_FONTS])


def _bytes(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(f"Typst gave {type(made).__name__} where a document was asked for")
    return made
