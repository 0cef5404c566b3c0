"""A PostgreSQL server for the tests: the one that GLAS_TEST_POSTGRES names, else a throw-away one of our own."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

DEBIAN = Path("/usr/lib/postgresql")
"""Debian keeps the programs of the server out of PATH, a folder a version."""
NOBODY = ("postgres", "nobody")
"""Who runs the server when root runs the tests: PostgreSQL refuses root."""
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""Nothing of it is meant to survive."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version; None when there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = DEBIAN.glob("*/bin/initdb")
    newest = max(installed, key=lambda each: int(each.parts[-3]), default=None)
    return newest.parent if newest else None


@contextmanager
def server() -> Iterator[str | None]:
    """The URL of a running server, which ends with the block; None when nothing can be run."""
    if given := os.environ.get("GLAS_TEST_POSTGRES"):
        yield given
        return
    folder = programs()
    if folder is None:
        yield None
        return
    # Short, and in a folder that others may enter: a socket's path has at most 107 characters.
    with tempfile.TemporaryDirectory(prefix="glas-pg-", dir="/tmp") as place:
        user = _given_away(Path(place)) if os.geteuid() == 0 else None
        data = Path(place, "data")

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [folder / program, *arguments], user=user, cwd=place, check=True, stdout=subprocess.DEVNULL, timeout=60
            )

        run("initdb", "--pgdata", str(data), "--username", "glas", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        options = f"-c listen_addresses= -k {place} " + " ".join(f"-c {each}" for each in QUICK)
        run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", f"{place}/log", "--options", options)
        try:
            yield f"postgresql+asyncpg://glas@/postgres?host={place}"
        finally:
            run("pg_ctl", "stop", "--pgdata", str(data), "--mode", "immediate")


@asynccontextmanager
async def database_on(server: str, *, like: str = "template1") -> AsyncIterator[str]:
    """The URL of a new database, which ends with the block: empty, or a copy of one that nobody uses."""
    url = make_url(server).set(database=f"glas_test_{secrets.token_hex(6)}")
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {url.database} TEMPLATE {like}"))
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        async with engine.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))
        await engine.dispose()


def _given_away(place: Path) -> str:
    for name in NOBODY:
        try:
            shutil.chown(place, name)
        except LookupError:
            continue
        return name
    raise AssertionError(f"none of the users {', '.join(NOBODY)} is there")
