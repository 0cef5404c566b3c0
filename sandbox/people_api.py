"""The people API over HTTP: what the chat page, and tests that play people, speak. JSON, UTF-8."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.actions import Acting, Place, Remembered
from sandbox.errors import ApiError, PersonError
from sandbox.page_view import page_message

if TYPE_CHECKING:
    from sandbox.feeds import Feed
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.world import World

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_HEARTBEAT_SECONDS: Final = 15.0
"""A comment this often shows the server that a page is gone, and keeps proxies from closing the stream."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NewPerson(_Body):
    first_name: str = Field(min_length=1, max_length=64)
    last_name: str | None = Field(default=None, max_length=64)
    username: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")
    language_code: str | None = Field(default=None, max_length=35)


class NewText(_Body):
    text: str


class Edit(_Body):
    message_id: int
    text: str


class Tap(_Body):
    """A button by its place, or by its data."""

    message_id: int
    row: int | None = None
    column: int | None = None
    data: str | None = None


class Nothing(_Body):
    pass


_B = TypeVar("_B", bound=_Body)


class PeopleApi:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/people", _worded(self.everybody)),
            web.post("/people", _worded(self.arrive)),
            web.get("/people/{person}/events", _worded(self.events)),
            web.get("/people/{person}/chat", _worded(self.chat)),
            web.post("/people/{person}/{action}", _worded(self.act)),
            web.get("/files/{path:.+}", _worded(self.file)),
            web.get("/journal", _worded(self.journal)),
        ]

    async def everybody(self, _request: web.Request) -> web.Response:
        bots = [
            {"id": account.bot.id, "username": account.bot.username, "first_name": account.bot.first_name}
            for account in self._world.accounts
        ]
        return _json({"people": [self._person(person) for person in self._world.people], "bots": bots})

    async def arrive(self, request: web.Request) -> web.Response:
        new = await _body(request, NewPerson)
        return _json(self._person(self._world.people.add(**new.model_dump())))

    async def chat(self, request: web.Request) -> web.Response:
        """The state event's JSON, for tests that look once."""
        person, account = self._person_of(request), self._world.account_by_id(_bot_id(request))
        return _json(self._world.state_of(account, self._world.chat_of(account, person)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        person, account = self._person_of(request), self._world.account_by_id(_bot_id(request))
        key = (account.bot.id, person.id)
        feed = self._world.feeds.watch(key)
        feed.put(self._world.state_of(account, self._world.chat_of(account, person)))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        try:
            await response.prepare(request)
            await _stream(response, feed)
        except ConnectionResetError:
            pass  # the page was closed: nothing left to tell it
        finally:
            self._world.feeds.leave(key, feed)
        return response

    async def act(self, request: web.Request) -> web.Response:
        """Everything that a person does in a chat."""
        acting = Acting(self._world, self._world.account_by_id(_bot_id(request)), self._person_of(request))
        match request.match_info["action"]:
            case "text":
                return _message(acting.say((await _body(request, NewText)).text))
            case "edit":
                edit = await _body(request, Edit)
                return _message(acting.edit(edit.message_id, edit.text))
            case "tap":
                tap = await _body(request, Tap)
                return _json({"callback_query_id": acting.tap(tap.message_id, _button(tap))})
            case "block" | "unblock" as action:
                await _body(request, Nothing)
                (acting.block if action == "block" else acting.unblock)()
                return _json({"blocked": acting.chat.blocked})
            case action:
                await _body(request, Nothing)
                return _message(_sent_file(acting, action))

    async def file(self, request: web.Request) -> web.Response:
        """A file for the chat page: shown when it is a picture, else only ever saved (it may be anybody's HTML)."""
        file = self._world.files.by_path(request.match_info["path"])
        if file is None:
            raise PersonError(404, "there is no such file")
        shown = file.mime_type if file.mime_type.startswith("image/") and "svg" not in file.mime_type else None
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
        if shown is None:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, content_type=shown or "application/octet-stream", headers=headers)

    async def journal(self, request: web.Request) -> web.Response:
        """The journal from `?since=<number>` on."""
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise PersonError(400, "since must be a number")
        return _json({"entries": self._world.journal.since(int(since))})

    def _person_of(self, request: web.Request) -> Person:
        raw = request.match_info["person"]
        if not raw.isdecimal():
            raise PersonError(404, f"there is no person {raw}")
        return self._world.people.get(int(raw))

    def _person(self, person: Person) -> dict[str, Any]:
        chats = {account.bot.id: account.chats.get(person.id) for account in self._world.accounts}
        return {
            "id": person.id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "username": person.username,
            "language_code": person.language_code,
            "blocked": {str(bot): True for bot, chat in chats.items() if chat is not None and chat.blocked},
        }


def _sent_file(acting: Acting, action: str) -> Message:
    match action:
        case "sticker":
            return acting.send_sticker()
        case "voice":
            return acting.send_voice()
        case "photo":
            return acting.send_photo()
        case "document":
            return acting.send_document()
        case _:
            raise PersonError(404, f"people can't {action!r} here")


async def _stream(response: web.StreamResponse, feed: Feed) -> None:
    """Writes events until the feed ends. Raises ConnectionResetError when nobody listens any more."""
    while True:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                event = await feed.next()
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")


def _button(tap: Tap) -> Place | Remembered:
    match tap:
        case Tap(data=str(data), row=None, column=None):
            return Remembered(data)
        case Tap(data=None, row=int(row), column=int(column)):
            return Place(row, column)
        case _:
            raise PersonError(400, "a tap names either row and column, or data")


async def _body(request: web.Request, shape: type[_B]) -> _B:
    raw = await request.read()
    try:
        return shape.model_validate_json(raw or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise PersonError(400, f"{field}: {first['msg']}" if field else first["msg"]) from error


def _bot_id(request: web.Request) -> int:
    raw = request.query.get("bot", "")
    if not raw.isdecimal():
        raise PersonError(400, "which chat? add ?bot=<bot id>")
    return int(raw)


def _worded(handler: Handler) -> Handler:
    """Answers what the sandbox refuses with its status and one sentence."""

    async def worded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except PersonError as error:
            return _json({"error": error.sentence}, status=error.status)
        except ApiError as error:
            return _json({"error": error.description}, status=error.code)

    return worded


def _message(message: Message) -> web.Response:
    return _json(page_message(message))


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", charset="utf-8")
