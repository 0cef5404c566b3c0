"""getUpdates."""

from __future__ import annotations

from typing import Any, Final

from sandbox.errors import WEBHOOK_IS_SET, conflict, stricter
from sandbox.methods.call import Call, Method

_LONGEST_POLL: Final = 50


async def get_updates(call: Call) -> list[dict[str, Any]]:
    queue = call.account.queue
    if call.account.webhook is not None:
        raise conflict(WEBHOOK_IS_SET)
    queue.allow(allowed_updates(call))
    limit = min(max(call.given.integer("limit", 100), 1), 100)
    timeout = min(max(call.given.integer("timeout"), 0), _LONGEST_POLL)
    updates = await queue.fetch(call.given.integer("offset"), limit, timeout)
    return [update.to_json() for update in updates]


async def stay(_call: Call) -> bool:
    """logOut and close: they move a bot between servers, and there is only this one."""
    return True


def allowed_updates(call: Call) -> list[str] | None:
    raw = call.given.document("allowed_updates", "allowed_updates")
    if raw is None:
        return None
    if not isinstance(raw, list):
        raise stricter("allowed_updates must be an Array of String")
    return [str(kind).lower() for kind in raw]


METHODS: Final = (
    Method("getUpdates", get_updates, frozenset({"offset", "limit", "timeout", "allowed_updates"})),
    Method("logOut", stay),
    Method("close", stay),
)
