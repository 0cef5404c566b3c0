"""How a screen comes into a chat: as an edit of the conversation, or as a new message below everything else."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, assert_never

import structlog

from bot.asked import Answered, ShowPage
from bot.delivery.gate import Gate
from bot.delivery.posting import DELETED_AT_ONCE, Posting, Refused
from bot.delivery.served import Blank, Errand, Picture, Served, Strip
from bot.delivery.standing import digest_of
from bot.screen import Document, Screen
from storage.exchange import DELETED

log: structlog.stdlib.BoundLogger = structlog.get_logger()

T = TypeVar("T")


class Placing:
    """The steps of a delivery. Every method raises NotPosted where a call fails; what was done until then is noted in
    the served chat, so that doing it again goes on from there.
    """

    def __init__(
        self,
        posting: Posting,
        gate: Gate,
        render: Callable[[Answered], Screen | None],
        erased: Callable[[Answered], str],
    ) -> None:
        self._posting = posting
        self._gate = gate
        self._render = render
        self._erased = erased

    async def show(self, chat: Served, outcome: Answered) -> None:
        """Lets the chat show the outcome; older messages with buttons and the screen's file become errands."""
        standing = chat.standing
        chat.update = outcome.arrival.update_id
        screen = self._render(outcome)
        chat.turn, chat.page = outcome.turn, outcome.chat.page
        if screen is None:
            return
        if chat.page != DELETED:
            standing.wiped = False
        elif not standing.wiped:
            await self._wipe(chat, outcome)
        before = standing.message
        await self._place(chat, screen)
        if before is not None and before in standing.left:
            chat.add(Strip(before))
        self._lay_aside_tapped(chat, outcome)
        # Only for who asked for the page: to draw it again is no reason to send its file again.
        if isinstance(outcome.arrival.request.request, ShowPage):
            if screen.document is not None:
                chat.errands.appendleft(screen.document)
            if screen.picture is not None:
                chat.errands.appendleft(Picture(screen.picture))

    async def run(self, chat: Served, errand: Errand) -> None:
        """Does one errand."""
        match errand:
            case Strip(message):
                await self._counted(chat, self._posting.strip(chat.person, message))
            case Blank(message, text):
                await self._counted(chat, self._posting.blank(chat.person, message, text))
                chat.standing.removed(message)
            case Document():
                chat.standing.below(await self._counted(chat, self._posting.send_document(chat.person, errand)))
            case Picture(content):
                chat.standing.below(await self._counted(chat, self._posting.send_picture(chat.person, content)))
            case _:
                assert_never(errand)

    async def _place(self, chat: Served, screen: Screen) -> None:
        standing, digest = chat.standing, digest_of(screen)
        if standing.shows(digest):
            return
        plain = False
        if standing.message is not None and not standing.is_below():
            try:
                if await self._counted(chat, self._posting.edit(chat.person, standing.message, screen)):
                    standing.placed(standing.message, digest)
                    return
                standing.lost()
            except Refused as refused:
                _log_refused(chat, refused)
                plain = True
        standing.placed(await self._sent(chat, screen, plain=plain), digest)

    async def _sent(self, chat: Served, screen: Screen, *, plain: bool) -> int:
        """Sends the screen anew; plainly, once, when Telegram refuses it as it is."""
        if not plain:
            try:
                return await self._counted(chat, self._posting.send(chat.person, screen))
            except Refused as refused:
                _log_refused(chat, refused)
        return await self._counted(chat, self._posting.send(chat.person, screen, plain=True))

    async def _wipe(self, chat: Served, outcome: Answered) -> None:
        """Deletes every message that shows answers; those that Telegram keeps become errands."""
        standing, tapped = chat.standing, outcome.arrival.request.tapped
        shown = [*standing.left, *(each for each in (standing.message, tapped) if each is not None)]
        messages = tuple(each for each in dict.fromkeys(shown) if each not in chat.blanking)
        chat.keep_blanks()
        for start in range(0, len(messages), DELETED_AT_ONCE):
            chunk = messages[start : start + DELETED_AT_ONCE]
            kept = await self._posting.delete(chat.person, chunk)
            for message in chunk:
                standing.removed(message)
            for message in kept:
                standing.leave(message)
                chat.add(Blank(message, self._erased(outcome)))
        standing.lost()
        standing.wiped = True

    @staticmethod
    def _lay_aside_tapped(chat: Served, outcome: Answered) -> None:
        tapped = outcome.arrival.request.tapped
        if tapped is not None and tapped != chat.standing.message and not chat.standing.wiped:
            chat.standing.leave(tapped)
            chat.add(Strip(tapped))

    async def _counted(self, chat: Served, call: Coroutine[Any, Any, T]) -> T:
        """Does the call and counts it at the gate."""
        self._gate.spend(chat.person)
        return await call


def _log_refused(chat: Served, refused: Refused) -> None:
    log.warning("screen refused", update=chat.update, method=refused.method, description=refused.description)
