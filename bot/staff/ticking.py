"""What falls due for staff: the ticker only ticks, what is to be done is a row that one process claims."""

from typing import Final

import structlog
from telegram.error import TelegramError

from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from bot.staff.alarms import alarm
from bot.staff.digests import digest_of, digests_due
from bot.staff.visit import Office
from bot.staff.writing import is_unreachable
from bot.traces import kind
from results.speech import speech
from storage.audit import head_of, lines
from storage.daily import claim_day, day_done
from storage.incidents import to_tell, was_told
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
    async for member, digest in digests_due(office, await members(office.database)):
        if await _send(office, member, digest, "daily digest"):
            await day_done(office.database, digest_of(member), office.now().date())


async def _tell_incidents(office: Office) -> None:
    """What looks wrong, to all who can do something about it."""
    now = office.now()
    for incident in await to_tell(office.database, now):
        steering = [each for each in await members(office.database) if each.may(Permission.STEER)]
        sent = [await _send(office, each, alarm(incident, speech(each.language), now), "alarm") for each in steering]
        if all(sent):
            await was_told(office.database, incident)


async def _send(office: Office, member: Member, screen: Screen, what: str) -> bool:
    """Sends it to the member. That it fails is a line in the log, and keeps nobody else.

    False when it may not have arrived, so that it has to come again: what Telegram refuses will not arrive ever.
    """
    try:
        await office.writing.send(office.keys.unseal_staff(member.sealed), screen)
    except TelegramError as error:
        log.warning("not sent to staff", what=what, reason=kind(error))
        return not is_unreachable(error)
    return True


async def _send_heads(office: Office) -> None:
    """The head of the audit's chain, once a day to each who may read the audit."""
    now = office.now()
    if now.hour < HEAD_HOUR:
        return
    for member in await members(office.database):
        task = f"audit head/{member.number}"
        if not member.may(Permission.AUDIT) or not await claim_day(office.database, task, now.date(), now):
            continue
        chain = await lines(office.database)
        if await _send(office, member, _head(member, len(chain), head_of(chain)), "head of the audit"):
            await day_done(office.database, task, now.date())


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
