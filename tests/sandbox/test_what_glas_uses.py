"""What Glas asks of Telegram, read from its source: each method is modelled here, each field is known to its library.

Glas calls Telegram in three ways: aiogram's method objects (`SendMessage(chat_id=...)`), methods of a bot of either
library (`context.bot.send_message(...)`), and python-telegram-bot's shortcuts (`message.reply_text(...)`).
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiogram.methods
import pytest
import telegram
from aiogram import Bot as AiogramBot

from sandbox.methods import methods

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "bot"
MODELLED = {method.name: method for method in methods().values()}
NO_METHODS = {"TelegramMethod", "Request", "Response"}
"""What aiogram.methods has beside the methods."""
OF_THE_BOT_API = {name for name in aiogram.methods.__all__ if name not in NO_METHODS}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(name: str) -> str:
    return name[0].lower() + name[1:]


BY_SNAKE = {snake(name): camel(name) for name in OF_THE_BOT_API}


def shortcuts() -> dict[str, set[str]]:
    """PTB's methods of messages, queries, chats and users, and the methods of the Bot API that each one calls."""
    found: dict[str, set[str]] = {}
    for cls in (telegram.Message, telegram.CallbackQuery, telegram.Chat, telegram.User, telegram.Document):
        for name, function in inspect.getmembers(cls, inspect.iscoroutinefunction):
            called = set(re.findall(r"get_bot\(\)\.(\w+)\(", inspect.getsource(function))) & BY_SNAKE.keys()
            if called and name not in BY_SNAKE:
                found.setdefault(name, set()).update(BY_SNAKE[each] for each in called)
    return found


SHORTCUTS = shortcuts()


@dataclass(frozen=True)
class Use:
    """A call in Glas's source. `of` is whose fields it gives: aiogram's method, a PTB bot's method, or not known."""

    where: str
    method: str
    fields: frozenset[str]
    of: Any = None


def uses() -> list[Use]:
    return [use for file in sorted(SOURCE.rglob("*.py")) for use in uses_in(file)]


def uses_in(file: Path) -> Iterator[Use]:
    tree = ast.parse(file.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    objects = {
        alias.asname or alias.name: alias.name
        for node in imports
        if node.module == "aiogram.methods"
        for alias in node.names
        if alias.name in OF_THE_BOT_API
    }
    speaks_ptb = any((node.module or "").split(".")[0] == "telegram" for node in imports)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        where = f"{file.relative_to(SOURCE.parent)}:{node.lineno}"
        fields = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        match node.func:
            case ast.Name(id=name) if name in objects:
                yield Use(where, camel(objects[name]), fields, getattr(aiogram.methods, objects[name]))
            case ast.Attribute(value=receiver, attr=name) if name in BY_SNAKE:
                is_bot = ast.unparse(receiver).lower().endswith("bot")
                yield Use(where, BY_SNAKE[name], fields, telegram.Bot if is_bot and speaks_ptb else None)
            case ast.Attribute(attr=name) if speaks_ptb and name in SHORTCUTS:
                yield from (Use(where, method, frozenset()) for method in SHORTCUTS[name])


def test_the_walk_finds_what_is_there() -> None:
    """Else the tests below would hold of nothing."""
    used = {use.method for use in uses()}
    assert {"getUpdates", "sendMessage", "editMessageText", "editMessageMedia", "answerCallbackQuery"} <= used
    assert SHORTCUTS["reply_text"] == {"sendMessage"}
    assert len(BY_SNAKE) > 150
    assert BY_SNAKE.keys() <= {snake(camel(name)) for name in OF_THE_BOT_API}


def test_every_method_that_glas_uses_is_modelled() -> None:
    assert [f"{use.where}: {use.method}" for use in uses() if use.method not in MODELLED] == []


def test_every_field_that_glas_gives_is_known_and_modelled() -> None:
    wrong = []
    for use in uses():
        if use.of is telegram.Bot:
            known = set(inspect.signature(getattr(telegram.Bot, snake(use.method))).parameters)
        elif use.of is not None:
            known = set(use.of.model_fields)
            wrong += [f"{use.where}: {field} is not modelled" for field in use.fields - MODELLED[use.method].takes]
        else:
            continue
        wrong += [f"{use.where}: {use.method} has no {field}" for field in use.fields - known]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(MODELLED))
def test_what_is_modelled_exists_in_both_libraries(name: str) -> None:
    assert hasattr(AiogramBot, snake(name))
    assert hasattr(telegram.Bot, name)
