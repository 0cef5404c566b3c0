"""A PDF, read back by another library than the one that wrote it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject


@dataclass(frozen=True, slots=True)
class Printed:
    """`pages`: the text of each, every space and line break one space."""

    pages: tuple[str, ...]
    title: str
    language: str
    metadata: str
    alternatives: tuple[str, ...]

    @property
    def text(self) -> str:
        """All pages."""
        return " ".join(self.pages)


def printed(document: bytes) -> Printed:
    """The document as its readers get it."""
    reader = PdfReader(BytesIO(document))
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", metadata, re.DOTALL)
    assert title is not None
    assert root["/MarkInfo"]["/Marked"], "a tagged PDF"
    return Printed(
        pages=tuple(plain(page.extract_text()) for page in reader.pages),
        title=title[1],
        language=str(root["/Lang"]),
        metadata=metadata,
        alternatives=tuple(_alternatives(root["/StructTreeRoot"])),
    )


def plain(text: str) -> str:
    """Without what typesetting adds: breaks, and the places where a long word may be broken."""
    return " ".join(text.replace("\u200b", "").replace("\u00a0", " ").split())


def _alternatives(element: Any) -> Iterator[str]:
    if isinstance(element, IndirectObject):
        element = element.get_object()
    if isinstance(element, list):
        for each in element:
            yield from _alternatives(each)
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield str(element["/Alt"])
        if "/K" in element:
            yield from _alternatives(element["/K"])
