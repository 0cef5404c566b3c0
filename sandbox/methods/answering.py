"""answerCallbackQuery."""

from __future__ import annotations

from typing import Final

from sandbox import utf16
from sandbox.errors import bad_request
from sandbox.methods.call import Call, Method

LONGEST_TOAST: Final = 200


async def answer_callback_query(call: Call) -> bool:
    text, query_id = call.given.text("text"), call.given.text("callback_query_id")
    if utf16.units(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    call.given.integer("cache_time")
    alert = call.given.flag("show_alert")
    query = call.account.queries.answer(query_id)
    query.chat.tell(query.person_id, lambda: {"kind": "answered", "callback_query_id": query_id})
    if text:
        query.chat.tell(query.person_id, lambda: {"kind": "toast", "text": text, "alert": alert})
    return True


METHODS: Final = (
    Method(
        "answerCallbackQuery",
        answer_callback_query,
        frozenset({"callback_query_id", "text", "show_alert", "cache_time"}),
        frozenset({"url"}),
    ),
)
