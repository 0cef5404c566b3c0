"""/results and /report: what was released of a round, in the chat as citizens see it and as a PDF."""

import asyncio
from dataclasses import replace
from typing import Final

from bot.markup import bold, paragraphs, plain
from bot.reporting import NothingReleased, gathered, typeset
from bot.screen import Button, Document, Screen
from bot.screens.looking import Looking
from bot.screens.pages import Page
from bot.screens.results import PICTURE, results_screen
from bot.staff.rounds import chosen, named, to_round
from bot.staff.visit import Command, Run, Tap, Topic, Visit
from flows.consultation import text_in
from results.published import Published
from results.speech import own_name
from storage.roles import Permission
from storage.rounds import Round, State
from storage.snapshots import last_snapshot

MAY = Permission.RESULTS
_TO_CONVERSATION: Final = "conversation"
_PAGE: Final = "page."


async def show_results(visit: Visit) -> None:
    """The released results of a round, or of the only one that has opened, from the menu on."""
    found = await chosen(visit, "results")
    if found is not None:
        await _show_page(visit, found, Page.RESULTS)


async def turn_page(visit: Visit) -> None:
    """Another page of them."""
    visit.given, page = visit.given[:1], ".".join(visit.given[1:]).removeprefix(_PAGE)
    found = await named(visit)
    if found is not None:
        await _show_page(visit, found, page)


async def _show_page(visit: Visit, of: Round, page: str) -> None:
    words, zone, snapshot = visit.words, visit.office.settings.time_zone, await last_snapshot(visit.database, of)
    if snapshot is None:
        nothing = words.say("Nothing of {code} has been released yet.", code=of.code)
        await visit.show(Screen(plain(nothing), (to_round(words, of.code),)))
        return
    published = Published.model_validate_json(snapshot.document).clocked(zone)
    looking = Looking(words, of, published, {}, closed=of.state(visit.at) is State.CLOSED)
    screen = results_screen(looking, page.removesuffix(PICTURE), None)
    rows = [tuple(_kept(each, of.code) for each in row if _is_here(each)) for row in screen.keyboard]
    await visit.show(replace(screen, keyboard=(*(row for row in rows if row), to_round(words, of.code))))


def _is_here(button: Button) -> bool:
    """Whether the button leads to a page that there is here: neither to a conversation nor to a picture."""
    data = button.data or ""
    return data != _TO_CONVERSATION and not data.endswith(PICTURE)


def _kept(button: Button, code: str) -> Button:
    return replace(button, data=f"results_page.{code}.{button.data}")


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
    words, writing = visit.words, visit.office.writing
    try:
        contents = await gathered(visit.database, of, visit.author, exact=exact)
    except NothingReleased:
        nothing = words.say("Nothing of {code} has been released yet.", code=of.code)
        await writing.edit(visit.chat, message, Screen(plain(nothing), (to_round(words, of.code),)))
        return
    content = await asyncio.to_thread(typeset, contents, language, visit.office.settings.time_zone)
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
            Tap("report", MAY, choose_report),
            Tap("report_made", MAY, make_report),
        ),
    )
