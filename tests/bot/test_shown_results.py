"""Who sees which results, and when: by the rule that was fixed when the round opened."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.asked import Asked, ShowPage
from bot.desk import Desk
from bot.shown_results import ShownResults
from flows.answers import Said
from flows.consultation import Release, Results
from flows.response import Response
from storage.database import open_database, upgrade
from storage.exchange import Arrival, Chat, Outcome
from tests.bot.conftest import NOW


class Registered:
    """A registry's rounds, and batches that bring what is given."""

    def __init__(self, round_):
        self.rounds = {1: round_}
        self.outcomes = []

    async def commit(self, arrivals, sent, step, now):
        return self.outcomes


@pytest.fixture
async def database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'glas.sqlite'}"
    await upgrade(url)
    database = await open_database(url)
    yield database
    await database.close()


def looking_at(page, response=None):
    asked = Asked(ShowPage(page))
    chat = Chat(language="en", round=1, page=page)
    return Outcome(Arrival(1, 7, asked), chat, {1: response or Response(seed="x")})


async def seen(database, round_, outcome, *, exact=False, now=NOW):
    registered = Registered(round_)
    registered.outcomes = [outcome]
    results = ShownResults(registered, registered, database, zone=ZoneInfo("Europe/Bucharest"), exact=exact)
    assert await results.commit([], [], None, now) == [outcome]
    return results.screen(outcome, Desk(registered.rounds, now))


def with_results(round_, results):
    changed = round_.consultation.model_copy(update={"release": Release(results=results)})
    return replace(round_, consultation=changed)


async def test_who_does_not_look_at_results_is_shown_none(database, timisoara):
    assert await seen(database, timisoara, looking_at("help")) is None


async def test_the_sandbox_shows_exact_figures(database, timisoara):
    screen = await seen(database, timisoara, looking_at("results"), exact=True)
    assert "exact counts, as only the sandbox shows them" in screen.html


async def test_before_the_first_release_it_says_so(database, timisoara):
    screen = await seen(database, timisoara, looking_at("results"))
    assert "Nothing was released yet." in screen.html


async def test_after_answering_means_after_something_was_sent(database, timisoara):
    after = with_results(timisoara, Results.AFTER_ANSWERING)
    assert await seen(database, after, looking_at("results")) is None
    answered = Response(seed="x", closed={"recommendations": {"recommendations": Said("more trees")}})
    assert await seen(database, after, looking_at("results", answered)) is not None


async def test_when_closed_means_not_before(database, timisoara):
    later = with_results(timisoara, Results.WHEN_CLOSED)
    assert await seen(database, later, looking_at("results")) is None
    closed = replace(later, closes=NOW - timedelta(hours=2))
    assert await seen(database, closed, looking_at("results")) is not None


async def test_once_closed_nothing_is_so_far(database, timisoara):
    assert "0 people have answered so far." in (await seen(database, timisoara, looking_at("results"), exact=True)).html
    closed = replace(timisoara, closes=NOW - timedelta(hours=2))
    assert "0 people have answered.\n" in (await seen(database, closed, looking_at("results"), exact=True)).html + "\n"


async def test_what_was_committed_is_answered_though_results_cannot_be_read(database, timisoara):
    async with database.writing() as connection:
        await connection.execute(text("DROP TABLE snapshot"))
    assert await seen(database, timisoara, looking_at("results")) is None
