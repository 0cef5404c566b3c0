"""What falls due for staff: the ticker only ticks, what is to be done is a row that one process claims."""

from typing import Final

import structlog
from telegram.error import TelegramError

from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from bot.staff.alarms import alarm
from bot.staff.digests import digests_due
from bot.staff.visit import Office
from bot.traces import kind
from results.speech import speech
from storage.audit import head_of, lines
from storage.daily import claim_day
from storage.incidents import to_tell
from storage.roles import Permission
from storage.staff import Member, members

log: structlog.stdlib.BoundLogger = structlog.get_logger()

TICK_SECONDS: Final = 60.0
HEAD_HOUR: Final = 8
"""From this hour of the city's day on owners get the head of the audit: nobody is woken for it."""


async def tick(office: Office) -> None:
    """Does what is due now; it may be called at any moment, by any number of processes."""
    await _send_heads(office)
    await _send_digests(office)
    await _tell_incidents(office)


async def _send_digests(office: Office) -> None:
    for member, digest in await digests_due(office, await members(office.database)):
        await _send(office, member, digest, "daily digest")


async def _tell_incidents(office: Office) -> None:
    """What looks wrong, to all who can do something about it."""
    now = office.now()
    for incident in await to_tell(office.database, now):
        for member in await members(office.database):
            if member.may(Permission.STEER):
                await _send(office, member, alarm(incident, speech(member.language), now), "alarm")


async def _send(office: Office, member: Member, screen: Screen, what: str) -> None:
    """Sends it to the member. That it fails is a line in the log: it is not tried again, and keeps nobody else."""
    try:
        await office.writing.send(office.keys.unseal_staff(member.sealed), screen)
    except TelegramError as error:
        log.warning("not sent to staff", what=what, reason=kind(error))


async def _send_heads(office: Office) -> None:
    """The head of the audit's chain, once a day to each who may read the audit."""
    now = office.now()
    if now.hour < HEAD_HOUR:
        return
    readers = [each for each in await members(office.database) if each.may(Permission.AUDIT)]
    due = [each for each in readers if await claim_day(office.database, f"audit head/{each.number}", now.date())]
    if not due:
        return
    chain = await lines(office.database)
    for member in due:
        await _send(office, member, _head(member, len(chain), head_of(chain)), "head of the audit")


def _head(member: Member, count: int, head: str) -> Screen:
    words = speech(member.language)
    return Screen(
        paragraphs(
            bold(words.say("The audit today")),
            plain(
                words.say_n("It has {n} line, and this is its head:", "It has {n} lines, and this is its head:", count)
            ),
            f"<code>{plain(head)}</code>",
            plain(
                words.say(
                    "Please keep this message. If lines are ever cut off at the end, this head goes missing: send it "
                    "to me, and I say where it stands."
                )
            ),
        )
    )
