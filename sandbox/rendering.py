"""Formatted text as safe HTML for the chat page: only tags made here, everything else escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox import utf16

if TYPE_CHECKING:
    from sandbox.entities import Entity, Formatted

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
}


def safe_html(body: Formatted) -> str:
    """The body as HTML in which line breaks stay line breaks. Relies on `formatted` having nested the entities."""
    if not body.entities:
        return escape(body.text)
    parts: list[str] = []
    open_: list[tuple[int, str]] = []
    at = 0

    def up_to(offset: int) -> None:
        nonlocal at
        parts.append(escape(_slice(body.text, at, offset)))
        at = offset

    for entity in body.entities:
        while open_ and open_[-1][0] <= entity.offset:
            end, closing = open_.pop()
            up_to(end)
            parts.append(closing)
        up_to(entity.offset)
        opening, closing = _tags(entity, body.text)
        parts.append(opening)
        open_.append((entity.end, closing))
    while open_:
        end, closing = open_.pop()
        up_to(end)
        parts.append(closing)
    up_to(body.length)
    return "".join(parts)


def _tags(entity: Entity, text: str) -> tuple[str, str]:
    match entity.type:
        case "text_link":
            return _anchor(entity.url or "")
        case "url":
            shown = _slice(text, entity.offset, entity.end)
            return _anchor(shown if "://" in shown else f"https://{shown}")
        case type_:
            return _TAGS.get(type_, ("", ""))


def _anchor(url: str) -> tuple[str, str]:
    """Links to the web only: anything else (tg:, and what should never have come this far) stays text."""
    if not url.lower().startswith(("http://", "https://")):
        return "", ""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _slice(text: str, begin: int, end: int) -> str:
    return text[utf16.index_of(text, begin) : utf16.index_of(text, end)]
