"""Which screen a chat shows now."""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import assert_never

from bot.asked import Answered
from bot.desk import Desk
from bot.screen import Screen
from bot.screens import notices, pages, sections
from bot.screens.mine import mine_page
from bot.screens.my_data import my_data_page
from bot.screens.news import news_page
from bot.screens.pages import Page
from bot.screens.question import question_screen
from bot.screens.view import View
from flows.places import Asking, Opening, Review, Summary, Thanks, Welcome
from flows.response import Response
from results.speech import SOURCE_LANGUAGE, Speech, speech
from storage.inclusion import Inclusion
from storage.rounds import Round, State


def screen_of(
    shown: Answered,
    desk: Desk,
    results: Screen | None = None,
    included: Inclusion | None = None,
    stored: Mapping[str, object] | None = None,
) -> Screen:
    """The newest screen of the chat. `results` stands in for the results page where there is more to say on it.

    `included`: what the page with one's own answers tells of releases; `stored`: what /mydata gives as it is stored.
    """
    words = speech(shown.chat.language or SOURCE_LANGUAGE)
    standing, zone = desk.standing(shown.chat), desk.now.tzinfo or UTC
    page = shown.chat.page.partition("-")[0]
    if page == Page.MY_DATA:
        return my_data_page(words, shown.chat, _held(shown, desk), stored)
    if page == Page.NEWS:
        return news_page(words, shown.chat.wishes)
    if page == Page.MINE and standing is not None:
        return mine_page(words, standing, _view(shown, words, standing, zone).response, included, zone)
    if page:
        return _page(words, page, standing, desk, results)
    if standing is None:
        return pages.rounds_page(words, desk.open_rounds)
    view = _view(shown, words, standing, zone)
    match standing.state(desk.now):
        case State.OPEN:
            return _conversation(view)
        case State.PAUSED:
            return pages.paused_round(view, others=bool(desk.open_rounds))
        case State.CLOSED:
            return pages.closed_round(view, others=bool(desk.open_rounds))
        case State.DRAFT:
            return pages.not_yet_open(view)
        case unknown:
            assert_never(unknown)


def toast_of(shown: Answered, desk: Desk) -> str | None:
    """What the tapped button answers; None where the new screen says enough."""
    standing = desk.standing(shown.chat)
    if standing is None:
        return None
    words = speech(shown.chat.language or SOURCE_LANGUAGE)
    return notices.toast(_view(shown, words, standing, desk.now.tzinfo or UTC))


def _view(shown: Answered, words: Speech, standing: Round, zone: tzinfo) -> View:
    return View(
        words,
        standing,
        # A round whose key was erased has no responses that anybody could find.
        shown.responses.get(standing.number, Response(seed="")),
        zone,
        notices=shown.events,
        tapped=shown.arrival.request.callback is not None,
        wishes=shown.chat.wishes,
    )


def _held(shown: Answered, desk: Desk) -> Sequence[tuple[Round, Response]]:
    return [(desk.rounds[number], response) for number, response in shown.responses.items()]


def _page(words: Speech, page: str, standing: Round | None, desk: Desk, results: Screen | None) -> Screen:
    match page:
        case Page.LANGUAGE:
            return pages.language_page(words, pages.languages_of(standing))
        case Page.DELETE:
            return pages.delete_page(words)
        case Page.DELETED:
            return pages.deleted_page(words)
        case Page.UNKNOWN_ROUND:
            return pages.unknown_round_page(words, desk.open_rounds)
        case Page.PRIVACY if standing is not None:
            return pages.privacy_page(words, standing)
        case Page.RESULTS if standing is not None:
            return results or pages.when_results_come(words, standing)
        case Page.ROUNDS | Page.PRIVACY | Page.RESULTS | Page.MINE:
            return pages.rounds_page(words, desk.open_rounds)
        case _:
            return pages.help_page(words)


def _conversation(view: View) -> Screen:
    place = view.response.place
    match place:
        case Welcome():
            return sections.welcome(view)
        case Opening(section):
            return sections.opening(view, section)
        case Asking(question, editing):
            return question_screen(view, view.consultation.question_by_id[question], editing=editing)
        case Summary(section):
            return sections.summary(view, section)
        case Review(page):
            return sections.review(view, page)
        case Thanks():
            return sections.thanks(view)
        case _:
            assert_never(place)
