"""`glas results`: what a round says, as tables or as JSON."""

import typer
from rich.console import Console

from bot.cli.tables import tables
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import Consultation
from results.exact import exact_results
from storage.tallies import tallies


async def print_results(settings: Settings, code: str | None, language: str | None, *, json: bool, exact: bool) -> None:
    """Prints the results in `language`, the consultation's first when None."""
    if not exact:
        raise Refusal("released results come with snapshots, which this version does not make: add --exact for counts")
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        counted = await tallies(database, found)
    figures = exact_results(found, counted, _language(found.consultation, language))
    if json:
        typer.echo(figures.json_text)
        return
    console = Console()
    for each in tables(figures):
        console.print(each)


def _language(consultation: Consultation, language: str | None) -> str:
    if language is not None and language not in consultation.languages:
        raise Refusal(f"the consultation has no texts in {language}, only in {', '.join(consultation.languages)}")
    return language or consultation.languages[0]
