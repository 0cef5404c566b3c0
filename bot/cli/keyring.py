"""`glas keys`: copies of the key ring that a passphrase seals."""

from pathlib import Path

import typer

from bot.refusal import Refusal
from bot.settings import Settings
from storage.key_backup import backup_keys, restore_keys


def backup(settings: Settings, file: Path, passphrase_file: Path | None) -> None:
    """Writes a copy of the ring, and says what it is good for. Raises KeyRingError and OSError."""
    backup_keys(settings.keys, file, _passphrase(passphrase_file, twice=True))
    typer.echo(f"✓ The key ring {settings.keys} was copied to {file}.")
    typer.echo("Keep it, and its passphrase, away from the database; destroy it when a round's key has to be erased.")


def restore(settings: Settings, file: Path, passphrase_file: Path | None) -> None:
    """Puts a backed-up ring where GLAS_KEYS says. Raises KeyRingError and OSError."""
    restore_keys(file, _passphrase(passphrase_file, twice=False), settings.keys)
    typer.echo(f"✓ The key ring {settings.keys} is there again.")


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
