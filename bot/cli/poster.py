"""`glas poster`: a round's poster, with the code that leads into it."""

from datetime import datetime
from pathlib import Path

from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.cli.new_files import refuse_unless_pdf, write_new
from bot.connecting import connected
from bot.delivery.posting import NotPosted, Posting
from bot.links import LONGEST_SOURCE, SourceUnusable
from bot.opening import chosen_round, opened
from bot.poster import poster_of
from bot.refusal import Refusal
from bot.settings import Settings
from storage.rounds import State


async def write_poster(
    settings: Settings, code: str | None, output: Path, *, language: str | None, source: str | None, now: datetime
) -> None:
    """Writes the poster of a round that can still be answered to a new file. Raises Refusal and OSError."""
    refuse_unless_pdf(output)
    async with opened(settings) as database:
        found = await chosen_round(database, code)
    if found.state(now) is State.CLOSED:
        raise Refusal(f"round {found.code} is closed: nobody could answer who follows a poster")
    spoken, username = language_of(found.consultation, language), await _username(settings)
    try:
        document = poster_of(found, spoken, username=username, source=source, zone=settings.time_zone)
    except SourceUnusable as error:
        raise Refusal(f"--source is a word of at most {LONGEST_SOURCE} letters (a-z), digits and hyphens") from error
    write_new(output, document)
    complain(f"poster written to {output}; scan its code with a phone before you have it printed")


async def _username(settings: Settings) -> str:
    """The name of the citizens' bot. Raises Refusal."""
    if settings.bot_token is None:
        raise Refusal("GLAS_BOT_TOKEN is not set: a poster leads to a bot, whose name Telegram tells by its token")
    async with connected(settings) as telegram:
        try:
            return await Posting(telegram).username()
        except NotPosted as failure:
            raise Refusal(f"Telegram does not say what the bot is called ({failure})") from failure
