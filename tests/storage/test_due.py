"""What falls due with time is erased, at the moment that the notice says and not before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.answers import Chosen, Rated
from flows.consultation import Consultation
from flows.places import Asking, Summary
from flows.response import Response
from storage import due as module
from storage.batch import Arrival, Chat, Decision
from storage.due import erase_keys_due, erase_responses_due, erase_stale_drafts, forget_updates, run_due
from storage.fingerprints import check_keys
from storage.keys import load_keys, save_keys
from storage.responses import import_responses
from storage.round_changes import close_round
from storage.rounds import months_after
from storage.tallies import tallies
from tests.storage.conftest import House

ANA, BOB, EVE = 5_000_000_001, 5_000_000_002, 5_000_000_003
SUNDAY = date(2026, 11, 22)  # the last day of the week of the house's clock
DRAFT = {"you": {"types": Chosen(("ngo",))}}
SENT = {"views": {"score": Rated(2)}}
DAY = timedelta(days=1)


class TestDrafts:
    @pytest.fixture
    async def drafted(self, house: House, monkeypatch: pytest.MonkeyPatch) -> House:
        monkeypatch.setattr(module, "SLICE", 2)
        await house.answer(ANA, Response(seed="", place=Asking("types"), draft=DRAFT))
        await house.answer(BOB, Response(seed="", place=Asking("types"), draft=DRAFT, closed=SENT))
        await house.answer(EVE, Response(seed="", place=Summary("views"), closed=SENT))
        return house

    async def test_they_stay_until_thirty_days_after_the_week(self, drafted: House) -> None:
        assert await erase_stale_drafts(drafted.database, SUNDAY + 29 * DAY) == 0
        assert (await drafted.response(ANA)).draft == DRAFT

    async def test_then_they_go_and_what_was_sent_stays(self, drafted: House) -> None:
        assert await erase_stale_drafts(drafted.database, SUNDAY + 30 * DAY) == 2
        assert await drafted.rows("SELECT count(*) FROM response") == [(2,)]
        bob = await drafted.response(BOB)
        assert (bob.draft, bob.closed) == ({}, SENT)
        assert bob.place != Asking("types")
        assert await drafted.tallies_are_right()
        assert (await tallies(drafted.database, drafted.round))["#round"]["#started"] == 2
        assert await erase_stale_drafts(drafted.database, SUNDAY + 30 * DAY) == 0

    async def test_erasing_is_no_touch_and_no_withdrawal(self, drafted: House) -> None:
        await erase_stale_drafts(drafted.database, SUNDAY + 300 * DAY)
        assert await drafted.rows("SELECT DISTINCT week FROM response") == [("2026-W47",)]
        assert await drafted.rows("SELECT * FROM tombstone") == []

    async def test_many_go_slice_by_slice(self, drafted: House) -> None:
        for person in range(5):
            await drafted.answer(10**10 + person, Response(seed="", draft=DRAFT))
        assert await erase_stale_drafts(drafted.database, SUNDAY + 30 * DAY) == 7

    async def test_imported_ones_stay_imported(self, drafted: House) -> None:
        both = Response(seed="", draft=DRAFT, closed=SENT)
        await import_responses(drafted.database, drafted.keys, drafted.round, [("r1", both)], drafted.now)
        await erase_stale_drafts(drafted.database, SUNDAY + 30 * DAY)
        assert (await tallies(drafted.database, drafted.round))["#round"]["#imported"] == 1
        assert await drafted.tallies_are_right()


class TestKeys:
    @pytest.fixture
    async def closed(self, house: House, consultation: Consultation) -> House:
        """Round 1 closed now, round 2 did not."""
        await house.open(consultation, "two")
        await house.answer(ANA, Response(seed="", closed=SENT))
        await house.answer(ANA, None)
        await close_round(house.database, "one", house.now)
        return house

    async def test_a_key_stays_as_long_as_was_said(self, closed: House) -> None:
        assert await erase_keys_due(closed.database, closed.keys_path, closed.now + 30 * DAY - DAY / 24) == ()
        assert load_keys(closed.keys_path).has_round(1)

    async def test_then_it_goes_with_its_tombstones(self, closed: House) -> None:
        assert await erase_keys_due(closed.database, closed.keys_path, closed.now + 30 * DAY) == (1,)
        left = load_keys(closed.keys_path)
        assert not left.has_round(1)
        assert left.has_round(2)
        assert await closed.rows("SELECT * FROM tombstone") == []
        await closed.look()
        assert [each.key_erased for each in closed.rounds.values()] == [True, False]
        await check_keys(closed.database, left)
        assert await erase_keys_due(closed.database, closed.keys_path, closed.now + 31 * DAY) == ()

    async def test_a_ring_brought_back_from_a_backup_loses_it_again(self, closed: House) -> None:
        await erase_keys_due(closed.database, closed.keys_path, closed.now + 30 * DAY)
        save_keys(closed.keys_path, closed.keys)
        assert await erase_keys_due(closed.database, closed.keys_path, closed.now + 30 * DAY) == (1,)
        assert not load_keys(closed.keys_path).has_round(1)


class TestRetention:
    @pytest.fixture
    async def closed(self, house: House, consultation: Consultation, monkeypatch: pytest.MonkeyPatch) -> House:
        monkeypatch.setattr(module, "SLICE", 2)
        await house.open(consultation, "two")
        for person in range(3):
            await house.answer(10**10 + person, Response(seed="", draft=DRAFT, closed=SENT))
        await house.answer(ANA, Response(seed="", closed=SENT), 2)
        await close_round(house.database, "one", house.now)
        return house

    async def test_answers_stay_as_long_as_was_said(self, closed: House) -> None:
        assert await erase_responses_due(closed.database, datetime(2027, 11, 22, 14, 29, tzinfo=UTC)) == 0
        assert await closed.rows("SELECT count(*) FROM response") == [(4,)]

    async def test_then_they_go_and_the_tallies_stay(self, closed: House) -> None:
        before = await tallies(closed.database, closed.round)
        assert await erase_responses_due(closed.database, datetime(2027, 11, 22, 14, 30, tzinfo=UTC)) == 3
        assert await closed.rows("SELECT DISTINCT round FROM response") == [(2,)]
        assert await closed.rows("SELECT count(*) FROM answer") == [(1,)]
        assert await tallies(closed.database, closed.round) == before
        await closed.look()
        assert [each.answers_erased for each in closed.rounds.values()] == [True, False]
        assert await erase_responses_due(closed.database, datetime(2027, 11, 22, 14, 30, tzinfo=UTC)) == 0

    @pytest.mark.parametrize(
        ("closes", "months", "over"),
        [
            (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
            (datetime(2026, 12, 15, tzinfo=UTC), 1, datetime(2027, 1, 15, tzinfo=UTC)),
            (datetime(2026, 11, 30, tzinfo=UTC), 13, datetime(2027, 12, 30, tzinfo=UTC)),
            (datetime(2027, 8, 31, tzinfo=UTC), 6, datetime(2028, 2, 29, tzinfo=UTC)),
        ],
    )
    def test_a_month_ends_where_the_calendar_says(self, closes: datetime, months: int, over: datetime) -> None:
        assert months_after(closes, months) == over


async def test_updates_are_forgotten_after_two_days(house: House) -> None:
    for hours in (0, 1):
        await house.commit(Arrival(hours, ANA, lambda chat, _: _nothing(chat)), now=house.now + timedelta(hours=hours))
    assert await forget_updates(house.database, house.now + timedelta(hours=48)) == 0
    assert await forget_updates(house.database, house.now + timedelta(hours=49)) == 1
    assert await house.rows("SELECT update_id FROM update_seen") == [(1,)]


async def test_one_run_does_all_that_is_due_and_the_next_finds_nothing(
    house: House, consultation: Consultation
) -> None:
    await house.open(consultation, "two")
    await house.answer(ANA, Response(seed="", draft=DRAFT, closed=SENT))
    await house.commit(Arrival(1, BOB, lambda chat, _: _nothing(chat)))
    await close_round(house.database, "one", house.now)
    erased = await run_due(house.database, house.keys_path, house.now + 400 * DAY)
    assert (erased.drafts, erased.round_keys, erased.responses, erased.updates) == (1, (1,), 1, 1)
    assert erased.hours == 0
    assert not erased.keys.has_round(1)
    assert erased.keys.has_round(2)
    again = await run_due(house.database, house.keys_path, house.now + 400 * DAY)
    assert (again.drafts, again.round_keys, again.responses, again.updates) == (0, (), 0, 0)


def _nothing(chat: Chat) -> Decision[str]:

    return Decision(chat)
