"""What README and docs tell people to type."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "sandbox/README.md", *(ROOT / "docs").rglob("*.md")]
)
SHELL = "sh"
OTHER_LANGUAGES = {"mermaid", "python", "text", "yaml"}

_FENCE = re.compile(r"^ *```(\S*)$")
_IN_A_LINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block, a command as it is typed: without the remark behind it, joined where it goes on."""

    page: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.number}: {self.text}"


def name_of(page: Path) -> str:
    """The page's path in the repository."""
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Each fenced block: the number of its first line, its language, its lines."""
    opened: tuple[int, str, list[str]] | None = None
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence and opened is None:
            opened = (number + 1, fence[1], [])
        elif fence and opened is not None:
            yield opened
            opened = None
        elif opened is not None:
            opened[2].append(line.strip())
    assert opened is None, f"{name_of(page)}: a block that never ends"


def shell_lines(page: Path) -> list[Line]:
    """Every command of the page's blocks, in order."""
    found = []
    for first, language, lines in blocks(page):
        if language != SHELL:
            continue
        begun = ""
        for number, line in enumerate(lines, start=first):
            text = begun + re.sub(r"(^|\s)#.*$", "", line).strip()
            begun = text.removesuffix("\\") if text.endswith("\\") else ""
            if text and not begun:
                found.append(Line(name_of(page), number, text))
        assert not begun, f"{name_of(page)}: a command that goes on behind its block"
    return found
