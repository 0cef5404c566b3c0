"""A round of a consultation with every type of question, and a citizen at its screens without Telegram."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bot import callbacks
from bot.asked import Answered, Asked, Request
from bot.desk import Desk
from bot.screen import Button, Screen
from bot.screens.rendering import screen_of, toast_of
from flows.consultation import Consultation
from flows.response import Response
from storage.exchange import Arrival, Chat, Outcome
from storage.rounds import Round

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FLOWS = Path(__file__).parents[1] / "flows"
TIMISOARA = Path(__file__).parents[2] / "flows" / "consultations" / "timisoara_2021.yaml"


def round_of(path: Path, number: int = 1, code: str = "demo", *, closes: datetime | None = None) -> Round:
    consultation = Consultation.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    return Round(number, code, consultation, "hash", opens=NOW - timedelta(days=1), closes=closes)


@dataclass
class AtTheScreen:
    """One citizen: each request goes through the desk, as a batch would take it."""

    desk: Desk
    spoken: str = "en"
    chat: Chat = field(default_factory=lambda: Chat(latest=1))
    responses: dict[int, Response] = field(default_factory=dict)
    shown: Answered | None = None

    def asks(self, request: Request, *, callback: str | None = None, tapped: int | None = None) -> Screen:
        asked = Asked(request, callback, tapped, self.spoken)
        known = {number: self.responses.get(number, Response(seed="seed")) for number in self.desk.rounds}
        decision = self.desk.step(self.chat, known, asked)
        for number, response in decision.responses.items():
            known[number] = response or Response(seed="seed")
        self.responses = known
        self.chat = replace(decision.chat, message=decision.chat.message or 10)
        self.shown = Outcome(Arrival(1, 7, asked), self.chat, known, decision.events)
        return self.screen

    def taps(self, button: Button) -> Screen:
        assert button.data is not None
        consultations = {number: each.consultation for number, each in self.desk.rounds.items()}
        read = callbacks.read(button.data, consultations)
        assert read is not None, f"nobody can read {button.data}"
        return self.asks(read[1], callback="1", tapped=self.chat.message)

    def taps_text(self, text: str) -> Screen:
        return self.taps(next(each for each in self.buttons if text in each.text))

    @property
    def screen(self) -> Screen:
        assert self.shown is not None
        return screen_of(self.shown, self.desk)

    @property
    def toast(self) -> str | None:
        assert self.shown is not None
        return toast_of(self.shown, self.desk)

    @property
    def buttons(self) -> Sequence[Button]:
        return [button for row in self.screen.keyboard for button in row]


FILES = {"timisoara": TIMISOARA, "neighbourhood": FLOWS / "neighbourhood.yaml"}


@pytest.fixture
def citizen_of() -> Callable[[str], AtTheScreen]:
    """A citizen before the round of a consultation, named as in FILES."""
    return lambda name: AtTheScreen(Desk({1: round_of(FILES[name])}, NOW))


@pytest.fixture
def timisoara() -> Round:
    return round_of(TIMISOARA)


@pytest.fixture
def citizen(timisoara: Round) -> AtTheScreen:
    return AtTheScreen(Desk({1: timisoara}, NOW))


@pytest.fixture(scope="session")
def timisoara_consultation() -> Consultation:
    return round_of(TIMISOARA).consultation
