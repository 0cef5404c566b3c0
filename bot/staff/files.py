"""Files that staff send: what they hold, or everything that is wrong with them at once.

A file is kept nowhere: the message with its buttons is a reply to it, and a tap fetches it from Telegram again.

errors:
    NotTaken   the file is none that is read, or too large: the message is a sentence for who sent it
"""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from telegram import Document as Sent

from bot.forms.apart import read_apart
from bot.markup import bold, coded, lines, paragraphs, plain
from bot.screen import Document, Screen
from bot.staff.visit import Visit
from flows.mistakes import Mistake
from flows.reading import ConsultationErrors, Draft
from flows.written.source import LARGEST_TEXT
from flows.xlsform.workbook import LARGEST_FILE
from results.labels import shortened

KINDS: Final = frozenset({".yaml", ".yml", ".xlsx"})
LARGEST: Final = max(LARGEST_TEXT, LARGEST_FILE)
"""In bytes; what is larger is not even fetched. Each kind has its own limit beside it."""

SHOWN: Final = 8
"""Findings that a message has room for; all of them come as a file when there are more."""

FINDING_LENGTH: Final = 300


class NotTaken(Exception):
    """The file is none that is read, or too large."""


async def draft_in(visit: Visit, sent: Sent, *, complete: bool = True) -> Draft | None:
    """The consultation in the file, and what was noted; None when everything that is wrong with it was told.

    `complete`: the whole of it, what it still lacks is wrong with it.
    It is read in a process of its own, with limits: whoever can send a file could send one that eats a machine.
    """
    try:
        draft = await read_apart(await _content(visit, sent))
    except NotTaken as error:
        await visit.reply(Screen(plain(str(error))))
        return None
    except ConsultationErrors as error:
        await tell_findings(visit, error.mistakes)
        return None
    if complete and draft.missing:
        await tell_findings(visit, draft.missing)
        return None
    return draft


def sent_in_reply(visit: Visit) -> Sent | None:
    """The file to which the tapped message is a reply; None where it is gone."""
    answered = visit.message.reply_to_message
    return None if answered is None else answered.document


async def _content(visit: Visit, sent: Sent) -> bytes:
    words = visit.words
    if PurePath(sent.file_name or "").suffix.lower() not in KINDS:
        raise NotTaken(words.say("I read consultations as .xlsx workbooks and .yaml files. Please send one as a file."))
    if sent.file_size is None or sent.file_size > LARGEST:
        raise NotTaken(words.say("That file is too large. I read up to {size} kB.", size=words.number(LARGEST // 1000)))
    return await visit.office.writing.content(sent.file_id)


async def tell_findings(visit: Visit, mistakes: Sequence[Mistake]) -> None:
    """Names what is wrong with a file: the first of them, all in a file when there are more."""
    words = visit.words
    findings = [words.tell(each.told) for each in mistakes]
    heading = words.say_n("I found {n} mistake in this file:", "I found {n} mistakes in this file:", len(findings))
    shown = [coded(f"• {shortened(each, FINDING_LENGTH)}") for each in findings[:SHOWN]]
    rest = words.say("All of them are in the file below.") if len(findings) > SHOWN else None
    await visit.reply(
        Screen(
            paragraphs(
                bold(heading),
                lines(*shown),
                plain(rest) if rest else None,
                plain(words.say("Please mend the file and send it again.")),
            )
        )
    )
    if len(findings) > SHOWN:
        await visit.document(Document("findings.txt", "\n".join(findings).encode()))
