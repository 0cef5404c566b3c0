"""People over HTTP: for tests and benches that play citizens against a running sandbox.

    async with Townsfolk(url) as town:
        ana = await town.arrive("Ana", language_code="ro")
        async with ana.chat() as chat:
            await chat.say("/start r_demo")
            await chat.until(lambda seen: "Bun venit" in seen.screen.text)
            await chat.tap("Încep")

A chat follows its event stream: it always knows what the person sees, and waiting is waiting for an event.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self

import aiohttp

from sandbox.crowd import Crowd
from sandbox.seen import Button, NeverCame, NoSuchButton, Refused, Seen, TownError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from types import TracebackType

    from sandbox.faults import Kind

WAIT_SECONDS: Final = 60.0
"""What is to come comes at once, unless the machine is busy."""
_LONGEST_EVENT: Final = 16 << 20


class Chat:
    """One person's chat with one bot, or a group as one person sees it, followed live."""

    def __init__(self, person: Person, query: dict[str, str]) -> None:
        self._person = person
        self._query = query
        self._news = asyncio.Condition()
        self._ended = False
        self.seen: Final = Seen()

    async def say(self, text: str, *, reply_to: int | None = None) -> int:
        """Returns the message's id, once the message stands in the chat."""
        return await self._sent(await self._act("text", text=text, reply_to=reply_to))

    async def edit(self, message_id: int, text: str) -> None:
        await self._act("edit", message_id=message_id, text=text)

    async def tap(self, text: str) -> str:
        """Taps the newest button of that text; returns the callback query's id. Raises NoSuchButton, Refused."""
        return await self.press(self.seen.button(text))

    async def press(self, button: Button) -> str:
        """Taps a button as it was when it was read, were it gone by now."""
        if button.data is None:
            raise NoSuchButton(f"{button.text!r} opens {button.url}")
        return await self.tap_data(button.message_id, button.data)

    async def tap_data(self, message_id: int, data: str) -> str:
        answer = await self._act("tap", message_id=message_id, data=data)
        return str(answer["callback_query_id"])

    async def send(self, what: str, content: bytes | None = None, **details: str) -> int:
        """Sends a sticker, voice, photo or document; returns the message's id, once it stands in the chat.

        A photo or document may have a `content`, else it is a small fixed one; its `details` are `caption` and `name`.
        """
        file = {} if content is None else {"content": b64encode(content).decode()}
        return await self._sent(await self._act(what, **file, **details))

    async def send_album(self, contents: Sequence[bytes], *, names: Sequence[str] = (), caption: str = "") -> list[int]:
        """Photos, or documents of these names; returns the messages' ids, once all of them stand in the chat."""
        files: list[dict[str, str]] = [{"content": b64encode(content).decode()} for content in contents]
        for file, name in zip(files, names, strict=False):
            file["name"] = name
        answer = await self._act("album", files=files, documents=bool(names), caption=caption)
        return [await self._sent(message) for message in answer["messages"]]

    async def block(self) -> None:
        await self._act("block")

    async def unblock(self) -> None:
        await self._act("unblock")

    async def until(self, wanted: Callable[[Seen], object], *, seconds: float = WAIT_SECONDS) -> Seen:
        """Returns once `wanted` holds of what is seen. Raises NeverCame after `seconds`, or when the stream ended.

        A predicate that raises TownError (no message yet, no such button) does not hold.
        """
        try:
            async with asyncio.timeout(seconds), self._news:
                while not self._holds(wanted):
                    if self._ended:
                        raise NeverCame(f"the stream ended; seen:\n{self.seen.describe()}")
                    await self._news.wait()
        except TimeoutError:
            raise NeverCame(f"not within {seconds} s; seen:\n{self.seen.describe()}") from None
        return self.seen

    async def follow(self, stream: aiohttp.ClientResponse, ready: asyncio.Event) -> None:
        """Takes in events until the stream ends; `ready` is set after the first."""
        try:
            async for line in stream.content:
                if not line.startswith(b"data:"):
                    continue
                async with self._news:
                    self.seen.take(json.loads(line.removeprefix(b"data:")))
                    self._news.notify_all()
                ready.set()
        finally:
            async with self._news:
                self._ended = True
                self._news.notify_all()
            ready.set()

    @property
    def stream_query(self) -> dict[str, str]:
        return self._query

    def _holds(self, wanted: Callable[[Seen], object]) -> bool:
        try:
            return bool(wanted(self.seen))
        except TownError:
            return False

    async def _sent(self, answer: dict[str, Any]) -> int:
        message_id = int(answer["message_id"])
        await self.until(lambda seen: seen.newest >= message_id)
        return message_id

    async def _act(self, action: str, **body: object) -> dict[str, Any]:
        return await self._person.post(action, self._query, body)


class Person:
    def __init__(self, town: Townsfolk, raw: dict[str, Any]) -> None:
        self._town = town
        self.id: Final = int(raw["id"])
        self.raw: Final = raw

    @asynccontextmanager
    async def chat(self, bot_id: int | None = None, *, group: Group | None = None) -> AsyncIterator[Chat]:
        """Opens the chat with a bot (the first one when none is named), or a group; follows it until the block ends."""
        query = {"group": group.id} if group else {"bot": self._town.first_bot if bot_id is None else bot_id}
        chat = Chat(self, {name: str(value) for name, value in query.items()})
        async with self._town.stream(f"/people/{self.id}/events", chat.stream_query) as stream:
            ready = asyncio.Event()
            following = asyncio.create_task(chat.follow(stream, ready))
            await ready.wait()
            try:
                yield chat
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following

    async def deactivate(self) -> None:
        """They delete their account: no bot is told, and none can write to them any more."""
        await self._town.post(f"/people/{self.id}/deactivate", {})

    async def post(self, action: str, query: dict[str, str], body: dict[str, object]) -> dict[str, Any]:
        return await self._town.post(f"/people/{self.id}/{action}", body, query)


class Group:
    """A group. Whoever is to do something in it is a person: the first who is in it when nobody is named."""

    def __init__(self, town: Townsfolk, raw: dict[str, Any]) -> None:
        self._town = town
        self.id: Final = int(raw["id"])
        self.raw = raw

    async def add(self, member: Person | int, *, by: Person | None = None) -> None:
        """A person, or a bot by its id."""
        self.raw = await self._act("add", member=_id_of(member), by=_id_of(by))

    async def remove(self, member: Person | int, *, by: Person | None = None) -> None:
        self.raw = await self._act("remove", member=_id_of(member), by=_id_of(by))

    async def migrate(self) -> Group:
        """The supergroup that takes this group's place."""
        return Group(self._town, await self._act("migrate"))

    async def _act(self, action: str, **body: object) -> dict[str, Any]:
        return await self._town.post(f"/groups/{self.id}/{action}", body)


def _id_of(member: Person | int | None) -> int | None:
    return member.id if isinstance(member, Person) else member


class Townsfolk:
    """Everybody in a sandbox. Use as `async with`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession
        self.bots: dict[int, str] = {}

    @property
    def first_bot(self) -> int:
        return next(iter(self.bots))

    async def __aenter__(self) -> Self:
        # No limit of connections: every followed chat holds one.
        # A buffer for long lines: the first event of a chat is one line with all its messages.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None),
            read_bufsize=_LONGEST_EVENT,
        )
        try:
            self.bots = {bot["id"]: bot["username"] for bot in (await self.get("/people"))["bots"]}
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def arrive(self, first_name: str, *, language_code: str | None = None, username: str | None = None) -> Person:
        """A new person."""
        body = {"first_name": first_name, "language_code": language_code, "username": username}
        return Person(self, await self.post("/people", {name: value for name, value in body.items() if value}))

    async def crowd(
        self,
        count: int,
        *,
        blocked: int = 0,
        deactivated: int = 0,
        language_codes: Sequence[str] = (),
        bot_id: int | None = None,
    ) -> Crowd:
        """So many people who started the bot long ago, without a word to the bot."""
        body = {"count": count, "blocked": blocked, "deactivated": deactivated, "language_codes": [*language_codes]}
        return Crowd(**await self.post("/people/crowd", {**body, "bot": bot_id}))

    async def counts(self, method: str | None = None) -> dict[int, int]:
        """How many calls of the method (None: of all) went through, by chat; chats without any are missing."""
        answer = await self.get("/journal/counts", {} if method is None else {"method": method})
        return {int(chat): count for chat, count in answer["counts"].items()}

    async def group(
        self, title: str, people: Sequence[Person], *, bots: Sequence[int] | None = None, supergroup: bool = False
    ) -> Group:
        """A new group, made by the first of its people; all bots are in it unless some are named."""
        body = {"title": title, "people": [each.id for each in people], "bots": bots, "supergroup": supergroup}
        return Group(self, await self.post("/groups", body))

    async def fault(self, kind: Kind, *methods: str, **details: int | None) -> None:
        """Lets calls go wrong: see sandbox.faults.Fault for `details`. The k-th call of all: `after=k - 1`."""
        await self.post("/faults", {"kind": kind.value, "methods": list(methods), **details})

    async def faults(self) -> list[dict[str, Any]]:
        """The faults that were asked for, each with how often it `happened`."""
        found: list[dict[str, Any]] = (await self.get("/faults"))["faults"]
        return found

    async def no_more_faults(self) -> None:
        async with self._session.delete(f"{self._url}/faults") as response:
            await _checked(response)

    async def misbehave(self, *, duplicated: int = 0, reordered: int = 0, bot_id: int | None = None) -> None:
        """The next so many updates come twice; the next so many deliveries of several come newest first."""
        bot = self.first_bot if bot_id is None else bot_id
        await self.post("/faults/updates", {"bot": bot, "duplicated": duplicated, "reordered": reordered})

    async def journal(self, since: int = 0, **wanted: int | str) -> list[dict[str, Any]]:
        """The entries of the sandbox's journal from number `since` on, of a `what`, `bot`, `chat` or `method`."""
        query = {"since": since, **wanted}
        answer = await self.get("/journal", {name: str(value) for name, value in query.items()})
        entries: list[dict[str, Any]] = answer["entries"]
        return entries

    async def acknowledged(self) -> list[dict[str, Any]]:
        """What people did (journal entries) that a bot has acknowledged: from then on it is the bot's to keep."""
        entries = await self.journal()
        passed = {
            (entry["bot"], update_id)
            for entry in entries
            if entry["what"] == "acknowledged"
            for update_id in entry["update_ids"]
        }
        return [
            entry for entry in entries if entry["what"] == "happened" and (entry["bot"], entry["update_id"]) in passed
        ]

    async def state(self, person_id: int, bot_id: int | None = None) -> dict[str, Any]:
        """What a chat shows now, without following it."""
        return await self.get(f"/people/{person_id}/chat", {"bot": str(bot_id or self.first_bot)})

    async def get(self, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        async with self._session.get(self._url + path, params=query) as response:
            return await _checked(response)

    async def post(self, path: str, body: dict[str, Any], query: dict[str, str] | None = None) -> dict[str, Any]:
        async with self._session.post(self._url + path, json=body, params=query) as response:
            return await _checked(response)

    @asynccontextmanager
    async def stream(self, path: str, query: dict[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        async with self._session.get(self._url + path, params=query) as response:
            if response.status != 200:
                await _checked(response)
            yield response


async def _checked(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Raises Refused for an error, be it the sandbox's own or one of something else at that address."""
    answer: dict[str, Any] = await response.json() if response.content_type == "application/json" else {}
    if response.status >= 400:
        raise Refused(response.status, str(answer.get("error") or answer.get("description") or response.reason))
    return answer
