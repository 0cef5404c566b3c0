"""Files that staff send: what they hold, or everything that is wrong with them at once.

A file is kept nowhere: the message with its buttons is a reply to it, and a tap fetches it from Telegram again.

errors:
    NotTaken   the file is none that is read, or too large: the message is a sentence for who sent it
"""

import asyncio
from pathlib import PurePath
from typing import Final

from telegram import Document as Sent

from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Document, Screen
from bot.staff.visit import Visit
from flows.consultation import Consultation
from flows.reading import ConsultationErrors, read_consultation
from flows.written.source import LARGEST_TEXT
from results.labels import shortened
from results.speech import Speech

YAML: Final = frozenset({".yaml", ".yml"})
SHOWN: Final = 8
"""Findings that a message has room for; all of them come as a file when there are more."""

FINDING_LENGTH: Final = 300


class NotTaken(Exception):
    """The file is none that is read, or too large."""


async def consultation_in(visit: Visit, sent: Sent) -> Consultation | None:
    """The consultation in the file; None when everything that is wrong with it was told."""
    try:
        content = await _content(visit, sent)
    except NotTaken as error:
        await visit.reply(Screen(plain(str(error))))
        return None
    try:
        # Beside the loop: a large text takes its time.
        return await asyncio.to_thread(read_consultation, content)
    except ConsultationErrors as error:
        await _tell(visit, [str(each) for each in error.mistakes])
        return None


def sent_in_reply(visit: Visit) -> Sent | None:
    """The file to which the tapped message is a reply; None where it is gone."""
    answered = visit.message.reply_to_message
    return None if answered is None else answered.document


async def _content(visit: Visit, sent: Sent) -> bytes:
    words, largest = visit.words, LARGEST_TEXT
    if PurePath(sent.file_name or "").suffix.lower() not in YAML:
        raise NotTaken(_kinds(words))
    if sent.file_size is None or sent.file_size > largest:
        raise NotTaken(words.say("That file is too large. I read up to {size} kB.", size=words.number(largest // 1000)))
    return await visit.office.writing.content(sent.file_id)


def _kinds(words: Speech) -> str:
    return words.say("I read consultations as .yaml files. Please send one as a file.")


async def _tell(visit: Visit, findings: list[str]) -> None:
    words = visit.words
    heading = words.say_n("I found {n} mistake in this file:", "I found {n} mistakes in this file:", len(findings))
    shown = [plain(f"• {shortened(each, FINDING_LENGTH)}") for each in findings[:SHOWN]]
    rest = words.say("All of them are in the file below.") if len(findings) > SHOWN else None
    await visit.reply(
        Screen(
            paragraphs(
                bold(heading),
                lines(*shown),
                plain(rest) if rest else None,
                plain(words.say("Please mend them and send the file again.")),
            )
        )
    )
    if len(findings) > SHOWN:
        await visit.document(Document("findings.txt", "\n".join(findings).encode()))
