"""Somebody of the city hall before the staff's bot: taps, types and sends files, and reads what comes."""

import secrets
from datetime import UTC, datetime
from typing import Self

from sandbox.client import Chat, Person
from sandbox.seen import Button
from storage.audit import Author
from storage.broadcasts.broadcast import Broadcast
from storage.roles import Role
from storage.rounds import Round
from storage.staff import invite
from tests.end_to_end.stage import STAFF_BOT, Stage

NOBODY = Author("cli:test", datetime.now(UTC))


class Colleague:
    """A person in the chat with the staff's bot."""

    def __init__(self, stage: Stage, person: Person, chat: Chat) -> None:
        self.stage = stage
        self.person = person
        self.chat = chat

    @classmethod
    async def stranger(cls, stage: Stage, language: str = "en") -> Self:
        """Somebody who has not written yet."""
        person = await stage.town.arrive("Ion", language_code=language)
        return cls(stage, person, await stage.stack.enter_async_context(person.chat(STAFF_BOT.id)))

    @classmethod
    async def invited(cls, stage: Stage, role: Role, name: str, language: str = "en") -> Self:
        """A staff member who has followed an invitation."""
        colleague = await cls.stranger(stage, language)
        token = await invitation(stage, role, name)
        await colleague.says(f"/start i_{token}", name)
        return colleague

    @property
    def text(self) -> str:
        """What the newest message of the bot says."""
        return self.chat.seen.screen.text

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons."""
        return [button.text for button in self.chat.seen.screen.buttons]

    async def says(self, text: str, *expected: str) -> str:
        """Types it, and waits for a newer message that says all that is expected."""
        typed = await self.chat.say(text)
        return await self._answered(typed, expected)

    async def sends(self, name: str, content: str | bytes, *expected: str) -> str:
        """Sends a file, and waits for a newer message that says all that is expected."""
        raw = content.encode() if isinstance(content, str) else content
        return await self._answered(await self.chat.send("document", raw, name=name), expected)

    async def taps(self, label: str, *expected: str) -> str:
        """Taps the newest button whose label begins so, and waits for another screen that says what is expected."""
        before = self.chat.seen.screen
        await self.chat.press(self.button(label))
        await self.chat.until(lambda seen: seen.screen != before and all(each in seen.screen.text for each in expected))
        return self.text

    def button(self, label: str) -> Button:
        """The newest button whose label begins so."""
        found = [each for each in self.chat.seen.screen.buttons if each.text.startswith(label)]
        assert found, f"no button {label!r} among {self.labels}"
        return found[0]

    async def _answered(self, after: int, expected: tuple[str, ...]) -> str:
        await self.chat.until(
            lambda seen: seen.screen.message_id > after and all(each in seen.screen.text for each in expected)
        )
        return self.text


async def untried(of: Broadcast, round_: Round, person: int) -> None:
    """Where no broadcast is tried out."""
    raise AssertionError(f"broadcast {of.number} of {round_.code} was sent to {person}")


async def invitation(stage: Stage, role: Role, name: str, *, days: int = 7, at: datetime | None = None) -> str:
    """The token of a new invitation."""
    token = secrets.token_urlsafe(24)
    by = Author("cli:test", at or datetime.now(UTC))
    await invite(stage.database, role, by, token=token, days=days, name=name)
    return token
