"""What every screen of the conversation is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import ceil

from bot import callbacks
from bot.asked import Notice, Request
from bot.screen import Button, Style
from flows.consultation import Consultation, Text, text_in
from flows.inputs import Action, Tap
from flows.response import Response
from results.speech import Speech
from storage.exchange import Wish
from storage.rounds import Round

LABEL_WIDTH = 28
"""Characters that a button's label may have before phones clip it."""

NUMBERS_ABREAST = 6

Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """One respondent's standing in one round, and the speech to tell it in.

    Days and hours are told by the clock of `zone`. `notices` are what just happened, `tapped` whether by a tap, which
    is answered by a toast.
    """

    speech: Speech
    round: Round
    response: Response
    zone: tzinfo
    notices: tuple[Notice, ...] = ()
    tapped: bool = False
    wishes: frozenset[Wish] = frozenset()

    @property
    def consultation(self) -> Consultation:
        """The consultation of the round."""
        return self.round.consultation

    def text(self, text: Text) -> str:
        """The consultation's text in the language of the conversation."""
        return text_in(text, self.speech.language)

    def tap(self, text: str, action: Action, style: Style | None = None) -> Button:
        """A button of this screen."""
        tap = Tap(self.response.place, action)
        return Button(text, callbacks.written(self.round.number, self.consultation, tap), style=style)


def asking(text: str, request: Request, style: Style | None = None) -> Button:
    """A button for a request that belongs to no screen."""
    return Button(text, callbacks.written_request(request), style=style)


def in_pairs(buttons: Sequence[Button]) -> Keyboard:
    """Labels in rows: two short neighbours share one, a long label has its own."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return tuple(rows)


def abreast(buttons: Sequence[Button]) -> Keyboard:
    """Numbers in rows of nearly the same length, at most six abreast."""
    count = max(1, ceil(len(buttons) / NUMBERS_ABREAST))
    width, wider = divmod(len(buttons), count)
    rows = []
    start = 0
    for row in range(count):
        end = start + width + (1 if row < wider else 0)
        rows.append(tuple(buttons[start:end]))
        start = end
    return tuple(row for row in rows if row)


def _is_short(button: Button) -> bool:
    return len(button.text) <= LABEL_WIDTH // 2
