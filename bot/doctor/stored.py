"""What is stored: the database, the keys, and whether a round can go live."""

import stat
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.findings import Finding, doubt, fault, fine
from bot.leasing import CITIZENS, STAFF
from bot.settings import Settings
from flows.consultation import Consultation
from results.speech import spoken_languages
from storage.audit import Act, Line, lines
from storage.database import Database, DatabaseError, check_current, open_database
from storage.fingerprints import WrongKeys, check_keys
from storage.keys import KeyFileMissing, KeyRing, KeyRingError, load_keys
from storage.leases import Holding, holding
from storage.private_files import OTHERS
from storage.rounds import Round, State, rounds

_SMALL_CELL: Final = 5
"""Half of what is proposed; `docs/disclosure.md` tells what counts give away."""


async def stored(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """All of it. Nothing is made where nothing is."""
    if settings.database_url is None and not settings.database_file.exists():
        yield doubt("database", "there is none yet: `glas round open FILE` makes it")
        yield _ring(settings.keys)[0]
        return
    try:
        database = await open_database(settings.database)
    except DatabaseError as error:
        yield fault("database", str(error))
        yield _ring(settings.keys)[0]
        return
    try:
        async for each in _in(database, settings, now):
            yield each
    except SQLAlchemyError as error:
        yield fault("database", f"it does not answer as it should ({type(error).__name__}): look at its own log")
    finally:
        await database.close()


async def _in(database: Database, settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    try:
        await check_current(database)
    except DatabaseError as error:
        yield fault("database", str(error))
        yield _ring(settings.keys)[0]
        return
    async with database.reading() as connection:
        asked = {
            "sqlite": {
                "version": "SELECT 'SQLite ' || sqlite_version()",
                "journal": "PRAGMA journal_mode",
                "damage": "PRAGMA quick_check(1)",
            },
            "postgresql": {
                "version": "SELECT 'PostgreSQL ' || current_setting('server_version')",
                "journal": "SELECT current_setting('synchronous_commit') || current_setting('fsync')",
            },
        }[connection.dialect.name]
        said = {name: str((await connection.execute(text(sql))).scalar()) for name, sql in asked.items()}
    for each in condition(said):
        yield each
    if settings.database_url is None:
        yield _mode("database", settings.database_file)
    finding, ring = _ring(settings.keys)
    if ring is not None:
        try:
            await check_keys(database, ring)
        except WrongKeys as error:
            finding = fault("keys", f"{error}: set GLAS_KEYS to this database's own, or `glas keys restore` them")
    yield finding
    for each in workers(settings, await holding(database, CITIZENS), await holding(database, STAFF)):
        yield each
    known, chain = await rounds(database), await lines(database)
    for each in going_live(known, chain, now, settings.time_zone):
        yield each


def condition(said: dict[str, str]) -> Iterator[Finding]:
    """What a database says of itself: `version`, `journal` and, of SQLite, `damage`."""
    damage = said.get("damage", "ok")
    if damage != "ok":
        yield fault("database", "its file is damaged: stop the bot, and bring back the last backup")
    elif said["journal"] not in {"wal", "onon"}:
        yield fault("database", "a commit may not survive a power cut: turn synchronous_commit and fsync on")
    else:
        yield fine("database", f"{said['version']}: up to date, unharmed, and a commit survives a power cut")


def _mode(part: str, path: Path) -> Finding:
    if stat.S_IMODE(path.stat().st_mode) & OTHERS:
        return doubt(part, f"others on this machine can read {path}: run `chmod 600` on it")
    return fine(part, f"only this user can read {path}")


def _ring(path: Path) -> tuple[Finding, KeyRing | None]:
    try:
        ring = load_keys(path)
    except KeyFileMissing:
        return doubt("keys", f"there is no key ring {path} yet: `glas round open FILE` makes it"), None
    except KeyRingError as error:
        return fault("keys", str(error)), None
    purposes = ["chat", "seal", *(f"round/{number}" for number in sorted(ring.round_keys))]
    prints = ", ".join(f"{purpose} {ring.fingerprint(purpose)}" for purpose in purposes)
    return fine("keys", f"only this user can read {path}; fingerprints: {prints}"), ring


def workers(settings: Settings, polling: Holding | None, staff: Holding | None) -> Iterator[Finding]:
    """Who is at work on this database, as far as there is to be one only."""
    if polling is not None and not polling.ended:
        if settings.webhook_url is None:
            says = f"{polling.holder} polls for citizens: another `glas run` would take its place"
            yield fine("workers", says)
        else:
            says = f"{polling.holder} polls for citizens, though there is a GLAS_WEBHOOK_URL: stop it"
            yield doubt("workers", says)
    if staff is not None and not staff.ended:
        yield fine("workers", f"{staff.holder} serves staff; any other with the token takes over when that one ends")
    elif settings.staff_bot_token is not None:
        yield fine("workers", "nobody serves staff at the moment: `glas run` does")


def going_live(known: list[Round], chain: list[Line], now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    """What is missing before citizens are asked. `chain` is the audit's."""
    open_rounds = [each for each in known if each.state(now) is State.OPEN]
    if not open_rounds:
        yield doubt("rounds", "none is open, so there is nothing to answer: `glas round open FILE`")
    for each in open_rounds:
        yield _closing(each, zone)
        yield from _release(each)
        yield from _languages(each.code, each.consultation)
    if known:
        yield _backup(chain)


def _closing(of: Round, zone: ZoneInfo) -> Finding:
    if of.closes is None:
        return doubt(
            "rounds", f"{of.code} has no end, so its key is never erased: `glas round close {of.code}` at last"
        )
    return fine("rounds", f"{of.code} is open until {of.closes.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})")


def _release(of: Round) -> Iterator[Finding]:
    policy = of.consultation.release
    if policy.smallest_cell < _SMALL_CELL:
        yield doubt(
            "results",
            f"{of.code} tells counts from {policy.smallest_cell} on: in a small place such a few are known",
        )
    else:
        yield fine(
            "results",
            f"{of.code}: {policy.results.value}; a table appears with {policy.first} respondents, moves with"
            f" {policy.every} more, and tells no count under {policy.smallest_cell}",
        )


def _languages(code: str, consultation: Consultation) -> Iterator[Finding]:
    unspoken = [each for each in consultation.languages if each not in spoken_languages()]
    if unspoken:
        yield doubt(
            "languages", f"{code} is in {', '.join(unspoken)}, too, in which Glas has no buttons: they will be English"
        )
    else:
        yield fine("languages", f"{code} is in {', '.join(consultation.languages)}, and so is all that Glas says")


def _backup(chain: list[Line]) -> Finding:
    """Keys come with rounds, so a backup is good when it is younger than the last of them."""
    numbers = {act: max((each.number for each in chain if each.what == act), default=0) for act in Act}
    made, opened = numbers[Act.KEYS_BACKED_UP], max(numbers[Act.OPENING], numbers[Act.CREATION])
    if not made:
        return doubt(
            "backup", "the key ring was never backed up; if it is lost, nobody can go on: `glas keys backup FILE`"
        )
    if made < opened:
        return doubt("backup", "the backup of the key ring lacks the newest round's key: `glas keys backup FILE` again")
    return fine("backup", "the key ring was backed up since the newest round was made")
