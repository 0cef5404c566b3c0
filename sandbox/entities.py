"""Formatted text: plain text with entities, kept the way Telegram keeps it.

After tdlib's `fix_formatted_text`: control characters gone, the ends trimmed, entities inside the text, sorted and
properly nested, nothing inside code and pre, what Telegram finds by itself (links, commands, mentions) marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox import utf16
from sandbox.detection import found_in
from sandbox.errors import bad_request
from sandbox.links import LinkError, checked_link

SPLITTABLE: Final = ("bold", "italic", "underline", "strikethrough", "spoiler")
"""May be cut in two where they would cross another entity; the others stay whole."""
_SOLID: Final = frozenset({"code", "pre"})
_WHOLE: Final = frozenset({"text_link", "text_mention", "custom_emoji", "blockquote", "expandable_blockquote"}) | _SOLID
_FOUND: Final = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
_CONTROL: Final = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_LARGEST_BYTES: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` in UTF-16 units; the other fields belong to the types that the Bot API gives them to."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        return utf16.units(self.text)


EMPTY: Final = Formatted("")


def formatted(text: str, entities: list[Entity]) -> Formatted:
    """Brings text and entities into Telegram's form. Raises ApiError for entities that do not fit the text.

    The result is EMPTY when nothing but white space is left; whether that is allowed is the caller's to say.
    """
    if len(text.encode()) > _LARGEST_BYTES:
        raise bad_request("Text is too long")
    for entity in entities:
        _check_place(text, entity)
    text, entities = _cleaned(text, entities)
    text, entities = _trimmed(text, entities)
    if not text:
        return EMPTY
    fences = [entity for entity in entities if entity.type in _WHOLE]
    for offset, length, type_ in found_in(text):
        candidate = Entity(type_, offset, length)
        if not any(_overlap(candidate, fence) for fence in fences if "blockquote" not in fence.type):
            entities.append(candidate)
    return Formatted(text, tuple(_nested(entity for entity in entities if not _is_blank(text, entity))))


def entities_from_json(raw: object) -> list[Entity]:
    """Reads the Bot API's array of MessageEntity; the kinds that Telegram finds by itself are passed over."""
    if not isinstance(raw, list):
        return []
    parsed = (_entity_from_json(item) for item in raw)
    return [entity for entity in parsed if entity is not None]


def _entity_from_json(raw: object) -> Entity | None:
    if not isinstance(raw, dict):
        raise _unreadable("expected an Object")
    offset, length = _integer(raw, "offset"), _integer(raw, "length")
    match raw.get("type"):
        case str(type_) if type_ in SPLITTABLE or type_ in {"code", "blockquote", "expandable_blockquote"}:
            return Entity(type_, offset, length)
        case "pre":
            return Entity("pre", offset, length, language=raw.get("language") or None)
        case "text_link":
            try:
                return Entity("text_link", offset, length, url=checked_link(str(raw.get("url", ""))))
            except LinkError as error:
                raise bad_request(f"Entity URL {str(raw.get('url', ''))!r} is invalid: {error}") from error
        case "text_mention":
            user = raw.get("user")
            if not isinstance(user, dict):
                raise _unreadable('Can\'t find field "user"')
            return Entity("text_mention", offset, length, user_id=_integer(user, "id"))
        case "custom_emoji":
            return Entity("custom_emoji", offset, length, custom_emoji_id=str(raw.get("custom_emoji_id", "")))
        case str(type_) if type_ in _FOUND:
            return None
        case None | "":
            raise _unreadable("Type is not specified")
        case _:
            raise _unreadable("Unsupported type specified")


def _integer(raw: dict[str, Any], name: str) -> int:
    value = raw.get(name)
    if value is None:
        raise _unreadable(f'Can\'t find field "{name}"')
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise _unreadable(f'Field "{name}" must be a valid Number') from error


def _unreadable(reason: str) -> Exception:
    return bad_request(f"Can't parse MessageEntity: {reason}")


def _check_place(text: str, entity: Entity) -> None:
    if entity.offset < 0:
        raise bad_request(f"Receive an entity with incorrect offset {entity.offset}")
    if entity.length < 0:
        raise bad_request(f"Receive an entity with incorrect length {entity.length}")
    total = utf16.units(text)
    if entity.offset > total:
        raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > total:
        raise bad_request(
            f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
            f"at UTF-16 offset {entity.end}"
        )
    begin = utf16.index_of(text, entity.offset)
    if begin is None:
        raise bad_request(f"Entity begins in a middle of a UTF-16 symbol at UTF-16 offset {entity.offset}")
    if utf16.index_of(text, entity.end) is None:
        raise bad_request(
            f"Entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 symbol "
            f"at UTF-16 offset {entity.end}"
        )


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces, carriage returns go."""
    text = _CONTROL.sub(" ", text)
    while (index := text.find("\r")) >= 0:
        place = utf16.units(text[:index])
        text = text[:index] + text[index + 1 :]
        entities = [
            _between(entity, entity.offset - (entity.offset > place), entity.end - (entity.end > place))
            for entity in entities
        ]
    return text, entities


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space goes at the end always, at the beginning only before the first entity (as tdlib does)."""
    text = text.rstrip()
    total = utf16.units(text)
    entities = [_between(e, e.offset, min(e.end, total)) for e in entities if e.offset < total and e.length > 0]
    room = min((entity.offset for entity in entities), default=total)
    cut = min(len(text) - len(text.lstrip(" \n")), room)
    return text[cut:], [replace(entity, offset=entity.offset - cut) for entity in entities]


def _is_blank(text: str, entity: Entity) -> bool:
    begin, end = utf16.index_of(text, entity.offset), utf16.index_of(text, entity.end)
    return not text[begin:end].strip()


def _nested(entities: Any) -> list[Entity]:
    """Sorted so that an outer entity stands before what it holds; nothing crosses, nothing is inside code or pre."""
    given = sorted(entities, key=_order)
    kept: list[Entity] = []
    for entity in given:
        if entity.type not in SPLITTABLE and not any(_clash(entity, other) for other in kept):
            kept.append(entity)
    for type_ in SPLITTABLE:
        pieces = _joined([entity for entity in given if entity.type == type_])
        for fence in tuple(kept):
            pieces = [part for piece in pieces for part in _cut(piece, fence)]
        kept.extend(pieces)
    return sorted(kept, key=_order)


def _clash(entity: Entity, other: Entity) -> bool:
    if not _overlap(entity, other):
        return False
    quotes = "blockquote" in entity.type and "blockquote" in other.type
    return quotes or other.type in _SOLID or entity.type in _SOLID or _crosses(entity, other)


def _joined(entities: list[Entity]) -> list[Entity]:
    """Ranges of one type that touch or overlap become one."""
    joined: list[Entity] = []
    for entity in entities:
        if joined and entity.offset <= joined[-1].end:
            joined[-1] = _between(joined[-1], joined[-1].offset, max(joined[-1].end, entity.end))
        else:
            joined.append(entity)
    return joined


def _cut(piece: Entity, fence: Entity) -> list[Entity]:
    if fence.type in _SOLID:
        outside = [(piece.offset, min(piece.end, fence.offset)), (max(piece.offset, fence.end), piece.end)]
        return [_between(piece, begin, end) for begin, end in outside if begin < end]
    if not _crosses(piece, fence):
        return [piece]
    at = fence.end if fence.offset < piece.offset else fence.offset
    return [_between(piece, piece.offset, at), _between(piece, at, piece.end)]


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _crosses(one: Entity, other: Entity) -> bool:
    first, second = sorted((one, other), key=lambda entity: (entity.offset, -entity.length))
    return first.offset < second.offset < first.end < second.end


def _between(entity: Entity, begin: int, end: int) -> Entity:
    return replace(entity, offset=begin, length=end - begin)


def _order(entity: Entity) -> tuple[int, int, int]:
    rank = SPLITTABLE.index(entity.type) if entity.type in SPLITTABLE else -1
    return entity.offset, -entity.length, rank
