"""The ledger: every subscriber once, whoever dies on the way, and nothing in it tells who has answered."""

import asyncio
from datetime import datetime, timedelta

import pytest

import storage.broadcasts.deliveries as ledger
from flows.answers import Answers, Chosen, Rated
from flows.places import Asking
from flows.response import Response
from storage.batch import Arrival, Decision, Sent
from storage.broadcasts import surveys
from storage.broadcasts.broadcast import Broadcast, Counts, Kind, Standing
from storage.broadcasts.deciding import cancel, create, pause
from storage.broadcasts.deliveries import (
    Claim,
    Fate,
    Settled,
    claim,
    end_when_closed,
    give_up,
    held_until,
    hold,
    move,
    prepare,
    put_off,
    settle,
    stands_below,
)
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.surveys import survey
from storage.broadcasts.words import Words
from storage.exchange import Wish
from tests.storage.conftest import NOW, House
from tests.storage.mailing import BY, audience, dated, started, subscribed

SENT: dict[str, Answers] = {
    "you": {"types": Chosen(("firm",)), "main": Chosen(("firm",))},
    "views": {"score": Rated(3)},
}


async def claimed(house: House, of: Broadcast, now: datetime = NOW, most: int = 10) -> Claim:
    return await claim(house.database, audience(house, of), now, most=most, rate=25)


async def counts(house: House, of: Broadcast) -> Counts:
    return (await broadcast(house.database, of.number)).counts


async def left(house: House) -> int:
    [(n,)] = await house.rows("SELECT count(*) FROM delivery")
    return int(n)


def all_sent(house: House, taken: Claim) -> list[Settled]:
    sent = [Settled(each.chat, Fate.SENT) for each in taken.recipients]
    return [*sent, *taken.others]


class TestPreparing:
    async def test_every_subscriber_of_the_languages_has_a_delivery(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ledger, "SLICE", 2)
        await subscribed(house, 1, 2, 3)
        await subscribed(house, 4, language="en")
        await subscribed(house, 5, language="hu")
        await subscribed(house, 6, blocked=True)
        await subscribed(house, 7, wishes=frozenset({Wish.DEEDS}))
        await house.rows("SELECT 1")
        of = await started(house, languages=("ro", "en"))
        assert (await left(house), of.counts.recipients, of.prepared) == (6, 6, True)
        taken = await claimed(house, of)
        assert {each.person for each in taken.recipients} == {1, 2, 3, 4}
        assert {each.language for each in taken.recipients if each.person == 4} == {"en"}
        assert {(each.chat, each.fate) for each in taken.others} == {
            (house.keys.chat(each), Fate.UNASKED) for each in (6, 7)
        }

    async def test_it_is_done_once_and_goes_on_after_a_crash(self, house: House) -> None:
        await subscribed(house, 1, 2)
        of = await started(house)
        await settle(house.database, of.number, all_sent(house, await claimed(house, of)))
        await prepare(house.database, of)
        assert await left(house) == 0
        async with house.database.writing() as connection:
            await connection.exec_driver_sql("UPDATE broadcast SET prepared = false")
            await connection.exec_driver_sql(
                f"INSERT INTO delivery (broadcast, chat) VALUES (1, '{house.keys.chat(1)}')"
            )
        await prepare(house.database, of)
        assert await left(house) == 2

    async def test_what_was_cancelled_is_not_prepared(self, house: House) -> None:
        await subscribed(house, 1)
        made = await create(house.database, Broadcast(0, 1, Kind.REMIND, Segment.ALL, {"ro": Words("a")}), BY)
        await cancel(house.database, 1, NOW, BY)
        await prepare(house.database, made)
        assert await left(house) == 0

    async def test_who_unsubscribes_or_deletes_takes_their_delivery_along(self, house: House) -> None:
        await subscribed(house, 1, 2)
        await started(house)
        await subscribed(house, 2, wishes=frozenset())
        assert await left(house) == 1


class TestSegments:
    """1 has never started, 2 is in progress, 3 has submitted."""

    @pytest.fixture
    async def people(self, house: House) -> House:
        await subscribed(house, 1, 2, 3)
        await house.answer(2, Response(seed="", place=Asking("types"), draft={"you": {"types": Chosen(("ngo",))}}))
        await house.answer(3, Response(seed="", place=Asking("types"), closed=SENT))
        return house

    @pytest.mark.parametrize(
        ("segment", "stopped_by", "inside"),
        [
            (Segment.ALL, None, {1, 2, 3}),
            (Segment.NEVER_STARTED, None, {1}),
            (Segment.IN_PROGRESS, None, {2}),
            (Segment.IN_PROGRESS, "2026-W47", {2}),
            (Segment.IN_PROGRESS, "2026-W46", set()),
            (Segment.SUBMITTED, None, {3}),
        ],
    )
    async def test_membership_is_decided_when_it_is_claimed(
        self, people: House, segment: Segment, stopped_by: str | None, inside: set[int]
    ) -> None:
        of = await started(people, segment=segment, stopped_by=stopped_by)
        counted = await survey(people.database, audience(people, of))
        assert sum(n for (_, meant), n in counted.memberships["ro"].items() if meant) == len(inside)
        taken = await claimed(people, of)
        assert {each.person for each in taken.recipients} == inside
        assert len(taken.recipients) + len(taken.others) == 3

    async def test_who_has_just_finished_is_not_nudged(self, people: House) -> None:
        of = await started(people, segment=Segment.IN_PROGRESS)
        await people.answer(2, Response(seed="", place=Asking("types"), closed=SENT))
        assert (await claimed(people, of)).recipients == []

    async def test_rows_tell_nothing_and_are_erased_together(self, people: House) -> None:
        of = await started(people, segment=Segment.SUBMITTED)
        rows = await people.rows("SELECT due, claimed FROM delivery")
        assert set(rows) == {(None, None)}
        taken = await claimed(people, of)
        assert len({claimed for _, claimed in await people.rows("SELECT due, claimed FROM delivery")}) == 1
        await settle(people.database, of.number, all_sent(people, taken))
        assert await left(people) == 0
        assert await counts(people, of) == Counts(recipients=3, sent=1, outside=2)

    async def test_nothing_that_a_broadcast_to_a_segment_leaves_tells_who_is_of_it(self, people: House) -> None:
        """Two have not finished and get nothing, one has blocked the bot; the file says of all three the same."""
        await people.commit(sent=[Sent(each, 1, 40) for each in (1, 2, 3)])

        async def stored() -> list[tuple[object, ...]]:
            rows = "FROM conversation JOIN subscriber USING (chat) ORDER BY subscriber.chat"
            return await people.rows(f"SELECT blocked, message, latest {rows}")

        assert await stored() == [(False, 40, 40)] * 3
        of = await started(people, segment=Segment.SUBMITTED)
        taken = await claimed(people, of)
        [inside] = taken.recipients
        await settle(people.database, of.number, [Settled(inside.chat, Fate.BLOCKED), *taken.others])
        assert await stored() == [(False, 40, 41)] * 3, "the next screen of each comes as a new message"
        of = await started(people, segment=Segment.SUBMITTED)
        taken = await claimed(people, of)
        await settle(people.database, of.number, [Settled(inside.chat, Fate.DEACTIVATED), *taken.others])
        assert await stored() == [(False, 40, 41)] * 3

    async def test_without_the_rounds_key_nobody_is_found(self, people: House) -> None:
        of = await started(people, segment=Segment.SUBMITTED)
        people.keys = people.keys.without_round_key(1)
        assert (await claimed(people, of)).recipients == []
        found = await survey(people.database, audience(people, of))
        assert found.memberships == {"ro": {(Segment.SUBMITTED, False): 3}}


class TestClaiming:
    async def test_each_delivery_is_claimed_once_and_no_small_rest_is_left(self, house: House) -> None:
        await subscribed(house, *range(1, 26))
        of = await started(house)
        sizes, seen = [], []
        while taken := await claimed(house, of):
            sizes.append(len(taken.recipients))
            seen += [each.person for each in taken.recipients]
        assert sizes == [10, 15]
        assert sorted(seen) == list(range(1, 26))
        assert not taken.over, "they are on their way"

    async def test_slots_follow_each_other_and_wait_for_the_end_of_a_hold(self, house: House) -> None:
        await subscribed(house, *range(1, 41))
        of = await started(house)
        assert (await claimed(house, of)).slots == NOW
        assert (await claimed(house, of)).slots == NOW + timedelta(seconds=10 / 25)
        assert await held_until(house.database) is None
        await hold(house.database, NOW + timedelta(seconds=30))
        await hold(house.database, NOW + timedelta(seconds=3))
        assert await held_until(house.database) == NOW + timedelta(seconds=30)
        waiting = await claimed(house, of)
        assert (bool(waiting), waiting.busy_until) == (False, NOW + timedelta(seconds=30))
        assert await left(house) == 40, "nothing was taken"
        assert (await claimed(house, of, NOW + timedelta(seconds=27))).slots == NOW + timedelta(seconds=30)

    async def test_when_nothing_is_left_it_has_ended(self, house: House) -> None:
        await subscribed(house, 1)
        of = await started(house)
        await settle(house.database, of.number, all_sent(house, await claimed(house, of)))
        later = NOW + timedelta(minutes=1)
        assert (await claimed(house, of, later)).over
        assert (await claimed(house, of, later + timedelta(hours=1))).over
        done = await broadcast(house.database, of.number)
        assert (done.ended, done.standing(later)) == (later, Standing.DONE)

    async def test_while_its_round_is_not_open_it_waits(self, house: House) -> None:
        await subscribed(house, *range(1, 30))
        of = await started(house)
        await dated(house, paused=NOW)
        assert await claimed(house, of) == Claim()
        await dated(house, paused=None, opens=NOW + timedelta(hours=1))
        assert await claimed(house, of) == Claim()
        await dated(house, opens=NOW)
        assert len((await claimed(house, of)).recipients) == 10
        assert (await counts(house, of)).too_late == 0

    async def test_when_its_round_closes_it_ends_and_the_rest_is_counted(self, house: House) -> None:
        await subscribed(house, *range(1, 30))
        of = await started(house)
        taken = await claimed(house, of)
        await dated(house, closes=NOW)
        assert await claimed(house, of) == Claim()
        assert await left(house) == 10, "what is on its way arrives"
        await settle(house.database, of.number, all_sent(house, taken))
        assert (await claimed(house, of)).over
        assert await counts(house, of) == Counts(recipients=29, sent=10, too_late=19)

    async def test_it_ends_then_without_a_claim_too(self, house: House) -> None:
        await subscribed(house, *range(1, 30))
        of = await started(house)
        taken = await claimed(house, of)
        assert not await end_when_closed(house.database, of, NOW)
        assert await left(house) == 29
        await dated(house, closes=NOW)
        assert not await end_when_closed(house.database, of, NOW), "some are on their way"
        await settle(house.database, of.number, all_sent(house, taken))
        assert await end_when_closed(house.database, of, NOW)
        done = await broadcast(house.database, of.number)
        assert (done.ended, done.counts) == (NOW, Counts(recipients=29, sent=10, too_late=19))

    async def test_what_tells_of_a_closed_round_goes_on(self, house: House) -> None:
        await subscribed(house, 1)
        of = await started(house, kind=Kind.RESULTS)
        await dated(house, closes=NOW)
        assert len((await claimed(house, of)).recipients) == 1

    async def test_what_is_paused_or_cancelled_gives_nothing(self, house: House) -> None:
        await subscribed(house, *range(1, 30))
        of = await started(house)
        taken = await claimed(house, of)
        await pause(house.database, of.number, NOW, BY)
        assert await claimed(house, of) == Claim()
        await cancel(house.database, of.number, NOW, BY)
        assert await claimed(house, of) == Claim()
        assert await left(house) == 10, "what is on its way arrives"
        await settle(house.database, of.number, all_sent(house, taken))
        assert (await left(house), (await counts(house, of)).sent) == (0, 10)

    async def test_what_is_put_off_comes_again_when_it_is_due(self, house: House) -> None:
        await subscribed(house, 1, 2)
        of = await started(house)
        taken = await claimed(house, of)
        due = NOW + timedelta(seconds=20)
        await put_off(house.database, of.number, [taken.recipients[0].chat], due)
        assert not await claimed(house, of)
        assert [each.chat for each in (await claimed(house, of, due)).recipients] == [taken.recipients[0].chat]

    async def test_workers_share_a_broadcast_and_its_pace(self, house: House) -> None:
        """On SQLite one waits for the other; on PostgreSQL they pass each other by."""
        await subscribed(house, *range(1, 101))
        of = await started(house)
        taken = await asyncio.gather(*(claimed(house, of) for _ in range(5)))
        people = [each.person for one in taken for each in one.recipients]
        assert len(people) == len(set(people)) == 50
        slots = [one.slots for one in taken if one.slots is not None]
        assert sorted(slots) == [NOW + timedelta(seconds=n * 10 / 25) for n in range(5)]


class TestSettling:
    async def test_fates_are_counted_and_have_their_effects(self, house: House) -> None:
        await subscribed(house, *range(1, 7))
        of = await started(house)
        chats = [each.chat for each in (await claimed(house, of)).recipients]
        fates = [Fate.SENT, Fate.BLOCKED, Fate.DEACTIVATED, Fate.FAILED, Fate.UNKNOWN, Fate.OUTSIDE]
        await settle(house.database, of.number, [Settled(*each) for each in zip(chats, fates, strict=True)])
        assert await counts(house, of) == Counts(6, 1, 1, 1, 1, 1, 1)
        assert dict(await house.rows("SELECT chat, blocked FROM subscriber WHERE blocked")) == {chats[1]: True}
        assert chats[2] not in dict(await house.rows("SELECT chat, sealed FROM subscriber"))

    async def test_what_was_given_up_is_not_counted_twice(self, house: House) -> None:
        await subscribed(house, *range(1, 31))
        of = await started(house)
        taken = await claimed(house, of)
        assert await give_up(house.database, NOW) == 0
        assert await give_up(house.database, NOW + timedelta(seconds=1)) == 10
        await settle(house.database, of.number, all_sent(house, taken))
        assert await counts(house, of) == Counts(recipients=30, unknown=10)
        assert await left(house) == 20

    async def test_the_message_stands_below_the_conversation(self, house: House) -> None:
        await subscribed(house, 1)
        await house.commit(sent=[Sent(1, 1, 40)])
        of = await started(house)
        await settle(house.database, of.number, all_sent(house, await claimed(house, of)))
        [outcome] = await house.commit(Arrival(None, 1, lambda chat, _: Decision(chat)))
        assert (outcome.chat.message, outcome.chat.latest) == (40, 41)

    async def test_so_does_one_that_was_sent_alone(self, house: House) -> None:
        await subscribed(house, 1)
        await house.commit(sent=[Sent(1, 1, 40)])
        await stands_below(house.database, house.keys.chat(1))
        [outcome] = await house.commit(Arrival(None, 1, lambda chat, _: Decision(chat)))
        assert (outcome.chat.message, outcome.chat.latest) == (40, 41)


class TestMoving:
    async def test_a_chat_is_followed_with_what_is_on_its_way(self, house: House) -> None:
        await subscribed(house, -5, wishes=frozenset({Wish.REMINDERS}))
        of = await started(house)
        [old] = (await claimed(house, of)).recipients
        new = await move(house.database, house.keys, old.chat, -1005)
        assert new == house.keys.chat(-1005)
        [(chat, sealed, wishes)] = await house.rows("SELECT chat, sealed, wishes FROM subscriber")
        assert (chat, house.keys.unseal(sealed), wishes) == (new, -1005, '["reminders"]')
        await settle(house.database, of.number, [Settled(new, Fate.SENT)])
        assert (await counts(house, of)).sent == 1

    async def test_one_that_is_subscribed_already_gets_nothing_twice(self, house: House) -> None:
        await subscribed(house, -5, -1005)
        of = await started(house)
        await claimed(house, of)
        assert await move(house.database, house.keys, house.keys.chat(-5), -1005) is None
        assert await house.rows("SELECT chat FROM delivery") == [(house.keys.chat(-1005),)]


class TestSurvey:
    async def test_it_counts_by_language_in_slices(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(surveys, "SLICE", 2)
        await subscribed(house, 1, 2, 3)
        await subscribed(house, 4, language="en")
        await subscribed(house, 5, language="hu")
        await subscribed(house, 6, blocked=True)
        await subscribed(house, 7, wishes=frozenset({Wish.DEEDS}))
        await house.rows("SELECT 1")
        of = await started(house, languages=("ro", "en"))
        found = await survey(house.database, audience(house, of))
        assert (found.subscribers, found.wishing, found.unspoken) == ({"ro": 5, "en": 1}, {"ro": 3, "en": 1}, 1)
        assert found.memberships == {"ro": {(Segment.ALL, True): 3}, "en": {(Segment.ALL, True): 1}}
        assert found.most == 4
