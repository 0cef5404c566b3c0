"""The Bot API's methods, a module for each thing they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.methods import answering, chats, deleting, editing, files, polling, profile, sending, webhooks

if TYPE_CHECKING:
    from sandbox.methods.call import Method


def methods() -> dict[str, Method]:
    """Every modelled method, by its name in lower case: Telegram does not mind the case."""
    modules = (polling, webhooks, sending, editing, deleting, answering, files, profile, chats)
    return {method.name.lower(): method for module in modules for method in module.METHODS}
