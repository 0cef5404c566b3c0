"""Inline keyboards: limits and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.keyboards import OtherMarkup, inline_from_json, keyboard_json, markup_from_json

YES = {"text": "Da", "callback_data": "yes"}


def rows(*counts: int) -> dict[str, Any]:
    return {"inline_keyboard": [[YES] * count for count in counts]}


def test_what_is_kept() -> None:
    styled = {"text": "Nu", "callback_data": "ă" * 32, "style": "Danger"}
    link = {"text": "Detalii", "url": "https://a.ro/x", "style": "default"}
    markup = inline_from_json({"inline_keyboard": [[YES, styled], [], [link]]})
    assert markup is not None
    assert keyboard_json(markup) == [
        [YES, {**styled, "style": "danger"}],
        [{"text": "Detalii", "url": "https://a.ro/x"}],
    ]


def test_no_buttons_no_keyboard() -> None:
    assert markup_from_json({"inline_keyboard": []}) is None
    assert markup_from_json({"inline_keyboard": [[]]}) is None
    assert markup_from_json({}) is None
    assert markup_from_json({"force_reply": True}) == OtherMarkup()


def test_largest_keyboard() -> None:
    largest = inline_from_json(rows(*[8] * 12, 4))
    assert largest is not None
    assert len(largest.rows) == 13


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (rows(9), "sandbox: a row of the inline keyboard has 9 buttons, Telegram keeps 8"),
        (rows(*[8] * 12, 5), "sandbox: the inline keyboard has 101 buttons, Telegram keeps 100"),
        ([], "object expected as reply markup"),
        (
            {"inline_keyboard": [YES]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": [["Da"]]}, "sandbox: reply keyboards are not modelled, only inline ones"),
    ],
)
def test_refused_markups(raw: object, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        markup_from_json(raw)
    assert refused.value.description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ("Da", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": 7}, 'can\'t parse inline keyboard button: Field "text" must be of type String'),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ({"text": "Da"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (
            {**YES, "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({**YES, "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        ({**YES, "callback_data": "ă" * 33}, "BUTTON_DATA_INVALID"),
        (
            {**YES, "callback_data": 7},
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
        ({**YES, "style": "pink"}, "can't parse inline keyboard button: invalid button style specified"),
        (
            {**YES, "url": "https://a.ro"},
            "sandbox: button 'Da' has both callback_data and url; it must have exactly one action",
        ),
        (
            {"text": "Da", "url": "http://localhost"},
            "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
        ({"text": "Da", "pay": True}, "sandbox: buttons with 'pay' are not modelled"),
        ({**YES, "colour": "red"}, "sandbox: an InlineKeyboardButton has no field 'colour'"),
    ],
)
def test_refused_buttons(button: object, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        markup_from_json({"inline_keyboard": [[button]]})
    assert refused.value.description == f"Bad Request: {reason}"


def test_edits_take_inline_keyboards_only() -> None:
    with pytest.raises(ApiError, match="inline keyboard expected"):
        inline_from_json({"remove_keyboard": True})
