"""What is typed about a round: when it opens and closes, and why it is reopened.

What was typed is confirmed by a button under a reply to it, and read from there again: it is kept nowhere else.
"""

from datetime import datetime

from bot.markup import bold, paragraphs, plain, quoted
from bot.moments import typed_moments
from bot.screen import Button, Screen
from bot.staff.rounds import all_rounds, card, done, named, to_round
from bot.staff.saying import refused
from bot.staff.visit import Question, Tap, Topic, Visit
from storage.roles import Permission
from storage.round_changes import NotNow, ReasonUnusable, reason_in, reopen_round, schedule_round, scheduled
from storage.rounds import DatesUnusable, Round, RoundError, State

STEER, REOPEN = Permission.STEER, Permission.REOPEN
_OPENING, _CLOSING = "opening", "closing"
"""What the first date was when it was confirmed: the round may be opened by somebody before the button is tapped."""


async def ask_dates(visit: Visit) -> Screen | None:
    """When the round is to open and close."""
    found = await named(visit)
    if found is None:
        return None
    words = visit.words
    wanted = (
        words.say(
            "Please type when it opens, and if you like when it closes, such as: 01.03.2027 09:00, 31.03.2027. "
            "A day without an hour counts whole."
        )
        if found.state(visit.at) is State.DRAFT
        else words.say("Please type when it closes, such as: 31.03.2027 or 31.03.2027 18:00. A day counts to its end.")
    )
    return Screen(
        paragraphs(bold(words.say("Schedule {code}", code=found.code)), plain(wanted)), (to_round(words, found.code),)
    )


async def take_dates(visit: Visit) -> bool:
    """Shows how they were understood, to be confirmed."""
    found = await named(visit)
    if found is None:
        return True
    words, dates = visit.words, _dates(visit, found, visit.text)
    back = to_round(words, found.code)
    if dates is None:
        unread = words.say("I could not read that. Please type days such as 31.03.2027 18:00.")
        await visit.send(Screen(plain(unread), (back,)))
        return False
    if dates[0] is not None and found.state(visit.at) in {State.OPEN, State.PAUSED}:
        opened = words.say("{code} has opened already. Please type only when it closes.", code=found.code)
        await visit.send(Screen(plain(opened), (back,)))
        return False
    try:
        scheduled(found, visit.at, *dates)
    except RoundError as error:
        await visit.send(refused(words, error, back))
        return not isinstance(error, DatesUnusable)
    opens, closes = (None if each is None else words.moment(each.astimezone(visit.at.tzinfo)) for each in dates)
    first = _CLOSING if dates[0] is None else _OPENING
    yes = Button(
        words.say("Yes, schedule {code} so", code=found.code), f"scheduled.{first}.{found.code}", style="success"
    )
    await visit.reply(
        Screen(
            paragraphs(
                bold(words.say("Schedule {code}?", code=found.code)),
                plain(words.say("Opens: {moment}", moment=opens)) if opens else None,
                plain(words.say("Closes: {moment}", moment=closes)) if closes else None,
            ),
            ((yes,), back),
        )
    )
    return True


async def schedule(visit: Visit) -> None:
    """Sets the dates that the message says to which the tapped one is a reply: as they were confirmed, or not."""
    found = await named(visit)
    dates = None if found is None else _dates(visit, found, visit.replied)
    if found is None or dates is None:
        return
    opens, closes = dates
    try:
        if (opens is None) != (visit.given[0] == _CLOSING):
            raise NotNow(found.code, found.state(visit.at), "one day alone means something else by now")
        changed = await schedule_round(
            visit.database, found.code, visit.at, opens=opens, closes=closes, by=visit.author
        )
    except RoundError as error:
        await visit.show(refused(visit.words, error, to_round(visit.words, found.code)))
        return
    await visit.show(await card(visit, changed, visit.words.say("{code} is scheduled.", code=changed.code)))


def _dates(visit: Visit, of: Round, text: str) -> tuple[datetime | None, datetime | None] | None:
    """Opening and closing: of a draft one alone is the opening, of other rounds the closing."""
    try:
        found = typed_moments(text, visit.office.settings.time_zone)
    except ValueError:
        return None
    match found:
        case [(begins, _)] if of.state(visit.at) is State.DRAFT:
            return begins, None
        case [(_, ends)]:
            return None, ends
        case [(begins, _), (_, ends)]:
            return begins, ends
        case _:
            return None


async def ask_reason(visit: Visit) -> Screen | None:
    """Why the round is to be reopened."""
    found = await named(visit)
    if found is None:
        return None
    words = visit.words
    return Screen(
        paragraphs(
            bold(words.say("Reopen {code}", code=found.code)),
            plain(
                words.say(
                    "Please type the reason, in one line: it stands in the audit. Nothing happens until you confirm it."
                )
            ),
        ),
        (to_round(words, found.code),),
    )


async def take_reason(visit: Visit) -> bool:
    """Shows the reason and what reopening means, to be confirmed."""
    words, [code] = visit.words, visit.given
    try:
        reason = reason_in(visit.text)
    except ReasonUnusable as error:
        await visit.send(refused(words, error, to_round(words, code)))
        return False
    yes = Button(words.say("Yes, reopen {code}", code=code), f"reopened.{code}", style="danger")
    await visit.reply(
        Screen(
            paragraphs(
                bold(words.say("Reopen {code}?", code=code)),
                quoted(reason),
                plain(
                    words.say(
                        "Everybody can answer and change answers again, until you close it or schedule its closing. "
                        "What was released stays; the days until key and answers are erased count from the new closing."
                    )
                ),
            ),
            ((yes,), to_round(words, code)),
        )
    )
    return True


async def reopen(visit: Visit) -> None:
    """Reopens the round, with the reason that the message says to which the tapped one is a reply."""
    [code] = visit.given
    try:
        changed = await reopen_round(visit.database, code, visit.at, reason=visit.replied, by=visit.author)
    except RoundError as error:
        await visit.show(refused(visit.words, error, all_rounds(visit.words)))
        return
    await visit.show(await card(visit, changed, done(visit.words, changed, visit.at)))


def setup() -> Topic:
    """Schedules and reopenings."""
    return Topic(
        taps=(Tap("scheduled", STEER, schedule), Tap("reopened", REOPEN, reopen)),
        questions=(
            Question("schedule", STEER, ask_dates, take_dates),
            Question("reopen", REOPEN, ask_reason, take_reason),
        ),
    )
