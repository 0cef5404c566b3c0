"""What falls due for staff: the ticker only ticks, what is to be done is a row that one process claims."""

from typing import Final

import structlog
from telegram.error import TelegramError

from bot.markup import bold, paragraphs, plain
from bot.screen import Screen
from bot.staff.visit import Office
from bot.traces import kind
from results.speech import speech
from storage.audit import head_of, lines
from storage.daily import claim_day
from storage.roles import Permission
from storage.staff import Member, members

log: structlog.stdlib.BoundLogger = structlog.get_logger()

TICK_SECONDS: Final = 60.0
HEAD_HOUR: Final = 8
"""From this hour of the city's day on owners get the head of the audit: nobody is woken for it."""


async def tick(office: Office) -> None:
    """Does what is due now; it may be called at any moment, by any number of processes."""
    await _send_heads(office)


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
        try:
            await office.writing.send(
                office.keys.unseal_staff(member.sealed), _head(member, len(chain), head_of(chain))
            )
        except TelegramError as error:
            log.warning("head of the audit not sent", reason=kind(error))


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
                words.say("Please keep this message: if lines are ever cut off at the end, this head is missing then.")
            ),
        )
    )
