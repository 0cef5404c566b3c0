"""A consultation sent as a file: tried, made a round of, or taken for the texts of a round."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.markup import bold, coded, lines, paragraphs, plain
from bot.opening import made_round
from bot.screen import Button, Document, Screen
from bot.staff.deeds import is_table
from bot.staff.files import draft_in, sent_in_reply
from bot.staff.rounds import all_rounds, card, to_round
from bot.staff.saying import refused
from bot.staff.trying import Trials
from bot.staff.visit import Command, Question, Tap, Topic, Visit
from flows.consultation import Consultation, text_in
from flows.lacking import notice_lacks
from flows.mistakes import Mistake, Note
from flows.reading import Draft
from flows.rewording import Reworded
from flows.rewording import reworded as texts_changed
from flows.xlsform.template import template
from results.labels import shortened
from results.speech import Speech, own_name
from storage.audit import Author
from storage.database import Database
from storage.roles import Permission
from storage.round_changes import replace_draft, reword_round, reworded
from storage.rounds import LONGEST_CODE, CodeUnusable, Round, RoundError, State, round_by_code, rounds, structure_hash

WRITE = Permission.WRITE
MOST_NOTES: Final = 6
NOTE_LENGTH: Final = 200
"""So a message has room for what is missing and for what is noted, however long: all of it comes as a file then."""

MOST_CHANGES: Final = 8
CHANGE_LENGTH: Final = 80

_ByFile = Callable[[Database, str, Consultation, datetime, Author], Awaitable[Round]]


class Consultations:
    """What is done with a file."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    async def received(self, visit: Visit) -> None:
        """A file: checked, and what can be done with it."""
        assert visit.message.document is not None, "it is called for files"
        if is_table(visit.message.document) and visit.may(Permission.BROADCAST):
            return
        draft = await draft_in(visit, visit.message.document, complete=False)
        if draft is None:
            return
        await visit.reply(await _found(visit, draft))
        if _is_much(draft):
            findings: tuple[Mistake | Note, ...] = (*draft.missing, *draft.notes)
            told = "\n".join(visit.words.tell(each.told) for each in findings)
            await visit.document(Document("findings.txt", told.encode()))

    async def try_file(self, visit: Visit) -> None:
        """A trial of it."""
        found = await _again(visit, complete=False)
        if found is not None:
            await self._trials.begin(visit, found)


async def explain(visit: Visit) -> None:
    """How a round is made."""
    words = visit.words
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("A new round")),
                plain(
                    words.say(
                        "Send me the consultation as a file: I name every mistake at once. When there is none, you "
                        "can try it as citizens will see it, and make a draft of it, which you open or schedule then."
                    )
                ),
            ),
            (
                (Button(words.say("A workbook to start from"), "template", style="primary"),),
                all_rounds(words),
            ),
        )
    )


async def send_template(visit: Visit) -> None:
    """The workbook that `glas template` writes."""
    await visit.document(Document("consultation.xlsx", await asyncio.to_thread(template)))


async def _found(visit: Visit, draft: Draft) -> Screen:
    words, found = visit.words, draft.consultation
    lacking = list(_lacking(words, draft))
    rows = [(Button(words.say("Try it"), "file_try", style="primary"),)]
    if visit.may(WRITE) and not lacking:
        rows.append((Button(words.say("Make a round of it"), "file_make"),))
        rows += [
            (Button(words.say("Take its texts for {code}…", code=each.code), f"file_mend.{each.code}"),)
            for each in await _reworded(visit, found)
        ]
        rows += [
            (Button(words.say("Replace the draft {code}…", code=each.code), f"file_swap.{each.code}"),)
            for each in await _replaceable(visit, found)
        ]
    questions, sections = len(found.question_by_id), len(found.sections)
    return Screen(
        paragraphs(
            plain(words.say("✓ No mistakes.")),
            bold(text_in(found.title, words.language)),
            lines(
                plain(words.say_n("{n} question", "{n} questions", questions)),
                plain(words.say_n("{n} section", "{n} sections", sections)),
                plain(words.say("Languages: {languages}", languages=words.listed([*map(own_name, found.languages)]))),
            ),
            _noted(words, draft),
            lines(
                plain(words.say("Before a round can be made of it, please complete it and send it again:")),
                *(coded(f"• {each}") for each in lacking),
            )
            if lacking
            else None,
            plain(words.say("All of them are in the file below.")) if _is_much(draft) else None,
        ),
        tuple(rows),
    )


def _is_much(draft: Draft) -> bool:
    """Whether a message has no room for all that is to be said of it."""
    return max(len(draft.missing), len(draft.notes)) > MOST_NOTES


def _lacking(words: Speech, draft: Draft) -> Iterator[str]:
    """What the file has to say before a round can be made of it."""
    yield from _shown(words, draft.missing)
    if missing := draft.consultation.privacy.missing:
        yield words.tell(notice_lacks(missing))


def _noted(words: Speech, draft: Draft) -> str | None:
    if not draft.notes:
        return None
    told = (coded(f"• {each}") for each in _shown(words, draft.notes))
    return lines(plain(words.say("Left out, or understood in one way of several:")), *told)


def _shown(words: Speech, findings: Sequence[Mistake | Note]) -> Iterator[str]:
    yield from (shortened(words.tell(each.told), NOTE_LENGTH) for each in findings[:MOST_NOTES])
    if len(findings) > MOST_NOTES:
        yield "…"


async def _reworded(visit: Visit, found: Consultation) -> list[Round]:
    """The rounds that have the same structure and other texts, and have not closed."""
    structure = structure_hash(found)
    return [
        each
        for each in await rounds(visit.database)
        if each.structure == structure and each.consultation != found and each.state(visit.at) is not State.CLOSED
    ]


async def _replaceable(visit: Visit, found: Consultation) -> list[Round]:
    """The drafts of the consultation of the same id that ask something else."""
    structure = structure_hash(found)
    return [
        each
        for each in await rounds(visit.database)
        if each.state(visit.at) is State.DRAFT and each.consultation.id == found.id and each.structure != structure
    ]


async def _again(visit: Visit, *, complete: bool = True) -> Consultation | None:
    """The consultation in the file to which the tapped message is a reply; `complete` as in `draft_in`."""
    sent = sent_in_reply(visit)
    if sent is None:
        await visit.toast(visit.words.say("That file is gone. Please send it once more."))
        return None
    draft = await draft_in(visit, sent, complete=complete)
    return None if draft is None else draft.consultation


async def ask_code(visit: Visit) -> Screen | None:
    """What stands in the round's link."""
    sent, found = sent_in_reply(visit), await _again(visit)
    if sent is None or found is None:
        return None
    visit.file = sent
    words = visit.words
    return Screen(
        paragraphs(
            bold(words.say("A round of “{title}”", title=text_in(found.title, words.language))),
            plain(
                words.say(
                    "Please type its code: it stands in the link for citizens, such as {code}. "
                    "Small letters, digits and hyphens.",
                    code=found.id[:LONGEST_CODE],
                )
            ),
        ),
        (all_rounds(words),),
    )


async def take_code(visit: Visit) -> bool:
    """Makes the round, a draft."""
    words, code = visit.words, visit.text.strip().lower()
    assert visit.file is not None, "the question has it"
    draft = await draft_in(visit, visit.file)
    if draft is None:
        return True
    try:
        new = await made_round(
            visit.office.settings, visit.database, draft.consultation, code=code, opens=None, by=visit.author
        )
    except RoundError as error:
        await visit.send(refused(words, error, all_rounds(words)))
        return not isinstance(error, CodeUnusable)
    await visit.send(await card(visit, new, words.say("{code} is a draft now: nobody can answer yet.", code=new.code)))
    return True


async def confirm_texts(visit: Visit) -> None:
    """Names what happens, and to which texts, before it does."""
    words, [code] = visit.words, visit.given
    found = await _again(visit)
    if found is None:
        return
    try:
        of = await round_by_code(visit.database, code)
        after = reworded(of, found, visit.at)
    except RoundError as error:
        await visit.show(refused(words, error, all_rounds(words)))
        return
    yes = Button(words.say("Yes, take the texts for {code}", code=code), f"file_mended.{code}", style="success")
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Take the texts of this file for {code}?", code=code)),
                _changes(words, texts_changed(of.consultation, after.consultation)),
                plain(
                    words.say(
                        "Whoever is answering sees them from the next screen on. Questions, options, rules and all "
                        "answers stay; the earlier texts are kept."
                    )
                ),
            ),
            ((yes,), to_round(words, code)),
        )
    )


def _changes(words: Speech, changed: list[Reworded]) -> str:
    """How many texts change, and the first of them as they were and as they will be."""
    counted = words.say_n("{n} text changes:", "{n} texts change:", len(changed))
    told = [
        f"• {shortened(before or '–', CHANGE_LENGTH)} → {shortened(after or '–', CHANGE_LENGTH)}"
        for before, after in changed[:MOST_CHANGES]
    ]
    more = ["…"] if len(changed) > MOST_CHANGES else []
    return lines(*(plain(each) for each in (counted, *told, *more)))


async def take_texts(visit: Visit) -> None:
    """Gives the round the texts."""
    changed = await _changed_by_file(visit, reword_round)
    if changed is not None:
        await visit.show(await card(visit, changed, visit.words.say("{code} has new texts.", code=changed.code)))


async def confirm_replacement(visit: Visit) -> None:
    """Names what happens, before it does."""
    words, [code] = visit.words, visit.given
    yes = Button(words.say("Yes, replace {code}", code=code), f"file_swapped.{code}", style="success")
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Replace the draft {code} by this file?", code=code)),
                plain(
                    words.say(
                        "Questions, options, rules and texts become those of the file. Nobody could answer yet; the "
                        "code, its link and the dates stay."
                    )
                ),
            ),
            ((yes,), to_round(words, code)),
        )
    )


async def replace_with_file(visit: Visit) -> None:
    """Lets the draft ask what is in the file."""
    changed = await _changed_by_file(visit, replace_draft)
    if changed is not None:
        says = visit.words.say("{code} asks what is in the file now.", code=changed.code)
        await visit.show(await card(visit, changed, says))


async def _changed_by_file(visit: Visit, change: _ByFile) -> Round | None:
    """The round after it; None where the file is gone or the change was refused, which has been said."""
    [code] = visit.given
    found = await _again(visit)
    if found is None:
        return None
    try:
        return await change(visit.database, code, found, visit.at, visit.author)
    except RoundError as error:
        await visit.show(refused(visit.words, error, all_rounds(visit.words)))
        return None


def setup(trials: Trials) -> Topic:
    """/new, and files."""
    here = Consultations(trials)
    return Topic(
        commands=(Command("new", lambda words: words.say("how to make a round"), WRITE, explain),),
        taps=(
            Tap("template", WRITE, send_template),
            Tap("file_try", Permission.LOOK, here.try_file),
            Tap("file_mend", WRITE, confirm_texts),
            Tap("file_mended", WRITE, take_texts),
            Tap("file_swap", WRITE, confirm_replacement),
            Tap("file_swapped", WRITE, replace_with_file),
        ),
        questions=(Question("file_make", WRITE, ask_code, take_code),),
        documents=here.received,
    )
