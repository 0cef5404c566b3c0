"""What getUpdates brings for staff, read update by update: the library reads all of them or none."""

from typing import Any, Final

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.intake.taking import update_id
from bot.measures import Measures
from bot.traces import kind

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_UNREADABLE: Final = "Telegram's answer could not be read"


class Fetching(HTTPXRequest):
    """The connection for getUpdates. In place of an update that cannot be read stands an empty one with its id: no
    handler is for that, and it is acknowledged with the others.
    """

    def __init__(self, measures: Measures) -> None:
        super().__init__(connection_pool_size=1)
        self._measures = measures

    def parse_json_payload(  # type: ignore[override]  # the library calls it on the instance, and this counts there
        self, payload: bytes
    ) -> dict[str, Any]:
        """The answer. Raises TelegramError for one that means nothing, or in which no update has an id."""
        answer: object = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict):
            raise TelegramError(_UNREADABLE)
        updates = answer.get("result")
        if not answer.get("ok"):
            return answer
        if not isinstance(updates, list):
            raise TelegramError(_UNREADABLE)
        read = [each for raw in updates if (each := self._read(raw)) is not None]
        if updates and not read:
            raise TelegramError("updates without ids")  # they could never be acknowledged
        return {**answer, "result": read}

    def _read(self, raw: object) -> dict[str, Any] | None:
        number = update_id(raw)
        if number is None or not isinstance(raw, dict):
            self._put_aside(None, "no id")
            return None
        try:
            update = Update.de_json(raw, None)
            whose = (update.effective_chat, update.effective_user)
            if not all(each is None or type(each.id) is int for each in whose):
                raise TypeError  # noqa: TRY301 - the library reads ids of any type, and nothing else here can
        except Exception as error:  # noqa: BLE001 - whatever one update does to the library, the others go through
            self._put_aside(number, kind(error))
            return {"update_id": number}
        return raw

    def _put_aside(self, number: int | None, problem: str) -> None:
        self._measures.set_aside.labels("unreadable").inc()
        log.error("staff's update set aside", update=number, problems=[problem])
