"""What the doctor says of the page of results, asked for over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor.findings import Grade
from bot.doctor.site import results_page
from bot.setting_values import Address
from bot.settings import Settings


@pytest.fixture
async def city() -> AsyncIterator[TestServer]:
    """A proxy that passes the webhook's path and, below /glas/, the pages."""

    async def passed(request: web.Request) -> web.Response:
        return web.Response(text="results")

    app = web.Application()
    app.router.add_get("/glas/", passed)
    server = TestServer(app)
    async with server:
        yield server


def settings(tmp_path: Path, webhook: str | None = None, http: Address | None = None) -> Settings:
    return Settings(telegram_api="http://127.0.0.1", data=tmp_path, webhook_url=webhook, http=http)


async def test_a_page_that_answers_is_well(city: TestServer, tmp_path: Path) -> None:
    found = await results_page(settings(tmp_path, str(city.make_url("/glas/telegram"))))
    assert (found.grade, found.says) == (Grade.FINE, f"everybody reads it at {city.make_url('/glas/')}")


async def test_a_proxy_that_passes_the_webhook_alone_is_doubtful(city: TestServer, tmp_path: Path) -> None:
    found = await results_page(settings(tmp_path, str(city.make_url("/telegram"))))
    assert found.grade is Grade.DOUBT
    assert "(404)" in found.says


async def test_where_nobody_listens_it_says_so(city: TestServer, tmp_path: Path) -> None:
    url = str(city.make_url("/glas/telegram"))
    await city.close()
    found = await results_page(settings(tmp_path, url))
    assert (found.grade, "ClientConnectorError" in found.says) == (Grade.DOUBT, True)


async def test_who_polls_has_none_or_one_of_their_own(tmp_path: Path) -> None:
    assert "there is none" in (await results_page(settings(tmp_path))).says
    own = await results_page(settings(tmp_path, http=Address("127.0.0.1", 8000)))
    assert (own.grade, "http://127.0.0.1:8000/" in own.says) == (Grade.FINE, True)
