"""Inline keyboards, held to Telegram's limits: 8 buttons a row, 100 in all, callback data of 1 to 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sandbox.errors import ApiError, bad_request, stricter
from sandbox.links import LinkError, checked_link

LARGEST_ROW: Final = 8
LARGEST_KEYBOARD: Final = 100
LARGEST_DATA: Final = 64
_STYLES: Final = ("primary", "success", "danger")
_UNMODELLED: Final = frozenset(
    {
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
        "disabled",
    }
)
_KNOWN: Final = _UNMODELLED | {"text", "url", "callback_data", "style", "icon_custom_emoji_id"}
_OTHER_MARKUPS: Final = frozenset({"remove_keyboard", "force_reply"})


@dataclass(frozen=True, slots=True)
class CallbackButton:
    text: str
    data: str
    style: str | None = None


@dataclass(frozen=True, slots=True)
class LinkButton:
    text: str
    url: str
    style: str | None = None


Button: TypeAlias = CallbackButton | LinkButton


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    rows: tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class OtherMarkup:
    """A reply markup that shows nothing here (remove_keyboard, force_reply); its message can't be edited later."""


Markup: TypeAlias = InlineKeyboard | OtherMarkup


def markup_from_json(raw: object) -> Markup | None:
    """Reads `reply_markup`. Raises ApiError in Telegram's words, or in ours where Telegram would let it pass."""
    if not isinstance(raw, dict):
        raise bad_request("Object expected as reply markup")
    if raw.get("keyboard"):
        raise stricter("reply keyboards are not modelled, only inline ones")
    rows = raw.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if keyboard:
        _check_size(keyboard)
        return InlineKeyboard(keyboard)
    return OtherMarkup() if any(raw.get(name) for name in _OTHER_MARKUPS) else None


def inline_from_json(raw: object) -> InlineKeyboard | None:
    """Reads a `reply_markup` where only an inline keyboard fits, as in every edit."""
    markup = markup_from_json(raw)
    if isinstance(markup, OtherMarkup):
        raise bad_request("Inline keyboard expected")
    return markup


def keyboard_json(keyboard: InlineKeyboard) -> list[list[dict[str, str]]]:
    """Rows of buttons, the same for bots (`inline_keyboard`) and for the chat page."""
    return [[button_json(button) for button in row] for row in keyboard.rows]


def button_json(button: Button) -> dict[str, str]:
    match button:
        case CallbackButton(text, data, style):
            shown = {"text": text, "callback_data": data}
        case LinkButton(text, url, style):
            shown = {"text": text, "url": url}
    return shown if style is None else {**shown, "style": style}


def _check_size(keyboard: tuple[tuple[Button, ...], ...]) -> None:
    longest = max(len(row) for row in keyboard)
    if longest > LARGEST_ROW:
        raise stricter(f"a row of the inline keyboard has {longest} buttons, Telegram keeps {LARGEST_ROW}")
    total = sum(len(row) for row in keyboard)
    if total > LARGEST_KEYBOARD:
        raise stricter(f"the inline keyboard has {total} buttons, Telegram keeps {LARGEST_KEYBOARD}")


def _button(raw: object) -> Button:
    if not isinstance(raw, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    given = {name: value for name, value in raw.items() if value is not None}
    text = given.get("text")
    if text is None:
        raise _unreadable('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _unreadable('Field "text" must be of type String')
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    return _with_action(text, _style(given), given)


def _with_action(text: str, style: str | None, given: dict[str, Any]) -> Button:
    if unknown := sorted(given.keys() - _KNOWN):
        raise stricter(f"an InlineKeyboardButton has no field {unknown[0]!r}")
    if unmodelled := sorted(given.keys() & _UNMODELLED):
        raise stricter(f"buttons with {unmodelled[0]!r} are not modelled")
    data, url = given.get("callback_data"), given.get("url")
    if data and url:
        raise stricter(f"button {text!r} has both callback_data and url; it must have exactly one action")
    if url:
        try:
            return LinkButton(text, checked_link(str(url)), style)
        except LinkError as error:
            raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {error}") from error
    if not data:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str):
        raise _unreadable('Field "callback_data" must be of type String')
    if len(data.encode()) > LARGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return CallbackButton(text, data, style)


def _style(given: dict[str, Any]) -> str | None:
    style = str(given.get("style", "")).lower()
    if style in {"", "default"}:
        return None
    if style not in _STYLES:
        raise _unreadable("invalid button style specified")
    return style


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"Can't parse inline keyboard button: {reason}")
