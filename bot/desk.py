"""What a request does to a chat: the step that the batch runs on each, pure and in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.asked import (
    Asked,
    Blocked,
    DeleteEverything,
    LanguageChanged,
    Move,
    Notice,
    NotRead,
    OpenRound,
    PageLeft,
    ReminderPromised,
    RoundClosed,
    RoundPaused,
    ShowConversation,
    ShowPage,
    SpeakLanguage,
    Subscribe,
    SubscriptionChanged,
    Unreadable,
    WishFor,
)
from bot.screens.pages import Page, languages_of
from flows.conversation import advance
from flows.events import ButtonsExpected, SectionClosed, Stale, Submitted
from flows.inputs import Input, OpenReview, Say, Tap
from flows.places import Welcome
from flows.response import Response
from results.speech import negotiated
from storage.exchange import EVERYTHING, Chat, Decision, Wish
from storage.rounds import Round, State

Responses = Mapping[int, Response]


@dataclass(frozen=True, slots=True)
class Desk:
    """The rounds that there are, and the moment at which requests are handled."""

    rounds: Mapping[int, Round]
    now: datetime

    @property
    def open_rounds(self) -> Sequence[Round]:
        """The rounds that take answers now."""
        return [each for each in self.rounds.values() if each.state(self.now) is State.OPEN]

    def standing(self, chat: Chat) -> Round | None:
        """The round in which the chat is, else the only open one."""
        if chat.round is not None and chat.round in self.rounds:
            return self.rounds[chat.round]
        return self.open_rounds[0] if len(self.open_rounds) == 1 else None

    def step(self, chat: Chat, responses: Responses, asked: Asked) -> Decision[Notice]:
        """What the request does. Total: there is no request that it refuses with an exception.

        `responses` has the one of the chat's round, or of the only open one when the chat is in none yet.
        """
        decision = self._decided(chat, responses, asked)
        chat, standing = decision.chat, self.standing(decision.chat)
        if decision.silent or chat.round is not None or standing is None or chat.page == Page.DELETED:
            return decision
        return replace(decision, chat=replace(chat, round=standing.number))

    def _decided(self, chat: Chat, responses: Responses, asked: Asked) -> Decision[Notice]:
        if isinstance(asked.request, Blocked):
            return Decision(replace(chat, blocked=asked.request.now), silent=True)
        # Whoever writes has let the bot in, whatever was told of it.
        chat, standing = replace(chat, blocked=False), self.standing(chat)
        if chat.language is None:
            chat = replace(chat, language=negotiated(asked.spoken, languages_of(standing)))
        if chat.page == Page.DELETED:
            chat = replace(chat, page="", round=None)
        chat = _adopted(chat, asked)
        match asked.request:
            case Move(given):
                return self._move(chat, responses, given, asked.round)
            case OpenRound():
                return self._open(chat, responses, asked.request)
            case ShowPage(page):
                return _unchanged(replace(chat, page=page))
            case ShowConversation():
                return self._conversation(replace(chat, page=""))
            case SpeakLanguage(language):
                known = language in languages_of(standing)
                spoken = replace(chat, language=language if known else chat.language, page="")
                return _unchanged(spoken, LanguageChanged() if known else Stale())
            case DeleteEverything():
                return _delete(chat, responses)
            case Subscribe(wanted):
                return _subscribe(chat, wanted=wanted, typed=asked.callback is None)
            case WishFor(wish, wanted):
                return _wish(chat, wish, wanted=wanted)
            case Unreadable():
                return _unchanged(chat, NotRead())
            case _:
                assert_never(asked.request)

    def _move(self, chat: Chat, responses: Responses, given: Input, named: int | None) -> Decision[Notice]:
        standing = self.standing(chat)
        if standing is None:
            return _unchanged(replace(chat, page=Page.ROUNDS), Stale())
        if isinstance(given, Tap) and (chat.page or named not in {None, standing.number}):
            return _unchanged(chat, Stale())
        if chat.page and isinstance(given, Say):
            return _unchanged(replace(chat, page=""), PageLeft())
        chat = replace(chat, page="", round=standing.number)
        match standing.state(self.now):
            case State.OPEN:
                pass
            case State.PAUSED:
                return _unchanged(chat, RoundPaused(isinstance(given, Say)))
            case State.CLOSED:
                return _unchanged(chat, RoundClosed(isinstance(given, Say)))
            case State.DRAFT:
                return _unchanged(chat)
        response = responses[standing.number]
        if isinstance(response.place, Welcome) and _passes_over_the_welcome(response, given):
            return _unchanged(chat, ButtonsExpected())
        moved, events = advance(standing.consultation, response, given, self.now)
        counts = [(standing.number, "sent", event.section) for event in events if isinstance(event, SectionClosed)]
        counts += [(standing.number, "submitted", "") for event in events if isinstance(event, Submitted)]
        if isinstance(response.place, Welcome) and moved != response:
            counts += [(standing.number, "started", ""), (standing.number, "language", chat.language or "")]
        changed = {} if moved == response else {standing.number: moved}
        return Decision(chat, changed, events, tuple(counts))

    def _open(self, chat: Chat, responses: Responses, wanted: OpenRound) -> Decision[Notice]:
        code, source = wanted.code, wanted.source
        if code is None:
            # Each is left where it stands, and chosen again with a tap.
            several = len(self.open_rounds) > 1
            return (
                _unchanged(replace(chat, page=Page.ROUNDS)) if several else self._conversation(replace(chat, page=""))
            )
        named = next((each for each in self.rounds.values() if each.code == code), None)
        if named is None or named.opens is None:  # what staff are still writing is nobody's to see
            return _unchanged(replace(chat, page=Page.UNKNOWN_ROUND))
        spoken = languages_of(named)
        language = chat.language if chat.language in spoken else spoken[0]
        is_new = not _has_begun(responses.get(named.number)) and chat.round != named.number
        counts = ((named.number, "source", source),) if source and is_new else ()
        return Decision(replace(chat, round=named.number, page=wanted.page, language=language), {}, (), counts)

    def _conversation(self, chat: Chat) -> Decision[Notice]:
        """The conversation where it stands; with several open rounds and none begun, the choice between them."""
        standing = self.standing(chat)
        if standing is None:
            return _unchanged(replace(chat, page=Page.ROUNDS, round=None))
        if standing.state(self.now) is State.CLOSED and self.open_rounds:
            only = self.open_rounds[0] if len(self.open_rounds) == 1 else None
            return _unchanged(replace(chat, round=only.number if only else None, page="" if only else Page.ROUNDS))
        return _unchanged(replace(chat, round=standing.number))


def _adopted(chat: Chat, asked: Asked) -> Chat:
    """The chat, knowing of the message that was tapped.

    One that is newer than the conversation's was sent before a crash could note it: it is the conversation. On an
    older one the screen is shown anew below it.
    """
    if asked.tapped is None or asked.tapped == chat.message:
        return chat
    if chat.message is None or asked.tapped > chat.message:
        left = chat.left if chat.message is None else (*chat.left, chat.message)
        return replace(chat, message=asked.tapped, left=left, latest=max(chat.latest, asked.tapped))
    return replace(chat, latest=max(chat.latest, chat.message + 1))


def _has_begun(response: Response | None) -> bool:
    """Whether there is anything of this person in the round; of one whose key was erased, nobody can tell."""
    return response is not None and not isinstance(response.place, Welcome)


def _passes_over_the_welcome(response: Response, given: Input) -> bool:
    """Whether it would lead past the start button, by which a citizen says to be old enough."""
    return isinstance(given, Say) or (isinstance(given, OpenReview) and not response.answers)


def _delete(chat: Chat, responses: Responses) -> Decision[Notice]:
    if chat.page != Page.DELETE:
        return _unchanged(chat, Stale())
    gone = {number: None for number, response in responses.items() if _has_begun(response)}
    return Decision(replace(chat, page=Page.DELETED, round=None, wishes=frozenset()), gone, (), ())


def _subscribe(chat: Chat, *, wanted: bool, typed: bool) -> Decision[Notice]:
    """To what was typed the page answers, which says how things stand from now on; a tap leaves its screen."""
    chosen = replace(chat, wishes=EVERYTHING if wanted else frozenset(), page=Page.NEWS if typed else chat.page)
    return _unchanged(chosen, SubscriptionChanged(wanted))


def _wish(chat: Chat, wish: Wish, *, wanted: bool) -> Decision[Notice]:
    chosen = replace(chat, wishes=chat.wishes | {wish} if wanted else chat.wishes - {wish})
    # Of the page with all wishes nothing need be said: it shows what was chosen.
    promised = wish is Wish.REMINDERS and wanted and not chat.page
    return _unchanged(chosen, *([ReminderPromised()] if promised else []))


def _unchanged(chat: Chat, *events: Notice) -> Decision[Notice]:
    return Decision(chat, {}, events, ())
