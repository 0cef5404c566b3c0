"""What is said when something cannot be done, whichever topic it belongs to."""

from typing import assert_never

from bot.markup import coded
from bot.screen import Button, Screen
from flows.lacking import notice_lacks
from results.speech import Speech
from storage.broadcasts.deciding import MomentPassed, RoundNotOpen
from storage.broadcasts.reading import UnknownBroadcast
from storage.broadcasts.words import (
    PICTURE_BYTES,
    BroadcastError,
    NothingSaid,
    OtherPicture,
    PictureTooLarge,
    TextTooLong,
)
from storage.roles import Permission, Role
from storage.round_changes import Anonymous, LanguageLost, NotNow, OtherStructure, ReasonUnusable
from storage.rounds import (
    CodeTaken,
    CodeUnusable,
    DatesUnusable,
    IncompleteNotice,
    RoundError,
    State,
    UnknownRound,
)
from storage.staff import LastOwner, NameTaken, NameUnusable, StaffError, UnknownMember


def refusal(words: Speech, error: RoundError | StaffError) -> str:
    """The error as a sentence that says what to do."""
    match error:
        case UnknownRound():
            return words.say("There is no such round. /rounds lists them all.")
        case CodeTaken():
            return words.say("There is a round of that code already. Please choose another one.")
        case CodeUnusable():
            return words.say("A code has 1 to 32 small letters (a-z), digits and hyphens. Please choose another one.")
        case DatesUnusable():
            return words.say("A round opens and closes at moments that lie ahead, and closes after it opens.")
        case IncompleteNotice():
            lack = words.tell(notice_lacks(error.missing))
            return words.say("Please complete the file first, and send it again: {lack}.", lack=lack)
        case NotNow(state=state):
            return words.say("That cannot be done now: the round is {state}.", state=state_name(words, state))
        case Anonymous():
            return words.say(
                "This round stays closed: its key or its answers are erased or due to be, so nobody could find their "
                "answers again, and everybody could answer twice."
            )
        case ReasonUnusable():
            return words.say("Please type the reason in one line of at most 200 characters.")
        case OtherStructure():
            return words.say("Only texts can be changed: questions, options, ids and rules stay as they are.")
        case LanguageLost():
            return words.say("People answer in a language that is missing in this file. Please put it back.")
        case NameTaken():
            return words.say("That name is or was somebody's. Names are not given twice; please choose another one.")
        case NameUnusable():
            return words.say("A name has 1 to 32 small letters (a-z), digits and hyphens. Please choose another one.")
        case UnknownMember():
            return words.say("Nobody of that name is on the list any more.")
        case LastOwner():
            return words.say("That is the only owner: somebody has to be left who may invite.")
        case _:
            return words.say("That cannot be done now. Please try once more.")


def broadcast_refusal(words: Speech, error: BroadcastError) -> str:
    """The same, of a broadcast."""
    match error:
        case UnknownBroadcast():
            return words.say("There is no such broadcast.")
        case TextTooLong(pictured=True, units=units, room=room):
            return words.say(
                "Beside a picture there is room for {room} characters, and the text has {units}. Please type a shorter "
                "text first, or do without the picture.",
                room=words.number(room),
                units=words.number(units),
            )
        case TextTooLong(units=units, room=room):
            return words.say(
                "There is room for {room} characters, and the text has {units}. Please type a shorter one.",
                room=words.number(room),
                units=words.number(units),
            )
        case NothingSaid():
            return words.say("There is no text in this language yet. Please type it.")
        case OtherPicture():
            return words.say("That is neither PNG nor JPEG. Please save it as one of the two, or send it as a photo.")
        case PictureTooLarge():
            megabytes = words.number(PICTURE_BYTES // 1_000_000)
            return words.say(
                "That picture is too large: there is room for {size} MB. Please send it as a photo.", size=megabytes
            )
        case MomentPassed():
            return words.say("That moment has passed. Nothing was sent; please type one that lies ahead.")
        case RoundNotOpen(state=state):
            return only_while_open(words, state, later=True)
        case _:
            return words.say("The broadcast was started or cancelled meanwhile, so it stays as it is.")


def only_while_open(words: Speech, state: State, *, later: bool) -> str:
    """Why a broadcast that calls people to answer does not go out; `later`: at the moment of its start."""
    name = state_name(words, state)
    if later:
        return words.say("It goes out only while the round is open; at that moment the round is {state}.", state=name)
    return words.say("It goes out only while the round is open; now the round is {state}.", state=name)


def refused(words: Speech, error: RoundError | StaffError, *rows: tuple[Button, ...]) -> Screen:
    """The refusal as a screen, with these buttons."""
    return Screen(coded(refusal(words, error)), rows)


def fault(words: Speech) -> str:
    """What is said when something of ours went wrong."""
    return words.say("Something went wrong on our side; it was noted. Please try once more.")


def state_name(words: Speech, state: State) -> str:
    """The state of a round, in a word."""
    match state:
        case State.DRAFT:
            return words.say("a draft")
        case State.OPEN:
            return words.say("open")
        case State.PAUSED:
            return words.say("paused")
        case State.CLOSED:
            return words.say("closed")
        case _:
            assert_never(state)


def role_name(words: Speech, role: Role) -> str:
    """The role, in a word."""
    match role:
        case Role.OWNER:
            return words.say("owner")
        case Role.EDITOR:
            return words.say("editor")
        case Role.ANALYST:
            return words.say("analyst")
        case _:
            assert_never(role)


def not_allowed(words: Speech, role: Role) -> str:
    """What is said to who may not do that."""
    return words.say(
        "As {role} you may not do that. /help lists what you may do; an owner can change your role.",
        role=role_name(words, role),
    )


def permission_name(words: Speech, permission: Permission) -> str:
    """What is allowed, in a few words."""
    match permission:
        case Permission.LOOK:
            return words.say("see rounds and try consultations")
        case Permission.RESULTS:
            return words.say("read released results and reports")
        case Permission.EXACT:
            return words.say("see exact figures, which the audit notes")
        case Permission.WORDS:
            return words.say("read what people wrote in their own words, and decide what others see of it")
        case Permission.ROWS:
            return words.say("have responses row by row, which the audit notes")
        case Permission.WRITE:
            return words.say("make rounds of consultations and mend their texts")
        case Permission.STEER:
            return words.say("schedule, open, pause, resume and close rounds")
        case Permission.REOPEN:
            return words.say("reopen closed rounds")
        case Permission.BROADCAST:
            return words.say("write to subscribers")
        case Permission.STAFF:
            return words.say("invite and remove staff, and change roles")
        case Permission.AUDIT:
            return words.say("read the audit")
        case _:
            assert_never(permission)
