"""A broadcast on its way: to whom it comes, what it leaves in a chat, and what becomes of those who are gone."""

from datetime import timedelta
from itertools import pairwise

from sandbox.faults import Kind as Fault
from sandbox.pace import Pace
from storage.audit import Author
from storage.broadcasts.broadcast import Counts, Kind
from storage.broadcasts.deciding import cancel, pause, resume
from storage.broadcasts.deliveries import prepare, put_off
from storage.broadcasts.quiet_hours import QuietHours
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.keys import load_keys
from storage.round_changes import pause_round, resume_round
from tests.end_to_end.audience import PNG, TEXT, announced, done, heard, nothing_on_its_way, subscribe
from tests.end_to_end.citizen import LABELS
from tests.end_to_end.clocks import SwiftClock, wall_of
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import CODE, SetUp, Stage

RO = LABELS["ro"]
MANY = 2000
"""So many subscribers that a broadcast is still on its way when a busy machine comes to stop it."""


async def test_it_comes_once_to_everybody_and_the_gone_are_noted(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=20))
    crowd = await stage.town.crowd(60, blocked=5, deactivated=3)
    await subscribe(stage, crowd.people)
    ended = await done(stage, await announced(stage))
    assert ended.counts == Counts(recipients=60, sent=52, blocked=5, deactivated=3)
    assert [n for n in heard(stage).values() if n] == [1] * 52
    assert [each["code"] for each in stage.refused()] == [403] * 8
    again = await done(stage, await announced(stage))
    assert again.counts == Counts(recipients=57, sent=52, unasked=5), "who has blocked the bot is not tried again"


async def test_a_reminder_leads_back_to_the_very_question_below_it(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("quality_time"))
    before = ana.screen.message_id
    await subscribe(stage, [ana.id])
    ended = await done(stage, await announced(stage, kind=Kind.REMIND, segment=Segment.IN_PROGRESS))
    assert ended.counts == Counts(recipients=1, sent=1)
    [reminder] = [each for each in ana.chat.seen.from_bot if TEXT in each.text]
    await ana.chat.tap("Continuă de unde am rămas")
    await ana.chat.until(lambda seen: seen.screen.message_id > reminder.message_id and ana.asks("quality_time"))
    await ana.chat.until(lambda seen: not next(each for each in seen.from_bot if each.message_id == before).buttons)
    assert next(each for each in ana.chat.seen.from_bot if each.message_id == reminder.message_id).text == reminder.text


async def test_the_next_screen_after_it_is_a_new_message(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(lambda: ana.asks("quality_time"))
    before = ana.screen
    await subscribe(stage, [ana.id])
    await done(stage, await announced(stage))
    await ana.chat.press(next(button for button in before.buttons if button.text == "5"))
    await ana.chat.until(lambda seen: seen.screen.message_id > before.message_id + 1)


async def test_who_has_finished_is_not_reminded(stage: Stage) -> None:
    ana = await stage.started(ANA)
    await ana.go_until(ana.thanked)
    await subscribe(stage, [ana.id])
    ended = await done(stage, await announced(stage, kind=Kind.REMIND, segment=Segment.IN_PROGRESS))
    assert ended.counts == Counts(recipients=1, outside=1)
    assert heard(stage)[ana.id] == 0


async def test_a_picture_is_sent_to_telegram_once(stage: Stage) -> None:
    await subscribe(stage, (await stage.town.crowd(30)).people)
    await done(stage, await announced(stage, words={"ro": Words(TEXT, PNG)}))
    assert sum(heard(stage).values()) == 30
    assert len(stage.calls("sendPhoto")) == 30


async def test_a_group_that_became_a_supergroup_is_followed(stage: Stage) -> None:
    ana = await stage.town.arrive("Ana")
    group = await stage.town.group("Cartier", [ana], bots=[stage.account.bot.id])
    supergroup = await group.migrate()
    await subscribe(stage, [group.id])
    ended = await done(stage, await announced(stage))
    assert ended.counts == Counts(recipients=1, sent=1)
    assert [each["ok"] for each in stage.calls("sendMessage")] == [False, True]
    ended = await done(stage, await announced(stage))
    assert [each["ok"] for each in stage.calls("sendMessage")] == [False, True, True]
    assert supergroup.id != group.id


async def test_told_to_wait_in_bulk_everything_waits_and_nothing_is_lost(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=20))
    await subscribe(stage, (await stage.town.crowd(200)).people)
    await stage.town.fault(Fault.TOO_MANY_REQUESTS, "sendMessage", after=10, retry_after=20)
    ended = await done(stage, await announced(stage))
    assert ended.counts == Counts(recipients=200, sent=200)
    assert set(heard(stage).values()) == {1}
    at = [each["at"] for each in stage.calls("sendMessage")]
    assert max(later - before for before, later in pairwise(at)) >= 19


async def test_what_nobody_answered_is_unknown_and_not_sent_again(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=20))
    await subscribe(stage, (await stage.town.crowd(40)).people)
    await stage.town.fault(Fault.DROPPED_REPLY, "sendMessage", after=10, count=2)
    await stage.town.fault(Fault.SERVER_ERROR, "sendMessage", after=20)
    ended = await done(stage, await announced(stage))
    assert ended.counts == Counts(recipients=40, sent=37, unknown=3)
    assert sum(heard(stage).values()) == 39
    assert max(heard(stage).values()) == 1


async def test_paused_it_waits_and_cancelled_it_ends(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=5))
    await subscribe(stage, (await stage.town.crowd(MANY)).people)
    of = await announced(stage)
    await stage.until(lambda: heard(stage).total() > 20)
    by = Author("cli:maria", wall_of(stage.clock))
    await pause(stage.database, of.number, by.at, by)
    await nothing_on_its_way(stage)
    stood = heard(stage).total()
    await stage.clock.sleep(5)
    assert heard(stage).total() == stood < MANY
    await resume(stage.database, of.number, by.at, by)
    await stage.until(lambda: heard(stage).total() > stood + 10)
    await cancel(stage.database, of.number, by.at, by)
    await nothing_on_its_way(stage)
    stood = heard(stage).total()
    await stage.clock.sleep(5)
    assert heard(stage).total() == stood < MANY


async def test_when_the_round_closes_an_announcement_ends(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=5))
    await subscribe(stage, (await stage.town.crowd(MANY)).people)
    of = await announced(stage)
    await stage.until(lambda: heard(stage).total() > 20)
    await stage.close_round()
    ended = await done(stage, of)
    assert heard(stage).total() == ended.counts.sent < MANY
    assert ended.counts == Counts(recipients=MANY, sent=ended.counts.sent, too_late=MANY - ended.counts.sent)


async def test_when_the_round_closes_in_quiet_hours_it_ends_at_once(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=10))
    await subscribe(stage, (await stage.town.crowd(30)).people)
    now = wall_of(stage.clock).astimezone(stage.settings.time_zone)
    begin, end = ((now + timedelta(hours=each)).time().replace(second=0, microsecond=0) for each in (-1, 12))
    of = await announced(stage, quiet=QuietHours(begin, end))
    await stage.clock.sleep(3)
    assert heard(stage).total() == 0
    assert (await broadcast(stage.database, of.number)).ended is None
    await stage.close_round()
    ended = await done(stage, of)
    assert ended.counts == Counts(recipients=30, too_late=30)
    assert heard(stage).total() == 0


async def test_while_the_round_is_paused_a_reminder_waits(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=20))
    await subscribe(stage, (await stage.town.crowd(20)).people)
    now = wall_of(stage.clock)
    starts = now + timedelta(minutes=1)
    of = await announced(stage, kind=Kind.REMIND, starts=starts)
    await pause_round(stage.database, CODE, now)
    assert wall_of(stage.clock) < starts
    await stage.clock.sleep(65)
    assert heard(stage).total() == 0
    await subscribe(stage, (await stage.town.crowd(1)).people)
    await resume_round(stage.database, CODE, now)
    assert (await done(stage, of)).counts == Counts(recipients=21, sent=21), "who subscribed meanwhile gets it, too"


async def test_what_is_put_off_keeps_no_other_broadcast(set_up: SetUp) -> None:
    stage = await set_up(Pace.DOCUMENTED, SwiftClock(speed=20))
    ana, *others = (await stage.town.crowd(20)).people
    await subscribe(stage, [ana])
    by = Author("cli:maria", wall_of(stage.clock))
    in_an_hour = by.at + timedelta(hours=1)
    first = await announced(stage, starts=by.at + timedelta(minutes=1))
    await prepare(stage.database, first)
    await put_off(stage.database, first.number, [load_keys(stage.settings.keys).chat(ana)], in_an_hour)
    await stage.clock.sleep(61)
    await subscribe(stage, others)
    second = await done(stage, await announced(stage, words={"ro": Words("Alta.")}))
    assert second.counts.sent == 20
    assert (await broadcast(stage.database, first.number)).counts == Counts(recipients=1)
    assert wall_of(stage.clock) < in_an_hour
