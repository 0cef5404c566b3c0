"""A citizen in a hurry: taps several times a second, on whatever screen is there by then."""

from dataclasses import dataclass, field
from typing import Any

from flows.consultation import Multiple, OpenText, Question
from tests.end_to_end.citizen import STALE, Citizen, chosen_in, face, own_words_in
from tests.end_to_end.clocks import DrivenClock
from tests.end_to_end.stage import Stage

BETWEEN_TAPS = 0.3
"""Seconds."""

STUBBORN = 3
"""So many times the same button is tapped in a row while nothing seems to happen."""

PATIENT_SECONDS = 5.0
"""So long until it is tried again."""


@dataclass
class Fingers:
    """`changed`: journal numbers of what changed the screen, or was to."""

    stage: Stage
    clock: DrivenClock
    citizen: Citizen
    changed: list[int] = field(default_factory=list)
    _done: dict[str, list[str]] = field(default_factory=dict)
    _tapped: Any = None
    _times: int = 0
    _again_at: float = 0.0

    async def hurry(self) -> None:
        """Goes through the whole consultation."""
        for _ in range(3000):
            if self.citizen.thanked():
                return
            await self._act()
            await self._wait(BETWEEN_TAPS)
        raise AssertionError(f"never there:\n{self.citizen.chat.seen.describe()}")

    async def _act(self) -> None:
        question = self.citizen.question()
        if question is None:
            await self._tap(self.citizen.next_label())
            return
        answer = self.citizen.answers.get(question.id)
        match question:
            case _ if answer is None:
                await self._tap(self.citizen.labels.skip)
            case Multiple():
                await self._choose(question, answer)
            case OpenText():
                await self._say(question, answer)
            case _ if isinstance(answer, int):
                await self._tap(str(answer))
            case _ if answer == "dont_know":
                await self._tap(self.citizen.labels.dont_know)
            case _:
                await self._tap(self.citizen.label(question.id, answer))

    async def _choose(self, question: Question, answer: Any) -> None:
        """All options first, on the screen as it was, then own words, and on as soon as there is a button for it."""
        done = self._done.setdefault(question.id, [])
        missing = [each for each in chosen_in(answer) if each not in done]
        if missing:
            done.append(missing[0])
            await self._tap(self.citizen.label(question.id, missing[0]))
        elif own_words_in(answer) and own_words_in(answer) not in done:
            await self._say(question, own_words_in(answer))
        elif self.citizen.labels.done in self.citizen.texts:
            await self._tap(self.citizen.labels.done)

    async def _say(self, question: Question, text: str) -> None:
        done = self._done.setdefault(question.id, [])
        if text not in done:
            done.append(text)
            number = len(self.stage.world.journal.since())
            await self.citizen.chat.say(text)
            update = self.stage.world.journal.since(number)[0]["update_id"]
            await self.stage.until(lambda: update in self.stage.acknowledged())
            await self._settled(number)

    async def _tap(self, label: str) -> None:
        """Taps, and waits for the answer while time stands still."""
        citizen = self.citizen
        tapped = face(citizen.chat.seen), label
        self._times = self._times + 1 if self._tapped == tapped else 1
        self._tapped = tapped
        if self._times > STUBBORN and self.clock.now < self._again_at:
            return
        self._again_at = self.clock.now + PATIENT_SECONDS
        toasts = len(citizen.chat.seen.toasts)
        number = len(self.stage.world.journal.since())
        query = await citizen.chat.tap(label)
        await citizen.chat.until(lambda seen: query in seen.answered)
        if STALE not in [toast.text for toast in citizen.chat.seen.toasts[toasts:]]:
            await self._settled(number)

    async def _settled(self, number: int) -> None:
        """Waits until the bot has shown what came of it, or waits for its turn."""
        self.changed.append(number)
        await self._bot_rests(number)

    async def _wait(self, seconds: float) -> None:
        """Lets time pass. Whenever the bot goes on, time stands still until it has shown something or waits again."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            number = len(self.stage.world.journal.since())
            if self.clock.pass_until(end):
                await self._bot_rests(number)

    async def _bot_rests(self, number: int) -> None:
        await self.stage.until(lambda: self.clock.is_waited_for or any(each["ok"] for each in self._calls(number)))
        await self._synced()

    async def _synced(self) -> None:
        """Waits until the citizen sees what stands in the chat."""
        there = self.stage.newest(self.citizen.id)
        await self.citizen.chat.until(lambda seen: seen.screen.raw == there)

    def _calls(self, number: int) -> list[dict[str, Any]]:
        return self.stage.calls("sendMessage", "editMessageText", "editMessageReplyMarkup", since=number)
