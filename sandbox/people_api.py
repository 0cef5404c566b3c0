"""The people API over HTTP: what the chat page, and tests that play people, speak. JSON, UTF-8."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from pydantic import Base64Bytes, Field

from sandbox import samples
from sandbox.actions import Acting, Attachment, DocumentFile, PhotoFile, Place, Remembered
from sandbox.chats import PrivateChat
from sandbox.crowd import gather
from sandbox.errors import PersonError
from sandbox.groups import AnyChat, Group
from sandbox.groups_api import group_json
from sandbox.json_http import Body, Nothing, answered, body_of, number_in, worded
from sandbox.page_view import page_message

if TYPE_CHECKING:
    from sandbox.feeds import ChatKey, Feed
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.world import World

_HEARTBEAT_SECONDS: Final = 15.0
"""A comment this often shows the server that a page is gone, and keeps proxies from closing the stream."""


class NewPerson(Body):
    first_name: str = Field(min_length=1, max_length=64)
    last_name: str | None = Field(default=None, max_length=64)
    username: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")
    language_code: str | None = Field(default=None, max_length=35)


class NewCrowd(Body):
    """Subscribers of `bot`, the first one unless named; they speak `language_codes` in turn."""

    count: int = Field(ge=1, le=200_000)
    bot: int | None = None
    blocked: int = Field(default=0, ge=0)
    deactivated: int = Field(default=0, ge=0)
    language_codes: list[str] = Field(default_factory=list)


class NewText(Body):
    """`reply_to` is the id of a message of the same chat."""

    text: str
    reply_to: int | None = None


class NewFile(Body):
    """A file as base64, a small fixed one when there is none."""

    name: str = Field(default="note.txt", min_length=1, max_length=255)
    content: Base64Bytes | None = None
    caption: str = ""


class NewAlbum(Body):
    """Photos, or documents when they have names."""

    files: list[NewFile] = Field(min_length=2, max_length=10)
    documents: bool = False
    caption: str = ""


class Edit(Body):
    message_id: int
    text: str


class Tap(Body):
    """A button by its place, or by its data."""

    message_id: int
    row: int | None = None
    column: int | None = None
    data: str | None = None


class PeopleApi:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/people", worded(self.everybody)),
            web.post("/people", worded(self.arrive)),
            web.post("/people/crowd", worded(self.gather)),
            web.get("/people/{person}/events", worded(self.events)),
            web.get("/people/{person}/chat", worded(self.chat)),
            web.post("/people/{person}/deactivate", worded(self.deactivate)),
            web.post("/people/{person}/{action}", worded(self.act)),
            web.get("/files/{path:.+}", worded(self.file)),
            web.get("/journal", worded(self.journal)),
            web.get("/journal/counts", worded(self.counts)),
        ]

    async def everybody(self, _request: web.Request) -> web.Response:
        bots = [
            {"id": account.bot.id, "username": account.bot.username, "first_name": account.bot.first_name}
            for account in self._world.accounts
        ]
        people = [self._person(person) for person in self._world.people]
        groups = [group_json(group) for group in self._world.groups]
        return answered({"people": people, "bots": bots, "groups": groups})

    async def arrive(self, request: web.Request) -> web.Response:
        new = await body_of(request, NewPerson)
        return answered(self._person(self._world.people.add(**new.model_dump())))

    async def gather(self, request: web.Request) -> web.Response:
        new = await body_of(request, NewCrowd)
        account = self._world.accounts[0] if new.bot is None else self._world.account_by_id(new.bot)
        crowd = gather(
            self._world,
            account,
            new.count,
            new.language_codes,
            blocked=new.blocked,
            deactivated=new.deactivated,
        )
        return answered({"people": crowd.people, "blocked": crowd.blocked, "deactivated": crowd.deactivated})

    async def deactivate(self, request: web.Request) -> web.Response:
        """The person deletes their account: no bot is told, and none can write to them any more."""
        await body_of(request, Nothing)
        person = self._person_of(request)
        self._world.people.deactivate(person)
        for account in self._world.accounts:
            if (chat := account.chats.get(person.id)) is not None:
                self._world.tell_state(chat)
        return answered(self._person(person))

    async def chat(self, request: web.Request) -> web.Response:
        """The state event's JSON, for tests that look once."""
        person = self._person_of(request)
        return answered(self._state(self._chat_of(request, person), person))

    async def events(self, request: web.Request) -> web.StreamResponse:
        person = self._person_of(request)
        chat = self._chat_of(request, person)
        key: ChatKey = (chat.account.bot.id if isinstance(chat, PrivateChat) else chat.id, person.id)
        feed = self._world.feeds.watch(key)
        feed.put(self._state(chat, person))
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
        person = self._person_of(request)
        acting = Acting(self._world, self._chat_of(request, person), person)
        match request.match_info["action"]:
            case "text":
                new = await body_of(request, NewText)
                return _message(acting.say(new.text, new.reply_to))
            case "edit":
                edit = await body_of(request, Edit)
                return _message(acting.edit(edit.message_id, edit.text))
            case "tap":
                tap = await body_of(request, Tap)
                return answered({"callback_query_id": acting.tap(tap.message_id, _button(tap))})
            case "block" | "unblock" as action:
                await body_of(request, Nothing)
                (acting.block if action == "block" else acting.unblock)()
                return answered({"blocked": action == "block"})
            case "photo" | "document" as kind:
                new_file = await body_of(request, NewFile)
                return _message(acting.send_file(_attachment(new_file, documents=kind == "document"), new_file.caption))
            case "album":
                album = await body_of(request, NewAlbum)
                files = [_attachment(each, documents=album.documents) for each in album.files]
                sent = acting.send_album(files, album.caption)
                return answered({"messages": [page_message(message) for message in sent]})
            case "sticker" | "voice" as kind:
                await body_of(request, Nothing)
                return _message(acting.send_sticker() if kind == "sticker" else acting.send_voice())
            case action:
                raise PersonError(404, f"people can't {action!r} here")

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
        """The journal from `?since=<number>` on; of a `what`, `bot`, `chat` or `method` when it is named."""
        numbers = {name: number_in(request, name) for name in ("bot", "chat") if name in request.query}
        words = {name: request.query[name] for name in ("what", "method") if name in request.query}
        return answered({"entries": self._world.journal.since(number_in(request, "since") or 0, **numbers, **words)})

    async def counts(self, request: web.Request) -> web.Response:
        """How many calls went through, by chat; of a `bot` and a `method` when they are named."""
        counts = self._world.journal.counts(number_in(request, "bot"), request.query.get("method"))
        return answered({"counts": {str(chat): count for chat, count in counts.items()}})

    def _chat_of(self, request: web.Request, person: Person) -> AnyChat:
        """The chat with `?bot=`, or the group of `?group=`."""
        if (group := number_in(request, "group")) is not None:
            return self._world.groups.get(group)
        if (bot := number_in(request, "bot")) is not None:
            return self._world.chat_of(self._world.account_by_id(bot), person)
        raise PersonError(400, "which chat? add ?bot=<bot id> or ?group=<group id>")

    def _state(self, chat: AnyChat, person: Person) -> dict[str, Any]:
        match chat:
            case PrivateChat():
                return self._world.state_of(chat)
            case Group():
                return self._world.state_of_group(chat, person)

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
            "deactivated": self._world.people.is_deactivated(person),
            "blocked": {str(bot): True for bot, chat in chats.items() if chat is not None and chat.blocked},
        }


def _attachment(new: NewFile, *, documents: bool) -> Attachment:
    if documents:
        return DocumentFile(new.name, samples.DOCUMENT if new.content is None else new.content)
    return PhotoFile(samples.PHOTO if new.content is None else new.content)


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


def _message(message: Message) -> web.Response:
    return answered(page_message(message))
