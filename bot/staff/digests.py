"""/digest: the day before in a message, at the hour that a member chooses."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.progress import brief
from bot.staff.visit import Command, Office, Tap, Topic, Visit
from results.speech import Speech, speech
from results.watching.reading import status
from results.watching.status import Status
from storage.daily import claim_day, day_done
from storage.digest_hours import digest_hours, set_digest_hour
from storage.roles import Permission
from storage.rounds import Round, State, rounds
from storage.staff import Member

_ROW = 4

MOST_ROUNDS = 5
"""A message has room for so many; /status has the others."""

_OFF = "off"


async def ask_hour(visit: Visit) -> None:
    """The hours, with the one that was chosen."""
    words = visit.words
    chosen = (await digest_hours(visit.database)).get(visit.member.number)
    hours = [Button(_ticked(f"{hour}:00", hour == chosen), f"digest.{hour}") for hour in range(24)]
    off = Button(_ticked(words.say("No digest"), chosen is None), f"digest.{_OFF}")
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("The daily digest")),
                plain(words.say("Once a day, how every open round is doing. When shall it come?")),
            ),
            (*(tuple(hours[first : first + _ROW]) for first in range(0, 24, _ROW)), (off,)),
        )
    )


async def choose_hour(visit: Visit) -> None:
    """It comes from the next such hour on, and never twice a day."""
    [wanted] = visit.given
    hour = int(wanted) if wanted in map(str, range(24)) else None
    if hour is not None or wanted == _OFF:
        if hour is not None and visit.at.hour >= hour:
            # Today's hour is over: today's digest counts as sent. First this, for a tick may come in between.
            await claim_day(visit.database, digest_of(visit.member), visit.at.date(), visit.at)
            await day_done(visit.database, digest_of(visit.member), visit.at.date())
        await set_digest_hour(visit.database, visit.member.number, hour)
    await ask_hour(visit)


async def digests_due(office: Office, members: list[Member]) -> AsyncIterator[tuple[Member, Screen]]:
    """The digests that fall to this process to be sent now, each claimed when its turn has come."""
    now, hours = office.now(), await digest_hours(office.database)
    shown: list[tuple[Round, Status]] | None = None
    for member in members:
        due = member.number in hours and now.hour >= hours[member.number]
        if due and await claim_day(office.database, digest_of(member), now.date(), now):
            if shown is None:
                shown = await _shown(office, now)
            yield member, _digest(shown, speech(member.language))


async def _shown(office: Office, now: datetime) -> list[tuple[Round, Status]]:
    running = [each for each in await rounds(office.database) if each.state(now) in {State.OPEN, State.PAUSED}]
    return [(each, await status(office.database, each, now)) for each in running[:MOST_ROUNDS]]


def _digest(shown: list[tuple[Round, Status]], words: Speech) -> Screen:
    parts = [brief(doing, each.consultation, words) for each, doing in shown]
    if not parts:
        parts = [plain(words.say("No round is open today."))]
    rows = tuple((Button(words.say("More about {code}", code=each.code), f"status.{each.code}"),) for each, _ in shown)
    return Screen(paragraphs(bold(words.say("Good day! This is how it stands.")), *parts), rows)


def digest_of(member: Member) -> str:
    """What is claimed for the member's digest."""
    return f"digest/{member.number}"


def _ticked(text: str, chosen: bool) -> str:
    return f"✓ {text}" if chosen else text


def setup() -> Topic:
    """/digest."""
    about = Command("digest", lambda words: words.say("a daily digest, at your hour"), Permission.LOOK, ask_hour)
    return Topic(commands=(about,), taps=(Tap("digest", Permission.LOOK, choose_hour),))
