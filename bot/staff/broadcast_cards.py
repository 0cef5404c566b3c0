"""What staff see of a broadcast: a card with its words, how it stands, and what can be done with it."""

from datetime import datetime
from typing import Final, assert_never

from bot.broadcasting.report import Figure, told
from bot.markup import bold, lines, paragraphs, plain, quoted, utf16_length
from bot.screen import Button, Screen
from bot.staff.saying import only_while_open
from bot.staff.visit import Visit
from results.labels import shortened
from results.speech import Speech, own_name
from storage.broadcasts.broadcast import Broadcast, Kind, Standing
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.rounds import Round
from storage.rows import last_day

SHOWN_UNITS: Final = 3000
"""UTF-16 units that a card has for the texts of all languages: a message takes 4096."""


def card(visit: Visit, of: Broadcast, round_: Round) -> Screen:
    """What it says, to whom, how it stands, and what can be done with it."""
    words, now = visit.words, visit.office.now()
    standing = of.standing(now)
    room = SHOWN_UNITS // len(of.words)
    texts = [
        paragraphs(plain(_heading(words, language, said)), quoted(_fitting(said.text, room)))
        for language, said in of.words.items()
    ]
    facts = [
        words.say("Round: {code}", code=round_.code),
        words.say("To: {segment}", segment=segment_name(words, of.segment)),
        *([_stopped(words, of.stopped_by)] if of.stopped_by else []),
        words.say("Quiet hours: {hours}", hours=of.quiet) if of.quiet else words.say("Quiet hours: none"),
        words.say("State: {state}", state=state_name(words, of, now)),
    ]
    if (barred := of.barred(now)) is not None:
        facts.append(only_while_open(words, barred, later=standing is Standing.SCHEDULED))
    if of.starts is not None:
        facts += _starts(words, of, of.starts.astimezone(now.tzinfo), now)
    return Screen(
        paragraphs(
            bold(f"{of.number} · {kind_name(words, of.kind)}"),
            lines(*(plain(each) for each in facts)),
            *([] if of.prepared else texts),
            _progress(words, of, round_, standing) if of.prepared else None,
        ),
        (*_buttons(words, of, standing, visit.office.settings.quiet_hours), all_broadcasts(words)),
    )


def _starts(words: Speech, of: Broadcast, starts: datetime, now: datetime) -> list[str]:
    """When it started or will; nothing of what was cancelled before."""
    moment = words.moment(starts)
    if starts <= now:
        return [words.say("Started: {moment}", moment=moment)]
    if of.cancelled:
        return []
    quiet = None if of.quiet is None else of.quiet.until(starts)
    if quiet is None:
        return [words.say("Starts: {moment}", moment=moment)]
    hour = f"{quiet:%H:%M}"
    return [words.say("Starts: {moment}, waits until {time}, for it is quiet then", moment=moment, time=hour)]


def _fitting(text: str, room: int) -> str:
    """The text, shortened to that many UTF-16 units, of which some characters take two."""
    head = text[:room]
    return shortened(text, room - (utf16_length(head) - len(head)))


def _heading(words: Speech, language: str, said: Words) -> str:
    name = own_name(language)
    return name if said.picture is None else words.say("{language}, with a picture 🖼", language=name)


def _progress(words: Speech, of: Broadcast, round_: Round, standing: Standing) -> str:
    if standing not in {Standing.DONE, Standing.CANCELLED}:
        done, whole = words.number(of.counts.settled), words.number(of.counts.recipients)
        return plain(words.say("{done} of {whole} subscribers are done", done=done, whole=whole))
    figures = told(of, round_.consultation.release)
    return lines(*(plain(f"{_name(words, name)}: {figure_said(words, figure)}") for name, figure in figures.items()))


def figure_said(words: Speech, figure: Figure) -> str:
    """The figure in words."""
    n = words.number(figure.n)
    match figure.told:
        case "":
            return n
        case "about":
            return words.say("about {n}", n=n)
        case "under":
            return words.say("under {n}", n=n)
        case "untold":
            return words.say("not told")
        case unknown:
            assert_never(unknown)


def _name(words: Speech, name: str) -> str:
    return {
        "subscribers": words.say("Subscribers"),
        "sent": words.say("Sent"),
        "blocked": words.say("Have blocked the bot"),
        "deactivated": words.say("Have no account any more"),
        "failed": words.say("Refused by Telegram"),
        "unknown": words.say("Unknown whether it arrived"),
        "not asked for": words.say("Did not ask for it"),
        "too late": words.say("Not sent before the round closed"),
        "left meanwhile": words.say("Unsubscribed meanwhile"),
        "to come": words.say("Not sent any more"),
    }[name]


def _buttons(words: Speech, of: Broadcast, standing: Standing, city_quiet: str) -> tuple[tuple[Button, ...], ...]:
    steer = f"mailing.{of.number}"
    end = (Button(words.say("Cancel for good…"), f"end.{of.number}", style="danger"),)
    again = Button(words.say("↻ Refresh"), card_of(of))
    match standing:
        case Standing.DRAFT:
            rows = [(reword_button(words, of, each),) for each in of.words]
            aim = (Button(words.say("Who is it for?"), f"aim.{of.number}"),)
            hush = _hush(words, of, city_quiet)
            trial = (Button(words.say("Send it to me only"), f"trial.{of.number}"),)
            send = (Button(words.say("Count and send…"), f"mail.{of.number}", style="success"),)
            return (*rows, aim, *hush, trial, send, end)
        case Standing.SCHEDULED:
            back = Button(words.say("Take the schedule back"), f"{steer}.unschedule")
            return ((again, Button(words.say("Pause"), f"{steer}.pause")), (back,), end)
        case Standing.RUNNING:
            return ((again, Button(words.say("Pause"), f"{steer}.pause")), end)
        case Standing.PAUSED:
            return ((again, Button(words.say("Go on"), f"{steer}.resume", style="success")), end)
        case Standing.CANCELLED | Standing.DONE:
            return ()
        case _:
            assert_never(standing)


def reword_button(words: Speech, of: Broadcast, language: str) -> Button:
    """What asks for the text and the picture in a language."""
    label = words.say("Text and picture: {language}", language=own_name(language))
    return Button(label, f"reword.{of.number}.{language}")


def _hush(words: Speech, of: Broadcast, city_quiet: str) -> tuple[tuple[Button, ...], ...]:
    """Quiet hours on or off; nothing where the city has none."""
    if of.quiet is not None:
        return ((Button(words.say("Send in quiet hours, too"), f"hush.{of.number}.off"),),)
    if not city_quiet:
        return ()
    return ((Button(words.say("Keep quiet hours: {hours}", hours=city_quiet), f"hush.{of.number}.on"),),)


def since_name(words: Speech, week: str | None) -> str:
    """By when those in progress stopped, in a few words."""
    return words.say("whenever") if week is None else words.say("by {day}", day=words.short_day(last_day(week)))


def _stopped(words: Speech, week: str) -> str:
    return words.say("They last answered on {day} or before", day=words.day(last_day(week)))


def kind_name(words: Speech, kind: Kind) -> str:
    """What it is for, in a few words."""
    match kind:
        case Kind.ANNOUNCE:
            return words.say("Announce a round")
        case Kind.REMIND:
            return words.say("Bring back who stopped halfway")
        case Kind.THANK:
            return words.say("Thank who took part")
        case Kind.RESULTS:
            return words.say("Tell that results are out")
        case Kind.DEEDS:
            return words.say("Tell what the city did")
        case _:
            assert_never(kind)


def segment_name(words: Speech, segment: Segment) -> str:
    """To whom, in a few words."""
    match segment:
        case Segment.ALL:
            return words.say("everybody who asked for it")
        case Segment.NEVER_STARTED:
            return words.say("who has not begun")
        case Segment.IN_PROGRESS:
            return words.say("who has begun and not finished")
        case Segment.SUBMITTED:
            return words.say("who has sent everything")
        case _:
            assert_never(segment)


def state_name(words: Speech, of: Broadcast, now: datetime) -> str:
    """How it stands, in a few words; `now` carries the city's time zone."""
    if of.standing(now) is Standing.RUNNING and of.barred(now) is not None:
        return words.say("waits for the round")
    if (quiet := of.quiet_until(now)) is not None:
        return words.say("waits until {time}", time=f"{quiet:%H:%M}")
    match of.standing(now):
        case Standing.DRAFT:
            return words.say("a draft")
        case Standing.SCHEDULED:
            return words.say("scheduled")
        case Standing.RUNNING:
            return words.say("on its way")
        case Standing.PAUSED:
            return words.say("on hold")
        case Standing.CANCELLED:
            return words.say("cancelled")
        case Standing.DONE:
            return words.say("done")
        case unknown:
            assert_never(unknown)


def card_of(of: Broadcast) -> str:
    """What the button asks for that leads to its card."""
    return f"broadcast.{of.number}"


def to_broadcast(words: Speech, of: Broadcast) -> tuple[Button, ...]:
    """The row that leads to its card."""
    return (Button(words.say("◀ Broadcast {n}", n=of.number), card_of(of)),)


def all_broadcasts(words: Speech) -> tuple[Button, ...]:
    """The row that leads to the list."""
    return (Button(words.say("◀ All broadcasts"), "broadcasts"),)
