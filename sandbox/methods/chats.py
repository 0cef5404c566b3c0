"""getChat."""

from __future__ import annotations

from typing import Any, Final

from sandbox.errors import bad_request
from sandbox.methods.call import Call, Method
from sandbox.methods.target import known_chat
from sandbox.wire import full_chat_json


async def get_chat(call: Call) -> dict[str, Any]:
    """A bot sees whoever has written to it; everybody else is not found."""
    chat = known_chat(call)
    if chat.heard is None:
        raise bad_request("chat not found")
    return full_chat_json(chat.person)


METHODS: Final = (Method("getChat", get_chat, frozenset({"chat_id"})),)
