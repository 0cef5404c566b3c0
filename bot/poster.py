"""A round's poster, of its dates and the bot's name: for `glas poster` and the staff's bot alike."""

from zoneinfo import ZoneInfo

from bot import links
from results.poster.making import poster
from storage.rounds import Round


def poster_of(of: Round, language: str, *, username: str, source: str | None, zone: ZoneInfo) -> bytes:
    """The poster as PDF; `source` is the word by which those who come from it are counted. Raises SourceUnusable."""
    link = links.link(username, links.into_round(of.code, source))
    last = of.last_moment(zone)
    until = None if last is None else last.date()
    return poster(of.consultation, language, link=link, username=username, until=until)
