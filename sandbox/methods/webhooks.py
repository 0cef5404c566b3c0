"""setWebhook, deleteWebhook, getWebhookInfo."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.errors import bad_request, stricter
from sandbox.methods.call import Call, Method
from sandbox.methods.polling import allowed_updates
from sandbox.webhooks import Address, Webhook

_LONGEST_SECRET: Final = 256
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
_MOST_CONNECTIONS: Final = 100
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


async def set_webhook(call: Call) -> bool:
    """An empty url deletes the webhook. Whoever polls meanwhile is turned away."""
    url = call.given.text("url")
    if not url:
        return await delete_webhook(call)
    address = _address(call, url)
    await _stop(call)
    if call.given.flag("drop_pending_updates"):
        call.account.queue.clear()
    call.account.queue.allow(allowed_updates(call))
    call.account.webhook = Webhook(
        address,
        call.account.queue,
        call.world.calendar,
        call.world.random,
        partial(call.execute, call.account),
        answer_seconds=call.world.webhook_seconds,
    )
    return True


async def delete_webhook(call: Call) -> bool:
    await _stop(call)
    if call.given.flag("drop_pending_updates"):
        call.account.queue.clear()
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    queue, webhook = call.account.queue, call.account.webhook
    info: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": queue.pending}
    if webhook is not None:
        info |= {"url": webhook.address.url, "max_connections": webhook.address.max_connections}
        info["ip_address"] = "127.0.0.1"
        if webhook.last_error is not None:
            info["last_error_date"] = webhook.last_error.date
            info["last_error_message"] = webhook.last_error.message
    return info if queue.allowed is None else {**info, "allowed_updates": queue.allowed}


async def _stop(call: Call) -> None:
    webhook, call.account.webhook = call.account.webhook, None
    if webhook is not None:
        await webhook.stop()


def _address(call: Call, url: str) -> Address:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a wrong port is only found when it is asked for
    except ValueError as error:
        raise bad_request("invalid webhook URL specified") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("invalid webhook URL specified")
    if host not in _LOOPBACK:
        raise stricter("a webhook's address is on this machine, such as http://127.0.0.1:8000/telegram")
    secret = call.given.text("secret_token")
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(call.given.integer("max_connections", 40), 1), _MOST_CONNECTIONS)
    return Address(url, secret, connections)


METHODS: Final = (
    Method(
        "setWebhook",
        set_webhook,
        frozenset({"url", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"}),
        frozenset({"certificate", "ip_address"}),
    ),
    Method("deleteWebhook", delete_webhook, frozenset({"drop_pending_updates"})),
    Method("getWebhookInfo", get_webhook_info),
)
