"""What the citizens of a measurement do: the first two sections of the consultation of Timișoara, in ten updates.

/start, then nine taps: begin, open the first section, two kinds of organisation, done, the main one, send the section,
open the next, one problem. Peers have no section to send: there a tenth update answers a further question. Ten screens
are what a chat may be shown at once (bot/delivery/gate.py), so that nobody's screen has to wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import callbacks
from bot.asked import Answered, Asked, Move, OpenRound, Request
from bot.desk import Desk
from bot.screens.rendering import screen_of
from flows.consultation import Consultation, Multiple, Question, Rating, Single
from flows.inputs import Action, Begin, Choose, Close, Confirm, Proceed, Rate, Skip, Tap
from flows.places import Asking, Opening, Summary, Welcome
from flows.relevance import offered
from flows.response import Response
from storage.exchange import Arrival, Chat, Outcome
from storage.rounds import Round

ROUND = 1
CODE = "timisoara"
ACTIONS: Sequence[Action] = (
    Begin(),
    Proceed(),
    Choose("sme"),
    Choose("startup"),
    Confirm(),
    Choose("sme"),
    Close(),
    Proceed(),
    Choose("daily_stress"),
)
PEERS_WAY: Sequence[str] = (
    "begin",
    "choose:0:0",
    "choose:0:1",
    "choose:0:2",
    "done:0",
    "choose:1:0",
    "choose:2:0",
    "choose:2:1",
    "choose:2:2",
)
"""Callback data of the peers: the question and the option by index; `done` leads on from a multiple choice."""


GLAS_ENDS = "1 din 3 alese"
PEERS_END = "3 din 3 alese"
WHOLE_ENDS = "Vă mulțumim!"
"""What stands on the last screen of the way, and on none before."""


def way_of_glas(desk: Desk) -> list[str]:
    """The callback data of the taps of the way."""
    actions = iter(ACTIONS)
    return _walked(desk, lambda _: next(actions, None), GLAS_ENDS)


def whole_way_of_glas(desk: Desk) -> list[str]:
    """The callback data of the taps through the whole consultation: on each screen something is chosen and sent."""
    consultation = desk.rounds[ROUND].consultation

    def onward(response: Response) -> Action | None:
        match response.place:
            case Welcome():
                return Begin()
            case Opening():
                return Proceed()
            case Asking(question):
                return _answering(consultation, consultation.question_by_id[question], response)
            case Summary():
                return Close()
            case _:
                return None

    return _walked(desk, onward, WHOLE_ENDS)


def _answering(consultation: Consultation, question: Question, response: Response) -> Action:
    match question, response.answers.get(question.id):
        case (Single() | Multiple(), None):
            return Choose(offered(consultation, question, response.answers)[0].id)
        case (Multiple(), _):
            return Confirm()
        case (Rating(to=highest), _):
            return Rate(highest)
        case _:
            return Skip()


def _walked(desk: Desk, onward: Callable[[Response], Action | None], end: str) -> list[str]:
    """Walks through the desk until there is nothing more to do; each tap stands on a button of the screen before it."""
    round_ = desk.rounds[ROUND]
    outcome, taps = _step(desk, round_, Chat(), Response(seed="0"), OpenRound(CODE)), list[str]()
    while (action := onward(outcome.responses[ROUND])) is not None:
        response, screen = outcome.responses[ROUND], screen_of(outcome, desk)
        tap = Tap(response.place, action)
        data = callbacks.written(ROUND, round_.consultation, tap)
        assert end not in screen.html, "the end stands on an earlier screen"
        assert data in {button.data for row in screen.keyboard for button in row}, f"no button says {data}"
        taps.append(data)
        outcome = _step(desk, round_, outcome.chat, response, Move(tap))
    assert end in screen_of(outcome, desk).html
    return taps


def _step(desk: Desk, round_: Round, chat: Chat, response: Response, request: Request) -> Answered:
    asked = Asked(request, callback="1" if isinstance(request, Move) else None, spoken="ro")
    decision = desk.step(chat, {round_.number: response}, asked)
    after = decision.responses.get(round_.number) or response
    return Outcome(Arrival(None, 1, asked), replace(decision.chat, message=2), {round_.number: after}, decision.events)
