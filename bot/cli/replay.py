"""`glas replay`: answers from a file go through the same conversation as a citizen's."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli.author import author
from bot.cli.checking import counted
from bot.opening import chosen_round, keys_of, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.replaying import Mistake, Record, recorded, replayed
from flows.response import Response
from storage.audit import Author
from storage.database import Database
from storage.keys import KeyRing
from storage.responses import import_responses
from storage.rounds import Round

_BATCH = 500
"""Responses that are stored in one transaction: few enough that a bot at work hardly waits for it."""

STDIN = Path("-")


async def replay(settings: Settings, file: Path, code: str | None, now: datetime) -> None:
    """Stores the responses of all lines that are right, and reports what is wrong with the others as it comes.

    `now` decides what "today" means to the questions. Exit code 1 when a line was wrong.
    """
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        if round_.served:
            raise Refusal(f"a bot's token has served round {round_.code}: nothing is imported into it any more")
        keys = await keys_of(settings, database)
        run = _Replay(database, keys, round_, now.astimezone(settings.time_zone), author(now))
        with _binary(file) as lines, _progress(file) as progress:
            await run.all(lines, progress)
    typer.echo(run.summary)
    if run.wrong:
        raise typer.Exit(1)


@dataclass(slots=True)
class _Replay:
    database: Database
    keys: KeyRing
    round: Round
    now: datetime
    by: Author
    batch: list[tuple[str, Response]] = field(default_factory=list)
    stored: int = 0
    repeated: int = 0
    wrong: int = 0

    async def all(self, lines: BinaryIO, progress: Progress) -> None:
        [task] = progress.task_ids
        for number, line in enumerate(lines, start=1):
            mistakes = self._take(line) if line.strip() else ()
            self.wrong += bool(mistakes)
            for mistake in mistakes:
                where = f"line {number}" + (f", question {mistake.question}" if mistake.question else "")
                progress.console.print(f"{where}: {mistake.message}", markup=False, highlight=False, soft_wrap=True)
            if len(self.batch) >= _BATCH:
                await self._store()
            progress.advance(task, len(line))
        await self._store()

    @property
    def summary(self) -> str:
        parts = [f"{counted(self.stored, 'response')} stored in round {self.round.code}"]
        if self.repeated:
            parts.append(f"{self.repeated} left out because their respondent was stored before")
        if self.wrong:
            parts.append(f"{self.wrong} left out because of mistakes")
        return "; ".join(parts) + "."

    def _take(self, line: bytes) -> tuple[Mistake, ...]:
        """Keeps the line's response to be stored, or gives what is wrong with it."""
        try:
            text = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            return (Mistake(None, "It is not UTF-8."),)
        record = recorded(text)
        if not isinstance(record, Record):
            return record
        seed = self.keys.imported_pseudonym(self.round.number, record.respondent)
        response = replayed(self.round.consultation, record, seed, self.now)
        if not isinstance(response, Response):
            return response
        self.batch.append((record.respondent, response))
        return ()

    async def _store(self) -> None:
        stored = await import_responses(self.database, self.keys, self.round, self.batch, self.now, by=self.by)
        self.stored += stored
        self.repeated += len(self.batch) - stored
        self.batch.clear()


@contextmanager
def _binary(file: Path) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    with file.open("rb") as lines:
        yield lines


@contextmanager
def _progress(file: Path) -> Iterator[Progress]:
    """A bar on a terminal, nothing elsewhere; how far it has to go is known of a file only."""
    console = Console(stderr=True)
    size = None if file == STDIN else file.stat().st_size or None
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task("Replaying", total=size)
        yield progress
