"""A broadcast as it usually is: to whom each kind goes, and its usual words in every language of the round."""

from collections.abc import Sequence
from datetime import tzinfo

from bot.broadcasting.deeds import Deed, check_languages
from bot.broadcasting.wording import usual_text
from bot.screens.pages import languages_of
from storage.broadcasts.broadcast import Broadcast, Kind
from storage.broadcasts.quiet_hours import QuietHours
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.rounds import Round

USUAL_SEGMENTS = {Kind.REMIND: Segment.IN_PROGRESS, Kind.THANK: Segment.SUBMITTED}
"""Of kinds that do not go to everybody who asked for them."""


def usual_words(kind: Kind, round_: Round, zone: tzinfo, deeds: Sequence[Deed] = ()) -> dict[str, Words]:
    """The usual words, with days of the zone; of deeds only in languages in which some are told.

    Raises DeedsUnreadable for deeds in a language that the round does not have.
    """
    languages = languages_of(round_)
    if kind is Kind.DEEDS:
        check_languages(deeds, languages)
        told = {each.language for each in deeds}
        languages = tuple(each for each in languages if each in told)
    return {each: Words(usual_text(each, kind, round_, zone, deeds)) for each in languages}


def usual_draft(kind: Kind, round_: Round, zone: tzinfo, quiet: QuietHours | None) -> Broadcast:
    """A draft, not stored yet."""
    segment = USUAL_SEGMENTS.get(kind, Segment.ALL)
    return Broadcast(0, round_.number, kind, segment, usual_words(kind, round_, zone), quiet=quiet)
