"""Somebody who fills in a consultation: reads the newest screen, then taps or types, and waits for the next one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.consultation import Consultation, Multiple, OpenText, Question, Rating, Single, text_in
from sandbox.client import Chat
from sandbox.seen import Button, Seen, Shown


@dataclass(frozen=True)
class Labels:
    """What stands on the buttons, as a citizen reads it."""

    start: str
    proceed: str
    done: str
    onward: str
    skip: str
    back: str
    send: str
    send_again: str
    dont_know: str
    review: str
    subscribe: str
    thanks: str


LABELS = {
    "ro": Labels(
        start="Începe ▶",
        proceed="Continuă ▶",
        done="Gata ▶",
        onward="Mai departe ▶",
        skip="Sari peste ▶",
        back="◀ Înapoi",
        send="Trimite secțiunea",
        send_again="Trimite modificările",
        dont_know="Nu știu",
        review="Toate răspunsurile mele",
        subscribe="Da, scrieți-mi",
        thanks="Vă mulțumim!",
    ),
    "en": Labels(
        start="Start ▶",
        proceed="Continue ▶",
        done="Done ▶",
        onward="Next ▶",
        skip="Skip ▶",
        back="◀ Back",
        send="Send this section",
        send_again="Send the changes",
        dont_know="I don't know",
        review="All my answers",
        subscribe="Yes, write to me",
        thanks="Thank you!",
    ),
}

STALE = "Butonul era de pe un ecran mai vechi. Aici ați ajuns."

Face = tuple[int, str, tuple[Button, ...]]


def face(seen: Seen) -> Face:
    """What the newest screen looks like."""
    return seen.screen.message_id, seen.screen.html, seen.screen.buttons


class Citizen:
    """`answers` are written as in exports; a question without one is skipped. Every other answer is typed."""

    def __init__(
        self, id_: int, chat: Chat, consultation: Consultation, answers: Mapping[str, Any], language: str
    ) -> None:
        self.id = id_
        self.chat = chat
        self.consultation = consultation
        self.answers = answers
        self.language = language
        self.types_next = False

    @property
    def labels(self) -> Labels:
        return LABELS[self.language]

    @property
    def screen(self) -> Shown:
        return self.chat.seen.screen

    @property
    def texts(self) -> list[str]:
        return [button.text for button in self.screen.buttons]

    # --- single acts

    async def start(self, payload: str = "r_timisoara") -> None:
        await self.say(f"/start {payload}".strip())

    async def tap(self, label: str) -> None:
        """Taps and waits until the tap is answered and the screen is another one."""
        before = face(self.chat.seen)
        query = await self.chat.tap(label)
        await self.chat.until(lambda seen: query in seen.answered and face(seen) != before)

    async def press_data(self, message_id: int, data: str) -> None:
        """Taps a button that may never have been there, and waits for the answer."""
        query = await self.chat.tap_data(message_id, data)
        await self.chat.until(lambda seen: query in seen.answered)

    async def tap_in_vain(self, button: Button) -> str:
        """Taps what changes nothing; gives the toast."""
        before, toasts = face(self.chat.seen), len(self.chat.seen.toasts)
        query = await self.chat.press(button)
        await self.chat.until(lambda seen: query in seen.answered and len(seen.toasts) > toasts)
        assert face(self.chat.seen) == before
        return self.chat.seen.toasts[-1].text

    async def say(self, text: str) -> Shown:
        """Types and waits until a screen stands below what was typed, and no older one has buttons."""
        return await self.below(await self.chat.say(text))

    async def send(self, what: str) -> Shown:
        """Sends a sticker, voice, photo or document and waits for the screen below it."""
        return await self.below(await self.chat.send(what))

    async def below(self, message_id: int) -> Shown:
        """The screen below that message, once it stands there alone with its buttons."""
        seen = await self.chat.until(
            lambda seen: (
                seen.screen.message_id > message_id
                and not any(_is_a_screen(each) for each in seen.from_bot if each.message_id != seen.screen.message_id)
            )
        )
        return seen.screen

    # --- the whole way

    def question(self) -> Question | None:
        """The question on the screen: its text stands there as a line of its own."""
        lines = self.screen.text.split("\n")
        found = [each for each in self.consultation.questions if self.text(each.text) in lines]
        return found[0] if len(found) == 1 else None

    def text(self, text: Any) -> str:
        return text_in(text, self.language)

    def asks(self, question: str) -> bool:
        """Whether the screen asks that question."""
        found = self.question()
        return found is not None and found.id == question

    def thanked(self) -> bool:
        return self.screen.text.startswith(self.labels.thanks)

    async def go_until(self, there: Callable[[], bool]) -> None:
        """Answers on, screen by screen, until `there` holds."""
        for _ in range(200):
            if there():
                return
            await self.one_screen()
        raise AssertionError(f"never there:\n{self.chat.seen.describe()}")

    async def one_screen(self) -> None:
        """Does what the newest screen asks for."""
        question = self.question()
        if question is not None:
            await self._answer(question)
            return
        await self.tap(self.next_label())

    def next_label(self) -> str:
        """The button that leads on from a screen that asks nothing."""
        return next(each for each in (self.labels.start, self.labels.send, self.labels.proceed) if each in self.texts)

    async def _answer(self, question: Question) -> None:
        answer = self.answers.get(question.id)
        if answer is None:
            await self.tap(self.labels.skip)
            return
        self.types_next = not self.types_next
        match question:
            case Rating():
                await self._rate(answer)
            case OpenText():
                await self.say(answer)
            case Single() if isinstance(answer, str):
                await self.choose(question.id, answer)
            case Multiple():
                for option in chosen_in(answer):
                    await self.choose(question.id, option)
                if own_words_in(answer):
                    await self.say(own_words_in(answer))
                await self.tap(self.labels.done)
            case _:
                raise AssertionError(f"nobody knows how to answer {question.id}")

    async def _rate(self, answer: int | str) -> None:
        if answer == "dont_know":
            await self.tap(self.labels.dont_know)
        elif self.types_next:
            await self.say(str(answer))
        else:
            await self.tap(str(answer))

    async def choose(self, question: str, option: str) -> None:
        """Chooses an option by its button, or types its number or its text."""
        label = self.label(question, option)
        if self.types_next:
            await self.say(label)
        else:
            await self.tap(label)

    def label(self, question: str, option: str) -> str:
        """What stands on the option's button: its number in the text above, or its own text."""
        text = self.text(self.consultation.options_of[question][option].text)
        numbered = re.search(rf"^(?:✓ )?(\d+)\. {re.escape(text)}$", self.screen.text, re.MULTILINE)
        label = numbered[1] if numbered else text
        return label if label in self.texts else f"✓ {label}"


def _is_a_screen(shown: Shown) -> bool:
    """Whether the message is one of the conversation, with buttons; that of a broadcast keeps its button."""
    return any(not (button.data or "").startswith("enter.") for button in shown.buttons)


def chosen_in(answer: Any) -> list[str]:
    """The options of an answer as exports write it."""
    return list(answer["chosen"]) if isinstance(answer, dict) else list(answer)


def own_words_in(answer: Any) -> str:
    return str(answer["own_words"]) if isinstance(answer, dict) else ""
