"""The public pages over HTTP: by which rule, in which language, with which headers, how often they are drawn."""

import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import openpyxl
import pytest
import structlog

from bot.measures import Measures
from bot.screens.looking import Looking
from bot.screens.results import results_screen
from bot.settings import Settings
from bot.web import pages
from bot.web.health import Health
from bot.web.reading_languages import language_of
from bot.web.showing import FRESH_SECONDS, Showing
from bot.web.site import add_pages, build_site
from flows.answers import Said
from flows.consultation import Consultation, Release, Results
from flows.response import Response
from results.exports.public import figures
from results.page.drawing import style_source
from results.published import Published
from results.speech import speech
from storage.audit import Act
from storage.database import Database, open_database, upgrade
from storage.keys import new_keys
from storage.own_words import Review, Verdict, decide, own_words
from storage.responses import import_responses
from storage.round_changes import close_round
from storage.rounds import Round, open_round, rounds
from storage.snapshots import Counted, Snapshot, digest, publish
from tests.results.counted import the_305_released, timisoara
from tests.results.page.reading import Read, tidy

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Bucharest")


@dataclass
class Hall:
    """A database, the site over it, and the clocks that both are told by."""

    database: Database
    http: httpx.AsyncClient
    showing: Showing
    now: datetime = NOW
    seconds: float = 0.0
    keys: Any = field(default_factory=new_keys)
    username: str | None = "glas_bot"

    async def open(self, code: str, consultation: Consultation | None = None, **dates: Any) -> Round:
        number = len(await rounds(self.database)) + 1
        self.keys = self.keys.with_round_key(number)
        dates = {"opens": NOW - timedelta(days=1)} | dates
        return await open_round(self.database, self.keys, consultation or timisoara(), code, **dates)

    async def release(self, of: Round, published: Published, number: int = 1) -> None:
        document = published.model_copy(update={"number": number, "round": of.code}).model_dump_json()
        snapshot = Snapshot(number, NOW, document, digest(document))
        await publish(self.database, of, Counted(number, {}, {}), snapshot, [])

    def later(self, seconds: float = FRESH_SECONDS) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(path, headers=named)


@asynccontextmanager
async def hall_at(root: str, folder: Any, *, exact: bool = False) -> AsyncIterator[Hall]:
    url = f"sqlite+aiosqlite:///{folder / 'glas.sqlite'}"
    await upgrade(url)
    database = await open_database(url)
    hall: Hall

    async def answer_link(of: Round) -> str | None:
        return hall.username and f"https://t.me/{hall.username}?start=r_{of.code}_page"

    showing = Showing(
        database, answer_link, now=lambda: hall.now, monotonic=lambda: hall.seconds, zone=ZONE, exact=exact
    )
    site = build_site(Health({}, lambda: 0.0), Measures())
    add_pages(site, showing, root=root)
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://glas") as http:
        hall = Hall(database, http, showing)
        yield hall
    await database.close()


@pytest.fixture
async def hall(tmp_path) -> AsyncIterator[Hall]:
    async with hall_at("/", tmp_path) as found:
        yield found


@pytest.fixture
async def shown(hall: Hall) -> Hall:
    """With a round of which something is released."""
    await hall.release(await hall.open("demo"), the_305_released(closed=False))
    return hall


def ruled(results: Results) -> Consultation:
    return timisoara().model_copy(update={"release": Release(results=results)})


async def test_a_single_round_is_where_the_list_would_be(shown):
    found = await shown.get("/?lang=en")
    assert (found.status_code, found.headers["location"]) == (303, "/demo?lang=en")
    assert (await shown.get("/")).headers["location"] == "/demo"


async def test_several_rounds_are_listed_the_newest_first_and_drafts_are_not(shown):
    await shown.open("next")
    await shown.open("draft", opens=NOW + timedelta(days=1))
    page = Read((await shown.get("/?lang=en")).text)
    assert [each.attributes["href"] for each in page.all("a") if each.text and "lang=en" in each.attributes["href"]][
        -2:
    ] == ["/next?lang=en", "/demo?lang=en"]
    assert (await shown.get("/draft")).status_code == 404
    assert [each.text for each in Read((await shown.get("/demo?lang=en")).text).all("a", **{"class": "up"})] == [
        "All consultations"
    ]


async def test_without_a_round_the_page_says_so(hall):
    found = await hall.get("/", accept_language="en")
    assert (found.status_code, found.headers["content-language"]) == (200, "en")
    assert "There is no consultation at the moment." in found.text


@pytest.mark.parametrize("results", list(Results))
async def test_the_rule_of_the_round_holds_until_it_closes(hall, results):
    of = await hall.open("demo", ruled(results), closes=NOW + timedelta(hours=2))
    await hall.release(of, the_305_released(closed=results is not Results.LIVE))
    for path in ("/demo?lang=en", "/demo.csv"):
        found = await hall.get(path)
        assert ("305" in found.text) == (results is Results.LIVE), path
    for form in ("csv", "xlsx", "jsonl"):
        assert (await hall.get(f"/demo.{form}")).status_code == (200 if results is Results.LIVE else 404)
    hall.now += timedelta(hours=3)
    assert "305 people have answered." in (await hall.get("/demo?lang=en")).text
    assert "305" in (await hall.get("/demo.csv")).text


async def test_in_the_sandbox_figures_are_exact_and_never_kept_by_a_browser(tmp_path):
    async with hall_at("/", tmp_path, exact=True) as hall:
        of = await hall.open("demo", ruled(Results.WHEN_CLOSED))
        found = await hall.get("/demo?lang=en")
        assert "0 people have answered so far." in found.text
        assert found.headers["cache-control"] == "public, max-age=0"
        sent = Response(seed="", closed={"recommendations": {"recommendations": Said("trees")}})
        await import_responses(hall.database, hall.keys, of, [("r1", sent)], NOW)
        assert "0 people have answered so far." in (await hall.get("/demo?lang=en")).text
        hall.later()
        assert "1 person has answered so far." in (await hall.get("/demo?lang=en")).text


async def test_the_page_and_the_chat_tell_the_same(shown):
    page = Read((await shown.get("/demo?lang=en")).text)
    rows = [tidy(each.text) for each in page.all("tr")]
    published = the_305_released(closed=False).clocked(ZONE)
    looking = Looking(speech("en"), Round(1, "demo", timisoara(), "0" * 64), published, {})
    menu = unmarked(results_screen(looking, "results", None).html)
    for sentence in menu[1:]:
        assert sentence in tidy(page.text), sentence
    told = 0
    for table in published.questions:
        section = timisoara().section_of[table.question]
        at = [timisoara().sections.index(section), [each.id for each in section.questions].index(table.question)]
        shown_there = unmarked(results_screen(looking, f"results-{at[0]}-{at[1]}", None).html)
        for name, figure in pairwise(shown_there):
            if table.options and figure[:1].isdigit() and "%" in figure:
                label = name.split(". ", 1)[-1]
                percent = figure.split(" ")[0]
                assert any(row.startswith(label) and f" {percent} " in row for row in rows), (label, figure)
                told += 1
    assert told > 50


def unmarked(html: str) -> list[str]:
    """The lines of a screen that say something, without Telegram's tags."""
    text = Read(html).text
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("query", "accepts", "spoken"),
    [
        ("", "", "ro"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de-DE,de;q=0.9,en;q=0.5,ro;q=0.4", "en"),
        ("", "hu", "ro"),
        ("?lang=en", "ro", "en"),
        ("?lang=hu", "en", "en"),
        ("?lang=../etc", "", "ro"),
    ],
)
async def test_a_reader_is_answered_in_their_language_as_far_as_the_round_has_it(shown, query, accepts, spoken):
    found = await shown.get(f"/demo{query}", accept_language=accepts)
    assert found.headers["content-language"] == spoken
    assert f'<html lang="{spoken}"' in found.text
    assert found.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        ("en;q=0.1, ro;q=0.2", "ro"),
        ("en;q=nan, ro;q=0.2", "ro"),
        ("en;q=0, ro;q=0.2", "ro"),
        ("en;q=much", "ro"),
        ("*;q=1,;q=2,,en", "en"),
        ("x" * 100_000 + ",en", "ro"),
    ],
)
def test_headers_of_any_kind_are_read(accepted, found):
    assert language_of(None, accepted, ("ro", "en")) == found


async def test_every_answer_forbids_scripts_frames_and_guesses(shown):
    await shown.open("next")
    for path in ("/", "/demo", "/demo.csv", "/demo.xlsx", "/nothing", "/a/b/c", "/demo.exe", "/demo.sav"):
        found = await shown.get(path)
        assert found.headers["content-security-policy"] == (
            f"default-src 'none'; style-src {style_source()}; img-src data:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in found.headers


@pytest.mark.parametrize("path", ["/nothing", "/a/b/c", "/demo.exe", "/demo.sav", "/demo/", "/%3Cscript%3E", "/Demo"])
async def test_what_is_not_there_is_said_in_a_sentence(shown, path):
    found = await shown.get(path, accept_language="ro")
    assert found.status_code == 404
    assert found.headers["cache-control"] == "no-store"
    page = Read(found.text)
    assert page.headings == [(1, "Pagina nu există. Poate că adresa a fost scrisă greșit.")]
    assert not page.all("script")


async def test_what_the_site_had_before_is_still_there(shown):
    assert (await shown.get("/healthz")).json()["live"] is True
    assert (await shown.get("/readyz")).status_code == 200
    assert "glas_updates_total" in (await shown.get("/metrics")).text


async def test_nothing_can_be_sent_to_a_page(shown):
    assert (await shown.http.post("/demo", content=b"x")).status_code == 405


async def test_a_browser_that_has_the_page_is_told_so_until_it_changes(shown):
    first = await shown.get("/demo?lang=en")
    tag = first.headers["etag"]
    for sent in (tag, f"W/{tag}", f'{tag[:-1]}-gzip"', f'"other", {tag}'):
        again = await shown.get("/demo?lang=en", if_none_match=sent)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert (await shown.get("/demo?lang=ro", if_none_match=tag)).status_code == 200
    [of] = await rounds(shown.database)
    published = the_305_released(closed=False)
    await shown.release(of, published.model_copy(update={"n_answered": 310}), number=2)
    assert (await shown.get("/demo?lang=en", if_none_match=tag)).status_code == 304, "read a moment ago"
    shown.later()
    changed = await shown.get("/demo?lang=en", if_none_match=tag)
    assert "310 people have answered so far." in changed.text


async def test_a_page_is_drawn_once_and_read_from_the_database_once_in_a_while(shown, monkeypatch):
    drawn = []
    really = pages.results_page
    monkeypatch.setattr(pages, "results_page", lambda *args, **more: drawn.append(args) or really(*args, **more))
    for _ in range(3):
        await shown.get("/demo?lang=en")
    assert len(drawn) == 1
    shown.later()
    await shown.get("/demo?lang=en")
    assert len(drawn) == 1, "nothing of it has changed"
    await shown.get("/demo?lang=ro")
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("minute", "closes", "seconds"),
    [(30, None, 300), (58, None, 120), (30, timedelta(seconds=45), 45), (30, timedelta(days=2), 300)],
)
async def test_a_page_is_fresh_until_something_is_due_and_never_for_long(hall, minute, closes, seconds):
    hall.now = NOW.replace(minute=minute)
    await hall.open("demo", closes=None if closes is None else hall.now + closes)
    assert (await hall.get("/demo")).headers["cache-control"] == f"public, max-age={seconds}"


async def test_downloads_hold_the_figures_of_the_snapshot(shown):
    published = the_305_released(closed=False).model_copy(update={"number": 1})
    rows = list(figures(published.clocked(ZONE), timisoara(), "en"))
    as_csv = await shown.get("/demo.csv?lang=en")
    assert as_csv.headers["content-disposition"] == 'attachment; filename="demo-en.csv"'
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(as_csv.text.removeprefix("\ufeff"))))
    assert [(each["table"], each["line"], each["measure"]) for each in read] == [
        (each.table, each.line, each.measure) for each in rows
    ]
    assert [each["value"] for each in read] == ["" if each.value is None else str(each.value) for each in rows]
    lines = [json.loads(line) for line in (await shown.get("/demo.jsonl?lang=en")).text.splitlines()]
    assert [each.get("value") for each in lines] == [each.value for each in rows]
    book = openpyxl.load_workbook(io.BytesIO((await shown.get("/demo.xlsx?lang=en")).content))
    assert len(list(book["figures"].iter_rows())) == len(rows) + 1
    linked = [each.attributes["href"] for each in Read((await shown.get("/demo?lang=en")).text).all("a", download="")]
    assert linked == ["/demo.csv?lang=en", "/demo.xlsx?lang=en", "/demo.jsonl?lang=en"]


async def test_quotations_come_with_the_closing_and_go_with_their_answer(shown):
    [of] = await rounds(shown.database)
    sent = Response(seed="", closed={"recommendations": {"recommendations": Said("<b>More</b> shade")}})
    await import_responses(shown.database, shown.keys, of, [("r1", sent)], NOW)
    [words] = await own_words(shown.database, of)
    await decide(shown.database, of, Act.WORDS_QUOTED, {words: Review(Verdict.QUOTED)})
    assert "shade" not in (await shown.get("/demo?lang=en")).text
    await close_round(shown.database, "demo", shown.now)
    shown.later()
    page = Read((await shown.get("/demo?lang=en")).text)
    assert [tidy(each.text) for each in page.all("blockquote")] == ["“<b>More</b> shade”"]
    [words] = await own_words(shown.database, of)
    await decide(shown.database, of, Act.WORDS_PUT_ASIDE, {words: Review(Verdict.ASIDE)})
    shown.later()
    assert "shade" not in (await shown.get("/demo?lang=en")).text


async def test_where_the_bots_name_is_unknown_no_link_leads_nowhere(shown):
    shown.username = None
    assert "t.me" not in (await shown.get("/demo")).text


async def test_a_database_that_does_not_answer_is_a_sentence_and_one_line_in_the_log(shown):
    await shown.get("/demo?lang=en")
    async with shown.database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE snapshot RENAME TO elsewhere")
    shown.later()
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            found = await shown.get("/demo", accept_language="en")
            assert (found.status_code, found.headers["retry-after"]) == (503, "60")
            assert "cannot be shown at the moment" in found.text
        async with shown.database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO snapshot")
        assert (await shown.get("/demo")).status_code == 200
    assert [each["event"] for each in logs] == ["outage began", "outage over"]


async def test_readers_leave_connections_to_the_webhook(shown, monkeypatch):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 0)
    found = await shown.get("/demo")
    assert (found.status_code, found.headers["retry-after"]) == (503, "60")
    assert (await shown.get("/healthz")).status_code == 200


async def test_pages_can_stand_below_a_path(tmp_path):
    async with hall_at("/glas/", tmp_path) as hall:
        await hall.open("one")
        await hall.open("two")
        links = [each.attributes["href"] for each in Read((await hall.get("/glas/?lang=en")).text).all("a")]
        assert "/glas/one?lang=en" in links
        assert (await hall.get("/glas/one")).status_code == 200
        assert (await hall.get("/one")).status_code == 404


@pytest.mark.parametrize(
    ("webhook", "found"),
    [
        (None, None),
        ("https://glas.example.org/telegram", "https://glas.example.org/"),
        ("https://example.org:8443/glas/telegram", "https://example.org:8443/glas/"),
        ("https://glas.example.org", "https://glas.example.org/"),
    ],
)
def test_the_pages_are_beside_the_webhook(webhook, found):
    assert Settings(webhook_url=webhook).pages == found
