"""Taps, typed texts, and what the conversation cannot read."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message, Update

from bot import callbacks
from bot.asked import Move, Request, ShowPage, Unreadable
from bot.batching import Receipt
from bot.citizens.reception import Reception
from bot.screens.pages import Page
from flows.inputs import Resume, Say


def setup() -> Router:
    """The router of everything that is no command."""
    router = Router(name="conversation")
    router.message.register(said)
    router.callback_query.register(tapped)
    return router


async def said(message: Message, event_update: Update, reception: Reception) -> Receipt:
    """A typed text, an unknown command, or something that is no text at all."""
    return reception.receive(
        _meant(message),
        update=event_update.update_id,
        person=message.chat.id,
        latest=message.message_id,
        spoken=message.from_user.language_code if message.from_user else None,
    )


async def tapped(query: CallbackQuery, event_update: Update, reception: Reception) -> Receipt:
    """A tapped button. One that nobody can read any more shows the newest screen."""
    consultations = {number: each.consultation for number, each in reception.desk().rounds.items()}
    round_, request = callbacks.read(query.data or "", consultations) or (None, Move(Resume()))
    message = query.message.message_id if query.message else None
    below = callbacks.stands_alone(query.data or "")
    return reception.receive(
        request,
        update=event_update.update_id,
        person=query.from_user.id,
        round_=round_,
        callback=query.id,
        tapped=None if below else message,
        latest=message or 0 if below else 0,
        spoken=query.from_user.language_code,
    )


def _meant(message: Message) -> Request:
    if message.text is None:
        return Unreadable()
    if message.text.startswith("/"):
        return ShowPage(Page.HELP)
    return Move(Say(message.text))
