"""What a bot gets to see of a fault."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, assert_never

from aiohttp import web

from sandbox.errors import ApiError, too_many_requests
from sandbox.faults import Fault, Kind

if TYPE_CHECKING:
    import asyncio

_PAGE: Final = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


async def faulty(request: web.Request, fault: Fault, due: web.Response | None, closed: asyncio.Event) -> web.Response:
    """The reply in place of `due`, which is that of a call that was done, None when it was not.

    Raises ApiError for a 429 or 5xx. Silence lasts until `closed`, were the bot gone by then.
    """
    match fault.kind:
        case Kind.TOO_MANY_REQUESTS:
            raise too_many_requests(fault.retry_after)
        case Kind.SERVER_ERROR:
            raise ApiError(fault.code, HTTPStatus(fault.code).phrase)
        case Kind.HTML:
            return web.Response(status=HTTPStatus.BAD_GATEWAY, text=_PAGE, content_type="text/html")
        case Kind.DROPPED_CALL | Kind.DROPPED_REPLY:
            return _dropped(request)
        case Kind.SILENCE_BEFORE | Kind.SILENCE_AFTER:
            await closed.wait()
            return _dropped(request)
        case Kind.TRUNCATED:
            body = due.body if due is not None else None
            assert isinstance(body, bytes)
            return web.Response(body=body[: len(body) // 2], content_type="application/json")
        case Kind.WRONG_SHAPE:
            return web.json_response({"ok": True, "result": {"unexpected": ["shape"]}})
        case _:
            assert_never(fault.kind)


def _dropped(request: web.Request) -> web.Response:
    """Ends the connection; what is returned is written to nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
