"""The public pages: the rounds, the results of each, and the released tables as files. Anybody may read them.

They are drawn beside the loop, one at a time, once as long as what they show stays the same; who asks for one that is
there costs the loop a look into a dictionary.
"""

import asyncio
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.outages import Outage
from bot.traces import facts_of
from bot.web.reading_languages import language_of
from bot.web.showing import Showing
from results.account import when_the_page_shows_them
from results.exports.formats import PUBLIC, ExportFormat
from results.exports.public import figures
from results.exports.writing import write_figures
from results.page.drawing import notice_page, results_page, rounds_page, style_source
from results.page.subject import Subject
from results.speech import speech, spoken_languages

MOST_SECONDS: Final = 300
"""So long a page may be shown without asking again: a quotation that its author deletes is gone by then."""
MOST_AT_ONCE: Final = 200
"""Requests for pages; beyond them 503. The site takes five times as many, and the rest is for the webhook."""
RETRY_SECONDS: Final = 60
_MOST_KEPT: Final = 400
_HOUR: Final = 3600

_HTML: Final = "text/html; charset=utf-8"
_TYPES: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSONL: "application/jsonl; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A page or a file, of what it was made, and the tag by which a browser knows whether it has it already."""

    of: object
    body: bytes
    tag: str


def build_pages(showing: Showing, *, root: str) -> ASGIApp:
    """The pages under that path, which ends in a slash."""
    pages = _Pages(showing, root)
    app = Starlette(
        routes=[
            Route("/", pages.rounds),
            Route("/{code}.{form}", pages.file),
            Route("/{code}", pages.results),
            Route("/{path:path}", pages.nothing),
        ],
        exception_handlers={SQLAlchemyError: pages.unreadable, OSError: pages.unreadable},
    )
    return _Limited(app)


class _Limited:
    """So many requests at once, and no more: readers must not take the connections that Telegram needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._under_way >= MOST_AT_ONCE:
            await Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1


class _Pages:
    def __init__(self, showing: Showing, root: str) -> None:
        self._showing = showing
        self._root = root
        self._kept: dict[tuple[str, ...], _Made] = {}
        self._drawing = asyncio.Lock()
        self._outage = Outage("the database, for pages")

    async def rounds(self, request: Request) -> Response:
        """The rounds; where there is one, its results."""
        found = await self._showing.rounds()
        if len(found) == 1:
            chosen = request.url.query and f"?{request.url.query}"
            return RedirectResponse(f"{self._root}{next(iter(found))}{chosen}", 303, headers=self._headers())
        subjects = tuple([await self._showing.subject(each) for each in found.values()])
        languages = tuple(dict.fromkeys(each for subject in subjects for each in subject.languages))
        languages = languages or spoken_languages()
        language = _language(request, languages)
        made = await self._made(
            ("rounds", language),
            subjects,
            lambda: rounds_page(subjects, language, languages, root=self._root),
        )
        return self._answered(request, made, language, subjects)

    async def results(self, request: Request) -> Response:
        """One round's results, or why they are not shown."""
        found = await self._showing.rounds()
        code = request.path_params["code"]
        if code not in found:
            return await self.nothing(request)
        subject, others = await self._showing.subject(found[code]), len(found) > 1
        language = _language(request, subject.languages)
        made = await self._made(
            ("results", code, language),
            (subject, others),
            lambda: results_page(subject, language, root=self._root, others=others),
        )
        return self._answered(request, made, language, (subject,))

    async def file(self, request: Request) -> Response:
        """The released tables of a round."""
        found = await self._showing.rounds()
        code, form = request.path_params["code"], request.path_params["form"]
        if code not in found or form not in PUBLIC:
            return await self.nothing(request)
        subject, form = await self._showing.subject(found[code]), ExportFormat(form)
        language = _language(request, subject.languages)
        if not subject.shown or subject.published.is_empty:
            words = speech(language)
            why = when_the_page_shows_them(words, subject.round.consultation.release)
            return self._notice(why, language, 404)
        made = await self._made((form, code, language), subject, lambda: _written(subject, form, language))
        return self._answered(request, made, language, (subject,), form)

    async def nothing(self, request: Request) -> Response:
        """What is said of every other address."""
        language = _language(request, spoken_languages())
        return self._notice(speech(language).say("There is no such page. Its address may be mistyped."), language, 404)

    async def unreadable(self, request: Request, error: Exception) -> Response:
        """What is said when the database does not answer; the log has a line at either end, however many ask."""
        self._outage.failed(**facts_of(error))
        language = _language(request, spoken_languages())
        says = speech(language).say("This page cannot be shown at the moment. Please try again in a few minutes.")
        return self._notice(says, language, 503, {"Retry-After": str(RETRY_SECONDS)})

    async def _made(self, key: tuple[str, ...], of: object, draw: Callable[[], bytes]) -> _Made:
        """What was kept, if it was made of the same; else it is made, one at a time."""
        kept = self._kept.get(key)
        if kept is not None and kept.of == of:
            return kept
        async with self._drawing:
            kept = self._kept.get(key)
            if kept is None or kept.of != of:
                body = await asyncio.to_thread(draw)
                self._kept.pop(key, None)
                kept = self._kept[key] = _Made(of, body, hashlib.sha256(body).hexdigest())
                while len(self._kept) > _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
            return kept

    def _answered(
        self,
        request: Request,
        made: _Made,
        language: str,
        subjects: tuple[Subject, ...],
        as_file: ExportFormat | None = None,
    ) -> Response:
        self._outage.over()
        headers = self._headers() | {
            "ETag": f'"{made.tag}"',
            "Cache-Control": f"public, max-age={self._fresh_seconds(subjects)}",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        # A proxy that packs a page marks the tag of it, and the browser sends that: so the tag is looked for within.
        if made.tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        if as_file is None:
            return Response(made.body, media_type=_HTML, headers=headers)
        headers["Content-Disposition"] = f'attachment; filename="{subjects[0].round.code}-{language}.{as_file}"'
        return Response(made.body, media_type=_TYPES[as_file], headers=headers)

    def _fresh_seconds(self, subjects: tuple[Subject, ...]) -> int:
        """Until something is due, and not long in any case; exact figures are never fresh."""
        if self._showing.exact:
            return 0
        now = self._showing.now
        to_closings = [
            (closes - now).total_seconds()
            for each in subjects
            if (closes := each.round.closes) is not None and closes > now
        ]
        return int(min(MOST_SECONDS, _HOUR - now.timestamp() % _HOUR, *to_closings))

    def _notice(self, sentence: str, language: str, status: int, more: dict[str, str] | None = None) -> Response:
        headers = self._headers() | {"Cache-Control": "no-store", "Content-Language": language} | (more or {})
        return Response(notice_page(sentence, language, root=self._root), status, media_type=_HTML, headers=headers)

    def _headers(self) -> dict[str, str]:
        """On every answer: nothing is run or fetched, nothing is framed, nobody learns where a reader came from."""
        return {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src {style_source()}; img-src data:; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
        }


def _language(request: Request, available: tuple[str, ...]) -> str:
    return language_of(request.query_params.get("lang"), request.headers.get("Accept-Language", ""), available)


def _written(subject: Subject, form: ExportFormat, language: str) -> bytes:
    file = io.BytesIO()
    write_figures(form, file, list(figures(subject.published, subject.round.consultation, language)))
    return file.getvalue()
