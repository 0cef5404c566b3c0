"""The way of a tap: one transaction a batch, each update's effect once, and a screen owed until it was sent."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from flows.answers import Answers, Chosen, Rated, Said
from flows.consultation import Consultation
from flows.places import Asking, Opening, Place, Summary, Thanks, Welcome
from flows.response import Response
from storage.batch import DELETED, Arrival, Batches, Chat, Decision, Sent
from storage.database import open_database
from storage.dialect import Rows, Statement
from storage.exchange import EVERYTHING, Wish
from storage.tallies import tallies
from tests.storage.conftest import House, Request, keeping, obey

ANA, BOB = 5_000_000_001, 5_000_000_002


def breaking(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
    raise ZeroDivisionError


def at(place: Place) -> Request:
    """A request to go there, whatever was before."""

    def request(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        return Decision(replace(chat, round=1), {1: replace(responses[1], place=place)}, (str(place),))

    return request


def turned(**parts: Any) -> Request:
    return lambda chat, _: Decision(replace(chat, **parts))


async def test_nothing_to_do_is_nothing_done(house: House) -> None:
    assert await house.commit() == []


async def test_who_is_new_is_given_a_fresh_response_and_an_empty_chat(house: House) -> None:
    given = []

    def request(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        given.append((chat, responses))
        return Decision(chat)

    await house.commit(Arrival(1, ANA, request, round=1))
    assert given == [(Chat(), {1: Response(seed=house.keys.pseudonym(1, ANA))})]
    assert await house.rows("SELECT * FROM response") == []


async def test_what_a_step_decides_is_found_by_the_next_batch(house: House) -> None:
    response = Response(
        seed=house.keys.pseudonym(1, ANA),
        place=Asking("score"),
        draft={"views": {"score": Rated(3)}},
        closed={"you": {"types": Chosen(("ngo",), "și altele")}},
    )
    chat = Chat("ro", 1, "help", 17, 19, (3, 4), wishes=EVERYTHING)
    [outcome] = await house.commit(Arrival(1, ANA, lambda *_: Decision(chat, {1: response}, ("seen",)), round=1))
    assert (outcome.chat, outcome.responses, outcome.events, outcome.turn) == (chat, {1: response}, ("seen",), 1)
    assert not outcome.duplicate
    assert not outcome.failed
    [later] = await house.commit(Arrival(2, ANA, keeping))
    assert (later.chat, later.responses, later.turn) == (chat, {1: response}, 2)


async def test_arrivals_of_one_chat_follow_each_other_within_a_batch(house: House) -> None:
    seen = []

    def tap(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        seen.append(len(responses[1].draft.get("views", {})))
        drafted = {**responses[1].draft.get("views", {}), ("score", "why", "order")[seen[-1]]: Rated(1)}
        return Decision(replace(chat, round=1), {1: replace(responses[1], draft={"views": drafted})})

    outcomes = await house.commit(
        Arrival(1, ANA, tap, round=1), Arrival(2, BOB, at(Opening("you")), round=1), Arrival(3, ANA, tap)
    )
    assert seen == [0, 1]
    assert [each.turn for each in outcomes] == [1, 2, 3]
    assert [len(each.responses[1].draft) for each in outcomes] == [1, 0, 1]
    assert await house.rows("SELECT count(*) FROM response") == [(2,)]


async def test_an_update_counts_once_and_is_answered_twice(house: House) -> None:
    first, twice = await house.commit(*[Arrival(7, ANA, at(Opening("you")), round=1)] * 2)
    [again] = await house.commit(Arrival(7, ANA, at(Thanks()), round=1), now=house.now + timedelta(hours=5))
    assert [each.duplicate for each in (first, twice, again)] == [False, True, True]
    for each in (twice, again):
        assert (each.chat, each.responses, each.turn, each.events) == (first.chat, first.responses, 1, ())
    assert await house.rows("SELECT update_id, hour FROM update_seen") == [(7, "2026-11-22T14")]


async def test_an_arrival_without_an_update_id_is_always_new(house: House) -> None:
    outcomes = await house.commit(*[Arrival(None, ANA, keeping)] * 2)
    assert [each.turn for each in outcomes] == [1, 2]


async def test_the_newest_message_of_a_chat_is_the_highest(house: House) -> None:
    outcomes = await house.commit(*(Arrival(None, ANA, keeping, latest=each) for each in (5, 9, 0, 7)))
    assert [each.chat.latest for each in outcomes] == [5, 9, 9, 9]


async def test_a_step_that_raises_takes_only_its_own_arrival(house: House) -> None:
    def fail(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        raise LookupError(f"{ANA} typed a secret")

    with capture_logs() as logs:
        outcomes = await house.commit(
            Arrival(1, ANA, at(Opening("you")), round=1),
            Arrival(2, ANA, fail, latest=12),
            Arrival(3, BOB, at(Opening("you")), round=1),
        )
    assert [each.failed for each in outcomes] == [False, True, False]
    assert outcomes[1].responses == outcomes[0].responses
    assert (outcomes[1].chat.latest, outcomes[1].turn) == (12, 2)
    [entry] = logs
    assert (entry["update"], entry["error"], entry["log_level"]) == (2, "LookupError", "error")
    assert entry["where"][-1].endswith(" fail")
    assert str(ANA) not in str(logs)
    assert "secret" not in str(logs)
    [again] = await house.commit(Arrival(2, ANA, keeping))
    assert again.duplicate


@pytest.mark.parametrize(
    "decision",
    [
        Decision(Chat(round=99)),
        Decision(Chat(), {2: Response(seed="")}),
        Decision(Chat(), counts=((99, "start", "link"),)),
        Decision(Chat(), counts=((1, "start", "\ud800"),)),
        Decision(Chat(), {1: Response(seed="", closed={"views": {"why": Said("\0")}})}),
        Decision(Chat(), {1: Response(seed="", draft={"nowhere": {"nothing": Said("x")}})}),
    ],
    ids=["round", "response", "count", "key", "text", "question"],
)
async def test_a_decision_that_would_break_the_batch_is_set_aside(house: House, decision: Decision[str]) -> None:
    with capture_logs():
        bad, good = await house.commit(
            Arrival(1, ANA, lambda *_: decision, round=1), Arrival(2, BOB, at(Opening("you")), round=1)
        )
    assert bad.failed
    assert bad.chat == Chat()
    assert good.responses[1].place == Opening("you")
    assert await house.rows("SELECT count(*) FROM response") == [(1,)]


async def test_an_id_given_twice_breaks_the_batch_and_leaves_nothing(house: House) -> None:
    """Above all it does not put one respondent's answers into another's row."""
    batches = Batches(house.database, house.keys, house.rounds, new_id=lambda: 5)
    await batches.commit([Arrival(1, ANA, at(Opening("you")), round=1)], [], obey, house.now)
    with pytest.raises(DBAPIError, match=r"(?i:unique)"):
        await batches.commit([Arrival(2, BOB, at(Opening("views")), round=1)], [], obey, house.now)
    assert await house.rows("SELECT update_id FROM update_seen") == [(1,)]
    assert await house.rows("SELECT place FROM response") == [("opening/you",)]


async def test_workers_at_the_same_chat_take_turns(house: House) -> None:
    """Each with a connection of its own: no tap is lost, and an update that two are given counts once."""

    def tap(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        match responses[1].closed.get("views", {}).get("score"):
            case Rated(int(score)):
                pass
            case _:
                score = 0
        return Decision(
            replace(chat, round=1), {1: replace(responses[1], closed={"views": {"score": Rated(score + 1)}})}
        )

    second = await open_database(house.url)
    turns = itertools.count(1)
    workers = [
        Batches(each, house.keys, house.rounds, new_turn=lambda: next(turns)) for each in (house.database, second)
    ]
    outcomes = await asyncio.gather(
        *(
            workers[worker].commit([Arrival(update, ANA, tap, round=1)], [], obey, house.now)
            for update in range(8)
            for worker in (0, 1)
        )
    )
    assert next(turns) == 9, "eight arrivals were decided"
    assert len([each for [each] in outcomes if each.duplicate]) == 8
    assert (await tallies(house.database, house.round))["score"] == {"#respondents": 1, "8": 1}
    assert await house.tallies_are_right()
    await second.close()


async def test_ids_of_responses_come_from_their_source(house: House) -> None:
    numbers = itertools.count(2**62)
    batches = Batches(house.database, house.keys, house.rounds, new_id=lambda: next(numbers))
    arrivals = [Arrival(None, each, at(Opening("you")), round=1) for each in (ANA, BOB)]
    await batches.commit(arrivals, [], obey, house.now)
    assert await house.rows("SELECT id FROM response ORDER BY id") == [(2**62,), (2**62 + 1,)]


async def test_only_the_week_of_the_last_touch_is_stored(house: House) -> None:
    await house.answer(ANA, Response(seed="", place=Opening("you")))
    assert await house.rows("SELECT week FROM response") == [("2026-W47",)]
    await house.commit(Arrival(None, ANA, at(Summary("you"))), now=house.now + timedelta(days=1))
    assert await house.rows("SELECT week FROM response") == [("2026-W48",)]


async def test_a_tap_that_closes_nothing_writes_three_tables(house: House) -> None:
    await house.answer(ANA, Response(seed="", place=Opening("you"), closed={"views": {"score": Rated(2)}}))
    run: list[str] = []

    def recorded(connection: Connection, statements: Sequence[Statement]) -> Sequence[Rows]:
        run.extend(" ".join(sql.split()[:3]) for sql, _ in statements)
        return house.database.dialect.run(connection, statements)

    database = replace(house.database, dialect=replace(house.database.dialect, run=recorded))
    drafted = {"you": {"types": Chosen(("ngo",))}}
    await Batches(database, house.keys, house.rounds).commit(
        [Arrival(9, ANA, lambda chat, all_: Decision(chat, {1: replace(all_[1], draft=drafted)}))],
        [],
        obey,
        house.now,
    )
    written = [each for each in run if not each.startswith("SELECT")]
    assert written == ["INSERT INTO update_seen", "INSERT INTO response", "INSERT INTO conversation"]


class TestRounds:
    """Which responses a step is given."""

    @pytest.fixture
    async def two(self, house: House, consultation: Consultation) -> House:
        await house.open(consultation, "two")
        await house.open(consultation, "three")
        return house

    async def test_it_is_given_the_round_of_the_link_and_that_of_the_chat(self, two: House) -> None:
        [first] = await two.commit(Arrival(None, ANA, turned(round=1), round=3))
        assert set(first.responses) == {1, 3}
        [second] = await two.commit(Arrival(None, ANA, keeping, round=2))
        assert set(second.responses) == {1, 2}
        [third] = await two.commit(Arrival(None, ANA, keeping))
        assert set(third.responses) == {1}

    async def test_it_is_given_what_an_earlier_arrival_of_the_batch_moved_to(self, two: House) -> None:
        await two.answer(ANA, Response(seed="", place=Thanks()), 2)
        await two.commit(Arrival(None, ANA, turned(round=1)))
        _, moved = await two.commit(Arrival(None, ANA, turned(round=2)), Arrival(None, ANA, keeping))
        assert moved.responses[2].place == Thanks()

    async def test_the_whole_is_every_round_with_a_key(self, two: House) -> None:
        two.keys = two.keys.without_round_key(2)
        [outcome] = await two.commit(Arrival(None, ANA, keeping, whole=True))
        assert set(outcome.responses) == {1, 3}

    async def test_a_round_that_there_is_not_is_not_given(self, two: House) -> None:
        [outcome] = await two.commit(Arrival(None, ANA, keeping, round=77))
        assert outcome.responses == {}


class TestTallies:
    """They change with what was sent, in the same transaction."""

    async def test_closing_editing_and_withdrawing_move_them(self, house: House) -> None:
        you: dict[str, Answers] = {"you": {"types": Chosen(("ngo", "firm"), "x"), "main": Chosen(("firm",))}}
        await house.answer(ANA, Response(seed="", place=Opening("you")))
        assert await tallies(house.database, house.round) == {"#round": {"#started": 1}}
        await house.answer(ANA, Response(seed="", place=Opening("views"), closed=you))
        first = await tallies(house.database, house.round)
        assert first["types"] == {"#respondents": 1, "ngo": 1, "firm": 1, "#own_words": 1}
        assert first["net:civil"] == {"#respondents": 1, "#in": 1}
        edited: dict[str, Answers] = {**you, "views": {"score": Rated(4)}}
        edited["you"] = {"types": Chosen(("firm",)), "main": Chosen(("firm",))}
        await house.answer(ANA, Response(seed="", place=Thanks(), closed=edited))
        second = await tallies(house.database, house.round)
        assert second["types"] == {"#respondents": 1, "firm": 1}
        assert second["main*score"] == {"firm*4": 1}
        assert second["#round"] == {"#started": 1, "#answered": 1, "#submitted": 1}
        assert await house.tallies_are_right()
        await house.answer(ANA, None)
        assert await tallies(house.database, house.round) == {}
        assert await house.rows("SELECT * FROM answer") == []

    async def test_many_in_one_batch_are_added_up(self, house: House) -> None:
        await house.commit(
            *(
                Arrival(
                    None,
                    person,
                    lambda chat, all_: Decision(chat, {1: replace(all_[1], closed={"views": {"score": Rated(4)}})}),
                    round=1,
                )
                for person in (ANA, BOB)
            )
        )
        assert (await tallies(house.database, house.round))["score"] == {"#respondents": 2, "4": 2}
        assert await house.tallies_are_right()

    async def test_going_back_to_the_welcome_is_no_start(self, house: House) -> None:
        await house.answer(ANA, Response(seed="", place=Opening("you")))
        await house.answer(ANA, Response(seed=""))
        assert await tallies(house.database, house.round) == {}
        assert await house.tallies_are_right()

    async def test_the_same_section_sent_again_changes_no_row(self, house: House) -> None:
        sent = Response(seed="", place=Thanks(), closed={"you": {"types": Chosen(("ngo",))}})
        await house.answer(ANA, sent)
        before = await house.rows("SELECT * FROM answer"), await house.rows("SELECT * FROM tally")
        await house.answer(ANA, replace(sent, closed={"you": {"types": Chosen(("ngo",))}}))
        assert (await house.rows("SELECT * FROM answer"), await house.rows("SELECT * FROM tally")) == before


class TestWithdrawal:
    """What was withdrawn leaves the names of its released tables, so that who answers again is not new to them."""

    async def tombstones(self, house: House) -> list[str]:
        return [str(each) for (each,) in await house.rows("SELECT table_name FROM tombstone ORDER BY table_name")]

    async def test_it_names_the_released_tables_it_was_counted_in(self, house: House) -> None:
        await house.answer(ANA, Response(seed="", closed={"you": {"types": Chosen(("ngo",))}}))
        await house.release("types", "net:civil", "score")
        await house.answer(ANA, None)
        assert await self.tombstones(house) == ["", "net:civil", "types"]
        assert await house.response(ANA) == Response(seed=house.keys.pseudonym(1, ANA))

    async def test_withdrawing_twice_keeps_the_names_of_both(self, house: House) -> None:
        await house.answer(ANA, Response(seed="", closed={"you": {"types": Chosen(("ngo",))}}))
        await house.release("types", "#round")
        await house.answer(ANA, None)
        await house.answer(ANA, Response(seed="", closed={"views": {"score": Rated(1)}}))
        await house.release("score")
        await house.answer(ANA, None)
        assert await self.tombstones(house) == ["", "#round", "score", "types"]

    async def test_withdrawing_and_answering_in_one_batch_leaves_both(self, house: House) -> None:
        await house.answer(ANA, Response(seed="", closed={"you": {"types": Chosen(("ngo",))}}))
        await house.release("types")
        again = Response(seed=house.keys.pseudonym(1, ANA), closed={"views": {"score": Rated(1)}})
        await house.commit(
            Arrival(None, ANA, lambda chat, _: Decision(chat, {1: None})),
            Arrival(None, ANA, lambda chat, _: Decision(chat, {1: again})),
        )
        assert "types" in await self.tombstones(house)
        assert await house.response(ANA) == again
        assert await house.tallies_are_right()

    async def test_withdrawing_nothing_leaves_nothing(self, house: House) -> None:
        await house.answer(ANA, None)
        assert await house.rows("SELECT * FROM tombstone") == []
        assert await house.rows("SELECT * FROM response") == []


class TestCounters:
    """Of each hour, and never twice of a person who deletes and comes back."""

    @staticmethod
    def starting(chat: Chat, responses: Mapping[int, Response]) -> Decision[str]:
        begun = {1: replace(responses[1], place=Opening("you"))}
        return Decision(chat, begun, counts=((1, "started", ""), (1, "language", "ro")))

    @staticmethod
    def opening(chat: Chat, _: Mapping[int, Response]) -> Decision[str]:
        return Decision(chat, counts=((1, "source", "poster"),))

    @staticmethod
    def deleting(chat: Chat, _: Mapping[int, Response]) -> Decision[str]:
        return Decision(chat, {1: None})

    async def counted(self, house: House) -> dict[str, int]:
        return dict(await house.rows("SELECT kind, sum(n) FROM counter GROUP BY kind"))

    async def test_who_deletes_and_starts_again_is_one_person(self, house: House) -> None:
        for _ in range(4):
            for act in (self.opening, self.starting, self.deleting):
                await house.commit(Arrival(None, ANA, act, round=1))
        assert await self.counted(house) == {"source": 1, "started": 1, "language": 1}
        for act in (self.opening, self.starting):
            await house.commit(Arrival(None, BOB, act, round=1))
        assert await self.counted(house) == {"source": 2, "started": 2, "language": 2}

    async def test_also_within_one_batch(self, house: House) -> None:
        acts = (self.opening, self.starting, self.deleting) * 3
        await house.commit(*(Arrival(None, ANA, act, round=1) for act in acts))
        assert await self.counted(house) == {"source": 1, "started": 1, "language": 1}

    async def test_what_happens_in_an_hour_is_added_up(self, house: House) -> None:
        def counting(*counts: tuple[int, str, str]) -> Request:
            return lambda chat, _: Decision(chat, counts=counts)

        await house.commit(Arrival(None, ANA, counting((1, "start", "link"), (1, "language", "ro"))))
        await house.commit(Arrival(None, BOB, counting((1, "start", "link"))), now=house.now + timedelta(minutes=29))
        await house.commit(Arrival(None, BOB, counting((1, "start", "link"))), now=house.now + timedelta(minutes=30))
        assert await house.rows("SELECT round, hour, kind, key, n FROM counter ORDER BY hour, kind") == [
            (1, "2026-11-22T14", "language", "ro", 1),
            (1, "2026-11-22T14", "start", "link", 2),
            (1, "2026-11-22T15", "start", "link", 1),
        ]


class TestSubscription:
    async def subscribers(self, house: House) -> list[tuple[object, ...]]:
        return await house.rows("SELECT chat, sealed, language, wishes, blocked FROM subscriber")

    async def test_it_is_stored_sealed_and_follows_the_language(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(wishes=EVERYTHING, language="ro")))
        [(chat, sealed, language, wishes, blocked)] = await self.subscribers(house)
        assert (chat, house.keys.unseal(str(sealed)), language) == (house.keys.chat(ANA), ANA, "ro")
        assert (wishes, blocked) == ('["deeds","reminders","results","rounds"]', False)
        await house.commit(Arrival(None, ANA, turned(language="en")))
        [(_, _, language, *_)] = await self.subscribers(house)
        assert language == "en"
        [outcome] = await house.commit(Arrival(None, ANA, turned(wishes=frozenset())))
        assert await self.subscribers(house) == []
        assert not outcome.chat.subscribed

    async def test_it_outlives_the_conversation(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(wishes=EVERYTHING)))
        async with house.database.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM conversation")
        [outcome] = await house.commit(Arrival(None, ANA, keeping))
        assert outcome.chat == Chat(wishes=EVERYTHING)

    async def test_what_one_wishes_for_and_being_shut_out_are_stored(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(wishes=frozenset({Wish.RESULTS}))))
        await house.commit(Arrival(None, ANA, turned(wishes=frozenset({Wish.DEEDS}), blocked=True)))
        [(_, _, _, wishes, blocked)] = await self.subscribers(house)
        assert (wishes, blocked) == ('["deeds"]', True)
        [outcome] = await house.commit(Arrival(None, ANA, keeping))
        assert (outcome.chat.wishes, outcome.chat.blocked) == (frozenset({Wish.DEEDS}), True)

    async def test_what_nobody_waits_for_owes_no_screen(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(wishes=EVERYTHING, language="ro")))
        [before] = await house.commit(Arrival(None, ANA, keeping), sent=[Sent(ANA, 1, 10)])
        await house.commit(sent=[Sent(ANA, before.turn, 10)])
        [outcome] = await house.commit(
            Arrival(7, ANA, lambda chat, _: Decision(replace(chat, blocked=True), silent=True))
        )
        assert (outcome.silent, outcome.turn, outcome.chat.blocked) == (True, 0, True)
        assert await house.batches.owed() == []
        assert await house.rows("SELECT update_id FROM update_seen") == [(7,)]

    async def test_of_a_stranger_who_blocks_nothing_is_stored(self, house: House) -> None:
        await house.commit(Arrival(7, ANA, lambda chat, _: Decision(replace(chat, blocked=True), silent=True)))
        assert await house.rows("SELECT * FROM conversation") == []
        assert await self.subscribers(house) == []


class TestOwed:
    """A screen is owed from the commit on, until it was sent."""

    async def test_it_is_owed_until_the_newest_turn_was_sent(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, at(Opening("you")), round=1), Arrival(None, ANA, keeping))
        [owed] = await house.batches.owed()
        assert (owed.person, owed.turn, owed.chat.round) == (ANA, 2, 1)
        assert owed.responses[1].place == Opening("you")
        await house.commit(sent=[Sent(ANA, 1, 40)])
        assert [each.person for each in await house.batches.owed()] == [ANA]
        await house.commit(sent=[Sent(ANA, 2, 41, (40,))])
        assert await house.batches.owed() == []
        [outcome] = await house.commit(Arrival(None, ANA, keeping))
        assert (outcome.chat.message, outcome.chat.latest, outcome.chat.left) == (41, 41, (40,))

    async def test_a_delivery_is_taken_in_before_what_came_with_it(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, keeping))
        [outcome] = await house.commit(Arrival(None, ANA, keeping), sent=[Sent(ANA, 1, 30, latest=31)])
        assert (outcome.chat.message, outcome.chat.latest, outcome.turn) == (30, 31, 2)
        assert [each.turn for each in await house.batches.owed()] == [2]

    async def test_a_report_of_an_older_turn_that_comes_late_pays_nothing(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, keeping))
        await house.commit(sent=[Sent(ANA, 1, 40)])
        await house.commit(Arrival(None, ANA, keeping))
        await house.commit(sent=[Sent(ANA, 1, 40, latest=41)])
        assert [each.turn for each in await house.batches.owed()] == [2]

    async def test_a_failed_and_a_duplicate_arrival_are_answered_too(self, house: House) -> None:
        await house.commit(Arrival(4, ANA, keeping))
        await house.commit(sent=[Sent(ANA, 1, 30)])
        with capture_logs():
            [failed] = await house.commit(Arrival(5, ANA, breaking))
        assert [each.turn for each in await house.batches.owed()] == [failed.turn]
        await house.commit(sent=[Sent(ANA, failed.turn, 30)])
        await house.commit(Arrival(4, ANA, keeping))
        assert await house.batches.owed() == []

    async def test_a_chat_without_a_round_is_owed_its_screen_too(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, keeping))
        [owed] = await house.batches.owed()
        assert {number: response.place for number, response in owed.responses.items()} == {1: Welcome()}

    async def test_once_the_farewell_was_sent_the_chat_is_forgotten(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(page=DELETED)))
        assert len(await house.rows("SELECT * FROM conversation")) == 1
        await house.commit(sent=[Sent(ANA, 1, 50)])
        assert await house.rows("SELECT * FROM conversation") == []

    async def test_a_farewell_that_was_overtaken_forgets_nothing(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(page=DELETED)), Arrival(None, ANA, turned(page="")))
        await house.commit(sent=[Sent(ANA, 1, 50)])
        assert len(await house.rows("SELECT * FROM conversation")) == 1

    async def test_a_delivery_to_a_forgotten_chat_does_not_bring_it_back(self, house: House) -> None:
        await house.commit(sent=[Sent(ANA, 3, 50)])
        assert await house.rows("SELECT * FROM conversation") == []

    async def test_who_comes_back_with_the_farewell_starts_anew(self, house: House) -> None:
        await house.commit(Arrival(None, ANA, turned(page=DELETED, language="ro")))
        [outcome] = await house.commit(Arrival(None, ANA, keeping, latest=60), sent=[Sent(ANA, 1, 50)])
        assert (outcome.chat, outcome.turn) == (Chat(latest=60), 2)
        assert len(await house.rows("SELECT * FROM conversation")) == 1
