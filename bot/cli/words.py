"""`glas words`: what people wrote in their own words is read, redacted, quoted, put under themes.

Every command is one step, which `glas words undo` takes back.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

import typer

from bot.cli.author import author
from bot.cli.checking import counted
from bot.cli.errors import told
from bot.opening import chosen_round, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import text_in
from results.own_words.deciding import (
    NotInText,
    ThemeUnusable,
    put_under,
    quoted,
    redacted,
    set_aside,
    theme_called,
)
from results.own_words.handles import UnknownText, found, handle
from results.own_words.queue import waiting
from results.own_words.themes import themes_of
from results.own_words.twins import twins
from storage.audit import Act, Author, note_alone
from storage.database import Database
from storage.own_words import OwnWords, Review, Verdict, decide, own_words, questions_with_own_words, undo
from storage.rounds import Round

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_UNSHOWN = "\N{REPLACEMENT CHARACTER}"
_DONE = {
    Act.WORDS_REDACTED: "redacted",
    Act.WORDS_QUOTED: "approved as quotations",
    Act.WORDS_PUT_ASIDE: "put aside",
    Act.WORDS_UNDER_THEME: "put under a theme",
}
_MARKS = {Verdict.WAITING: " ", Verdict.QUOTED: "✓", Verdict.ASIDE: "-"}


async def list_words(
    settings: Settings, code: str | None, question: str | None, now: datetime, *, settled: bool, groups: int
) -> None:
    """Prints what waits for a decision, likely twins together; with `settled` what was decided about too."""
    async with _desk(settings, code, now) as desk:
        texts = await desk.texts(question)
        await desk.note_reading()
    shown = texts if settled else waiting(texts)
    heading = None
    for group in islice(twins(shown), groups):
        if group.question != heading:
            heading = group.question
            typer.echo(f"\n{heading}: {one_line(desk.text_of(heading))}")
        for place, each in enumerate(group.texts):
            typer.echo(f"{_MARKS[each.review.verdict]} {handle(each.key)} {'└ ' if place else ''}{_described(each)}")
    typer.echo(f"\n{counted(len(waiting(texts)), 'text')} of {len(texts)} waiting for a decision")


async def redact(
    settings: Settings, code: str | None, handles: Sequence[str], parts: Sequence[str], now: datetime
) -> None:
    """Takes these parts out of each of the texts, wherever they are shown."""

    def without(words: OwnWords) -> Review:
        try:
            return redacted(words, parts)
        except NotInText as error:
            raise Refusal(f"{handle(words.key)}: {error}; nothing was changed") from error

    async with _desk(settings, code, now) as desk:
        await desk.decide(Act.WORDS_REDACTED, _DONE[Act.WORDS_REDACTED], handles, without)


async def approve(settings: Settings, code: str | None, handles: Sequence[str], now: datetime, *, alike: bool) -> None:
    """Lets the texts be shown to everybody."""
    async with _desk(settings, code, now) as desk:
        await desk.decide(Act.WORDS_QUOTED, _DONE[Act.WORDS_QUOTED], handles, quoted, alike=alike)


async def put_aside(
    settings: Settings, code: str | None, handles: Sequence[str], now: datetime, *, alike: bool
) -> None:
    """Takes the texts out of the queue without showing them."""
    async with _desk(settings, code, now) as desk:
        await desk.decide(Act.WORDS_PUT_ASIDE, _DONE[Act.WORDS_PUT_ASIDE], handles, set_aside, alike=alike)


async def theme(
    settings: Settings, code: str | None, name: str, handles: Sequence[str], now: datetime, *, alike: bool
) -> None:
    """Puts the texts under a theme, a new one when there is none of that name."""
    async with _desk(settings, code, now) as desk:
        with told(ThemeUnusable):
            called = theme_called(name, themes_of(await desk.texts(None)))
        under = partial(put_under, theme=called)
        await desk.decide(Act.WORDS_UNDER_THEME, f"put under “{called}”", handles, under, alike=alike)


async def undo_last(settings: Settings, code: str | None, now: datetime) -> None:
    """Takes the newest step back; again, and the one before."""
    async with _desk(settings, code, now) as desk:
        undone = await undo(desk.database, desk.round, desk.by)
    if undone is None:
        raise Refusal("there is nothing to undo")
    typer.echo(f"✓ undone: {counted(len(undone.texts), 'text')} {_DONE[undone.act]}")


@dataclass(frozen=True, slots=True)
class _Desk:
    database: Database
    round: Round
    by: Author

    async def texts(self, question: str | None) -> list[OwnWords]:
        known = questions_with_own_words(self.round)
        if question is not None and question not in known:
            raise Refusal(f"no own words are asked for in {question}, only in {', '.join(known) or 'no question'}")
        return await own_words(self.database, self.round, None if question is None else (question,))

    def text_of(self, question: str) -> str:
        consultation = self.round.consultation
        return text_in(consultation.question_by_id[question].text, consultation.languages[0])

    async def note_reading(self) -> None:
        await note_alone(self.database, self.by, Act.WORDS_READ, f"round {self.round.code}")

    async def decide(
        self,
        act: Act,
        action: str,
        handles: Sequence[str],
        review: Callable[[OwnWords], Review],
        *,
        alike: bool = False,
    ) -> None:
        """`action` is what the person is told, and may name a theme; the audit has the `act` alone."""
        texts = await self.texts(None)
        try:
            chosen = found(texts, handles)
        except UnknownText as error:
            raise Refusal(str(error)) from error
        if alike:
            chosen = _with_twins(texts, chosen)
        decisions = {each: review(each) for each in chosen}
        missed = await decide(self.database, self.round, act, decisions, by=self.by)
        typer.echo(f"✓ {counted(len(chosen) - len(missed), 'text')} {action}")
        for each in missed:
            typer.echo(f"{handle(each.key)} was edited, deleted or decided about meanwhile, and is left as it is")


@asynccontextmanager
async def _desk(settings: Settings, code: str | None, now: datetime) -> AsyncIterator[_Desk]:
    async with opened(settings) as database:
        yield _Desk(database, await chosen_round(database, code), author(now))


def _with_twins(texts: Sequence[OwnWords], chosen: Sequence[OwnWords]) -> list[OwnWords]:
    """Also what stands in one group with a chosen text when the queue is listed: who sees a group decides about it."""
    questions = {each.question for each in chosen}
    listed = waiting(each for each in texts if each.question in questions)
    groups = (group.texts for group in twins([*listed, *(each for each in chosen if each.review.is_settled)]))
    return [each for group in groups if not set(chosen).isdisjoint(group) for each in group]


def _described(words: OwnWords) -> str:
    under = "".join(f" [{name}]" for name in sorted(words.review.themes))
    return f"{one_line(words.shown)}{under}"


def one_line(text: str) -> str:
    """The text without what could steer a terminal: somebody typed it."""
    shown = (each if each.isprintable() or each in _JOINERS else _UNSHOWN for each in " ".join(text.split()))
    return "".join(shown)
