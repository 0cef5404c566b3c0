"""/results and /report: what was released of a round, in the chat as citizens see it and as a PDF; exact for owners."""

import asyncio
from dataclasses import replace
from typing import Final

import structlog

from bot.markup import bold, paragraphs, plain
from bot.screen import Button, Document, Screen
from bot.screens.looking import Looking
from bot.screens.pages import Page
from bot.screens.results import PICTURE, picture_of, results_screen
from bot.staff.rounds import chosen, named, to_round
from bot.staff.visit import Command, Run, Tap, Topic, Visit
from bot.traces import log_fault
from flows.consultation import text_in
from results.apart import EndedWithoutAnswer
from results.exact_view import exact_view
from results.released import last_released
from results.report.apart import NothingReleased, Task, reported_apart
from results.speech import own_name
from storage.audit import Act, note_alone
from storage.roles import Permission
from storage.rounds import Round, State
from storage.tallies import tallies

MAY = Permission.RESULTS
_TO_CONVERSATION: Final = "conversation"
_PAGE: Final = f"page.{Page.RESULTS}"
"""How the data of the citizens' buttons begins that lead to a page of results; here the rest of it is enough."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def show_results(visit: Visit) -> None:
    """The released results of a round, or of the only one that has opened, from the menu on."""
    found = await chosen(visit, "results")
    if found is not None:
        await _show_page(visit, found, "", exact=False)


async def turn_page(visit: Visit) -> None:
    """Another page of them, or its picture."""
    await _turn_page(visit, exact=False)


async def turn_exact_page(visit: Visit) -> None:
    """The same with exact figures; the audit has its line before any is shown."""
    await _turn_page(visit, exact=True)


async def _turn_page(visit: Visit, *, exact: bool) -> None:
    visit.given, page = visit.given[:1], ".".join(visit.given[1:])
    found = await named(visit)
    if found is None:
        return
    if page.endswith(PICTURE):
        await _send_picture(visit, found, page, exact=exact)
    else:
        await _show_page(visit, found, page, exact=exact)


async def _show_page(visit: Visit, of: Round, page: str, *, exact: bool) -> None:
    words, looking = visit.words, await _looking(visit, of, exact=exact)
    if looking is None:
        nothing = words.say("Nothing of {code} has been released yet.", code=of.code)
        await visit.show(Screen(plain(nothing), (*_other_figures(visit, of, exact=exact), to_round(words, of.code))))
        return
    screen = results_screen(looking, Page.RESULTS + page, None)
    rows = [
        tuple(_kept(each, of.code, exact=exact) for each in row if each.data != _TO_CONVERSATION)
        for row in screen.keyboard
    ]
    others = () if page else _other_figures(visit, of, exact=exact)
    keyboard = (*(row for row in rows if row), *others, to_round(words, of.code))
    await visit.show(replace(screen, keyboard=keyboard))


async def _send_picture(visit: Visit, of: Round, page: str, *, exact: bool) -> None:
    looking = await _looking(visit, of, exact=exact)
    if looking is None:
        return
    drawn = await asyncio.to_thread(picture_of, looking, Page.RESULTS + page)
    if drawn is not None:
        await visit.picture(drawn, bold(text_in(of.consultation.title, visit.words.language)))


async def _looking(visit: Visit, of: Round, *, exact: bool) -> Looking | None:
    """What is looked at; None where nothing was released."""
    closed, words = of.state(visit.at) is State.CLOSED, visit.words
    if exact:
        published = await asyncio.to_thread(exact_view, of, await tallies(visit.database, of))
        await note_alone(visit.database, visit.author, Act.EXACT_RESULTS, f"round {of.code}")
        return Looking(words, of, published, {}, closed=closed, for_staff=True)
    released = await last_released(visit.database, of)
    if released is None:
        return None
    return Looking(words, of, released.clocked(visit.office.settings.time_zone), {}, closed=closed)


def _kept(button: Button, code: str, *, exact: bool) -> Button:
    verb, page = "results_exact" if exact else "results_page", (button.data or "").removeprefix(_PAGE)
    return replace(button, data=f"{verb}.{code}.{page}")


def _other_figures(visit: Visit, of: Round, *, exact: bool) -> tuple[tuple[Button, ...], ...]:
    """The way between released and exact figures, for who may see these."""
    words = visit.words
    if exact:
        return ((Button(words.say("Released figures"), f"results.{of.code}"),),)
    if not visit.may(Permission.EXACT):
        return ()
    return ((Button(words.say("Exact figures (the audit notes it)"), f"results_exact.{of.code}."),),)


async def choose_report(visit: Visit) -> None:
    """In which language, and whether exact."""
    found = await chosen(visit, "report")
    if found is None:
        return
    words, languages = visit.words, found.consultation.languages
    rows = [(Button(own_name(each), f"report_made.{found.code}.{each}.released"),) for each in languages]
    if visit.may(Permission.EXACT):
        rows += [
            (
                Button(
                    words.say("{language}, exact figures", language=own_name(each)),
                    f"report_made.{found.code}.{each}.exact",
                    style="danger",
                ),
            )
            for each in languages
        ]
    await visit.show(
        Screen(
            paragraphs(
                bold(text_in(found.consultation.title, words.language)),
                plain(words.say("In which language shall the report be?")),
                plain(words.say("One with exact figures is noted in the audit."))
                if visit.may(Permission.EXACT)
                else None,
            ),
            (*rows, to_round(words, found.code)),
        )
    )


async def make_report(visit: Visit) -> None:
    """Says at once that it is being made, and sends it when it is."""
    code, language, which = visit.given
    visit.given = (code,)
    found, words = await named(visit), visit.words
    if found is None or language not in found.consultation.languages:
        return
    if which == "exact" and not visit.may(Permission.EXACT):
        await visit.toast(words.say("Exact figures are for owners."))
        return
    message = await visit.show(Screen(plain(words.say("The report is being made; this takes a few seconds."))))
    visit.office.later(visit.chat, words, _sent_report(visit, found, language, message, exact=which == "exact"))


async def _sent_report(visit: Visit, of: Round, language: str, message: int, *, exact: bool) -> None:
    words, writing, settings, by = visit.words, visit.office.writing, visit.office.settings, visit.author
    task = Task(
        database=settings.database,
        code=of.code,
        language=language,
        zone=settings.time_zone.key,
        who=by.who,
        at=by.at,
        exact=exact,
    )
    try:
        content = await reported_apart(task)
    except NothingReleased:
        nothing = words.say("Nothing of {code} has been released yet.", code=of.code)
        await writing.edit(visit.chat, message, Screen(plain(nothing), (to_round(words, of.code),)))
        return
    except EndedWithoutAnswer as error:
        log_fault(log, "staff's report failed", error)
        unmade = words.say(
            "The report could not be made within the limits that are set here. It can be made on the server: "
            "glas report {code}",
            code=of.code,
        )
        await writing.edit(visit.chat, message, Screen(plain(unmade), (to_round(words, of.code),)))
        return
    name = f"{of.code}-{language}{'-exact' if exact else ''}.pdf"
    await writing.document(visit.chat, Document(name, content))
    ready = (
        words.say("The report is ready. It is exact: for staff only, please do not pass it on.")
        if exact
        else words.say("The report is ready. It holds what was released, and may be passed on.")
    )
    await writing.edit(visit.chat, message, Screen(plain(ready), (to_round(words, of.code),)))


def _command(name: str, run: Run) -> Command:
    if name == "results":
        return Command(name, lambda words: words.say("released results"), MAY, run)
    return Command(name, lambda words: words.say("the report as a PDF"), MAY, run)


def setup() -> Topic:
    """/results and /report."""
    return Topic(
        commands=(_command("results", show_results), _command("report", choose_report)),
        taps=(
            Tap("results", MAY, show_results),
            Tap("results_page", MAY, turn_page),
            Tap("results_exact", Permission.EXACT, turn_exact_page),
            Tap("report", MAY, choose_report),
            Tap("report_made", MAY, make_report),
        ),
    )
