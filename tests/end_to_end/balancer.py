"""A load balancer between Telegram and the workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle

from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer


@asynccontextmanager
async def balanced(ports: list[int]) -> AsyncIterator[str]:
    """A load balancer: every update goes to the next worker. Gives its address."""
    turns = cycle(ports)

    async def passed_on(request: web.Request) -> web.Response:
        url, body = f"http://127.0.0.1:{next(turns)}/telegram", await request.read()
        try:
            async with ClientSession() as session, session.post(url, data=body, headers=request.headers) as answer:
                return web.Response(status=answer.status)
        except ClientError:
            return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/telegram", passed_on)
    async with TestServer(app) as server:
        yield str(server.make_url("/telegram"))
