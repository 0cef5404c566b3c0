"""The site: what is answered at which path. Whoever is not Telegram learns how the program fares, and reads results."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from bot.intake.webhook import Webhook
from bot.measures import CONTENT_TYPE, Measures
from bot.setting_values import Address
from bot.settings import Settings
from bot.web.health import Health
from bot.web.pages import build_pages
from bot.web.server import listening
from bot.web.showing import Showing

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PROOF_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES: Final = 256 * 1024
"""Telegram's updates have 64 KiB at most."""
READ_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 2
"""When Telegram is to send again what could not be stored; left to itself it waits up to two minutes."""


@asynccontextmanager
async def open_site(
    settings: Settings,
    address: Address,
    health: Health,
    webhook: Webhook | None,
    measures: Measures,
    *,
    showing: Showing,
) -> AsyncIterator[None]:
    """Answers at the address while the block runs. Raises Refusal when the address cannot be had."""
    site = build_site(health, measures)
    if webhook is not None and settings.webhook_url is not None:
        add_webhook(site, settings.webhook_url, webhook, measures)
    add_pages(site, showing, root="/" if settings.pages is None else urlsplit(settings.pages).path)
    async with listening(site, address) as bound:
        log.info("listening", address=str(bound))
        yield


def build_site(health: Health, measures: Measures) -> FastAPI:
    """/healthz (alive; 200), /readyz (fit to serve; 200 or 503, with the same reasons) and /metrics (Prometheus)."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    async def alive() -> Response:
        return JSONResponse(await health.report())

    async def ready() -> Response:
        report = await health.report()
        return JSONResponse(report, status_code=200 if report["ready"] else 503)

    async def metrics() -> Response:
        return Response(measures.exposition(), headers={"Content-Type": CONTENT_TYPE})

    for path, answer in (("/healthz", alive), ("/readyz", ready), ("/metrics", metrics)):
        app.add_api_route(path, answer, methods=["GET", "HEAD"])
    return app


def add_webhook(app: FastAPI, url: str, webhook: Webhook, measures: Measures) -> None:
    """Lets the site take Telegram's updates at the path of this URL."""

    async def take(request: Request) -> Response:
        if not webhook.knows(request.headers.get(PROOF_HEADER, "")):
            return _refused(measures, 401)
        try:
            body = await _body(request)
        except _TooLarge:
            return _refused(measures, 413)
        except TimeoutError:
            return _refused(measures, 408)
        except ClientDisconnect:
            return _refused(measures, 400)  # nobody hears it
        if await webhook.stored(body):
            return Response(status_code=200)
        return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})

    app.add_api_route(urlsplit(url).path or "/", take, methods=["POST"])


def add_pages(app: FastAPI, showing: Showing, *, root: str) -> None:
    """Lets the site show the results at that path and below it, wherever nothing else answers: it comes last."""
    app.mount(root.rstrip("/"), build_pages(showing, root=root))


class _TooLarge(Exception):
    """More than MOST_BYTES."""


async def _body(request: Request) -> bytes:
    """The body, of which never more than MOST_BYTES is held. Raises _TooLarge, TimeoutError and ClientDisconnect."""
    announced = request.headers.get("Content-Length", "0")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise _TooLarge
    body = bytearray()
    async with asyncio.timeout(READ_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise _TooLarge
    return bytes(body)


def _refused(measures: Measures, status: int) -> Response:
    """Without a line in the log: anybody on the internet could fill it."""
    measures.refused_requests.labels(str(status)).inc()
    return Response(status_code=status, headers={"Connection": "close"})
