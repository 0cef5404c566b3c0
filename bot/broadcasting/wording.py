"""What a broadcast says when staff have not written it themselves, and what the city did with the results.

errors:
    DeedsUnreadable(ValueError)   the file is no table of what was said and done
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from flows.consultation import text_in
from results.speech import Speech, speech
from storage.broadcasts import Kind
from storage.rounds import Round


class DeedsUnreadable(ValueError):
    """The message is one sentence for whoever wrote the file."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of “you said – we did”: what people said, what the city does about it, and by when, if it says so."""

    language: str
    said: str
    done: str
    when: str = ""


_COLUMNS = ("language", "said", "done")


def deeds_in(table: str) -> list[Deed]:
    """The deeds of a CSV file with the columns language, said, done and, if need be, when. Raises DeedsUnreadable."""
    # Spreadsheets of this part of the world write semicolons.
    first = table.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(table), delimiter=";" if ";" in first else ",")
    if not set(_COLUMNS) <= {each.strip() for each in rows.fieldnames or ()}:
        raise DeedsUnreadable("the first line has to name the columns language, said and done, and perhaps when")
    deeds = []
    for number, row in enumerate(rows, start=2):
        cells = {str(name).strip(): str(value or "").strip() for name, value in row.items()}
        if not all(cells[each] for each in _COLUMNS):
            raise DeedsUnreadable(f"line {number}: language, said and done have to be filled in")
        deeds.append(Deed(cells["language"], cells["said"], cells["done"], cells.get("when", "")))
    return deeds


def usual_text(language: str, kind: Kind, round_: Round, deeds: Sequence[Deed] = ()) -> str:
    """What is said in this language; of the deeds those that are written in it."""
    words, title = speech(language), text_in(round_.consultation.title, language)
    match kind:
        case Kind.ANNOUNCE:
            opened = words.say("A new consultation is open: {title}", title=title)
            how = words.say("It takes a few minutes, and each section that you send counts at once.")
            return f"{opened}\n\n{how}{_until(words, round_)}"
        case Kind.REMIND:
            begun = words.say("You began to answer “{title}” and stopped on the way.", title=title)
            how = words.say("One tap brings you back to the very question where you were.")
            return f"{begun} {how}{_until(words, round_)}"
        case Kind.THANK:
            return words.say("Thank you for taking part in “{title}”. Everything that you sent counts.", title=title)
        case Kind.RESULTS:
            return words.say("The results of “{title}” are here. See what people said.", title=title)
        case Kind.DEEDS:
            return "\n\n".join([words.say("You said – we did: {title}", title=title), *_lines(words, language, deeds)])
        case _:
            assert_never(kind)


def _until(words: Speech, round_: Round) -> str:
    if round_.closes is None:
        return ""
    return " " + words.say("It is open until {day}.", day=words.day(round_.closes.date()))


def _lines(words: Speech, language: str, deeds: Sequence[Deed]) -> list[str]:
    lines = []
    for each in deeds:
        if each.language == language:
            when = f" ({each.when})" if each.when else ""
            said = words.say("You said: {text}", text=each.said)
            done = words.say("We did: {text}", text=each.done)
            lines.append(f"{said}\n{done}{when}")
    return lines
