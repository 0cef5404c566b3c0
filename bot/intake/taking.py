"""What polling and the webhook do with an update: it is read and handed on, or set aside alone."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.measures import Measures
from bot.traces import kind, log_fault

log: structlog.stdlib.BoundLogger = structlog.get_logger()

Receipt = asyncio.Future[Any]


class Taking:
    """Hands updates on in the order of its calls: handlers wait for nothing, they give back a receipt.

    A receipt is a future that is done when the effect is stored, and cancelled when it will not be. Whatever is wrong
    with an update, nothing is raised: it is logged once, without a word of it, and counted.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, measures: Measures) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._measures = measures

    async def take(self, raw: object) -> Receipt | None:
        """Takes an update in as Telegram wrote it; None when there is nothing to wait for."""
        update = self._read(raw)
        return None if update is None else await self._handled(update)

    def put_aside(self, raw: object, *, problems: list[str]) -> None:
        """Sets aside what is no update; `problems` quote nothing of it."""
        self._measures.set_aside.labels("unreadable").inc()
        log.error("update set aside", update=update_id(raw), problems=problems)

    def _read(self, raw: object) -> Update | None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            event = update.event_type  # raises for a kind that aiogram does not know, which it would warn about
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False, include_input=False)
            self.put_aside(raw, problems=[f"{_place(each['loc'])}: {each['type']}" for each in details])
        except UpdateTypeLookupError:
            self.put_aside(raw, problems=["unknown kind"])
        except Exception as error:  # noqa: BLE001 - whatever one update does to the parser, the others go through
            self.put_aside(raw, problems=[kind(error)])
        else:
            self._measures.updates.labels(event).inc()
            return update
        return None

    async def _handled(self, update: Update) -> Receipt | None:
        try:
            given = await self._dispatcher.feed_update(self._bot, update)
        except Exception as error:  # noqa: BLE001 - whatever one update does to its handler, the others go through
            self._measures.set_aside.labels("unhandled").inc()
            log_fault(log, "update not handled", error, update=update.update_id)
            return None
        return given if isinstance(given, asyncio.Future) else None


def update_id(raw: object) -> int | None:
    """The update's id; None when it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if type(found) is int else None


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path))
