"""Text and captions as a call gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox import utf16
from sandbox.entities import Formatted, entities_from_json, formatted
from sandbox.errors import bad_request, stricter
from sandbox.markup import parse_html

if TYPE_CHECKING:
    from sandbox.methods.call import Call

LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024


def text_of(call: Call, *, too_long: str) -> Formatted:
    """The `text`. `too_long` is what Telegram says beyond 4096 UTF-16 units: it differs between methods."""
    if not call.given.text("text"):
        raise bad_request("Message text is empty")
    body = _formatted(call, "text", "entities")
    if not body.text:
        raise bad_request("Text must be non-empty")
    if utf16.units(body.text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return body


def caption_of(call: Call, *, too_long: str) -> Formatted:
    """The `caption`, which may be empty; at most 1024 UTF-16 units."""
    return caption_in(_formatted(call, "caption", "caption_entities"), too_long=too_long)


def caption_in(body: Formatted, *, too_long: str) -> Formatted:
    """The body, when it fits under a file."""
    if utf16.units(body.text) > LONGEST_CAPTION:
        raise bad_request(too_long)
    return body


def _formatted(call: Call, text: str, entities: str) -> Formatted:
    mode = call.given.text("parse_mode")
    return formatted_by(call.given.text(text), mode, call.given.document(entities, "entities"))


def formatted_by(source: str, mode: str, entities: object) -> Formatted:
    """The text as its `parse_mode` has it, or with the JSON array of its entities."""
    match mode.lower() if source else "":
        case "" | "none":
            return formatted(source, entities_from_json(entities))
        case "html":
            return formatted(*parse_html(source))
        case "markdown" | "markdownv2":
            raise stricter("Markdown is not modelled; use parse_mode HTML, or entities")
        case _:
            raise bad_request("Unsupported parse_mode")
