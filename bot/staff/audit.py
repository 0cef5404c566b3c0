"""/audit: the last lines of the audit, whether its chain is whole, and whether a head that was kept is in it."""

import json
import re
from typing import Final

from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Button, Document, Screen
from bot.staff.acts import subject_of, what_of
from bot.staff.visit import Command, Tap, Topic, Visit
from results.labels import shortened
from results.speech import Speech
from storage import audit
from storage.audit import Line, first_break, head_of, line_of
from storage.roles import Permission

SHOWN: Final = 12
SUBJECT_LENGTH: Final = 80
_HEAD: Final = re.compile(r"[0-9a-f]{64}")
MAY = Permission.AUDIT


async def show_audit(visit: Visit) -> None:
    """The newest lines, the last one at the bottom, under the verdict."""
    words, chain = visit.words, await audit.lines(visit.database)
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("The audit")),
                plain(_verdict(words, chain)),
                f"<code>{plain(head_of(chain))}</code>",
                lines(*(plain(_told(visit, each)) for each in chain[-SHOWN:])),
            ),
            (
                (Button(words.say("Verify again"), "audit"),),
                (Button(words.say("All lines as a file"), "lines"),),
            ),
        )
    )


async def send_lines(visit: Visit) -> None:
    """All lines with all that goes into their hashes, as `glas audit --format json` prints them."""
    chain = await audit.lines(visit.database)
    content = json.dumps([each.document for each in chain], ensure_ascii=False, indent=2)
    await visit.document(Document("audit.json", content.encode()))


async def find_head(visit: Visit) -> bool:
    """Whether what was typed is a head, such as owners get every day; then it is said where it stands."""
    typed, words = visit.text.strip().lower(), visit.words
    if not _HEAD.fullmatch(typed) or not visit.may(MAY):
        return False
    chain = await audit.lines(visit.database)
    number, broken = line_of(chain, typed), first_break(chain)
    if number is None:
        found = words.say(
            "✗ No line has that head: lines were cut off at the end since you kept it, or an older database was put "
            "back."
        )
    elif broken is not None:
        found = _verdict(words, chain)
    else:
        found = words.say(
            "✓ That is the head of line {number}: up to there nothing was changed since.", number=words.number(number)
        )
    await visit.reply(Screen(plain(found), ((Button(words.say("The audit"), "audit"),),)))
    return True


def _verdict(words: Speech, chain: list[Line]) -> str:
    broken = first_break(chain)
    if broken is None:
        return words.say_n(
            "✓ The chain of {n} line is whole. Its head:", "✓ The chain of {n} lines is whole. Its head:", len(chain)
        )
    return words.say(
        "✗ The chain is broken at line {number}: somebody has changed the database by hand. Its head:",
        number=words.number(broken.number),
    )


def _told(visit: Visit, line: Line) -> str:
    words, moment = visit.words, visit.words.moment(line.at.astimezone(visit.at.tzinfo))
    subject = shortened(subject_of(words, line), SUBJECT_LENGTH)
    return f"{line.number}. {moment} · {line.who} · {what_of(words, line)} · {subject}"


def setup() -> Topic:
    """/audit."""
    about = Command("audit", lambda words: words.say("who did what, and whether it is whole"), MAY, show_audit)
    taps = (Tap("audit", MAY, show_audit), Tap("lines", MAY, send_lines))
    return Topic(commands=(about,), taps=taps, texts=find_head)
