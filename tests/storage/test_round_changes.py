"""Rounds as staff steer them: each step once, with its line, and only where the round's state allows it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.answers import Rated
from flows.consultation import Consultation
from flows.response import Response
from storage.audit import Author, lines, verify
from storage.due import erase_keys_due, erase_responses_due
from storage.keys import load_keys
from storage.responses import import_responses
from storage.round_changes import (
    LONGEST_REASON,
    Anonymous,
    LanguageLost,
    NotNow,
    OtherStructure,
    ReasonUnusable,
    close_round,
    open_now,
    pause_round,
    reopen_round,
    replace_draft,
    resume_round,
    reword_round,
    schedule_round,
)
from storage.rounds import (
    DatesUnusable,
    IncompleteNotice,
    Round,
    State,
    UnknownRound,
    round_by_code,
    rounds,
    structure_hash,
)
from tests.storage.conftest import House

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = 5_000_000_001
SENT = {"views": {"score": Rated(2)}}


@pytest.fixture
def maria(house: House) -> Author:
    return Author("staff:maria", house.now)


@pytest.fixture
async def draft(house: House, consultation: Consultation) -> str:
    await house.open(consultation, "two", opens=None)
    return "two"


def asking_otherwise(consultation: Consultation) -> Consultation:
    document = consultation.model_dump(mode="json", by_alias=True)
    document["sections"][0]["questions"][0]["max"] = 2
    return Consultation.model_validate(document)


async def told(house: House) -> list[tuple[str, str]]:
    return [(each.what, each.subject) for each in await lines(house.database)]


async def state(house: House, code: str, now: datetime | None = None) -> State:
    return (await round_by_code(house.database, code)).state(now or house.now)


class TestDrafts:
    async def test_a_draft_opens_by_hand_and_once(self, house: House, draft: str, maria: Author) -> None:
        assert await state(house, draft) is State.DRAFT
        opened = await open_now(house.database, draft, house.now, maria)
        assert opened.state(house.now) is State.OPEN
        assert await open_now(house.database, draft, house.now + HOUR, maria) == opened
        assert await round_by_code(house.database, draft) == opened
        assert await told(house) == [("round opened", "round two")]

    async def test_a_draft_opens_and_closes_at_its_dates_by_itself(
        self, house: House, draft: str, maria: Author
    ) -> None:
        for _ in range(2):
            await schedule_round(
                house.database, draft, house.now, opens=house.now + HOUR, closes=house.now + DAY, by=maria
            )
        assert [await state(house, draft, house.now + each * HOUR) for each in (0, 1, 24)] == [
            State.DRAFT,
            State.OPEN,
            State.CLOSED,
        ]
        assert await told(house) == [("round scheduled", "round two")]

    async def test_a_draft_can_be_replaced_as_a_whole(
        self, house: House, draft: str, consultation: Consultation, maria: Author
    ) -> None:
        other = asking_otherwise(consultation)
        for _ in range(2):
            replaced = await replace_draft(house.database, draft, other, house.now, maria)
        assert await round_by_code(house.database, draft) == replaced
        assert (replaced.consultation, replaced.structure, replaced.wording) == (other, structure_hash(other), 2)
        assert replaced.structure != house.round.structure
        assert await told(house) == [("draft replaced", "round two")]
        silent = other.model_copy(update={"privacy": other.privacy.model_copy(update={"contact": None})})
        with pytest.raises(IncompleteNotice):
            await replace_draft(house.database, draft, silent, house.now)

    async def test_nothing_is_replaced_that_can_be_answered_or_has_answers(
        self, house: House, draft: str, consultation: Consultation
    ) -> None:
        other = asking_otherwise(consultation)
        with pytest.raises(NotNow, match="only a draft can be replaced"):
            await replace_draft(house.database, "one", other, house.now)
        await schedule_round(house.database, draft, house.now, opens=house.now + timedelta(seconds=60))
        with pytest.raises(NotNow, match="a minute before it opens"):
            await replace_draft(house.database, draft, other, house.now)
        await schedule_round(house.database, draft, house.now, opens=house.now + HOUR)
        of, answered = await round_by_code(house.database, draft), [("r1", Response(seed="", closed=SENT))]
        await import_responses(house.database, house.keys, of, answered, house.now)
        with pytest.raises(OtherStructure, match="answers that were imported"):
            await replace_draft(house.database, draft, other, house.now)

    async def test_a_scheduled_opening_can_be_moved_or_hastened(self, house: House, draft: str) -> None:
        await schedule_round(house.database, draft, house.now, opens=house.now + HOUR)
        moved = await schedule_round(house.database, draft, house.now, opens=house.now + 2 * HOUR)
        assert moved.opens == house.now + 2 * HOUR
        assert (await open_now(house.database, draft, house.now)).opens == house.now

    async def test_a_draft_that_is_closed_is_called_off(self, house: House, draft: str) -> None:
        await schedule_round(house.database, draft, house.now, opens=house.now + HOUR)
        await close_round(house.database, draft, house.now)
        assert await state(house, draft, house.now + DAY) is State.CLOSED
        again = await reopen_round(house.database, draft, house.now, reason="after all")
        assert again.opens == house.now

    @pytest.mark.parametrize("change", [pause_round, resume_round])
    async def test_a_draft_has_nothing_to_pause_or_resume(
        self, house: House, draft: str, change: Callable[..., Awaitable[Round]]
    ) -> None:
        with pytest.raises(NotNow, match="round two is draft: only"):
            await change(house.database, draft, house.now)


class TestDates:
    async def test_the_closing_of_an_open_round_moves_and_its_opening_does_not(
        self, house: House, maria: Author
    ) -> None:
        later = await schedule_round(house.database, "one", house.now, closes=house.now + DAY, by=maria)
        assert later.closes == house.now + DAY
        with pytest.raises(NotNow, match="only its closing"):
            await schedule_round(house.database, "one", house.now, opens=house.now + HOUR)
        assert await schedule_round(house.database, "one", house.now, opens=later.opens) == later

    async def test_dates_lie_ahead(self, house: House, draft: str) -> None:
        for opens, closes in ((house.now, None), (house.now + HOUR, house.now - HOUR)):
            with pytest.raises(DatesUnusable, match="ahead"):
                await schedule_round(house.database, draft, house.now, opens=opens, closes=closes)
        with pytest.raises(DatesUnusable, match="before it closes"):
            await schedule_round(house.database, draft, house.now, closes=house.now + HOUR)

    async def test_a_closed_round_is_not_scheduled(self, house: House) -> None:
        await close_round(house.database, "one", house.now)
        with pytest.raises(NotNow, match="only reopening"):
            await schedule_round(house.database, "one", house.now, closes=house.now + DAY)


class TestPauses:
    async def test_a_round_pauses_and_goes_on_each_once(self, house: House, maria: Author) -> None:
        for _ in range(2):
            await pause_round(house.database, "one", house.now, maria)
        assert await state(house, "one") is State.PAUSED
        with pytest.raises(NotNow, match="resume it"):
            await open_now(house.database, "one", house.now)
        for _ in range(2):
            await resume_round(house.database, "one", house.now, maria)
        assert await state(house, "one") is State.OPEN
        assert await told(house) == [("round paused", "round one"), ("round resumed", "round one")]
        paused, resumed = await lines(house.database)
        assert paused.after == resumed.before != resumed.after == paused.before

    async def test_a_paused_round_closes_all_the_same(self, house: House) -> None:
        await schedule_round(house.database, "one", house.now, closes=house.now + HOUR)
        await pause_round(house.database, "one", house.now)
        assert await state(house, "one", house.now + HOUR) is State.CLOSED
        for change in (pause_round, resume_round, open_now):
            with pytest.raises(NotNow, match="round one is closed"):
                await change(house.database, "one", house.now + HOUR)


class TestReopening:
    async def test_a_closed_round_goes_on_where_it_was(self, house: House, maria: Author) -> None:
        await house.answer(ANA, Response(seed="", closed=SENT))
        await pause_round(house.database, "one", house.now)
        await close_round(house.database, "one", house.now)
        for _ in range(2):
            reopened = await reopen_round(
                house.database, "one", house.now, reason=" the heavy\n rain ", closes=house.now + DAY, by=maria
            )
        assert reopened.state(house.now) is State.OPEN
        assert reopened.closes == house.now + DAY
        await house.look()
        assert (await house.response(ANA)).closed == SENT
        assert await told(house) == [("round reopened", "round one: the heavy rain")]
        assert await verify(house.database) is None

    async def test_a_joined_emoji_is_part_of_a_reason(self, house: House, maria: Author) -> None:
        await close_round(house.database, "one", house.now)
        await reopen_round(house.database, "one", house.now, reason="for families 👩‍👧", by=maria)
        assert await told(house) == [("round reopened", "round one: for families 👩‍👧")]

    @pytest.mark.parametrize("reason", ["", " \n", "x" * (LONGEST_REASON + 1), "\x07", "a\u202eb"])
    async def test_it_says_why(self, house: House, reason: str) -> None:
        with pytest.raises(ReasonUnusable):
            await reopen_round(house.database, "one", house.now, reason=reason)

    async def test_only_what_is_closed_and_until_a_moment_ahead(self, house: House, draft: str) -> None:
        with pytest.raises(NotNow):
            await reopen_round(house.database, draft, house.now, reason="rain")
        await close_round(house.database, "one", house.now)
        with pytest.raises(DatesUnusable):
            await reopen_round(house.database, "one", house.now, reason="rain", closes=house.now)

    @pytest.mark.parametrize("days", [30, 400])
    async def test_what_is_or_should_be_anonymous_stays_closed(self, house: House, days: int) -> None:
        await close_round(house.database, "one", house.now)
        with pytest.raises(Anonymous):
            await reopen_round(house.database, "one", house.now + days * DAY, reason="rain")

    async def test_an_erased_key_is_the_end_whatever_the_clock_says(self, house: House) -> None:
        await close_round(house.database, "one", house.now)
        await erase_keys_due(house.database, house.keys_path, house.now + 30 * DAY)
        with pytest.raises(Anonymous):
            await reopen_round(house.database, "one", house.now, reason="rain")

    async def test_a_reopened_round_keeps_key_and_answers_until_its_new_days(self, house: House) -> None:
        await house.answer(ANA, Response(seed="", closed=SENT))
        await close_round(house.database, "one", house.now)
        await reopen_round(house.database, "one", house.now + DAY, reason="rain", closes=house.now + 20 * DAY)
        assert await erase_keys_due(house.database, house.keys_path, house.now + 30 * DAY) == ()
        assert await erase_keys_due(house.database, house.keys_path, house.now + 50 * DAY) == (1,)

    async def test_who_erases_looks_again_whether_it_was_reopened(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both read the round as it was closed; a reopening comes between."""
        await house.answer(ANA, Response(seed="", closed=SENT))
        closed = await close_round(house.database, "one", house.now)
        await reopen_round(house.database, "one", house.now, reason="rain")

        async def as_it_was(_database: object) -> list[Round]:
            return [closed]

        monkeypatch.setattr("storage.due.rounds", as_it_was)
        assert await erase_keys_due(house.database, house.keys_path, house.now + 400 * DAY) == ()
        assert await erase_responses_due(house.database, house.now + 400 * DAY) == 0
        assert load_keys(house.keys_path).has_round(1)
        [found] = await rounds(house.database)
        assert (found.key_erased, found.answers_erased) == (False, False)


class TestWordings:
    async def test_a_text_is_mended_in_an_open_round(
        self, house: House, consultation: Consultation, maria: Author
    ) -> None:
        mended = consultation.model_copy(update={"title": {"ro": "Tot", "en": "Everything"}})
        for _ in range(2):
            reworded = await reword_round(house.database, "one", mended, house.now, maria)
        assert (reworded.wording, reworded.consultation, reworded.structure) == (2, mended, house.round.structure)
        assert await round_by_code(house.database, "one") == reworded
        assert await told(house) == [("round reworded", "round one")]
        assert len(await house.rows("SELECT digest FROM consultation")) == 2

    async def test_nothing_but_texts(self, house: House, consultation: Consultation) -> None:
        with pytest.raises(OtherStructure):
            await reword_round(house.database, "one", asking_otherwise(consultation), house.now)

    async def test_a_language_may_come_and_none_may_go(self, house: House, consultation: Consultation) -> None:
        more = consultation.model_copy(update={"languages": ("ro", "en", "hu")})
        assert (await reword_round(house.database, "one", more, house.now)).wording == 2
        with pytest.raises(LanguageLost, match="hu"):
            await reword_round(house.database, "one", consultation, house.now)

    async def test_the_notice_stays_whole(self, house: House, consultation: Consultation) -> None:
        silent = consultation.model_copy(update={"privacy": consultation.privacy.model_copy(update={"contact": None})})
        with pytest.raises(IncompleteNotice):
            await reword_round(house.database, "one", silent, house.now)

    async def test_the_texts_of_a_closed_round_are_what_was_answered(
        self, house: House, consultation: Consultation
    ) -> None:
        await close_round(house.database, "one", house.now)
        mended = consultation.model_copy(update={"title": {"ro": "Tot"}})
        with pytest.raises(NotNow, match="were answered"):
            await reword_round(house.database, "one", mended, house.now)


async def test_steps_at_the_same_moment_leave_each_their_line(house: House, maria: Author) -> None:
    await asyncio.gather(
        pause_round(house.database, "one", house.now, maria),
        schedule_round(house.database, "one", house.now, closes=house.now + DAY, by=maria),
    )
    first, second = await lines(house.database)
    assert first.after == second.before
    found = await round_by_code(house.database, "one")
    assert (found.paused, found.closes) == (house.now, house.now + DAY)
    assert replace(found, paused=None).digest != found.digest == second.after


async def test_an_unknown_code_is_told(house: House) -> None:
    for change in (open_now, pause_round, resume_round, close_round):
        with pytest.raises(UnknownRound, match="two"):
            await change(house.database, "two", house.now)
