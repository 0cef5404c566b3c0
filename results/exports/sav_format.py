"""The records of an SPSS system file, byte by byte, after the PSPP developers' guide.

https://www.gnu.org/software/pspp/pspp-dev/html_node/System-File-Format.html. Little-endian, UTF-8, bytecode
compression. Strings of more than 255 bytes ("very long strings") are laid out as segments of 255 bytes, each a
variable of its own to programs that don't know better.
"""

import math
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

ELEMENT = 8
LONGEST_LABEL = 252
LONGEST_VALUE_LABEL = 120
LONGEST_STRING = 32_767

_BIAS = 100
_LONGEST_PLAIN = 255
_ALLOCATED = 252
"""Of a very long string, a segment counts as so many bytes, though it holds 255."""

_MISSING = -sys.float_info.max
_BLANK = b" " * ELEMENT


class Format(IntEnum):
    """How a variable is shown."""

    TEXT = 1
    NUMBER = 5
    ISO_DATE = 39


class Level(IntEnum):
    """What a variable measures."""

    NOMINAL = 1
    ORDINAL = 2
    SCALE = 3


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `width`: bytes of a string, 0 for a number. `values`: what its numbers mean."""

    name: str
    label: str
    width: int = 0
    decimals: int = 0
    form: Format = Format.NUMBER
    level: Level = Level.NOMINAL
    values: tuple[tuple[int, str], ...] = ()

    @property
    def segments(self) -> tuple[int, ...]:
        """The widths of the variables that hold it."""
        if self.width <= _LONGEST_PLAIN:
            return (self.width,)
        whole, rest = divmod(self.width - 1, _ALLOCATED)
        return (*[_LONGEST_PLAIN] * whole, rest + 1)


@dataclass(frozen=True, slots=True)
class MultipleSet:
    """Variables of 1 and 0 that are one question: SPSS counts them together."""

    name: str
    label: str
    variables: tuple[str, ...]


Datum = float | bytes | None
"""A number; a string, which has to fit its variable's width; or None for missing."""


def dictionary(
    variables: Sequence[Variable], sets: Sequence[MultipleSet], label: str, documents: Sequence[str], cases: int
) -> Iterator[bytes]:
    """Everything before the cases."""
    shorts = [_short(number) for number in range(len(variables))]
    yield _header(sum(map(_elements, variables)), label, cases)
    for short, variable in zip(shorts, variables, strict=True):
        yield from _variable(short, variable)
    yield from _value_labels(variables)
    yield from _documents(documents)
    yield _extension(3, "<i", [1, 0, 0, -1, 1, 1, 2, 65001])
    yield _extension(4, "<d", [_MISSING, sys.float_info.max, math.nextafter(_MISSING, 0)])
    if sets:
        yield _text_extension(
            7, "".join(_set(each, dict(zip(_names(variables), shorts, strict=True))) for each in sets)
        )
    yield _extension(11, "<i", list(_display(variables)))
    yield _text_extension(13, "\t".join(f"{short}={each.name}" for short, each in zip(shorts, variables, strict=True)))
    if long := [f"{short}={each.width:05}\0\t" for short, each in _long(shorts, variables)]:
        yield _text_extension(14, "".join(long))
    yield _extension(16, "<q", [1, cases])
    yield _text_extension(20, "UTF-8")
    yield struct.pack("<2i", 999, 0)


def _names(variables: Iterable[Variable]) -> Iterator[str]:
    return (each.name for each in variables)


def elements(variables: Sequence[Variable], data: Sequence[Datum]) -> Iterator[bytes | float]:
    """A case as elements of 8 bytes: numbers as they are, strings in pieces."""
    for variable, datum in zip(variables, data, strict=True):
        if not variable.width:
            assert not isinstance(datum, bytes), "a number, or none"
            yield _MISSING if datum is None else datum
            continue
        assert datum is None or isinstance(datum, bytes), "a string, or none"
        rest = datum or b""
        for width in variable.segments:
            piece, rest = rest[:_LONGEST_PLAIN], rest[_LONGEST_PLAIN:]
            padded = piece.ljust(_padded(width))
            yield from (padded[start : start + ELEMENT] for start in range(0, len(padded), ELEMENT))


class Compressor:
    """Turns elements into bytecode: eight codes, then the elements that have none, and so on across cases."""

    def __init__(self) -> None:
        self._codes = bytearray()
        self._literals = bytearray()

    def packed(self, case: Iterable[bytes | float]) -> bytes:
        """The bytes that are ready; the rest comes with a later case, or with `end`."""
        ready = bytearray()
        for element in case:
            self._add(element)
            if len(self._codes) == ELEMENT:
                ready += self._codes + self._literals
                self._codes.clear()
                self._literals.clear()
        return bytes(ready)

    def end(self) -> bytes:
        """What is left, padded."""
        return bytes(self._codes.ljust(ELEMENT, b"\0") + self._literals) if self._codes else b""

    def _add(self, element: bytes | float) -> None:
        if isinstance(element, bytes):
            self._codes.append(254 if element == _BLANK else 253)
            self._literals += b"" if element == _BLANK else element
        elif element == _MISSING:
            self._codes.append(255)
        elif element == int(element) and 1 <= element + _BIAS <= 251:
            self._codes.append(int(element) + _BIAS)
        else:
            self._codes.append(253)
            self._literals += struct.pack("<d", element)


def cut(text: str, limit: int) -> bytes:
    """The text in UTF-8, cut between characters where it is longer than `limit` bytes; the cut shows as an ellipsis."""
    whole = text.replace("\n", " ").encode()
    if len(whole) <= limit:
        return whole
    return whole[: limit - 3].decode(errors="ignore").encode() + "…".encode()


def _short(number: int) -> str:
    """Short names of 8 bytes, which SPSS needs beside the long ones; segments take those between."""
    return f"V{number:05}"


def _segment_name(short: str, segment: int) -> str:
    return short if segment == 0 else f"{short}{chr(ord('A') + segment // 26)}{chr(ord('A') + segment % 26)}"


def _elements(variable: Variable) -> int:
    return sum(_padded(width) // ELEMENT or 1 for width in variable.segments)


def _padded(width: int) -> int:
    return -(-width // ELEMENT) * ELEMENT


def _long(shorts: Sequence[str], variables: Sequence[Variable]) -> Iterator[tuple[str, Variable]]:
    return ((short, each) for short, each in zip(shorts, variables, strict=True) if each.width > _LONGEST_PLAIN)


def _header(size: int, label: str, cases: int) -> bytes:
    product = b"@(#) SPSS DATA FILE Glas".ljust(60)
    # The first of January: a real date would only tell when the export was made.
    made = b"01 Jan 70" + b"00:00:00"
    fields = struct.pack("<5id", 2, size, 1, 0, min(cases, 2**31 - 1), float(_BIAS))
    return b"$FL2" + product + fields + made + cut(label, 64).ljust(64) + b"\0" * 3


def _variable(short: str, variable: Variable) -> Iterator[bytes]:
    for segment, width in enumerate(variable.segments):
        shown = (variable.form << 16) | ((width or 10) << 8) | variable.decimals
        label = cut(variable.label, LONGEST_LABEL) if segment == 0 else b""
        name = _segment_name(short, segment).encode().ljust(8)
        yield struct.pack("<6i", 2, width, int(bool(label)), 0, shown, shown) + name
        if label:
            yield struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
        rest = _padded(width) // ELEMENT - 1
        yield (struct.pack("<6i", 2, -1, 0, 0, 0, 0) + _BLANK) * rest


def _value_labels(variables: Sequence[Variable]) -> Iterator[bytes]:
    place = 1
    for variable in variables:
        if variable.values:
            yield struct.pack("<2i", 3, len(variable.values))
            for value, text in variable.values:
                label = cut(text, LONGEST_VALUE_LABEL)
                yield struct.pack("<dB", value, len(label)) + label.ljust(-(-(len(label) + 1) // 8) * 8 - 1)
            yield struct.pack("<3i", 4, 1, place)
        place += _elements(variable)


def _documents(lines: Sequence[str]) -> Iterator[bytes]:
    fitting = [cut(line, 80).ljust(80) for line in lines]
    yield struct.pack("<2i", 6, len(fitting)) + b"".join(fitting)


def _display(variables: Sequence[Variable]) -> Iterator[int]:
    for variable in variables:
        for width in variable.segments:
            yield from (variable.level, min(width or 10, 40), 0 if variable.width else 1)


def _set(each: MultipleSet, shorts: dict[str, str]) -> str:
    label = cut(each.label, LONGEST_LABEL)
    members = " ".join(shorts[name].lower() for name in each.variables)
    return f"${each.name}=D1 1 {len(label)} {label.decode()} {members}\n"


def _extension(kind: int, form: str, values: Sequence[float]) -> bytes:
    packed = b"".join(struct.pack(form, value) for value in values)
    return struct.pack("<4i", 7, kind, struct.calcsize(form), len(values)) + packed


def _text_extension(kind: int, text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<4i", 7, kind, 1, len(encoded)) + encoded
