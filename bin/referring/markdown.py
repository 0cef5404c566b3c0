"""Tables in Markdown, a line a row, so that two changes seldom meet."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under their head; nothing when there are none."""
    lines = [_line(cells) for cells in rows]
    return "\n".join([_line(head), _line(["---"] * len(head)), *lines]) + "\n" if lines else ""


def code(text: str) -> str:
    """The text as code, nothing when it is empty."""
    return f"`{text}`" if text else ""


def anchor(heading: str) -> str:
    """How a link names the heading."""
    kept = (each for each in heading.lower() if each.isalnum() or each in "-_ ")
    return "".join(kept).replace(" ", "-")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(text: str) -> str:
    """The text on one line. A bar would end the cell; < would begin a tag, but stands for itself in code."""
    parts = " ".join(text.split()).replace("|", "\\|").split("`")
    return "`".join(part if place % 2 else part.replace("<", "&lt;") for place, part in enumerate(parts))
