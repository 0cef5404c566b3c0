"""`glas results`: what a round says, as tables or as JSON."""

from datetime import datetime, tzinfo

import typer
from rich.console import Console

from bot.cli.author import author
from bot.cli.released import released_tables
from bot.cli.tables import tables
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import Consultation
from results.exact import exact_results
from results.published import Published
from results.released import last_released
from storage.audit import Act, note_alone
from storage.rounds import Round
from storage.tallies import tallies


async def print_results(
    settings: Settings, code: str | None, language: str | None, now: datetime, *, json: bool, exact: bool
) -> None:
    """Prints the results in `language`, the consultation's first when None: the last snapshot, or exact counts.

    Exact counts are shown when the audit has its line about that.
    """
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        spoken = _language(found.consultation, language)
        if not exact:
            _print_released(found, await last_released(database, found), spoken, settings.time_zone, json=json)
            return
        figures = exact_results(found, await tallies(database, found), spoken)
        await note_alone(database, author(now), Act.EXACT_RESULTS, f"round {found.code}")
    if json:
        typer.echo(figures.json_text)
        return
    console = Console()
    for each in tables(figures):
        console.print(each)


def _print_released(of: Round, published: Published | None, language: str, zone: tzinfo, *, json: bool) -> None:
    if published is None:
        raise Refusal(
            f"nothing of round {of.code} has been released yet: the bot releases on the hour, and so does"
            " `glas release`; exact counts, which are not for the public, come with --exact"
        )
    if json:
        typer.echo(published.model_dump_json(indent=2))
        return
    console = Console()
    for each in released_tables(published.clocked(zone), of.consultation, language):
        console.print(each)


def _language(consultation: Consultation, language: str | None) -> str:
    if language is not None and language not in consultation.languages:
        raise Refusal(f"the consultation has no texts in {language}, only in {', '.join(consultation.languages)}")
    return language or consultation.languages[0]
