"""`glas demo`: the whole of Glas on this machine, without Telegram: sandbox, bots, and the Timișoara consultation."""

import os
import secrets
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import links
from bot.opening import opened
from bot.sandboxed import prepare, sandboxed, serve, until_stopped
from bot.settings import Settings
from flows.reading import load_consultation
from sandbox.bots import Bot
from sandbox.pace import Pace
from storage.audit import Author
from storage.roles import Role
from storage.staff import invite

CONSULTATION = Path(__file__).parent.parent / "flows" / "consultations" / "timisoara_2021.yaml"
EXAMPLE = CONSULTATION.with_name("timisoara_2021_example.jsonl")
CODE = "timisoara"
STAFF_TOKEN = "1000002:SANDBOX"  # noqa: S105 - the sandbox takes any token; this one opens nothing
STAFF_USERNAME = "glas_demo_staff_bot"


async def demo(*, port: int, data: Path, pace: str, tell: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, from an empty database in `data`; `tell` is given what to print:
    the address of the chat page, and that of the staff's side.

    Raises OSError for a port in use or a folder that cannot be written, ConsultationErrors never.
    """
    stop = until_stopped()
    staff = Bot(STAFF_TOKEN, STAFF_USERNAME, "Glas (staff)")
    async with sandboxed(data, name="Glas", port=port, pace=Pace(pace), staff=staff) as (settings, url):
        await prepare(settings, load_consultation(CONSULTATION), CODE)
        invitation = await _invitation(settings)
        tell(f"Chat page: {url}/?start=r_{CODE}")
        tell(f"Staff's side: {url}/?bot={STAFF_USERNAME}&start={links.invitation(invitation)}")
        async with _examples(settings):
            await serve(settings, stop)


async def _invitation(settings: Settings) -> str:
    """The token by which somebody becomes an owner of the staff's side."""
    token, now = secrets.token_urlsafe(16), datetime.now(UTC)
    async with opened(settings) as database:
        await invite(database, Role.OWNER, Author("demo", now), token=token, days=1, name="owner")
    return token


@asynccontextmanager
async def _examples(settings: Settings) -> AsyncIterator[None]:
    """Meanwhile a process of its own replays the reconstructed respondents of 2021, so that there are results."""
    environment = os.environ | {"GLAS_DATA": str(settings.data), "GLAS_KEYS": str(settings.keys)}
    replaying = await create_subprocess_exec(
        *(Path(sys.executable).with_name("glas"), "replay", str(EXAMPLE), "--round", CODE),
        env=environment | {"GLAS_DATABASE_URL": "", "GLAS_DATABASE_URL_FILE": ""},
        stdin=DEVNULL,
        stdout=DEVNULL,
        start_new_session=True,  # Ctrl-C is for the demo, which ends it
    )
    try:
        yield
    finally:
        if replaying.returncode is None:
            replaying.terminate()
        await replaying.wait()
