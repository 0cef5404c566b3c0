"""What stands in a button: a verb, the round's number, the screen's place and what is meant, by index.

Indices are those of the immutable structure, so that 64 bytes suffice whatever the ids are. What cannot be read
(a button from another time or another hand) is None: the answer to it is the newest screen.
"""

from collections.abc import Mapping
from typing import assert_never

from bot.asked import (
    DeleteEverything,
    Move,
    OpenRound,
    Request,
    ShowConversation,
    ShowPage,
    SpeakLanguage,
    Subscribe,
    WishFor,
)
from flows.consultation import Consultation
from flows.inputs import (
    Action,
    Back,
    Begin,
    Choose,
    Close,
    Confirm,
    ForgetOwnWords,
    GoTo,
    OpenReview,
    Proceed,
    Rate,
    Skip,
    Tap,
    Unchoose,
)
from flows.places import Asking, Opening, Place, Review, Summary, Thanks, Welcome
from storage.exchange import Wish

_SIMPLE: Mapping[str, Action] = {
    "begin": Begin(),
    "proceed": Proceed(),
    "forget": ForgetOwnWords(),
    "confirm": Confirm(),
    "skip": Skip(),
    "back": Back(),
    "close": Close(),
}
_ENTRY = "enter"
_VERBS = {type(action): verb for verb, action in _SIMPLE.items()}


def written(number: int, consultation: Consultation, tap: Tap) -> str:
    """The callback data of a tap in round `number`."""
    verb, argument = _written_action(consultation, tap)
    return ".".join([verb, str(number), _written_place(consultation, tap.place), *argument])


def written_request(request: Request) -> str:
    """The callback data of a request that belongs to no screen of the conversation."""
    match request:
        case Move(OpenReview()):
            return "review"
        case OpenRound(code):
            return f"round.{code}"
        case ShowPage(page):
            return f"page.{page}"
        case ShowConversation():
            return "conversation"
        case SpeakLanguage(language):
            return f"language.{language}"
        case DeleteEverything():
            return "delete"
        case Subscribe(wanted):
            return "subscribe" if wanted else "unsubscribe"
        case WishFor(wish, wanted):
            return f"{'wish' if wanted else 'unwish'}.{wish}"
        case _:
            raise ValueError(f"no button asks for {type(request).__name__}")


def written_entry(code: str, page: str = "") -> str:
    """The callback data of a button below a broadcast: it leads to where the citizen was in that round, or a page."""
    return f"{_ENTRY}.{code}.{page}"


def stands_alone(data: str) -> bool:
    """Whether the button is below a broadcast: the message with it is not the conversation, and never becomes it."""
    return data.partition(".")[0] == _ENTRY


def read(data: str, consultations: Mapping[int, Consultation]) -> tuple[int | None, Request] | None:
    """The request behind the data and the round that it names, if it names one."""
    verb, *parts = data.split(".")
    try:
        match verb, parts:
            case "review", []:
                return None, Move(OpenReview())
            case "round", [code]:
                return None, OpenRound(code)
            case "enter", [code, page]:
                return None, OpenRound(code, page=page)
            case "page", [page]:
                return None, ShowPage(page)
            case "conversation", []:
                return None, ShowConversation()
            case "language", [language]:
                return None, SpeakLanguage(language)
            case "delete", []:
                return None, DeleteEverything()
            case (("subscribe" | "unsubscribe"), []):
                return None, Subscribe(verb == "subscribe")
            case (("wish" | "unwish"), [wish]):
                return None, WishFor(Wish(wish), verb == "wish")
            case _, [number, place, *argument]:
                consultation = consultations[int(number)]
                standing = _read_place(consultation, place)
                return int(number), Move(Tap(standing, _read_action(consultation, standing, verb, argument)))
            case _:
                return None
    except (KeyError, IndexError, ValueError):
        return None


def _written_action(consultation: Consultation, tap: Tap) -> tuple[str, list[str]]:
    match tap.action:
        case Choose(option):
            return "choose", [_option_index(consultation, tap.place, option)]
        case Unchoose(option):
            return "unchoose", [_option_index(consultation, tap.place, option)]
        case Rate(value):
            return "rate", ["x" if value is None else str(value)]
        case GoTo(place):
            return "goto", [_written_place(consultation, place)]
        case simple:
            return _VERBS[type(simple)], []


def _read_action(consultation: Consultation, place: Place, verb: str, argument: list[str]) -> Action:
    match verb, argument:
        case "choose", [index]:
            return Choose(_option_at(consultation, place, index))
        case "unchoose", [index]:
            return Unchoose(_option_at(consultation, place, index))
        case "rate", [value]:
            return Rate(None if value == "x" else _index(value))
        case "goto", [target]:
            return GoTo(_read_place(consultation, target))
        case _, []:
            return _SIMPLE[verb]
        case _:
            raise ValueError(f"no button says {verb!r} with {len(argument)} arguments")


def _option_index(consultation: Consultation, place: Place, option: str) -> str:
    assert isinstance(place, Asking), "only questions offer options"
    return str(list(consultation.options_of[place.question]).index(option))


def _option_at(consultation: Consultation, place: Place, index: str) -> str:
    if not isinstance(place, Asking):
        raise ValueError("only questions offer options")  # noqa: TRY004 - what was read is data, not a program's type
    return list(consultation.options_of[place.question])[_index(index)]


def _written_place(consultation: Consultation, place: Place) -> str:
    sections = list(consultation.section_by_id)
    questions = list(consultation.question_by_id)
    match place:
        case Welcome():
            return "w"
        case Opening(section):
            return f"o{sections.index(section)}"
        case Asking(question, editing):
            return f"{'e' if editing else 'a'}{questions.index(question)}"
        case Summary(section):
            return f"s{sections.index(section)}"
        case Review(page):
            return f"r{page}"
        case Thanks():
            return "t"
        case _:
            assert_never(place)


def _read_place(consultation: Consultation, written: str) -> Place:
    sections = list(consultation.section_by_id)
    questions = list(consultation.question_by_id)
    kind, rest = written[:1], written[1:]
    match kind:
        case "w":
            return Welcome()
        case "o":
            return Opening(sections[_index(rest)])
        case "a" | "e":
            return Asking(questions[_index(rest)], editing=kind == "e")
        case "s":
            return Summary(sections[_index(rest)])
        case "r":
            return Review(_index(rest))
        case "t":
            return Thanks()
        case _:
            raise ValueError(f"no place is written {written!r}")


def _index(digits: str) -> int:
    """An index as written by us: Python would take negative ones from the end."""
    if not digits.isascii() or not digits.isdecimal():
        raise ValueError(f"{digits!r} is no index")
    return int(digits)
