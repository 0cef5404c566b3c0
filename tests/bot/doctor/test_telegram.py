"""What the doctor says of Telegram, asked over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.doctor.findings import Finding, Grade
from bot.doctor.telegram import clock, telegram, webhook
from bot.settings import Settings

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINUTES_AGO = int((NOW - timedelta(minutes=5)).timestamp())
URL = "http://127.0.0.1/telegram"
TOKEN, STAFF = "1:citizens-hush", "2:staff-hush"


@asynccontextmanager
async def bot_api(tokens: dict[str, Any], *, behind: timedelta = timedelta()) -> AsyncIterator[str]:
    """Answers getMe with what stands at the token, and getWebhookInfo with nothing set."""

    async def handle(request: web.Request) -> web.Response:
        me = tokens.get(request.match_info["token"])
        headers = {"Date": format_datetime(NOW - behind, usegmt=True)}
        if isinstance(me, web.Response):
            return me
        if me is None:
            answer = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(answer, status=401, headers=headers)
        info = {"url": "", "pending_update_count": 0}
        result = me if request.match_info["method"] == "getMe" else info
        return web.json_response({"ok": True, "result": result}, headers=headers)

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", handle)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


def settings(tmp_path: Path, api: str, token: str | None = TOKEN, staff: str | None = None) -> Settings:
    return Settings(
        bot_token=SecretStr(token) if token else None,
        staff_bot_token=SecretStr(staff) if staff else None,
        telegram_api=api,
        data=tmp_path,
        database_url=None,
        webhook_url=None,
        webhook_secret=None,
    )


async def found(of: Settings) -> dict[str, list[Finding]]:
    by_part: dict[str, list[Finding]] = {}
    async for each in telegram(of, NOW):
        assert "hush" not in each.says
        by_part.setdefault(each.part, []).append(each)
    return by_part


def grades(findings: dict[str, list[Finding]]) -> dict[str, list[Grade]]:
    return {part: [each.grade for each in several] for part, several in findings.items()}


async def test_all_is_well(tmp_path: Path) -> None:
    async with bot_api({TOKEN: {"username": "glas_bot"}, STAFF: {"username": "glas_staff_bot"}}) as api:
        said = await found(settings(tmp_path, api, staff=STAFF))
    assert grades(said) == {part: [Grade.FINE] for part in ("token", "clock", "webhook", "staff's token")}
    assert "@glas_bot" in said["token"][0].says
    assert "@glas_staff_bot" in said["staff's token"][0].says


async def test_no_token_and_no_bot_for_staff(tmp_path: Path) -> None:
    async with bot_api({}) as api:
        said = await found(settings(tmp_path, api, token=None))
    assert grades(said) == {"token": [Grade.FAULT], "staff's token": [Grade.FINE]}


async def test_tokens_that_nobody_knows(tmp_path: Path) -> None:
    async with bot_api({}) as api:
        said = await found(settings(tmp_path, api, staff=STAFF))
    assert grades(said) == {"token": [Grade.FAULT], "staff's token": [Grade.FAULT]}
    assert "GLAS_BOT_TOKEN" in said["token"][0].says
    assert "GLAS_STAFF_BOT_TOKEN" in said["staff's token"][0].says


async def test_a_bot_that_reads_along_in_groups(tmp_path: Path) -> None:
    async with bot_api({TOKEN: {"username": "glas_bot", "can_read_all_group_messages": True}}) as api:
        said = await found(settings(tmp_path, api))
    assert grades(said)["token"] == [Grade.FINE, Grade.DOUBT]


async def test_a_server_that_is_away_or_something_else(tmp_path: Path) -> None:
    async with bot_api({TOKEN: web.Response(text="welcome"), STAFF: web.json_response([])}) as api:
        said = await found(settings(tmp_path, api, staff=STAFF))
        assert grades(said) == {"token": [Grade.FAULT], "staff's token": [Grade.FAULT]}
        gone = api
    said = await found(settings(tmp_path, gone))
    assert said["token"][0].says == f"{gone} cannot be reached (ClientConnectorError): look at the network"


async def test_a_refusal_is_told_without_what_it_quotes(tmp_path: Path) -> None:
    refusal = {"ok": False, "error_code": 403, "description": 'Forbidden: "hush"'}
    async with bot_api({TOKEN: web.json_response(refusal)}) as api:
        said = await found(settings(tmp_path, api))
    assert said["token"][0].says == 'the Bot API refuses: Forbidden: "…"'


@pytest.mark.parametrize(
    ("seconds", "grade"), [(0, Grade.FINE), (5, Grade.FINE), (-20, Grade.DOUBT), (31, Grade.FAULT)]
)
def test_the_clock(seconds: int, grade: Grade) -> None:
    assert clock(NOW + timedelta(seconds=seconds), NOW).grade is grade


@pytest.mark.parametrize(
    ("wanted", "info", "grades_"),
    [
        (None, {"url": ""}, [Grade.FINE]),
        (None, {"url": URL}, [Grade.DOUBT]),
        (URL, {"url": ""}, [Grade.DOUBT]),
        (URL, {"url": URL}, [Grade.FINE]),
        (URL, {"url": "http://elsewhere"}, [Grade.FAULT]),
        (URL, {"url": URL, "pending_update_count": 500}, [Grade.FINE, Grade.DOUBT]),
        (
            URL,
            {"url": URL, "last_error_date": int((NOW - timedelta(minutes=5)).timestamp())},
            [Grade.FINE, Grade.FAULT],
        ),
        (URL, {"url": URL, "last_error_date": MINUTES_AGO - 3600}, [Grade.FINE]),
    ],
)
def test_the_webhook_as_wanted_and_as_it_is(wanted: str | None, info: dict[str, Any], grades_: list[Grade]) -> None:
    said = webhook(wanted, info, NOW)
    assert [each.grade for each in said] == grades_


def test_why_telegram_could_not_deliver() -> None:
    info = {
        "url": URL,
        "last_error_date": MINUTES_AGO,
        "last_error_message": "Wrong response from the webhook: 401 Unauthorized",
    }
    assert webhook(URL, info, NOW)[1].says == (
        "5 minutes ago Telegram could not deliver: Wrong response from the webhook: 401 Unauthorized"
    )
