"""Telegram's HTML parse mode, strictly: the grammar and the error texts of tdlib's `parse_html`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox import utf16
from sandbox.entities import Entity
from sandbox.errors import ApiError, bad_request, stricter
from sandbox.links import LinkError, checked_link, user_of_link

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS: Final = frozenset(_TYPES) | {"a", "tg-emoji", "pre", "code", "blockquote"}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_SPACE: Final = " \t\n\r\x00\x0b"
_LARGEST_CODE: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Turns HTML into plain text and entities.

    Raises ApiError "can't parse entities: ..." for an unknown tag, one that is not closed or closed in the wrong order,
    and for broken attributes. References other than &lt; &gt; &amp; &quot; and numbers stay as they are written.
    """
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            match self._source[self._at]:
                case "&":
                    self._put(self._reference())
                case "<" if self._source.startswith("</", self._at):
                    self._end_tag()
                case "<":
                    self._start_tag()
                case _:
                    self._plain()
        if self._open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        entities = [_plain_code(entity) for entity in self._entities]
        return "".join(self._text), entities

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._offset += utf16.units(text)

    def _plain(self) -> None:
        end = self._at
        while end < len(self._source) and self._source[end] not in "<&":
            end += 1
        self._put(self._source[self._at : end])
        self._at = end

    def _reference(self) -> str:
        """Reads a reference at the position; an unknown one is the ampersand itself."""
        decoded, self._at = decoded_reference(self._source, self._at)
        return decoded

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._until(_SPACE + ">").lower()
        if self._at >= len(self._source):
            raise _unparsable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag == "tg-time":
            raise stricter("the tag tg-time is not modelled")
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self._open.append(_Open(tag, argument, self._offset, len("".join(self._text))))

    def _attributes(self, tag: str, begin: int) -> str:
        """Reads up to and with the closing bracket; returns the one attribute that means something for this tag."""
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._at += 1
                return argument
            name = self._until(_SPACE + "=>/\"'")
            if not name:
                raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
            self._skip_space()
            value = ""
            if self._peek() == "=":
                self._at += 1
                self._skip_space()
                value = self._value(tag, begin)
            elif not self._peek():
                raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            argument = _meaning(tag, name, value) or argument

    def _value(self, tag: str, begin: int) -> str:
        quote = self._peek()
        if not quote:
            raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if quote not in {"'", '"'}:
            return self._name_token()
        self._at += 1
        parts: list[str] = []
        while self._peek() not in {quote, ""}:
            if self._peek() == "&":
                parts.append(self._reference())
            else:
                parts.append(self._peek())
                self._at += 1
        self._at += 1
        if not self._peek():
            raise _unparsable(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return "".join(parts)

    def _name_token(self) -> str:
        start = self._at
        while (character := self._peek()) and character.isascii() and (character.isalnum() or character in ".-"):
            self._at += 1
        if self._peek() not in {*_SPACE, ">"}:
            raise _unparsable(f"Unexpected end of name token at byte offset {self._bytes(start)}")
        return self._source[start : self._at].lower()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise _unparsable(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self._at += 2
        tag = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise _unparsable(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self._at += 1
        opened = self._open.pop()
        if tag and tag != opened.tag:
            raise _unparsable(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        length = self._offset - opened.offset
        if length > 0:
            self._close(opened, length)

    def _close(self, opened: _Open, length: int) -> None:
        match opened.tag:
            case "a":
                link = _linked(opened, length, opened.argument or "".join(self._text)[opened.begin :])
                if link is not None:
                    self._entities.append(link)
            case "pre":
                self._close_pre(opened, length)
            case "code":
                self._close_code(opened, length)
            case "blockquote":
                type_ = "expandable_blockquote" if opened.argument else "blockquote"
                self._entities.append(Entity(type_, opened.offset, length))
            case "tg-emoji":
                if not opened.argument.isdecimal() or int(opened.argument) == 0:
                    raise _unparsable("Invalid custom emoji identifier specified")
                self._entities.append(Entity("custom_emoji", opened.offset, length, custom_emoji_id=opened.argument))
            case tag:
                self._entities.append(Entity(_TYPES[tag], opened.offset, length))

    def _close_pre(self, opened: _Open, length: int) -> None:
        """A pre around exactly one code with a language is one entity."""
        last = self._same_range("code", opened, length)
        if last is not None and last.language:
            self._entities[-1] = Entity("pre", opened.offset, length, language=last.language)
        else:
            self._entities.append(Entity("pre", opened.offset, length))

    def _close_code(self, opened: _Open, length: int) -> None:
        last = self._same_range("pre", opened, length)
        if last is not None and opened.argument:
            self._entities[-1] = Entity("pre", opened.offset, length, language=opened.argument)
        else:
            self._entities.append(Entity("code", opened.offset, length, language=opened.argument or None))

    def _same_range(self, type_: str, opened: _Open, length: int) -> Entity | None:
        last = self._entities[-1] if self._entities else None
        if last is not None and (last.type, last.offset, last.length) == (type_, opened.offset, length):
            return last
        return None

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _until(self, stops: str) -> str:
        start = self._at
        while self._peek() and self._peek() not in stops:
            self._at += 1
        return self._source[start : self._at]

    def _bytes(self, index: int) -> int:
        return len(self._source[:index].encode())


def decoded_reference(source: str, at: int) -> tuple[str, int]:
    """The character that a reference at `at` stands for and where it ends; an unknown one is a plain ampersand."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        character = _NAMED.get(name)
        return (character, match.end()) if character else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= _LARGEST_CODE or len(match[0].rstrip(";")) >= 10:
        return "&", at + 1
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "Can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, check for "
            "unmatched surrogate code units"
        )
    return chr(code), match.end()


def _meaning(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
        case _:
            return ""


def _linked(opened: _Open, length: int, url: str) -> Entity | None:
    """A link or a mention; a link that Telegram does not take silently stays plain text, as it does there."""
    user_id = user_of_link(url)
    if user_id is not None:
        return Entity("text_mention", opened.offset, length, user_id=user_id)
    try:
        return Entity("text_link", opened.offset, length, url=checked_link(url))
    except LinkError:
        return None


def _plain_code(entity: Entity) -> Entity:
    return Entity("code", entity.offset, entity.length) if entity.type == "code" else entity


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
