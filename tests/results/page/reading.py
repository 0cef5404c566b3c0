"""A page as a reader meets it: headings, tables, links and text, without a browser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "img", "br", "hr", "input", "base"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Read(HTMLParser):
    """Everything of a page; a tag that is not closed, or closed twice, is a mistake."""

    page: str
    elements: list[Element] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.page)
        self.close()
        assert not self._open, [each.name for each in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        if any(each.name == "style" for each in self._open):
            return
        self.text += data
        for each in self._open:
            each.text += data

    def all(self, name: str, **attributes: str) -> list[Element]:
        """The elements of that name with these attributes, in order."""
        return [
            each
            for each in self.elements
            if each.name == name and all(each.attributes.get(key) == value for key, value in attributes.items())
        ]

    @property
    def headings(self) -> list[tuple[int, str]]:
        """The level and text of each."""
        found = [each for each in self.elements if each.name in {"h1", "h2", "h3", "h4", "h5", "h6"}]
        return [(int(each.name[1]), tidy(each.text)) for each in found]


def tidy(text: str) -> str:
    """The text as a browser would break it: one space for any run of them."""
    return " ".join(text.replace("\u200b", "").split())
