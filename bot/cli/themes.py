"""`glas words themes` and `glas words release`: what came of reading own words, and what others are told of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import typer

from bot.cli.author import author
from bot.cli.checking import counted
from bot.cli.errors import told
from bot.cli.words import one_line
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import text_in
from results.own_words.releasing import ThemesNotDue, ThemesRefused, publish_themes, themes_to_release
from results.own_words.themes import WordsTable
from results.own_words.told import words_for_all, words_for_staff
from results.release.apart import DecisionFailed
from results.shown import shown_of
from storage.audit import Act, note_alone
from storage.own_words import questions_with_own_words
from storage.rounds import Round
from storage.snapshots import ReleasedMeanwhile


async def themes(settings: Settings, code: str | None, now: datetime, *, public: bool) -> None:
    """Prints themes with their counts, and quotations; with `public` as others see them."""
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        if public:
            shown = await shown_of(database, found, zone=settings.time_zone, exact=False)
            tables = await words_for_all(database, found, shown, now)
        else:
            tables = await words_for_staff(database, found)
            await note_alone(database, author(now), Act.WORDS_READ, f"round {found.code}")
    _print(found, tables)


async def release_themes(
    settings: Settings, code: str | None, questions: Sequence[str], now: datetime, *, sure: bool
) -> None:
    """Releases the themes of these questions, of all when none is named, once somebody is `sure` or says so."""
    async with opened(settings) as database:
        found = await chosen_round(database, code)
        wanted = _known(found, questions)
        with told(ThemesNotDue, ThemesRefused, DecisionFailed, ReleasedMeanwhile):
            decided = await themes_to_release(database, found, wanted, now)
            assert decided.document is not None, "else it would have been refused"
            new = [each for each in decided.document.themes if f"themes:{each.question}" in decided.moved]
            _print(
                found, [WordsTable(question=each.question, n=each.n, themes=each.themes, quotations=()) for each in new]
            )
            for each in sorted(decided.waiting):
                typer.echo(f"\n{each} is kept back: it would tell too much of a few people")
            if not sure and not typer.confirm("\nThis is released once, for good, under these names. Release it?"):
                raise Refusal("nothing was released")
            await publish_themes(database, found, decided.document, author(now))
    typer.echo(f"✓ snapshot {decided.document.number} released: the themes of {counted(len(new), 'question')}")


def _known(of: Round, questions: Sequence[str]) -> Sequence[str]:
    known = questions_with_own_words(of)
    if unknown := [each for each in questions if each not in known]:
        raise Refusal(
            f"no own words are asked for in {', '.join(unknown)}, only in {', '.join(known) or 'no question'}"
        )
    return questions or known


def _print(of: Round, tables: Iterable[WordsTable]) -> None:
    consultation = of.consultation
    under = f"under {consultation.release.smallest_cell}"
    for table in tables:
        text = text_in(consultation.question_by_id[table.question].text, consultation.languages[0])
        typer.echo(f"\n{table.question}: {one_line(text)}")
        for line in _lines(table, under):
            typer.echo(f"  {line}")


def _lines(table: WordsTable, under: str) -> list[str]:
    lines = [f"{under if each.count is None else each.count:>8}  {each.name}" for each in table.themes]
    lines += [f"{table.n:>8}  texts read"] if table.n and table.themes else []
    lines += [f"“{one_line(each)}”" for each in table.quotations]
    return lines + ([f"{counted(table.waiting, 'text')} waiting for a decision"] if table.waiting else [])
