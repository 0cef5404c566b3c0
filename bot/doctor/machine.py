"""The machine: room, versions, fonts."""

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bot.doctor.findings import Finding, doubt, fault, fine
from bot.settings import Settings
from bot.web.health import LEAST_BYTES
from results.typesetting.compiler import FAMILIES, missing_families

LIBRARIES: Final = ("aiogram", "python-telegram-bot", "SQLAlchemy", "sqlmodel", "cryptography", "uvicorn", "typst")
_COMFORTABLE_BYTES: Final = 1024 * 1024 * 1024
_MIB: Final = 2**20


def machine(settings: Settings) -> Iterator[Finding]:
    """All of it."""
    if settings.database_url is None:
        yield disk(settings.data)
    yield versions()
    yield fonts()


def disk(folder: Path, least: int = LEAST_BYTES, comfortable: int = _COMFORTABLE_BYTES) -> Finding:
    """Room where the database is, or will be."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    says = f"{free // _MIB} MiB are free in {there}"
    if free < least:
        return fault("disk", f"{says}: answers could soon no longer be stored; make room")
    if free < comfortable:
        return doubt("disk", f"{says}: make room before many people answer")
    return fine("disk", says)


def versions() -> Finding:
    """Python, SQLite and the libraries that matter when somebody asks for help."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return fine(
        "versions",
        f"Glas {version('glas')}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}",
    )


def fonts() -> Finding:
    """The fonts that reports and pictures need, as Typst finds them."""
    if missing := missing_families():
        return fault("fonts", f"Typst does not find {', '.join(missing)}: reports would look wrong; install Glas again")
    return fine("fonts", f"Typst finds {', '.join(FAMILIES)}")
