"""editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.keyboards import InlineKeyboard, OtherMarkup, inline_from_json
from sandbox.messages import Content, Document, Message, Photo, Text
from sandbox.methods.call import Call, Method
from sandbox.methods.media import media_of
from sandbox.methods.target import Access, chat_for, check_not_blocked, message_in
from sandbox.methods.text import caption_of, text_of

if TYPE_CHECKING:
    from sandbox.groups import AnyChat

_TOO_LONG: Final = "MESSAGE_TOO_LONG"
"""Unlike a send, an edit that is too long is told by its code (teloxide #430)."""
_CAPTION_TOO_LONG: Final = "MEDIA_CAPTION_TOO_LONG"


async def edit_message_text(call: Call) -> dict[str, Any]:
    body = text_of(call, too_long=_TOO_LONG)
    keyboard = _keyboard(call)
    chat, message = _editable(call)
    if not isinstance(message.content, Text):
        raise bad_request("There is no text in the message to edit")
    return _edited(call, chat, message, Text(body), keyboard)


async def edit_message_caption(call: Call) -> dict[str, Any]:
    caption = caption_of(call, too_long=_CAPTION_TOO_LONG)
    keyboard = _keyboard(call)
    chat, message = _editable(call)
    match message.content:
        case Photo() | Document() as content:
            return _edited(call, chat, message, replace(content, body=caption), keyboard)
        case _:
            raise bad_request("There is no caption in the message to edit")


async def edit_message_media(call: Call) -> dict[str, Any]:
    """Puts a file in place of a file, or of a text."""
    content = media_of(call, too_long=_CAPTION_TOO_LONG)
    keyboard = _keyboard(call)
    chat, message = _editable(call)
    if message.album is not None and type(content) is not type(message.content):
        raise bad_request("Can't change media type in the album")
    return _edited(call, chat, message, content, keyboard)


async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    keyboard = _keyboard(call)
    chat, message = _editable(call)
    return _edited(call, chat, message, message.content, keyboard)


def _keyboard(call: Call) -> InlineKeyboard | None:
    raw = call.given.document("reply_markup", "reply keyboard markup")
    return None if raw is None else inline_from_json(raw)


def _editable(call: Call) -> tuple[AnyChat, Message]:
    """The message that the call names. Raises ApiError for one that is not there or is not the bot's to edit."""
    if "chat_id" not in call.given and "message_id" not in call.given:
        raise bad_request("Message identifier is not specified")
    chat = chat_for(call, Access.EDIT)
    message = message_in(call, chat, "message to edit")
    if message.author != call.account.bot or isinstance(message.markup, OtherMarkup):
        raise bad_request("Message can't be edited")
    check_not_blocked(chat)
    return chat, message


def _edited(
    call: Call, chat: AnyChat, message: Message, content: Content, keyboard: InlineKeyboard | None
) -> dict[str, Any]:
    """Replaces the message. An edit that changes nothing costs its share of the pace all the same: it was asked."""
    call.account.pacer.charge_edit(chat.id)
    if (content, keyboard) == (message.content, message.markup):
        raise bad_request(NOT_MODIFIED)
    edited = replace(message, content=content, markup=keyboard, edited=call.world.calendar.date())
    chat.replace(edited)
    return call.world.wire.message_json(chat, edited)


_EDIT: Final = frozenset({"chat_id", "message_id", "reply_markup"})
_UNMODELLED: Final = frozenset({"business_connection_id", "inline_message_id"})
METHODS: Final = (
    Method(
        "editMessageText",
        edit_message_text,
        _EDIT | {"text", "parse_mode", "entities", "link_preview_options", "disable_web_page_preview"},
        _UNMODELLED | {"rich_message"},
    ),
    Method(
        "editMessageCaption",
        edit_message_caption,
        _EDIT | {"caption", "parse_mode", "caption_entities", "show_caption_above_media"},
        _UNMODELLED,
    ),
    Method("editMessageMedia", edit_message_media, _EDIT | {"media"}, _UNMODELLED),
    Method("editMessageReplyMarkup", edit_message_reply_markup, _EDIT, _UNMODELLED),
)
