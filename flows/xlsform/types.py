"""The column `type` of the sheet survey: what kind of row it is, and why some kinds are refused."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from flows.sentence import Sentence, sentence

_COMMAND = (
    r"select_one|select_multiple|select one from|select one|select1|select multiple from|"
    r"select all that apply from|select all that apply|add select one prompt using|"
    r"add select multiple prompt using|rank"
)
_SELECT = re.compile(rf"(?P<command>{_COMMAND})\s+(?P<list>\S+)(?:\s+(?P<other>or_other|or other|or specify other))?")
_WITHOUT_LIST = re.compile(_COMMAND)
_GROUP = re.compile(r"(?P<edge>begin|end)[\s_]+group")
_LOOP = re.compile(r"(begin|end)[\s_]+(repeat|lgroup|loop|looped group)\b.*")
_FROM_FILE = re.compile(r"select[ _](one|multiple)([ _]from[ _]file|[ _]external)\b.*")

ANSWERED = {
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "range": "range",
    "text": "text",
    "string": "text",
    "date": "date",
    "note": "note",
    "acknowledge": "acknowledge",
    "trigger": "acknowledge",
}
"""Types that have a counterpart and need nothing beside their name."""

DEVICE = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "phonenumber",
        "username",
        "email",
        "simserial",
        "subscriberid",
        "imei",
        "audit",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "start_time",
        "end_time",
    ]
)
"""What only a device knows."""

_TIME = sentence("`{type}` asks for a time of day; ask for a text or a date")
_PICTURE = sentence("`{type}` asks for a picture, which is not asked here")
_DATA = sentence("`{type}` brings data of another file, which is not read")
_UNSUPPORTED = {
    "calculate": sentence("`{type}` computes a value, which a consultation does not"),
    "hidden": sentence("`{type}` is never shown to anybody, and a consultation asks openly"),
    "time": _TIME,
    "datetime": _TIME,
    "geopoint": sentence("`{type}` asks for a place on the map, which is not asked here"),
    "geotrace": sentence("`{type}` asks for a line on the map, which is not asked here"),
    "geoshape": sentence("`{type}` asks for an area on the map, which is not asked here"),
    "osm": sentence("`{type}` asks for a thing on the map, which is not asked here"),
    "image": _PICTURE,
    "photo": _PICTURE,
    "audio": sentence("`{type}` asks for a recording, which is not asked here"),
    "video": sentence("`{type}` asks for a film, which is not asked here"),
    "file": sentence("`{type}` asks for a file, which is not asked here"),
    "barcode": sentence("`{type}` asks for a barcode, which is not asked here"),
    "xml-external": _DATA,
    "csv-external": _DATA,
    "include": sentence("`{type}` brings questions of another file, which is not read; copy them here"),
}


@dataclass(frozen=True, slots=True)
class Select:
    """Asks for options of a list; `kind` is the type in Glas."""

    kind: str
    list_name: str
    own_words: bool


@dataclass(frozen=True, slots=True)
class Simple:
    """Asks for something else, or is a note or an acknowledgement."""

    name: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a group begins or ends."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Device:
    """What a device would fill in by itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What has no counterpart, and the sentence that says so."""

    reason: Sentence


@dataclass(frozen=True, slots=True)
class Untyped:
    """Says nothing of what it is."""


RowType = Select | Simple | Edge | Device | Refused | Untyped


def row_type(written: str) -> RowType:
    """What kind of row has this in its column `type`."""
    words = " ".join(written.split())
    if not words:
        return Untyped()
    lower = words.lower()
    if match := re.fullmatch(_SELECT.pattern, words, re.IGNORECASE):
        command = match["command"].lower()
        several = "multiple" in command or "all" in command
        kind = "ranking" if command == "rank" else "multiple" if several else "single"
        return Select(kind, match["list"], match["other"] is not None)
    if match := _GROUP.fullmatch(lower):
        return Edge(match["edge"] == "begin")
    name = ANSWERED.get(lower)
    if name is not None:
        return Simple(name)
    if lower in DEVICE:
        return Device(lower)
    return Refused(_reason(lower).of(type=words))


def _reason(lower: str) -> Sentence:
    if _WITHOUT_LIST.fullmatch(lower):
        return sentence("`{type}` names no list; write behind it which rows of the sheet choices it offers")
    if _LOOP.fullmatch(lower):
        return sentence("`{type}` repeats questions, which a consultation does not; write them out")
    if _FROM_FILE.fullmatch(lower):
        return sentence(
            "`{type}` takes its options from another file, which is not read; write them into the sheet choices"
        )
    reason = _UNSUPPORTED.get(lower.split(maxsplit=1)[0])
    if reason is not None:
        return reason
    meant = get_close_matches(
        lower.split(maxsplit=1)[0], [*ANSWERED, "select_one", "select_multiple", "rank", "begin_group"], 1
    )
    if meant:
        return sentence("`{type}` is no type of question that is asked here; did you mean `{meant}`?", meant=meant[0])
    return sentence("`{type}` is no type of question that is asked here")
