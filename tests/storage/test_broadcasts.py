"""What staff do with a broadcast: it is written, started, paused, resumed and cancelled, each with its line."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import audit
from storage.audit import Author
from storage.broadcasts.broadcast import Broadcast, Kind, Standing
from storage.broadcasts.deciding import (
    MomentPassed,
    NotNow,
    RoundNotOpen,
    cancel,
    create,
    keep_quiet,
    pause,
    redirect,
    resume,
    reword,
    schedule,
    unschedule,
)
from storage.broadcasts.quiet_hours import QuietHours, quiet_hours
from storage.broadcasts.reading import Due, UnknownBroadcast, as_it_stands, broadcast, broadcasts, due
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import NothingSaid, Rewording, TextTooLong, UnfitBroadcast, Words, check_words
from storage.exchange import Wish
from storage.rounds import Dates, State
from tests.storage.conftest import NOW, House
from tests.storage.mailing import dated

BY = Author("cli:maria", NOW)
PNG = b"\x89PNG\r\n\x1a\n...."
OTHER = b"\xff\xd8\xff...."
LATER = NOW + timedelta(hours=1)


def draft(**changes: Any) -> Broadcast:
    words = {"ro": Words("Bună ziua", PNG), "en": Words("Hello")}
    return replace(Broadcast(0, 1, Kind.REMIND, Segment.ALL, words), **changes)


async def acts(house: House) -> list[tuple[str, str]]:
    return [(each.what, each.subject) for each in await audit.lines(house.database)]


async def test_a_draft_is_read_as_it_was_written(house: House) -> None:
    wanted = draft(segment=Segment.IN_PROGRESS, stopped_by="2026-W46", quiet=quiet_hours("21:00-08:00"))
    made = await create(house.database, wanted, BY)
    assert made.number == 1
    assert await broadcast(house.database, 1) == made
    assert list(made.words) == ["ro", "en"]
    assert made.words == {"ro": Words("Bună ziua", PNG), "en": Words("Hello")}
    second = await create(house.database, draft(), BY)
    assert await broadcasts(house.database) == [made, second]
    backwards = draft(words=dict(reversed([*draft().words.items()])))
    assert (await create(house.database, backwards, BY)).number == 3, "who has no language gets the first"
    assert made.digest != second.digest
    with pytest.raises(UnknownBroadcast, match="there is no broadcast 4"):
        await broadcast(house.database, 4)


async def test_a_draft_that_is_there_already_is_not_made_twice(house: House) -> None:
    made = await create(house.database, draft(), BY)
    assert await create(house.database, draft(), BY) == made
    assert await acts(house) == [("broadcast written", "broadcast 1")]
    await schedule(house.database, 1, LATER, NOW, BY)
    assert (await create(house.database, draft(), BY)).number == 2
    await cancel(house.database, 2, NOW, BY)
    assert (await create(house.database, draft(), BY)).number == 3


async def test_a_schedule_is_taken_back_until_it_starts(house: House) -> None:
    made = await create(house.database, draft(), BY)
    await schedule(house.database, 1, LATER, NOW, BY)
    assert await unschedule(house.database, 1, NOW, BY) == made == await broadcast(house.database, 1)
    assert await unschedule(house.database, 1, NOW, BY) == made
    await schedule(house.database, 1, LATER, NOW, BY)
    with pytest.raises(NotNow, match="is running: there is no schedule to take back"):
        await unschedule(house.database, 1, LATER, BY)
    assert (await acts(house))[2:] == [
        ("schedule of a broadcast taken back", "broadcast 1"),
        ("broadcast started", "broadcast 1"),
    ]


async def test_steps_of_staff_and_their_lines(house: House) -> None:
    await create(house.database, draft(), BY)
    with pytest.raises(NotNow, match="broadcast 1 is draft: there is nothing to pause"):
        await pause(house.database, 1, NOW, BY)
    with pytest.raises(NotNow, match="nothing to resume"):
        await resume(house.database, 1, NOW, BY)
    with pytest.raises(MomentPassed, match="a moment that lies ahead"):
        await schedule(house.database, 1, NOW, LATER, BY)
    started = await schedule(house.database, 1, LATER, NOW, BY)
    assert [started.standing(each) for each in (NOW, LATER)] == [Standing.SCHEDULED, Standing.RUNNING]
    with pytest.raises(NotNow, match="starts only once"):
        await schedule(house.database, 1, LATER, NOW, BY)
    paused = await pause(house.database, 1, LATER, BY)
    assert paused.standing(LATER) is Standing.PAUSED
    assert await pause(house.database, 1, LATER, BY) == paused
    resumed = await resume(house.database, 1, LATER, BY)
    assert await resume(house.database, 1, LATER, BY) == resumed
    cancelled = await cancel(house.database, 1, LATER, BY)
    assert (await broadcast(house.database, 1)).standing(LATER) is Standing.CANCELLED
    assert await cancel(house.database, 1, LATER, BY) == cancelled
    assert (await acts(house))[-5:] == [
        ("broadcast written", "broadcast 1"),
        ("broadcast started", "broadcast 1"),
        ("broadcast paused", "broadcast 1"),
        ("broadcast resumed", "broadcast 1"),
        ("broadcast cancelled", "broadcast 1"),
    ]
    assert await audit.verify(house.database) is None


def test_what_calls_people_to_answer_is_barred_while_nobody_can() -> None:
    opened = Dates(NOW, LATER)
    assert draft(dates=opened).barred(NOW) is None
    assert draft(dates=opened).barred(LATER) is State.CLOSED
    assert draft(dates=Dates(LATER)).barred(NOW) is State.DRAFT
    assert draft(dates=Dates(LATER), starts=LATER).barred(NOW) is None, "the round is open when it starts"
    assert draft(dates=Dates(NOW, paused=NOW), starts=NOW).barred(LATER) is State.PAUSED
    assert draft(kind=Kind.RESULTS, dates=Dates()).barred(NOW) is None
    assert draft(dates=Dates(), cancelled=True).barred(NOW) is None


@pytest.mark.parametrize(
    ("dates", "starts", "state"),
    [
        ({"opens": None}, NOW, "draft"),
        ({"opens": LATER}, NOW, "draft"),
        ({"closes": LATER}, LATER, "closed"),
        ({"paused": NOW}, LATER, "paused"),
    ],
)
async def test_it_does_not_start_when_nobody_can_answer(
    house: House, dates: dict[str, datetime | None], starts: datetime, state: str
) -> None:
    await dated(house, **dates)
    await create(house.database, draft(), BY)
    with pytest.raises(RoundNotOpen, match=f"at that moment the round is {state}"):
        await schedule(house.database, 1, starts, NOW, BY)
    await create(house.database, draft(kind=Kind.THANK), BY)
    await schedule(house.database, 2, starts, NOW, BY)


async def test_it_starts_with_a_round_that_opens_later(house: House) -> None:
    await dated(house, opens=LATER)
    await create(house.database, draft(kind=Kind.ANNOUNCE), BY)
    assert (await schedule(house.database, 1, LATER, NOW, BY)).standing(NOW) is Standing.SCHEDULED


async def test_a_draft_goes_elsewhere_and_keeps_other_hours_and_nothing_later(house: House) -> None:
    await create(house.database, draft(), BY)
    await redirect(house.database, 1, (Segment.IN_PROGRESS, "2026-W46"), NOW, BY)
    changed = await keep_quiet(house.database, 1, quiet_hours("22:00-07:00"), NOW, BY)
    assert changed == await broadcast(house.database, 1)
    assert (changed.segment, changed.stopped_by, str(changed.quiet)) == (
        Segment.IN_PROGRESS,
        "2026-W46",
        "22:00-07:00",
    )
    assert (await keep_quiet(house.database, 1, None, NOW, BY)).quiet is None
    await schedule(house.database, 1, LATER, NOW, BY)
    with pytest.raises(NotNow, match="is scheduled: it stays as it is"):
        await redirect(house.database, 1, (Segment.ALL, None), NOW, BY)
    with pytest.raises(NotNow, match="is scheduled: it stays as it is"):
        await keep_quiet(house.database, 1, None, NOW, BY)
    chain = await audit.lines(house.database)
    assert [each.what for each in chain].count("broadcast redirected") == 3
    assert await audit.verify(house.database) is None


async def test_a_draft_is_reworded_and_nothing_later(house: House) -> None:
    async def says(language: str, text: str | None = None, picture: bytes | None = None) -> Words:
        wanted = Rewording(language, text, picture)
        return (await reword(house.database, 1, wanted, NOW, BY)).words[language]

    await create(house.database, draft(), BY)
    assert await says("ro", "Altfel") == Words("Altfel", PNG)
    assert await says("ro", picture=OTHER) == Words("Altfel", OTHER)
    assert await says("ro", picture=b"") == Words("Altfel")
    assert await says("hu", "Jó napot", PNG) == Words("Jó napot", PNG)
    assert await says("hu", "Jó napot", PNG) == Words("Jó napot", PNG)
    found = await broadcast(house.database, 1)
    assert found.words == {"ro": Words("Altfel"), "en": Words("Hello"), "hu": Words("Jó napot", PNG)}
    with pytest.raises(TextTooLong, match="1001 characters; there is room for 1000 beside a picture"):
        await says("hu", "a" * 1001)
    with pytest.raises(NothingSaid):
        await says("de", picture=PNG)
    await schedule(house.database, 1, LATER, NOW, BY)
    with pytest.raises(NotNow, match="it stays as it is"):
        await says("ro", "Altfel")
    assert (await acts(house))[1:] == [("broadcast reworded", "broadcast 1")] * 4 + [
        ("broadcast started", "broadcast 1")
    ]


def test_only_one_that_runs_waits_for_its_quiet_hours_to_end() -> None:
    end = NOW + timedelta(hours=1)
    hours = QuietHours((NOW - timedelta(hours=1)).time(), end.time())
    assert draft(quiet=hours, starts=NOW).quiet_until(NOW) == end
    assert draft(quiet=hours, starts=NOW).quiet_until(end) is None
    assert draft(quiet=hours, starts=LATER).quiet_until(NOW) is None
    assert draft(quiet=hours, starts=NOW, paused=True).quiet_until(NOW) is None
    assert draft(starts=NOW).quiet_until(NOW) is None


async def test_what_is_due(house: House) -> None:
    for number in range(1, 6):
        words = {"ro": Words(f"Bună ziua, {number}")}
        await create(house.database, draft(words=words, quiet=quiet_hours("21:00-08:00") if number == 1 else None), BY)
    for number in range(1, 5):
        await schedule(house.database, number, LATER if number == 2 else NOW, NOW, BY)
    await pause(house.database, 3, NOW, BY)
    await cancel(house.database, 4, NOW, BY)
    assert await due(house.database, NOW) == [Due(1, quiet_hours("21:00-08:00"), too_late=False)]
    assert [each.number for each in await due(house.database, LATER)] == [1, 2]


async def test_what_calls_to_a_closed_round_is_too_late(house: House) -> None:
    for kind in (Kind.ANNOUNCE, Kind.RESULTS):
        await create(house.database, draft(kind=kind), BY)
    for number in (1, 2):
        await schedule(house.database, number, NOW, NOW, BY)
    await dated(house, closes=LATER)
    assert [(each.number, each.too_late) for each in await due(house.database, NOW)] == [(1, False), (2, False)]
    assert [(each.number, each.too_late) for each in await due(house.database, LATER)] == [(1, True), (2, False)]


async def test_how_it_stands_is_read_without_its_words_and_pictures(house: House) -> None:
    made = await create(house.database, draft(words={"ro": Words("Bună ziua", PNG)}), BY)
    await schedule(house.database, 1, NOW, NOW, BY)
    async with house.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE broadcast SET sent = 3")
        await connection.exec_driver_sql("DELETE FROM broadcast_message")
    by_now = await as_it_stands(house.database, made)
    assert (by_now.counts.sent, by_now.starts, by_now.words) == (3, NOW, made.words)
    with pytest.raises(UnknownBroadcast):
        await as_it_stands(house.database, replace(made, number=2))


async def test_what_is_done_stays_so(house: House) -> None:
    await create(house.database, draft(), BY)
    async with house.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE broadcast SET ended = '2026-11-22 15:00:00', sent = 3, unknown = 2")
    assert (await broadcast(house.database, 1)).standing(LATER) is Standing.DONE
    assert (await broadcast(house.database, 1)).counts.settled == 5
    with pytest.raises(NotNow, match="cannot be taken back"):
        await cancel(house.database, 1, LATER, BY)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({}, "at least one language"),
        ({"ro": Words(" ")}, "the text in ro is empty"),
        ({"ro": Words("a"), "en": Words("é" * 4001)}, "the text in en has 4001 characters; there is room for 4000"),
        ({"ro": Words("a" * 1001, PNG)}, "room for 1000 beside a picture"),
        ({"ro": Words("a", b"GIF89a")}, "the picture in ro is neither PNG nor JPEG"),
        ({"ro": Words("a", b"\xff\xd8\xff" + bytes(10_000_000))}, "the picture in ro has more than 10 MB"),
    ],
)
def test_what_telegram_would_not_take_is_refused_before(words: dict[str, Words], what: str) -> None:
    with pytest.raises(UnfitBroadcast, match=what):
        check_words(words)


def test_every_kind_has_its_wish() -> None:
    assert {each.wish for each in Kind} == set(Wish)
