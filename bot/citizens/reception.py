"""How a handler hands a request on: it waits for nothing, so that updates keep their order."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.asked import Asked, DeleteEverything, OpenRound, Request, ShowPage
from bot.batching import Receipt
from bot.desk import Desk
from bot.screens.pages import Page
from storage.exchange import Arrival, Chat


@dataclass(frozen=True, slots=True)
class Reception:
    """Where handlers leave requests. `desk` gives the rounds as they are now."""

    submit: Callable[[Arrival[Asked]], Receipt]
    desk: Callable[[], Desk]

    def receive(
        self,
        request: Request,
        *,
        update: int,
        person: int,
        latest: int = 0,
        round_: int | None = None,
        callback: str | None = None,
        tapped: int | None = None,
        spoken: str | None = None,
    ) -> Receipt:
        """Hands a request on. `latest` is the id of the message that brought it, `round_` the one its button names."""
        whole = isinstance(request, DeleteEverything) or request == ShowPage(Page.MY_DATA)
        asked = Asked(request, callback, tapped, spoken, round_)
        return self.submit(Arrival(update, person, asked, round=self._about(request), whole=whole, latest=latest))

    def _about(self, request: Request) -> int | None:
        """The round that the request may lead to, beside the one in which the chat is."""
        desk = self.desk()
        match request:
            case OpenRound(str(code)):
                return next((each.number for each in desk.rounds.values() if each.code == code), None)
            case _:
                only = desk.standing(Chat())
                return only.number if only else None
