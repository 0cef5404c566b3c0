"""`glas broadcast`: broadcasts are written, tried, counted, started, watched and stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.broadcasting.deeds import Deed, DeedsUnreadable, deeds_in
from bot.broadcasting.drafting import USUAL_SEGMENTS, usual_words
from bot.broadcasting.report import UNTOLD, left, meant, told, watched
from bot.cli.author import author
from bot.cli.moments import opening_at, said
from bot.opening import chosen_round, keys_of, opened
from bot.refusal import Refusal
from bot.settings import Settings
from flows.consultation import Release
from storage.audit import Act, Author, note_alone
from storage.broadcasts import deciding, reading
from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import ENDED, Broadcast, Kind, Standing
from storage.broadcasts.quiet_hours import QuietHours, QuietHoursUnreadable, quiet_hours
from storage.broadcasts.segments import Segment
from storage.broadcasts.surveys import Survey, survey
from storage.broadcasts.words import BroadcastError, Rewording, Words
from storage.database import Database
from storage.rounds import Round, rounds
from storage.rows import iso_week, last_day
from storage.staff import member_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed."""

    kind: str
    texts: tuple[str, ...]
    pictures: tuple[str, ...]
    deeds: Path | None
    segment: str | None
    stopped_by: str | None
    quiet: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What was typed to change a draft. `bare`: languages that lose their picture."""

    texts: tuple[str, ...]
    pictures: tuple[str, ...]
    bare: tuple[str, ...]


async def create_one(settings: Settings, code: str | None, draft: Draft, now: datetime) -> None:
    """Stores the draft, and says how to go on."""
    kind = Kind(draft.kind)
    segment = Segment(draft.segment) if draft.segment else USUAL_SEGMENTS.get(kind, Segment.ALL)
    _check_stopped(draft.stopped_by, segment)
    if (draft.deeds is not None) != (kind is Kind.DEEDS and not draft.texts):
        raise Refusal("`deeds` takes --deeds FILE.csv or --text, and nothing else takes --deeds")
    async with opened(settings) as database:
        round_ = await chosen_round(database, code)
        wanted = Broadcast(
            0,
            round_.number,
            kind,
            segment,
            _words(draft, kind, round_, settings.time_zone),
            stopped_by=_week(draft.stopped_by),
            quiet=_quiet(draft.quiet, settings),
        )
        made = await _told(deciding.create(database, wanted, author(now)))
    typer.echo(f"✓ broadcast {made.number} written, in {', '.join(made.words)}; nothing is sent yet")
    typer.echo(f"Try it: glas broadcast test {made.number} --to ID · start it: glas broadcast send {made.number}")


async def reword_one(settings: Settings, number: int, changes: Changes, now: datetime) -> None:
    """Gives the draft other words, language by language."""
    texts = _texts(changes.texts)
    pictures = _pictures(changes.pictures) | dict.fromkeys(changes.bare, b"")
    languages = list(dict.fromkeys([*texts, *pictures]))
    if not languages:
        raise Refusal("say what changes: --text, --picture or --no-picture")
    async with opened(settings) as database:
        for each in languages:
            wanted = Rewording(each, texts.get(each), pictures.get(each))
            await _told(deciding.reword(database, number, wanted, now, author(now)))
    typer.echo(
        f"✓ broadcast {number} is reworded in {', '.join(languages)}; try it: glas broadcast test {number} --to ID"
    )


async def redirect_one(
    settings: Settings, number: int, aim: str | None, stopped_by: str | None, quiet: str | None, *, now: datetime
) -> None:
    """Lets the draft go to another segment, and keep other quiet hours."""
    if aim is None and stopped_by is None and quiet is None:
        raise Refusal("say what changes: --segment, --stopped-by or --quiet")
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
        if aim is not None or stopped_by is not None:
            segment = of.segment if aim is None else Segment(aim)
            _check_stopped(stopped_by, segment)
            of = await _told(deciding.redirect(database, number, (segment, _week(stopped_by)), now, author(now)))
        if quiet is not None:
            of = await _told(deciding.keep_quiet(database, number, _quiet(quiet, settings), now, author(now)))
    kept = "no quiet hours" if of.quiet is None else f"quiet hours {of.quiet}"
    typer.echo(f"✓ broadcast {number}, round {round_.code}, goes to {_segment(of)}, {kept}")


async def list_all(settings: Settings, now: datetime) -> None:
    """Prints all broadcasts, a line each."""
    async with opened(settings) as database:
        found = await reading.broadcasts(database)
        codes = {each.number: each.code for each in await rounds(database)}
    if not found:
        typer.echo("There is no broadcast yet. Write one with `glas broadcast create`.")
        return
    table = Table("number", "kind", "round", "segment", "state", "starts", box=box.SIMPLE_HEAD, pad_edge=False)
    for each in found:
        starts = said(each.starts, settings.time_zone)
        table.add_row(
            str(each.number), each.kind, codes[each.round], each.segment, _stands(each, now, settings), starts
        )
    Console().print(table)


async def show_one(settings: Settings, number: int, now: datetime) -> None:
    """Prints what it says and how it stands."""
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
    quiet = "none" if of.quiet is None else str(of.quiet)
    typer.echo(f"broadcast {number}: {of.kind}, round {round_.code}, to {_segment(of)}")
    typer.echo(f"{_stands(of, now, settings)}, starts {said(of.starts, settings.time_zone)}, quiet hours {quiet}")
    if (barred := of.barred(now)) is not None:
        when = "at that moment" if of.standing(now) is Standing.SCHEDULED else "now"
        typer.echo(f"It goes out only while the round is open; {when} the round is {barred.value}.")
    for language, words in of.words.items():
        typer.echo(f"\n[{language}]{' with a picture' if words.picture else ''}\n{words.text}")
    if of.prepared:
        _print_report(of, round_)


async def try_one(settings: Settings, number: int, to: int, now: datetime) -> None:
    """Sends it to one person; the audit says to which colleague, or that it is none."""
    if settings.bot_token is None:
        raise Refusal("GLAS_BOT_TOKEN is not set: only the bot can write to you")
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
        member = await member_of(database, await keys_of(settings, database), to)
        whom = "somebody outside the staff" if member is None else member.name
        await note_alone(database, author(now), Act.BROADCAST_TRIED, f"broadcast {number} to {whom}")
        from bot.cli.broadcast_trial import tried  # noqa: PLC0415 - Telegram's library takes seconds to load

        await tried(settings, database, of, round_, to)
    typer.echo(f"✓ sent to {to} in {', '.join(of.words)}; nobody else got anything")


async def send_one(
    settings: Settings, number: int, at: str | None, now: datetime, *, dry_run: bool, confirm: str | None
) -> None:
    """Counts, and starts it when the number was typed."""
    starts = now if at is None else opening_at(at, settings.time_zone)
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
        if not dry_run:
            _check_start(of, starts, now)
        counted = await _counted(settings, database, of, round_, now)
        _print_survey(of, counted, round_.consultation.release)
        if dry_run:
            return
        typed = confirm or typer.prompt(f"It goes to {counted.most} at most; type {counted.most} to send it")
        if typed.strip() != str(counted.most):
            raise Refusal(f"{typed!r} is not that number; nothing was sent")
        started = await _told(deciding.schedule(database, number, starts, now, author(now)))
    when = "starts within a second" if at is None else f"starts {said(started.starts, settings.time_zone)}"
    if (quiet := _quiet_at(started, starts, settings)) is not None:
        when = f"waits until {quiet:%Y-%m-%d %H:%M}, the end of its quiet hours"
    typer.echo(f"✓ broadcast {number} {when}, as long as `glas run` runs; follow it: glas broadcast watch {number}")


async def watch_one(settings: Settings, number: int, now: Callable[[], datetime]) -> None:
    """Shows how far it is until it is over, then its report."""
    console = Console(stderr=True)
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("Sending", total=None)
            async for of in watched(database, number, lambda: now().astimezone(settings.time_zone), asyncio.sleep):
                total = of.counts.recipients if of.prepared else None
                what = f"broadcast {number}: {_stands(of, now(), settings)}"
                progress.update(task, description=what, total=total, completed=of.counts.settled)
    typer.echo(f"broadcast {number} is {_stands(of, now(), settings)}")
    _print_report(of, round_)


async def change_one(
    settings: Settings,
    number: int,
    change: Callable[[Database, int, datetime, Author], Awaitable[Broadcast]],
    now: datetime,
) -> None:
    """Pauses or resumes it, and says how it stands."""
    async with opened(settings) as database:
        changed = await _told(change(database, number, now, author(now)))
    typer.echo(f"✓ broadcast {number} is {_stands(changed, now, settings)}")


async def cancel_one(settings: Settings, number: int, now: datetime, *, sure: bool) -> None:
    """Ends it for good, once somebody is `sure` or says so."""
    async with opened(settings) as database:
        of, round_ = await _of(database, number)
        if not sure and of.standing(now) not in ENDED:
            await _warn(settings, database, of, round_, now)
            if not typer.confirm(f"Cancel broadcast {number} for good?"):
                raise Refusal("nothing was cancelled")
        changed = await _told(deciding.cancel(database, number, now, author(now)))
    typer.echo(f"✓ broadcast {number} is {changed.standing(now)}")


async def _warn(settings: Settings, database: Database, of: Broadcast, round_: Round, now: datetime) -> None:
    """Prints who would not get it."""
    if of.prepared:
        to_come = left(of, round_.consultation.release)
        typer.echo(
            f"What has gone out stays. Subscribers whose turn has not come: {to_come}; none of them will get it."
        )
    elif of.starts is None:
        typer.echo("Nothing has gone out, and nothing will: the draft cannot be sent any more.")
    else:
        most = (await _counted(settings, database, of, round_, now)).most
        typer.echo(f"Nothing has gone out yet. It could have gone to {most} at most; none of them will get it.")


async def _counted(settings: Settings, database: Database, of: Broadcast, round_: Round, now: datetime) -> Survey:
    keys = await keys_of(settings, database)
    await note_alone(database, author(now), Act.BROADCAST_COUNTED, f"broadcast {of.number}")
    return await survey(database, Audience(database, keys, of, round_))


async def _of(database: Database, number: int) -> tuple[Broadcast, Round]:
    of = await _told(reading.broadcast(database, number))
    [round_] = [each for each in await rounds(database) if each.number == of.round]
    return of, round_


def _check_start(of: Broadcast, starts: datetime, now: datetime) -> None:
    try:
        deciding.check_start(of, starts, now)
    except BroadcastError as error:
        raise Refusal(str(error)) from error


async def _told(work: Awaitable[Broadcast]) -> Broadcast:
    try:
        return await work
    except BroadcastError as error:
        raise Refusal(str(error)) from error


def _words(draft: Draft, kind: Kind, round_: Round, zone: tzinfo) -> Mapping[str, Words]:
    """Texts and pictures by language, the usual words where none were written."""
    if draft.texts:
        words = {language: Words(text) for language, text in _texts(draft.texts).items()}
    else:
        words = _usual(draft, kind, round_, zone)
    for language, picture in _pictures(draft.pictures).items():
        if language not in words:
            raise Refusal(f"there is a picture in {language}, and no text")
        words[language] = replace(words[language], picture=picture)
    return words


def _usual(draft: Draft, kind: Kind, round_: Round, zone: tzinfo) -> dict[str, Words]:
    try:
        return usual_words(kind, round_, zone, _deeds(draft.deeds))
    except DeedsUnreadable as error:
        raise Refusal("\n".join(f"{draft.deeds}, {each}" for each in error.mistakes)) from error


def _texts(given: tuple[str, ...]) -> dict[str, str]:
    return {language: _text(file) for language, file in _named(given, "--text").items()}


def _text(file: Path) -> str:
    try:
        return _read(file).decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise Refusal(f"{file} is no plain text in UTF-8") from error


def _pictures(given: tuple[str, ...]) -> dict[str, bytes]:
    return {language: _picture(file) for language, file in _named(given, "--picture").items()}


def _picture(file: Path) -> bytes:
    picture = _read(file)
    if not picture:
        raise Refusal(f"{file} is empty")
    return picture


def _named(given: tuple[str, ...], option: str) -> dict[str, Path]:
    named = {}
    for each in given:
        language, equals, file = each.partition("=")
        if not equals or not language or not file:
            raise Refusal(f"{option} takes a language and a file, such as ro=text.txt")
        named[language] = Path(file)
    return named


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _deeds(file: Path | None) -> list[Deed]:
    if file is None:
        return []
    return deeds_in(_read(file))


def _check_stopped(typed: str | None, segment: Segment) -> None:
    if typed is not None and segment is not Segment.IN_PROGRESS:
        raise Refusal("--stopped-by belongs to the segment in-progress")


def _week(typed: str | None) -> str | None:
    if typed is None:
        return None
    try:
        return iso_week(date.fromisoformat(typed))
    except ValueError as error:
        raise Refusal(f"{typed!r} is no date, such as 2026-09-26") from error


def _quiet(typed: str | None, settings: Settings) -> QuietHours | None:
    wanted = settings.quiet_hours if typed is None else typed
    try:
        return quiet_hours("" if wanted == "none" else wanted)
    except QuietHoursUnreadable as error:
        raise Refusal(str(error)) from error


def _quiet_at(of: Broadcast, moment: datetime, settings: Settings) -> datetime | None:
    return None if of.quiet is None else of.quiet.until(moment.astimezone(settings.time_zone))


def _stands(of: Broadcast, now: datetime, settings: Settings) -> str:
    """How it stands, in a few words."""
    barred, quiet = of.barred(now), of.quiet_until(now.astimezone(settings.time_zone))
    if barred is not None and of.standing(now) is Standing.RUNNING:
        return f"waiting, round {barred.value}"
    return of.standing(now).value if quiet is None else f"waiting until {quiet:%H:%M}"


def _segment(of: Broadcast) -> str:
    return of.segment if of.stopped_by is None else f"{of.segment}, last answer on {last_day(of.stopped_by)} or before"


def _print_survey(of: Broadcast, counted: Survey, policy: Release) -> None:
    """Prints who would get it by language."""
    table = Table("language", "subscribers", f"asked for {of.kind.wish}", _segment(of), box=box.SIMPLE_HEAD)
    figures = {each: meant(of, counted, each, policy) for each in of.words}
    for language, figure in figures.items():
        known = (counted.subscribers.get(language, 0), counted.wishing.get(language, 0))
        table.add_row(language, *map(str, known), str(figure))
    Console().print(table)
    if counted.unspoken:
        typer.echo(f"{counted.unspoken} more subscribers speak languages in which it says nothing.")
    if UNTOLD in figures.values():
        typer.echo("Not told: where there are few, or few others, their number would tell who has answered.")
    typer.echo("Who gets it is decided anew when it goes out.")


def _print_report(of: Broadcast, round_: Round) -> None:
    table = Table.grid("", "", padding=(0, 2))
    for name, figure in told(of, round_.consultation.release).items():
        table.add_row(name, str(figure))
    Console().print(table)
