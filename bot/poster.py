"""A round's poster, of its dates and the bot's name: for `glas poster` and the staff's bot alike."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import links
from results.poster.making import poster
from storage.rounds import Round

_A_MOMENT = timedelta(microseconds=1)


def poster_of(of: Round, language: str, *, username: str, source: str | None, zone: ZoneInfo) -> bytes:
    """The poster as PDF; `source` is the word by which those who come from it are counted. Raises SourceUnusable."""
    link = links.link(username, links.into_round(of.code, source))
    # A round that closes at midnight can be answered until the day before.
    until = None if of.closes is None else (of.closes - _A_MOMENT).astimezone(zone).date()
    return poster(of.consultation, language, link=link, username=username, until=until)
