"""A Bot API server that repeats what people wrote, and fails in every way; and people who write anything."""

import asyncio
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

TOKEN = "424242424:Token-That-Nobody-May-See"
STAFF_TOKEN = "525252525:Staff-Token-That-Nobody-May-See"
PROOF = "Proof-That-Nobody-May-See"
PERSON = 777000111222
GROUP = -1007770001112

MARKS = ("Zmeurica", "Cățeluș", "zmeu_username", "TAINA", "+40777", str(PERSON), str(-GROUP), "777000111333")
"""What may stand in no line: names, texts, telephone numbers, ids."""

WHO = {
    "id": PERSON,
    "is_bot": False,
    "first_name": "Zmeurica",
    "last_name": "Cățeluș",
    "username": "zmeu_username",
    "language_code": "ro",
}
CHAT = {"id": PERSON, "type": "private", "first_name": "Zmeurica", "username": "zmeu_username"}
IN_GROUP = {"id": GROUP, "type": "supergroup", "title": "TAINA"}


def hostile_updates() -> list[dict[str, Any]]:
    """Messages and taps as people send them, and such as no server should."""
    return [{"update_id": 9_000 + number, **update} for number, update in enumerate(_updates())]


def _updates() -> Iterator[dict[str, Any]]:
    message = {"message_id": 5, "date": 1_795_000_000, "chat": CHAT, "from": WHO}
    texts = [
        "/start r_town",
        "/start TAINA",
        "TAINA",
        "TAINA " * 800,
        "<b>TAINA",
        "\u0000TAINA\ud800",
        "/TAINA",
        "/delete",
    ]
    for text in [*texts, "/delete", "/results", "/mydata", "/start r_town"]:
        yield {"message": {**message, "text": text}}
    yield {"message": {**message, "contact": {"phone_number": "+40777", "first_name": "Zmeurica", "user_id": PERSON}}}
    yield {"message": {**message, "location": {"latitude": 777000111333, "longitude": "TAINA"}}}
    yield {"message": {**message, "chat": IN_GROUP, "text": "/results TAINA"}}
    yield {"message": {**message, "migrate_to_chat_id": 777000111333}}
    tap = {"id": "777000111333", "from": WHO, "chat_instance": "TAINA", "message": {**message, "text": "TAINA"}}
    for data in ["begin.1", "TAINA", "choose.1.a0.0", "", "choose." + "9" * 50, "TAINA\u0000"]:
        yield {"callback_query": {**tap, "data": data}}
    for wrong in ("TAINA", ["TAINA"], {"TAINA": "TAINA"}, None, 777000111333, 1e400, [[[["TAINA"]]]]):
        yield {"message": wrong}
        yield {"message": {**message, "from": wrong}}
        yield {"message": {**message, "text": wrong}}
        yield {"callback_query": {**tap, "from": wrong}}
        yield {"TAINA": wrong}
    yield {"poll_answer": {"poll_id": "TAINA", "user": WHO, "option_ids": []}}


class Gossip:
    """Answers every method; the answers to calls about a chat take turns in failing, and quote what they were given."""

    def __init__(self, log: Path) -> None:
        self.updates = hostile_updates()
        self.log = log
        self.all_taken = asyncio.Event()
        self.all_taken_by_staff = asyncio.Event()
        self.statuses: list[int] = []
        self.methods: list[str] = []
        self._whims = cycle([self._done, self._quoted, self._done, self._broken, self._done, self._gone, self._garbage])
        self._sending: asyncio.Task[None] | None = None

    def site(self) -> web.Application:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/bot{token}/{method}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.methods.append(method)
        of_staff = request.match_info["token"] == STAFF_TOKEN
        if method == "getUpdates" and not of_staff:
            return await self._polled(await request.json())
        given = {key: str(value) for key, value in (await request.post()).items()}
        if method == "getUpdates":
            return await self._polled_by_staff(int(given.get("offset") or 0))
        match method:
            case "getMe":
                return self._ok({"id": 424242424, "is_bot": True, "first_name": "Glas", "username": "glas_bot"})
            case "getWebhookInfo":
                return self._ok({"url": "", "has_custom_certificate": False, "pending_update_count": 0})
            case "setWebhook":
                assert given["secret_token"] == PROOF
                self._sending = self._sending or asyncio.create_task(self._sent())
                return self._ok(True)
            case _ if "chat_id" in given or "callback_query_id" in given:
                return next(self._whims)(given)
            case _:
                return self._ok(True)

    async def _polled(self, asked: dict[str, Any]) -> web.Response:
        waiting = [each for each in self.updates if each["update_id"] >= asked["offset"]]
        if not waiting:
            self.all_taken.set()
            await asyncio.sleep(asked["timeout"] and 0.05)
        return self._ok(waiting[:10])

    async def _polled_by_staff(self, offset: int) -> web.Response:
        """Strangers find the staff's bot, too."""
        waiting = [each for each in self.updates if each["update_id"] >= offset]
        if not waiting:
            self.all_taken_by_staff.set()
            await asyncio.sleep(0.05)
        return self._ok(waiting[:10])

    async def _sent(self) -> None:
        """Sends the updates to where the bot says that it listens."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        address = next(line["address"] for line in lines if line["event"] == "listening")
        async with httpx.AsyncClient(base_url=f"http://{address}", timeout=30) as http:
            header = {"X-Telegram-Bot-Api-Secret-Token": PROOF}
            for update in self.updates:
                body = json.dumps(update).encode()
                self.statuses.append((await http.post("/hook", content=body, headers=header)).status_code)
            self.statuses.append((await http.post("/hook", content=b"TAINA", headers=header)).status_code)
            for refused in ({"X-Telegram-Bot-Api-Secret-Token": "TAINA"}, {}):
                await http.post("/hook?TAINA", content=b"TAINA", headers=refused)
            await http.get("/TAINA")
        self.all_taken.set()

    @staticmethod
    def _ok(result: Any) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    def _done(self, given: dict[str, str]) -> web.Response:
        if "callback_query_id" in given:
            return self._ok(True)
        return self._ok({"message_id": 6, "date": 1, "chat": {"id": PERSON, "type": "private"}, "text": "TAINA"})

    @staticmethod
    def _refused(code: int, description: str) -> web.Response:
        return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)

    def _quoted(self, given: dict[str, str]) -> web.Response:
        return self._refused(400, f'Bad Request: can\'t parse entities: unsupported tag "TAINA {given}"')

    def _gone(self, _given: dict[str, str]) -> web.Response:
        return self._refused(403, "Forbidden: bot was blocked by the user")

    def _broken(self, _given: dict[str, str]) -> web.Response:
        return web.Response(status=502, text=f"TAINA {PERSON}")

    def _garbage(self, _given: dict[str, str]) -> web.Response:
        return self._ok({"message_id": "TAINA", "chat": WHO})
