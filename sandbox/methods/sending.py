"""sendMessage, sendPhoto, sendDocument, sendMediaGroup, sendChatAction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.errors import bad_request, stricter
from sandbox.groups import Group
from sandbox.keyboards import Markup, markup_from_json
from sandbox.messages import Content, Message, Text
from sandbox.methods.call import Call, Method
from sandbox.methods.media import CAPTION_TOO_LONG, album_of, document_of, given_file, photo_of
from sandbox.methods.target import chat_to_write
from sandbox.methods.text import caption_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.groups import AnyChat

_TOO_LONG: Final = "Message is too long"
_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(call: Call) -> dict[str, Any]:
    return _sent(call, Text(text_of(call, too_long=_TOO_LONG)))


async def send_photo(call: Call) -> dict[str, Any]:
    caption = caption_of(call, too_long=CAPTION_TOO_LONG)
    return _sent(call, photo_of(call.world.files, given_file(call, "photo"), caption))


async def send_document(call: Call) -> dict[str, Any]:
    caption = caption_of(call, too_long=CAPTION_TOO_LONG)
    return _sent(call, document_of(call.world.files, given_file(call, "document"), caption))


async def send_media_group(call: Call) -> list[dict[str, Any]]:
    """An album: up to ten photos, or up to ten documents."""
    return _all_sent(call, album_of(call), album=call.world.new_query_id())


async def send_chat_action(call: Call) -> bool:
    action = call.given.text("action")
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat_to_write(call).publish(lambda: {"kind": "action", "action": action})
    return True


def _sent(call: Call, content: Content) -> dict[str, Any]:
    return _all_sent(call, [content], album=None)[0]


def _all_sent(call: Call, contents: Sequence[Content], *, album: str | None) -> list[dict[str, Any]]:
    """Puts messages into their chat, once everything else about the call is in order and the pace allows each."""
    raw = call.given.document("reply_markup", "reply keyboard markup")
    markup: Markup | None = None if raw is None else markup_from_json(raw)
    protected = call.given.flag("protect_content")
    chat = chat_to_write(call)
    reply_to = _reply_to(call, chat)
    for _ in contents:
        call.account.pacer.charge_send(chat.id, heard=chat.heard)
    messages = [
        Message(
            message_id=chat.new_message_id(),
            date=call.world.calendar.date(),
            author=call.account.bot,
            content=content,
            markup=markup,
            reply_to=reply_to,
            protected=protected,
            album=album,
        )
        for content in contents
    ]
    for message in messages:
        chat.add(message)
    if isinstance(chat, Group):
        chat.spoke_last = call.account.bot.id
    return [call.world.wire.message_json(chat, message) for message in messages]


def _reply_to(call: Call, chat: AnyChat) -> int | None:
    """The message replied to, given the new way or the old. Raises ApiError when it is not there."""
    message_id, optional = _reply_asked(call)
    if not message_id or message_id in chat.messages:
        return message_id or None
    if optional:
        return None
    raise bad_request("Message to be replied not found")


def _reply_asked(call: Call) -> tuple[int, bool]:
    match call.given.document("reply_parameters", "reply parameters"):
        case None:
            return call.given.integer("reply_to_message_id"), call.given.flag("allow_sending_without_reply")
        case {"message_id": int(message_id), **others}:
            if unmodelled := set(others) - {"allow_sending_without_reply"}:
                raise stricter(f"reply_parameters with {min(map(str, unmodelled))!r} are not modelled")
            return message_id, bool(others.get("allow_sending_without_reply"))
        case dict():
            raise bad_request('Can\'t find field "message_id"')
        case _:
            raise bad_request("Object expected as reply parameters")


_SEND: Final = frozenset(
    {
        "chat_id",
        "parse_mode",
        "reply_markup",
        "reply_parameters",
        "reply_to_message_id",
        "allow_sending_without_reply",
        "protect_content",
        # These change nothing that could be seen here.
        "disable_notification",
        "allow_paid_broadcast",
        "message_effect_id",
    }
)
_CAPTION: Final = frozenset({"caption", "caption_entities"})
_PREVIEW: Final = frozenset({"link_preview_options", "disable_web_page_preview"})
_UNMODELLED: Final = frozenset(
    {
        "business_connection_id",
        "message_thread_id",
        "direct_messages_topic_id",
        "suggested_post_parameters",
        "ephemeral_message_parameters",
        "receiver_user_id",
        "callback_query_id",
    }
)
METHODS: Final = (
    Method("sendMessage", send_message, _SEND | _PREVIEW | {"text", "entities"}, _UNMODELLED),
    Method(
        "sendPhoto", send_photo, _SEND | _CAPTION | {"photo", "has_spoiler", "show_caption_above_media"}, _UNMODELLED
    ),
    Method(
        "sendDocument",
        send_document,
        _SEND | _CAPTION | {"document", "thumbnail", "disable_content_type_detection"},
        _UNMODELLED,
    ),
    Method(
        "sendMediaGroup",
        send_media_group,
        (_SEND - {"reply_markup", "parse_mode"}) | {"media"},
        frozenset({"business_connection_id", "message_thread_id", "direct_messages_topic_id"}),
    ),
    Method(
        "sendChatAction",
        send_chat_action,
        frozenset({"chat_id", "action"}),
        frozenset({"business_connection_id", "message_thread_id"}),
    ),
)
