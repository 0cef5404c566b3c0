"""Whatever is sent for a parameter, the answer is the Bot API's: never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.methods import methods

if TYPE_CHECKING:
    from sandbox.client import Chat, Person

JUNK = [
    "",
    "x",
    "7",
    "-1",
    "99999999999999999999",
    "null",
    "true",
    '"x"',
    "[]",
    "{}",
    "[null]",
    "[[null]]",
    '[{"type":"bold","offset":[],"length":{}}]',
    '[{"type":"text_mention","offset":0,"length":1,"user":{"id":"x"}}]',
    '[{"command":7,"description":[]}]',
    '{"inline_keyboard":{}}',
    '{"inline_keyboard":[[{"text":"a","url":"http://[","style":7}]]}',
    '{"inline_keyboard":[[{"text":"a","callback_data":{}}]]}',
    '{"message_id":"x","allow_sending_without_reply":"x"}',
    '{"type":"chat","chat_id":[]}',
    '{"type":[]}',
    "attach://x",
    "&#xD83D;<a href=",
]
ANSWERS = {200, 400, 403, 404}


@pytest.mark.parametrize("method", [each for _, each in sorted(methods().items())], ids=sorted(methods()))
async def test_every_parameter_of_every_method(bot: Any, ana: Person, chat: Chat, method: Any) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    sound = {"chat_id": str(ana.id), "message_id": str(sent), "text": "a", "caption": "a", "action": "typing"}
    given = {name: value for name, value in sound.items() if name in method.takes}
    # A poll that waits is no answer to junk but to patience.
    for name in sorted(method.takes - {"timeout"}):
        for junk in JUNK:
            answer = await bot(method.name, **{**given, name: junk})
            assert answer.status in ANSWERS, (name, junk, answer)
            assert answer.body["ok"] is (answer.status == 200)
