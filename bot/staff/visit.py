"""What a handler of the staff's bot gets: who asks, what they may do, the words of their language, a way to answer."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from telegram import CallbackQuery, Message
from telegram import Document as Sent
from telegram.error import Forbidden, TelegramError

from bot.markup import plain
from bot.screen import Document, Screen
from bot.settings import Settings
from bot.staff.saying import fault
from bot.staff.writing import Writing
from bot.traces import kind, log_fault
from results.speech import Speech, speech
from storage.audit import Author
from storage.broadcasts.broadcast import Broadcast
from storage.database import Database
from storage.keys import KeyRing, load_keys
from storage.roles import Permission
from storage.rounds import Round
from storage.staff import Member

TryOut = Callable[[Broadcast, Round, int], Awaitable[None]]
"""Sends a broadcast to one person from the citizens' bot. Raises NotPosted."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Office:
    """What all handlers share. `now` is in the city's time zone; `citizens` gives the username of the citizens' bot."""

    settings: Settings
    database: Database
    writing: Writing
    now: Callable[[], datetime]
    username: str
    citizens: Callable[[], Awaitable[str]]
    try_out: TryOut
    commands: Sequence["Command"] = ()
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def keys(self) -> KeyRing:
        """The key ring as it is now: rounds bring new keys while the bot runs."""
        return load_keys(self.settings.keys)

    def later(
        self, chat: int, words: Speech, work: Coroutine[Any, Any, None], *, instead_of: str | None = None
    ) -> None:
        """Does something that takes long beside everything else; when it fails, whoever waits is told.

        `instead_of`: what was begun under that name before ends now. For who has blocked the bot, it ends.
        """

        async def done() -> None:
            try:
                await work
            except Forbidden as error:
                log.warning("staff were not answered", reason=kind(error))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, and somebody waits
                log_fault(log, "staff's long work failed", error)
                await self.excuse(chat, words)

        if instead_of is not None:
            self.end(instead_of)
        task = asyncio.create_task(done(), name=instead_of)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(lambda _: work.close())  # of one that was ended before it began

    def end(self, name: str) -> None:
        """Ends what was begun under that name, if it goes on."""
        for each in self.tasks:
            if each.get_name() == name:
                each.cancel()

    async def excuse(self, chat: int, words: Speech) -> None:
        """Tells the chat that something of ours went wrong. That this fails, too, is a line in the log and no more."""
        try:
            await self.writing.send(chat, Screen(plain(fault(words))))
        except TelegramError as error:
            log.warning("not sent to staff", what="excuse", reason=kind(error))


@dataclass(slots=True)
class Visit:
    """One update of a staff member, while it is answered.

    `given`: what stands behind a command or in a button, part by part. `text`: what was typed, or the caption of what
    was sent; `file`: the one that a
    question is about, from its asking to what is typed then. `query`: the tap, when it was one, `message` the message
    that came, or that was tapped.
    """

    office: Office
    member: Member
    chat: int
    message: Message
    query: CallbackQuery | None = None
    given: tuple[str, ...] = ()
    text: str = ""
    file: Sent | None = None
    at: datetime = field(init=False)
    _answered: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.at = self.office.now()

    @property
    def words(self) -> Speech:
        """The member's language."""
        return speech(self.member.language)

    @property
    def replied(self) -> str:
        """What the message says to which the tapped one is a reply; empty where it is gone."""
        answered = self.message.reply_to_message
        return (answered.text or "") if answered is not None else ""

    @property
    def author(self) -> Author:
        """The member, for the audit."""
        return self.member.author(self.at)

    @property
    def database(self) -> Database:
        """The database."""
        return self.office.database

    def may(self, permission: Permission) -> bool:
        """Whether the member is allowed that."""
        return self.member.may(permission)

    async def show(self, screen: Screen) -> int:
        """Lets the tapped message show the screen; sends it, where none was tapped. Gives the message's id."""
        if self.query is None:
            return await self.send(screen)
        await self.toast()
        return await self.office.writing.edit(self.chat, self.message.message_id, screen)

    async def send(self, screen: Screen, *, answers: int | None = None) -> int:
        """Sends the screen below; gives the message's id. `answers` is the message to which it is a reply."""
        await self.toast()
        return await self.office.writing.send(self.chat, screen, answers=answers)

    async def reply(self, screen: Screen) -> int:
        """Sends the screen as a reply to what came: its buttons can then be read together with that, for ever."""
        return await self.send(screen, answers=self.message.message_id)

    async def document(self, document: Document) -> None:
        """Sends the file below."""
        await self.toast()
        await self.office.writing.document(self.chat, document)

    async def picture(self, picture: bytes, caption: str) -> None:
        """Sends the picture below, with a caption in HTML."""
        await self.toast()
        await self.office.writing.picture(self.chat, picture, caption)

    async def toast(self, text: str | None = None) -> None:
        """Answers the tap, once: its button would go on waiting."""
        if self.query is not None and not self._answered:
            self._answered = True
            await self.office.writing.answer(self.query, text)


Run = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what /help and the menu say of it; `may` is None for what every member may do."""

    name: str
    about: Callable[[Speech], str]
    may: Permission | None
    run: Run


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button asks for, by the verb that its data begins with: "verb.part.part"."""

    verb: str
    may: Permission | None
    run: Run


@dataclass(frozen=True, slots=True)
class Question:
    """A button that asks for something to be typed.

    `ask` gives the screen that asks, None when there is nothing to ask for. `take` gets what was typed in `text`, and
    what stood in the button in `given`; it says whether that was taken: if not, it has said what is wrong, and what is
    typed next is taken for the answer. `picture` does the same with a picture that comes instead, or with what
    somebody may have thought to be one; where it is None, none is wanted.
    """

    verb: str
    may: Permission | None
    ask: Callable[[Visit], Awaitable[Screen | None]]
    take: Callable[[Visit], Awaitable[bool]]
    picture: Callable[[Visit], Awaitable[bool]] | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What one module adds to the bot. `documents` gets every file, `texts` what was typed while nothing asked for it,
    in the order of the topics, until one says that it was for it. `pictures` gets pictures that nothing asked for, from
    members who may do this.
    """

    commands: tuple[Command, ...] = ()
    taps: tuple[Tap, ...] = ()
    questions: tuple[Question, ...] = ()
    documents: Run | None = None
    texts: Callable[[Visit], Awaitable[bool]] | None = None
    pictures: tuple[Permission, Run] | None = None
