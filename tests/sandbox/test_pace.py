"""The limits of pace, second by second."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.pace import Pace, Pacer

CHAT, OTHER = 7, 8


class Sending:
    """A pacer with a clock of its own; its methods return the seconds of a 429, None when a call may go."""

    def __init__(self, pace: Pace) -> None:
        self.now = 1000.0
        self._pacer = Pacer(pace, lambda: self.now)

    def send(self, chat: int = CHAT, *, heard_ago: float | None = 0.0) -> int | None:
        heard = None if heard_ago is None else self.now - heard_ago
        return self._tried(lambda: self._pacer.charge_send(chat, heard=heard))

    def edit(self, chat: int = CHAT) -> int | None:
        return self._tried(lambda: self._pacer.charge_edit(chat))

    def _tried(self, call: Any) -> int | None:
        try:
            call()
        except ApiError as error:
            return error.parameters["retry_after"]
        return None


def test_documented_burst_then_one_a_second_sends_and_edits_alike() -> None:
    sending = Sending(Pace.DOCUMENTED)
    assert [sending.send() for _ in range(10)] + [sending.edit() for _ in range(10)] == [None] * 20
    assert sending.edit() == 1
    for _ in range(5):
        sending.now += 1
        assert sending.send() is None
        assert sending.edit() == 1
    sending.now += 20
    assert [sending.edit() for _ in range(20)] == [None] * 20


def test_a_hold_stands_for_all_calls_of_that_chat_and_no_other() -> None:
    sending = Sending(Pace.DOCUMENTED)
    for _ in range(20):
        sending.send()
    assert sending.send() == 1
    sending.now += 0.5
    assert (sending.edit(), sending.send()) == (1, 1)
    assert sending.send(OTHER) is None
    sending.now += 0.5
    assert sending.edit() is None


def test_strict_twenty_in_any_minute() -> None:
    sending = Sending(Pace.STRICT)
    for _ in range(20):
        assert sending.edit() is None
        sending.now += 1
    assert sending.send() == 40
    sending.now += 39.5
    assert sending.edit() == 1
    sending.now += 0.5
    assert sending.edit() is None
    assert sending.edit() == 1
    sending.now += 1
    assert sending.edit() is None


def test_asking_during_a_hold_does_not_prolong_it() -> None:
    sending = Sending(Pace.STRICT)
    for _ in range(20):
        sending.edit()
    assert [sending.edit() for _ in range(3)] == [60, 60, 60]
    sending.now += 60
    assert sending.edit() is None


@pytest.mark.parametrize("pace", [Pace.DOCUMENTED, Pace.STRICT])
def test_unprompted_sends_are_thirty_a_second_in_all(pace: Pace) -> None:
    sending = Sending(pace)
    assert [sending.send(chat, heard_ago=61) for chat in range(100, 130)] == [None] * 30
    assert sending.send(130, heard_ago=None) == 1
    assert sending.send(131, heard_ago=60) is None
    assert sending.edit(100) is None
    sending.now += 1
    assert [sending.send(chat, heard_ago=61) for chat in range(200, 230)] == [None] * 30


def test_off() -> None:
    sending = Sending(Pace.OFF)
    assert [sending.send(heard_ago=None) for _ in range(500)] == [None] * 500


async def test_over_http(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.DOCUMENTED)
    ana, bot = await sandbox.person(), sandbox.bot()
    for number in range(20):
        assert (await bot("sendMessage", chat_id=ana.id, text=str(number))).status == 200
    answer = await bot("sendMessage", chat_id=ana.id, text="prea mult")
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "1"
    assert answer.body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    sandbox.clock.advance(1)
    sent = (await bot("sendMessage", chat_id=ana.id, text="acum")).result
    assert (await bot("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])).result is True


async def test_what_is_refused_for_another_reason_costs_nothing(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.STRICT)
    ana, bot = await sandbox.person(), sandbox.bot()
    for _ in range(30):
        assert (await bot("sendMessage", chat_id=ana.id, text="<p>", parse_mode="HTML")).status == 400
        assert (await bot("editMessageText", chat_id=ana.id, message_id=999, text="a")).status == 400
    assert (await bot("sendMessage", chat_id=ana.id, text="a")).status == 200


async def test_an_edit_that_changes_nothing_costs_its_share(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.STRICT)
    ana, bot = await sandbox.person(), sandbox.bot()
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    answers = [await bot("editMessageText", chat_id=ana.id, message_id=sent, text="a") for _ in range(20)]
    assert [answer.status for answer in answers] == [400] * 19 + [429]
