"""What getUpdates brings is read update by update, whatever stands in it."""

import json
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram.error import TelegramError

from bot.measures import Measures
from bot.staff.fetching import Fetching

PERSON = {"id": 7, "is_bot": False, "first_name": "Ion"}
MESSAGE = {
    "message_id": 1,
    "date": 1_795_000_000,
    "chat": {"id": 7, "type": "private"},
    "from": PERSON,
    "text": "/help",
}


def answer(*updates: object) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {**MESSAGE, "date": "noon"}},
        {"message": {**MESSAGE, "chat": {"id": {}, "type": "private"}}},
        {"message": {**MESSAGE, "from": {**PERSON, "id": "seven"}}},
        {"message": "hello"},
        {"callback_query": {}},
    ],
)
def test_one_that_cannot_be_read_is_set_aside_alone(broken: dict[str, Any]) -> None:
    measures = Measures()
    genuine = {"update_id": 12, "message": MESSAGE}
    with capture_logs() as logs:
        read = Fetching(measures).parse_json_payload(answer({"update_id": 11, **broken}, genuine))
    assert read["result"] == [{"update_id": 11}, genuine]
    assert [(each["event"], each["update"]) for each in logs] == [("staff's update set aside", 11)]
    assert "Ion" not in str(logs)
    assert measures.value("glas_updates_set_aside_total", reason="unreadable") == 1


def test_one_without_an_id_is_left_out() -> None:
    genuine = {"update_id": 12, "message": MESSAGE}
    assert Fetching(Measures()).parse_json_payload(answer({"message": MESSAGE}, genuine, 3))["result"] == [genuine]


@pytest.mark.parametrize("payload", [answer({"message": MESSAGE}), b"[]", b"{}x", b'{"ok": true, "result": {}}'])
def test_an_answer_that_means_nothing_is_tried_again(payload: bytes) -> None:
    with pytest.raises(TelegramError):
        Fetching(Measures()).parse_json_payload(payload)


def test_a_refusal_stays_one() -> None:
    refusal = {"ok": False, "error_code": 409, "description": "Conflict"}
    assert Fetching(Measures()).parse_json_payload(json.dumps(refusal).encode()) == refusal
