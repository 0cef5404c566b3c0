"""Health, over real HTTP and over a real database."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.leasing import CITIZENS, LEASE_SECONDS, Lease
from bot.measures import Measures
from bot.refusal import Refusal
from bot.setting_values import Address
from bot.settings import Settings
from bot.web import health as module
from bot.web.health import FRESH_SECONDS, Check, Health, checks_of, disk_check
from bot.web.server import listening
from bot.web.site import build_site
from storage.database import Database, open_database, upgrade
from storage.fingerprints import remember
from storage.keys import create_keys
from storage.leases import take


def said(sentence: str) -> Check:
    async def check() -> str:
        return sentence

    return check


@asynccontextmanager
async def asked(health: Health) -> AsyncIterator[httpx.AsyncClient]:
    site = build_site(health, Measures())
    async with (
        listening(site, Address("127.0.0.1", 0)) as bound,
        httpx.AsyncClient(base_url=f"http://{bound}", timeout=60) as http,
    ):
        yield http


async def test_alive_always_and_ready_with_reasons() -> None:
    async with asked(Health({"disk": said(""), "keys": said("none")}, lambda: 0.0)) as http:
        for path, status in (("/healthz", 200), ("/readyz", 503)):
            response = await http.get(path)
            assert response.status_code == status
            assert response.json() == {"live": True, "ready": False, "reasons": {"keys": "none"}}
            assert (await http.head(path)).status_code == status
    async with asked(Health({"disk": said("")}, lambda: 0.0)) as http:
        response = await http.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {"live": True, "ready": True, "reasons": {}}


async def test_measures_are_served_and_nothing_else() -> None:
    async with asked(Health({}, lambda: 0.0)) as http:
        response = await http.get("/metrics")
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "# TYPE glas_batch_size histogram" in response.text
        for path in ("/", "/docs", "/openapi.json", "/telegram"):
            assert (await http.get(path)).status_code == 404


async def test_checks_run_once_however_many_ask() -> None:
    now, runs = 0.0, 0

    async def check() -> str:
        nonlocal runs
        runs += 1
        return ""

    health = Health({"one": check}, lambda: now)
    await asyncio.gather(*(health.report() for _ in range(10)))
    assert runs == 1
    now = FRESH_SECONDS
    await health.report()
    assert runs == 2


async def test_a_check_that_hangs_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.0)

    async def check() -> str:
        await asyncio.Event().wait()
        return ""

    assert (await Health({"one": check}, lambda: 0.0).report())["reasons"] == {"one": "did not answer within 0 s"}


async def test_an_address_that_is_taken_is_a_refusal() -> None:
    site = build_site(Health({}, lambda: 0.0), Measures())
    async with listening(site, Address("127.0.0.1", 0)) as bound:
        with pytest.raises(Refusal, match=f"^GLAS_HTTP {bound}: address already in use$"):
            async with listening(site, bound):
                raise AssertionError("two cannot listen")


class House:
    """All that is checked, and all of it well."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.measures = Measures()
        self.measures.telegram_heard.set_to_current_time()
        self.stop = asyncio.Event()
        self.storing = asyncio.create_task(self.stop.wait())
        self.to_poll = Lease(database, CITIZENS, "this", self.measures)
        self.to_poll.mine = True

    async def reasons(self) -> dict[str, str]:
        storing: asyncio.Task[None] = self.storing  # type: ignore[assignment]  # of what it gives, nothing is asked
        checks = checks_of(self.settings, self.database, self.measures, storing, self.stop, to_poll=self.to_poll)
        return (await Health(checks, lambda: 0.0).report())["reasons"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(data=tmp_path, keys=tmp_path / "keys", database_url=None)
    await upgrade(settings.database)
    database = await open_database(settings.database)
    keys = create_keys(settings.keys)
    async with database.writing() as connection:
        await remember(connection, keys, ("chat", "seal"))
    made = House(settings, database)
    yield made
    made.storing.cancel()
    await database.close()


async def test_all_is_well(house: House) -> None:
    assert await house.reasons() == {}


async def test_a_database_of_another_version(house: House) -> None:
    async with house.database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert await house.reasons() == {"database": "the database is not up to date: run `glas db upgrade`"}


async def test_a_database_without_its_tables(house: House) -> None:
    async with house.database.writing() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
        await connection.execute(text("DROP TABLE key_fingerprint"))
    assert (await house.reasons()).keys() == {"database", "keys"}


async def test_keys_that_are_missing_or_of_another_database(house: House) -> None:
    house.settings.keys.unlink()
    assert "key ring" in (await house.reasons())["keys"]
    create_keys(house.settings.keys)
    assert "key ring" in (await house.reasons())["keys"]
    assert str(house.settings.keys) not in str(await house.reasons()), "no path is told to the world"


async def test_a_telegram_that_is_silent(house: House) -> None:
    house.measures.telegram_heard.set(1.0)
    assert await house.reasons() == {"telegram": "Telegram was not heard for 3 minutes"}


async def test_storing_that_is_over_hindered_or_dead(house: House) -> None:
    house.measures.outage.labels("database").set(1)
    assert "tried again" in (await house.reasons())["storing"]
    house.stop.set()
    assert await house.reasons() == {"storing": "it is stopping"}
    await house.storing
    house.stop.clear()
    assert "restart" in (await house.reasons())["storing"]


async def test_a_worker_that_waits_for_another_to_end(house: House) -> None:
    house.to_poll.mine = False
    assert "nobody at the moment" in (await house.reasons())["polling"]
    await take(house.database, CITIZENS, "other", seconds=LEASE_SECONDS)
    assert "another worker" in (await house.reasons())["polling"]
    house.settings = house.settings.model_copy(update={"webhook_url": "https://example.org/telegram"})
    assert await house.reasons() == {}, "behind a webhook nobody waits"


async def test_who_serves_staff_is_told_and_no_reason() -> None:
    async with asked(Health({}, lambda: 0.0, {"staff_served_by": said("another worker")})) as http:
        response = await http.get("/readyz")
        assert response.json() == {"live": True, "ready": True, "reasons": {}, "staff_served_by": "another worker"}


async def test_a_full_disk(tmp_path: Path) -> None:
    room = shutil.disk_usage(tmp_path).free
    assert await disk_check(tmp_path, least=0)() == ""
    assert "MiB are free" in await disk_check(tmp_path, least=room * 2)()
