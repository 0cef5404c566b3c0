"""`glas keys`: copies of the key ring that a passphrase seals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import typer

from bot.cli.author import author
from bot.opening import opened
from bot.refusal import Refusal
from bot.settings import Settings
from storage.audit import Act, note
from storage.key_backup import backup_keys, restore_keys


def backup(settings: Settings, file: Path, passphrase_file: Path | None, now: datetime) -> None:
    """Writes a copy of the ring, and says what it is good for. Raises KeyRingError, DatabaseError and OSError."""
    passphrase = _passphrase(passphrase_file, twice=True)

    async def work() -> None:
        async with _noted(settings, Act.KEYS_BACKED_UP, now):
            backup_keys(settings.keys, file, passphrase)

    asyncio.run(work())
    typer.echo(f"✓ The key ring {settings.keys} was copied to {file}.")
    typer.echo("Keep it, and its passphrase, away from the database; destroy it when a round's key has to be erased.")


def restore(settings: Settings, file: Path, passphrase_file: Path | None, now: datetime) -> None:
    """Puts a backed-up ring where GLAS_KEYS says. Raises KeyRingError, DatabaseError and OSError."""
    passphrase = _passphrase(passphrase_file, twice=False)

    async def work() -> None:
        async with _noted(settings, Act.KEYS_RESTORED, now):
            restore_keys(file, passphrase, settings.keys)

    asyncio.run(work())
    typer.echo(f"✓ The key ring {settings.keys} is there again.")


@asynccontextmanager
async def _noted(settings: Settings, what: Act, now: datetime) -> AsyncIterator[None]:
    """The audit gets its line when the block has ended well; where there is no database yet, there is no audit.

    A ring is often brought back before its database is: making an empty one then would be in the way.
    """
    if settings.database_url is None and not settings.database_file.exists():
        yield
        return
    async with opened(settings) as database, database.writing() as connection:
        await note(connection, author(now), what, "key ring")
        yield


def _passphrase(file: Path | None, *, twice: bool) -> str:
    """The first line of the file, or what is typed without being shown."""
    if file is None:
        typed: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
        return typed
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise Refusal(f"{file} is not UTF-8") from error
    return lines[0] if lines else ""
