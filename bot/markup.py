"""Telegram's HTML: everything that is not written here is escaped."""

from html import escape


def plain(text: str) -> str:
    """The text, safe in HTML."""
    return escape(text, quote=False)


def bold(text: str) -> str:
    """The text in bold type."""
    return f"<b>{plain(text)}</b>"


def italic(text: str) -> str:
    """The text in italics."""
    return f"<i>{plain(text)}</i>"


def coded(text: str) -> str:
    """The text; what stands between backticks in the type of code, and without them."""
    parts = plain(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 and part else part for n, part in enumerate(parts))


def quoted(text: str) -> str:
    """The text set off as a quotation: what a citizen said."""
    return f"<blockquote>{plain(text)}</blockquote>"


def paragraphs(*parts: str | None) -> str:
    """The parts that are there, an empty line between two."""
    return "\n\n".join(part for part in parts if part)


def lines(*parts: str | None) -> str:
    """The parts that are there, one a line."""
    return "\n".join(part for part in parts if part)


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
