"""How calls come in: paths, tokens, bodies, parameters."""

from __future__ import annotations

import io
from json import dumps
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

if TYPE_CHECKING:
    from sandbox.client import Person


async def post(sandbox: Any, path: str, **request: Any) -> tuple[int, dict[str, Any]]:
    async with sandbox.session.post(sandbox.url + path, **request) as response:
        return response.status, await response.json()


TOKEN = "1000001:SANDBOX"


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        (f"/bot{TOKEN}/getMoney", 404, "Not Found: method not found"),
        ("/bot1000001:OTHER/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 401, "Unauthorized"),
    ],
)
async def test_wrong_paths(sandbox: Any, path: str, code: int, description: str) -> None:
    assert await post(sandbox, path) == (code, {"ok": False, "error_code": code, "description": description})


async def test_methods_whatever_their_case(sandbox: Any) -> None:
    status, body = await post(sandbox, f"/bot{TOKEN}/GETME")
    assert (status, body["result"]["username"]) == (200, "glas_demo_bot")


async def test_every_kind_of_body_says_the_same(sandbox: Any, ana: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Da", "callback_data": "yes"}]]}
    path = f"/bot{TOKEN}/sendMessage"
    fields = {"chat_id": str(ana.id), "text": "Bună", "reply_markup": dumps(markup), "protect_content": "true"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    answers = [
        await post(sandbox, path, data=fields),
        await post(sandbox, path, data=multipart),
        await post(
            sandbox, path, json={"chat_id": ana.id, "text": "Bună", "reply_markup": markup, "protect_content": True}
        ),
        await post(sandbox, path, params=fields),
    ]
    for status, body in answers:
        assert status == 200, body
        assert body["result"]["text"] == "Bună"
        assert body["result"]["reply_markup"] == markup
        assert body["result"]["has_protected_content"] is True
    async with sandbox.session.get(sandbox.url + path, params=fields) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("request_", "description"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "Bad Request: can't parse JSON object"),
        ({"json": []}, "Bad Request: object expected"),
        ({"json": {"text": "\ud800"}}, "Bad Request: strings must be encoded in UTF-8"),
        (
            {"json": {"chat_id": 1, "text": "a", "reply_markup": '{"inline_keyboard":[[{"text":"\\ud800"}]]}'}},
            "Bad Request: strings must be encoded in UTF-8",
        ),
        ({"json": {"message_id": "x", "txt": "a"}}, "Bad Request: sandbox: sendMessage has no parameter 'message_id'"),
        (
            {"json": {"business_connection_id": "x"}},
            "Bad Request: sandbox: the parameter 'business_connection_id' of sendMessage is not modelled",
        ),
        (
            {"data": {"text": "a", "parse_mode": "MarkdownV2"}},
            "Bad Request: sandbox: Markdown is not modelled; use parse_mode HTML, or entities",
        ),
        ({"data": {"text": "a", "parse_mode": "shiny"}}, "Bad Request: unsupported parse_mode"),
        ({"data": {"text": "a", "reply_markup": "["}}, "Bad Request: can't parse reply keyboard markup JSON object"),
    ],
)
async def test_unreadable_requests(sandbox: Any, request_: dict[str, Any], description: str) -> None:
    status, body = await post(sandbox, f"/bot{TOKEN}/sendMessage", **request_)
    assert (status, body["description"]) == (400, description)


async def test_integers_and_booleans_are_such(bot: Any, ana: Person) -> None:
    wrong = await bot("editMessageText", chat_id=ana.id, message_id="one", text="a")
    assert wrong.description == "Bad Request: sandbox: the parameter 'message_id' must be an integer, not 'one'"
    wrong = await bot("sendMessage", chat_id=ana.id, text="a", protect_content="maybe")
    assert wrong.description == "Bad Request: sandbox: the parameter 'protect_content' must be a boolean, not 'maybe'"
    wrong = await bot("getUpdates", allowed_updates="{}")
    assert wrong.description == "Bad Request: sandbox: allowed_updates must be an Array of String"
    wrong = await bot("getUpdates", allowed_updates="message")
    assert wrong.description == "Bad Request: can't parse allowed_updates JSON object"


async def test_too_large_a_request(sandbox: Any) -> None:
    form = aiohttp.FormData({"chat_id": "1"})
    form.add_field("document", io.BytesIO(bytes(52 << 20)), filename="x.bin")
    status, body = await post(sandbox, f"/bot{TOKEN}/sendDocument", data=form)
    assert (status, body) == (413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"})


async def test_moving_between_servers_changes_nothing(bot: Any) -> None:
    assert (await bot("logOut")).result is True
    assert (await bot("close")).result is True
    assert (await bot("getMe")).status == 200


async def test_the_page_is_served(sandbox: Any) -> None:
    async with sandbox.session.get(sandbox.url + "/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    async with sandbox.session.get(sandbox.url + "/page/index.html") as response:
        assert response.status == 200
    async with sandbox.session.get(sandbox.url + "/page/../server.py") as response:
        assert response.status == 404
