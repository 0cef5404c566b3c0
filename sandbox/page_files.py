"""The chat page: `/` and `/page/<name>`, straight from sandbox/page/."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

PAGE: Final = Path(__file__).parent / "page"


async def index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})


def page_routes() -> list[web.AbstractRouteDef]:
    return [web.get("/", index), web.static("/page", PAGE)]
