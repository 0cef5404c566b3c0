"""`glas demo`: the whole of Glas on this machine, without Telegram: sandbox, bots, and the Timișoara consultation."""

import asyncio
import os
import secrets
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server

from bot import links
from bot.opening import opened
from bot.sandboxed import prepare, sandboxed, serve, until_stopped
from bot.setting_values import Address
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
_LOOK_SECONDS = 0.2


async def demo(*, port: int, data: Path, pace: str, tell: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM, from an empty database in `data`; `tell` is given what to print:
    the addresses of the chat page and of the staff's side, and that of the results when they can be read.

    Raises OSError for a port in use or a folder that cannot be written, ConsultationErrors never.
    """
    stop = until_stopped()
    staff = Bot(STAFF_TOKEN, STAFF_USERNAME, "Glas (staff)")
    async with sandboxed(data, name="Glas", port=port, pace=Pace(pace), staff=staff) as (settings, url):
        await prepare(settings, load_consultation(CONSULTATION), CODE)
        invitation = await _invitation(settings)
        tell(f"Chat page: {url}/?start=r_{CODE}")
        tell(f"Staff's side: {url}/?bot={STAFF_USERNAME}&start={links.invitation(invitation)}")
        page = Address("127.0.0.1", _free(port + 1 if port else 0))
        async with _examples(settings), _told(page, tell):
            await serve(settings.model_copy(update={"http": page}), stop)


async def _invitation(settings: Settings) -> str:
    """The token by which somebody becomes an owner of the staff's side."""
    token, now = secrets.token_urlsafe(16), datetime.now(UTC)
    async with opened(settings) as database:
        await invite(database, Role.OWNER, Author("demo", now), token=token, days=1, name="owner")
    return token


def _free(port: int) -> int:
    """That port where it is free, else any that is."""
    with suppress(OSError, OverflowError), create_server(("127.0.0.1", port)) as tried:
        return int(tried.getsockname()[1])
    with create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@asynccontextmanager
async def _told(page: Address, tell: Callable[[str], None]) -> AsyncIterator[None]:
    """Meanwhile tells the address of the results, once somebody answers there: the bot takes seconds to load."""

    async def wait() -> None:
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(page.host, page.port)
                writer.close()
                break
            await asyncio.sleep(_LOOK_SECONDS)
        tell(f"Results: http://{page}/")

    waiting = asyncio.create_task(wait())
    try:
        yield
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


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
