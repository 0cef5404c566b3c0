"""A consultation as a citizen would see it, in memory: the same step and the same screens, and nothing is stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot import callbacks
from bot.asked import Answered, Asked, Move, OpenRound, Request, ShowPage
from bot.desk import Desk
from bot.markup import italic, paragraphs, utf16_length
from bot.screen import TEXT_UNITS, Button, Screen
from bot.screens.pages import Page, languages_of
from bot.screens.rendering import screen_of, toast_of
from flows.consultation import Consultation
from flows.inputs import Resume, Say
from flows.response import Response
from results.speech import speech
from storage.exchange import Arrival, Chat, Outcome
from storage.rounds import Round

NUMBER: Final = 1
END: Final = "end"
"""What stands, behind the prefix, in the button that ends a trial."""

_SEED: Final = "trial"


@dataclass
class Trial:
    """One person's trial, made by `of`. Whoever has it in memory has all of it."""

    consultation: Consultation
    chat: Chat
    began: datetime
    code: str = "trial"
    _responses: dict[int, Response] = field(default_factory=dict)
    _shown: Answered | None = None

    @classmethod
    def of(cls, consultation: Consultation, language: str, now: datetime) -> "Trial":
        """A trial that begins before the welcome, in this language where the consultation has it."""
        trial = cls(consultation, Chat(round=NUMBER), now)
        spoken = languages_of(trial._round)
        trial.chat = replace(trial.chat, language=language if language in spoken else spoken[0])
        trial.asks(OpenRound(trial.code), now)
        return trial

    @property
    def _round(self) -> Round:
        opened = self.began - timedelta(minutes=1)
        return Round(NUMBER, self.code, self.consultation, structure="", opens=opened)

    def asks(self, request: Request, now: datetime, *, tapped: bool = False) -> None:
        """Takes the request as the citizens' bot would."""
        known = {NUMBER: self._responses.get(NUMBER, Response(seed=_SEED))}
        asked = Asked(request, callback="" if tapped else None)
        decision = Desk({NUMBER: self._round}, now).step(self.chat, known, asked)
        self._responses = known | {
            number: Response(seed=_SEED) if response is None else response
            for number, response in decision.responses.items()
        }
        self.chat = decision.chat
        self._shown = Outcome(Arrival(None, 0, asked), self.chat, self._responses, decision.events, 0)

    def taps(self, data: str, now: datetime) -> None:
        """A tap on one of its buttons, by the button's data."""
        _, request = callbacks.read(data, {NUMBER: self.consultation}) or (NUMBER, Move(Resume()))
        self.asks(request, now, tapped=True)

    def says(self, text: str, now: datetime) -> None:
        """A typed text."""
        self.asks(Move(Say(text)), now)

    def told(self, message: int) -> Chat:
        """The chat when its screen is that message."""
        return replace(self.chat, message=message)

    def screen(self, now: datetime, prefix: str) -> Screen:
        """The screen as a citizen sees it, under a banner and over a way out; its buttons' data begin with `prefix`."""
        assert self._shown is not None, "a trial begins with a screen"
        desk = Desk({NUMBER: self._round}, now)
        screen = screen_of(self._shown, desk)
        words = speech(self.chat.language or "")
        banner = italic(words.say("A trial: nothing is stored, and nobody else sees it."))
        rows = tuple(tuple(_renamed(each, prefix) for each in row) for row in screen.keyboard)
        language = f"{prefix}{callbacks.written_request(ShowPage(Page.LANGUAGE))}"
        beside = (Button(words.say("Language"), language), Button(words.say("End the trial"), f"{prefix}{END}"))
        has_language = any(button.data == language for row in rows for button in row)
        rows = (*rows, beside[1:] if has_language else beside)
        html = paragraphs(banner, screen.html)
        return Screen(html if utf16_length(html) <= TEXT_UNITS else f"🔍 {screen.html}", rows)

    def toast(self, now: datetime) -> str | None:
        """What the tapped button says."""
        assert self._shown is not None, "a trial begins with a screen"
        return toast_of(self._shown, Desk({NUMBER: self._round}, now))


def _renamed(button: Button, prefix: str) -> Button:
    return button if button.data is None else replace(button, data=f"{prefix}{button.data}")
