"""/files: what there is of a round to print, to pass on or to work with, each as a file in the chat.

Responses row by row are for owners: asked back, noted in the audit, written in a process of their own.
"""

import asyncio
from io import BytesIO
from typing import Final

from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Document, Screen
from bot.screens.view import in_pairs
from bot.staff.rounds import chosen, named, to_round
from bot.staff.visit import Command, Tap, Topic, Visit
from flows.xlsform.writing import workbook
from results.apart import EndedWithoutAnswer
from results.exports.apart import Task, TooLarge, TooMany, exported_apart
from results.exports.confidential import MARK, note
from results.exports.formats import PUBLIC, ExportFormat
from results.exports.public import figures
from results.exports.writing import write_figures
from results.published import Published
from results.questionnaire.making import questionnaire
from results.released import last_released
from results.speech import Speech, own_name
from storage.audit import Act, note_alone
from storage.roles import Permission
from storage.rounds import Round

LOOK, RESULTS, ROWS = Permission.LOOK, Permission.RESULTS, Permission.ROWS
LARGEST: Final = 50_000_000
"""Bytes of a file that Telegram takes from a bot."""

_NAMES: Final = {
    ExportFormat.JSONL: "JSON",
    ExportFormat.CSV: "CSV",
    ExportFormat.XLSX: "Excel",
    ExportFormat.SAV: "SPSS",
}
"""What they are called by those who use them."""


async def show_files(visit: Visit) -> None:
    """The files that there are of a round, or of the only one."""
    of = await chosen(visit, "files", drafts=True)
    if of is None:
        return
    words, code = visit.words, of.code
    sheets = [
        Button(words.say("Questionnaire: {language}", language=own_name(each)), f"sheets.{each}.{code}")
        for each in of.consultation.languages
    ]
    tables = [Button(words.say("Tables: {form}", form=_NAMES[each]), f"tables.{each}.{code}") for each in PUBLIC]
    rows = Button(words.say("Responses, row by row…"), f"responses.{code}", style="danger")
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Files of {code}", code=code)),
                plain(
                    words.say(
                        "The questionnaire is to be printed, for people without Telegram. The workbook is the "
                        "consultation as a form (XLSForm). The tables hold what was released, and may be passed on."
                    )
                ),
            ),
            (
                *((each,) for each in sheets),
                (Button(words.say("The consultation as a workbook"), f"form.{code}"),),
                *in_pairs(tables),
                *(((rows,),) if visit.may(ROWS) else ()),
                to_round(words, code),
            ),
        )
    )


async def send_questionnaire(visit: Visit) -> None:
    """The sheets that `glas questionnaire` prints, in one language."""
    of, language = await named(visit), visit.given[0]
    if of is not None and language in of.consultation.languages:
        content = await asyncio.to_thread(questionnaire, of.consultation, language)
        await visit.document(Document(f"{of.code}-{language}.pdf", content))


async def send_form(visit: Visit) -> None:
    """The workbook that `glas export-form` writes."""
    of = await named(visit)
    if of is not None:
        await visit.document(Document(f"{of.code}.xlsx", await asyncio.to_thread(workbook, of.consultation)))


async def send_tables(visit: Visit) -> None:
    """What `glas export --public` writes: the tables of the last snapshot."""
    of, form = await named(visit), next((each for each in PUBLIC if each == visit.given[0]), None)
    if of is None or form is None:
        return
    published = await last_released(visit.database, of)
    if published is None:
        await visit.toast(visit.words.say("Nothing of {code} has been released yet.", code=of.code))
        return
    content = await asyncio.to_thread(_tables, published, of, form, _language(visit, of))
    await visit.document(Document(f"{of.code}-tables.{form}", content))


def _tables(published: Published, of: Round, form: ExportFormat, language: str) -> bytes:
    file = BytesIO()
    write_figures(form, file, list(figures(published, of.consultation, language)))
    return file.getvalue()


async def warn(visit: Visit) -> None:
    """What it means to have responses row by row, before a format is chosen."""
    of = await named(visit)
    if of is None:
        return
    words, code = visit.words, of.code
    if of.answers_erased:
        erased = words.say("The answers of this round are erased; only counts are left.")
        await visit.show(Screen(plain(erased), (_all_files(words, code),)))
        return
    rows = [
        Button(words.say("Yes, as {form}", form=_NAMES[each]), f"responses_as.{each}.{code}", style="danger")
        for each in ExportFormat
    ]
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Confidential: {code}, row by row", code=code)),
                plain(
                    words.say(
                        "Each row is what one person answered, own words included. Even without a name somebody may "
                        "be recognised in it. The file will lie in this chat, on your devices and on Telegram's "
                        "servers: please do not pass it on, and delete it when you no longer need it."
                    )
                ),
                plain(
                    words.say(
                        "The audit notes that you have it. Telegram takes files of up to {n} MB; a larger one is "
                        "written on the server: glas export {code}",
                        n=words.number(LARGEST // 1_000_000),
                        code=code,
                    )
                ),
            ),
            (*((each,) for each in rows), _all_files(words, code)),
        )
    )


async def send_responses(visit: Visit) -> None:
    """Says at once that they are being written, once the audit has its line, and sends them when they are."""
    of, form = await named(visit), next((each for each in ExportFormat if each == visit.given[0]), None)
    if of is None or form is None or of.answers_erased:
        return
    await note_alone(visit.database, visit.author, Act.EXPORT, f"round {of.code}: {form.value}")
    message = await visit.show(Screen(plain(visit.words.say("The file is being written; this may take a while."))))
    visit.office.later(visit.chat, visit.words, _sent_responses(visit, of, form, message))


async def _sent_responses(visit: Visit, of: Round, form: ExportFormat, message: int) -> None:
    words, writing, back = visit.words, visit.office.writing, _all_files(visit.words, of.code)
    task = Task(
        database=visit.office.settings.database,
        code=of.code,
        form=form,
        language=_language(visit, of),
        most=LARGEST,
    )
    try:
        content = await exported_apart(task)
    except (TooLarge, TooMany, EndedWithoutAnswer) as error:
        await writing.edit(visit.chat, message, Screen(plain(_not_sent(words, of.code, error)), (back,)))
        return
    await writing.document(visit.chat, Document(f"{of.code}-{MARK}.{form}", content))
    await writing.document(visit.chat, Document(f"{of.code}-{MARK}.txt", note(of.consultation, of.code).encode()))
    sent = words.say("Here it is, with a note on how confidential it is. Please keep both together.")
    await writing.edit(visit.chat, message, Screen(plain(sent), (back,)))


def _not_sent(words: Speech, code: str, error: TooLarge | TooMany | EndedWithoutAnswer) -> str:
    match error:
        case TooLarge():
            return words.say(
                "The file is larger than the {n} MB that Telegram takes. It can be written on the server: "
                "glas export {code}",
                n=words.number(LARGEST // 1_000_000),
                code=code,
            )
        case TooMany():
            return words.say("The answers need more columns than a worksheet has. Please choose another format.")
        case EndedWithoutAnswer():
            return words.say(
                "The file could not be written within the limits that are set here. It can be written on the server: "
                "glas export {code}",
                code=code,
            )


def _language(visit: Visit, of: Round) -> str:
    """The member's, where the consultation has it."""
    language, languages = visit.words.language, of.consultation.languages
    return language if language in languages else languages[0]


def _all_files(words: Speech, code: str) -> tuple[Button, ...]:
    return (Button(words.say("◀ All files"), f"files.{code}"),)


def setup() -> Topic:
    """/files."""
    about = Command("files", lambda words: words.say("questionnaire, tables and responses as files"), LOOK, show_files)
    return Topic(
        commands=(about,),
        taps=(
            Tap("files", LOOK, show_files),
            Tap("sheets", LOOK, send_questionnaire),
            Tap("form", LOOK, send_form),
            Tap("tables", RESULTS, send_tables),
            Tap("responses", ROWS, warn),
            Tap("responses_as", ROWS, send_responses),
        ),
    )
