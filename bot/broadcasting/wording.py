"""What a broadcast says when staff have not written it themselves."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import assert_never

from bot.broadcasting.deeds import Deed
from flows.consultation import text_in
from results.speech import Speech, speech
from storage.broadcasts.broadcast import Kind
from storage.rounds import Round


def usual_text(language: str, kind: Kind, round_: Round, zone: tzinfo, deeds: Sequence[Deed] = ()) -> str:
    """What is said in this language; of the deeds those that are written in it. Days are those of the zone."""
    words, title = speech(language), text_in(round_.consultation.title, language)
    match kind:
        case Kind.ANNOUNCE:
            opened = words.say("A new consultation is open: {title}", title=title)
            how = words.say("It takes a few minutes, and each section that you send counts at once.")
            return f"{opened}\n\n{how}{_until(words, round_, zone)}"
        case Kind.REMIND:
            begun = words.say("You began to answer “{title}” and stopped on the way.", title=title)
            how = words.say("One tap brings you back to the very question where you were.")
            return f"{begun} {how}{_until(words, round_, zone)}"
        case Kind.THANK:
            return words.say("Thank you for taking part in “{title}”. Everything that you sent counts.", title=title)
        case Kind.RESULTS:
            return words.say("The results of “{title}” are here. See what people said.", title=title)
        case Kind.DEEDS:
            return "\n\n".join([words.say("You said – we did: {title}", title=title), *_lines(words, language, deeds)])
        case _:
            assert_never(kind)


def _until(words: Speech, round_: Round, zone: tzinfo) -> str:
    last = round_.last_moment(zone)
    return "" if last is None else " " + words.say("It is open until {day}.", day=words.day(last))


def _lines(words: Speech, language: str, deeds: Sequence[Deed]) -> list[str]:
    lines = []
    for each in deeds:
        if each.language == language:
            when = f" ({each.when})" if each.when else ""
            said = words.say("You said: {text}", text=each.said)
            done = words.say("We did: {text}", text=each.done)
            lines.append(f"{said}\n{done}{when}")
    return lines
