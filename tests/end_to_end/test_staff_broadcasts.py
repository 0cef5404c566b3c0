"""A broadcast from the staff's bot: composed, tried, started by who types the number, and followed in place."""

from datetime import UTC, datetime

import pytest
from sqlmodel import update

from storage.audit import Author, lines
from storage.broadcasts.broadcast import Standing
from storage.broadcasts.deciding import keep_quiet, reword
from storage.broadcasts.deliveries import prepare
from storage.broadcasts.quiet_hours import quiet_hours
from storage.broadcasts.reading import broadcast, broadcasts
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Rewording
from storage.roles import Role
from storage.round_changes import close_round, pause_round, resume_round
from storage.rows import last_day
from storage.tables import RoundRow
from tests.end_to_end.audience import heard, subscribe
from tests.end_to_end.clocks import wall_of
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.paper import ANA
from tests.end_to_end.stage import CODE, SetUp, Stage

RESULTS = "Au apărut rezultatele"


@pytest.fixture
async def city(set_up: SetUp) -> Stage:
    """A stage on which both bots run, with forty subscribers."""
    stage = await set_up(staff=True)
    await subscribe(stage, (await stage.town.crowd(40)).people)
    return stage


@pytest.fixture
async def maria(city: Stage) -> Colleague:
    """An editor before the draft of a broadcast with the usual words."""
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Tell that results are out", "About which round?")
    await maria.taps("timisoara", RESULTS, "State: a draft", "To: everybody who asked for it")
    return maria


async def test_it_goes_out_for_who_types_the_number_and_the_card_follows(city: Stage, maria: Colleague) -> None:
    await maria.taps("Count and send", "it goes to 40", "type this number: 40")
    await maria.says("39", "That is not the number")
    assert "it goes to 40 at most" in maria.text
    assert maria.labels == ["◀ Broadcast 1"], "a way back"
    assert heard(city, RESULTS).total() == 0
    await maria.says("40", "Round: timisoara")
    await maria.chat.until(lambda seen: "State: done" in seen.screen.text)
    assert "Sent: 40" in maria.text
    assert heard(city, RESULTS).total() == 40
    done = [(each.who, each.what) for each in await lines(city.database) if "broadcast" in each.what]
    assert done[0] == ("staff:maria", "broadcast written")
    assert done[-1] == ("staff:maria", "broadcast started")


async def test_other_words(city: Stage, maria: Colleague) -> None:
    await maria.taps("Text and picture: Română", "Please type the text")
    await maria.says("a" * 4001, "There is room for 4,000 characters, and the text has 4,001")
    assert maria.labels == ["Text and picture: Română", "◀ Broadcast 1"]
    again = maria.button("Text and picture")
    await maria.says("the rest of it, which Telegram has cut off", "I am not waiting for a text now")
    assert (await broadcast(city.database, 1)).words["ro"].text.startswith(RESULTS)
    await maria.chat.press(again)
    await maria.chat.until(lambda seen: "Please type the text" in seen.screen.text)
    await maria.says("Rezultatele sunt la Casa Tineretului.", "Casa Tineretului", "a draft")
    assert (await broadcast(city.database, 1)).standing(wall_of(city.clock)) is Standing.DRAFT


async def test_a_card_has_room_for_the_longest_texts_in_five_languages(city: Stage, maria: Colleague) -> None:
    now = wall_of(city.clock)
    for language in ("ro", "en", "hu", "de", "sr"):
        await reword(city.database, 1, Rewording(language, "🚌 " * 1333), now, Author("cli:test", now))
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("1 – Tell that results are out", "Română", "Српски", "🚌 🚌", "State: a draft")
    assert maria.text.count("🚌") > 700
    await maria.taps("Cancel for good", "the draft cannot be sent any more")


async def test_it_is_for_whom_they_choose_and_few_are_told_as_few(city: Stage, maria: Colleague) -> None:
    await maria.taps("Who is it for?", "it goes to 40")
    await maria.taps("who has not begun", "it goes to not told", "Not told: where there are few")
    await maria.taps("who has begun and not finished", "it goes to not told")
    weeks = [each for each in maria.labels if "by " in each]
    assert maria.labels[2:4] == ["✓ who has begun and not finished", "✓ whenever"]
    await maria.taps(weeks[0], "it goes to not told")
    assert f"✓ {weeks[0]}" in maria.labels
    of = await broadcast(city.database, 1)
    assert of.segment is Segment.IN_PROGRESS
    assert of.stopped_by is not None
    day = last_day(of.stopped_by)
    assert weeks[0] == f"by {day:%-d %b}"
    await maria.taps("◀ Broadcast 1", f"They last answered on {day:%-d %B %Y} or before", "To: who has begun and not")
    await maria.taps("Count and send", "it goes to not told", "It goes to 40 at most", "type this number: 40")


async def test_counting_twice_does_not_tell_who_began_in_between(city: Stage, maria: Colleague) -> None:
    """Forty have not begun, nor has Ana; twelve have. Somebody who knows all the others looks before and after her."""
    for _ in range(12):
        begun = await city.started(ANA)
        await begun.go_until(lambda: begun.asks("dysfunctions"))  # noqa: B023 - it is awaited here
        await subscribe(city, [begun.id])
    ana = await city.started(ANA)
    await subscribe(city, [ana.id])
    await maria.taps("Who is it for?", "it goes to 53")
    await maria.taps("who has not begun", "53 of them asked for this, it goes to about 40")
    await ana.go_until(lambda: ana.asks("dysfunctions"))
    await maria.taps("everybody who asked for it", "it goes to 53")
    await maria.taps("who has not begun", "53 of them asked for this, it goes to about 40")
    counted = [each.what for each in await lines(city.database) if "counted" in each.what]
    assert len(counted) == 4, "whoever counts leaves a line"


async def test_a_button_pressed_twice_makes_one_draft(city: Stage, maria: Colleague) -> None:
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Announce a round", "About which round?")
    button = maria.button("timisoara")
    await maria.chat.press(button)
    await maria.chat.press(button)
    await maria.chat.until(lambda seen: "2 · Announce a round" in seen.screen.text)
    await maria.taps("◀ All broadcasts", "Broadcasts")
    assert [each.number for each in await broadcasts(city.database)] == [1, 2]


async def test_the_number_that_was_shown_counts_while_people_subscribe(
    city: Stage, maria: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    await maria.taps("Count and send", "type this number: 40")
    await subscribe(city, (await city.town.crowd(2)).people)
    monkeypatch.setattr("bot.staff.broadcasts.GOOD_FOR_SECONDS", 0)
    await maria.says("40", "That is not the number", "type this number: 42")
    monkeypatch.undo()
    await maria.says("40", "Round: timisoara")
    await maria.chat.until(lambda seen: "State: done" in seen.screen.text)
    assert "Sent: 42" in maria.text


async def test_quiet_hours_are_kept_or_not(maria: Colleague) -> None:
    assert "Quiet hours: 21:00-08:00" in maria.text
    await maria.taps("Send in quiet hours, too", "Quiet hours: none")
    await maria.taps("Keep quiet hours: 21:00-08:00", "Quiet hours: 21:00-08:00")


async def test_within_its_quiet_hours_it_says_until_when_it_waits(city: Stage, maria: Colleague) -> None:
    # All day but for a minute, that is hours away from now and from late morning, where a stage's clock begins.
    begin, end = ("06:00", "05:59") if datetime.now(city.settings.time_zone).hour >= 12 else ("18:00", "17:59")
    all_day = quiet_hours(f"{begin}-{end}")
    await keep_quiet(city.database, 1, all_day, wall_of(city.clock), Author("cli:test", wall_of(city.clock)))
    await maria.taps("Count and send", f"It is quiet now: sent at once, it waits until {end}.")
    await maria.says("40", f"State: waits until {end}", "Started: ")
    await maria.taps("◀ All broadcasts", "Broadcasts")
    assert f"1 – Tell that results are out: waits until {end}" in maria.labels
    assert heard(city, RESULTS).total() == 0


async def test_what_the_city_did_comes_from_a_table(city: Stage) -> None:
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Tell what the city did", "language,said,done,when")
    await maria.sends("deeds.csv", "said,done\nPraf,Apă\n", "I found 1 mistake", "line 1: the first line has to name")
    wrong = "language,said,done\nro,Praf,\nro,Gropi,Asfalt, și var\n"
    await maria.sends("deeds.csv", wrong, "line 2: please fill in done", "line 3: there is more than", "send it again")
    await maria.sends("deeds.csv", "x" * 100_001, "That file is too large. I read up to 100 kB.")
    await maria.sends("deeds.csv", "language,said,done\nxx,Praf,Apă\n", "I found 1 thing")
    sent = maria.chat.seen.screen.message_id
    await maria.chat.press(maria.button("timisoara"))
    await maria.chat.until(lambda seen: seen.screen.message_id > sent and "line 2: the round is not in" in maria.text)
    long = f"language,said,done\nro,Praf,{'a' * 4000}\n"
    await maria.sends("deeds.csv", long, "I found 1 thing")
    sent = maria.chat.seen.screen.message_id
    await maria.chat.press(maria.button("timisoara"))
    await maria.chat.until(lambda seen: seen.screen.message_id > sent and "Please shorten the table" in maria.text)
    await maria.sends("deeds.csv", "language;said;done;when\nro;Praf;Spălăm străzile;în mai\n", "I found 1 thing")
    sent = maria.chat.seen.screen.message_id
    await maria.chat.press(maria.button("timisoara"))
    await maria.chat.until(lambda seen: seen.screen.message_id > sent and "State: a draft" in maria.text)
    assert "Ați spus: Praf\nAm făcut: Spălăm străzile (în mai)" in (await broadcast(city.database, 1)).words["ro"].text


async def test_a_later_moment_and_an_end(city: Stage, maria: Colleague) -> None:
    await maria.taps("Count and send", "40")
    await maria.says("40 01.03.2099 09:00", "State: scheduled", "2099")
    await maria.taps("Pause", "State: on hold")
    await maria.taps("Go on", "State: scheduled")
    await maria.taps("Take the schedule back", "State: a draft")
    await maria.taps("Count and send", "40")
    await maria.says("40 01.03.2099 23:00", "Starts: 1 March 2099, 23:00, waits until 08:00, for it is quiet then")
    await maria.taps("Cancel for good", "Nothing has gone out yet. It could have gone to 40 at most")
    await maria.taps("◀ Broadcast 1", "State: scheduled")
    await maria.taps("Cancel for good", "Cancel broadcast 1 for good?")
    await maria.taps("Yes, cancel it for good", "State: cancelled")
    assert "Starts" not in maria.text
    await maria.taps("◀ All broadcasts", "Broadcasts")
    assert "1 – Tell that results are out: cancelled" in maria.labels
    assert heard(city, RESULTS).total() == 0


async def test_a_moment_that_cannot_be_read_or_has_passed_starts_nothing(city: Stage, maria: Colleague) -> None:
    await maria.taps("Count and send", "type this number: 40")
    for moment in ("mâine la 9", "01.03.2099 9", "01.03.2099 09:00 02.03.2099"):
        await maria.says(f"40 {moment}", "The number is right, but I could not read the moment behind it")
    await maria.says("40 01.03.2020 09:00", "That moment has passed. Nothing was sent")
    assert (await broadcast(city.database, 1)).standing(wall_of(city.clock)) is Standing.DRAFT
    await maria.says("40 01.03.2099 09:00", "State: scheduled", "2099")


async def test_nobody_is_called_to_answer_when_nobody_can(city: Stage) -> None:
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    now = datetime.now(UTC)
    await pause_round(city.database, CODE, now)
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Bring back who stopped halfway", "About which round?")
    await maria.taps("timisoara", "a draft", "It goes out only while the round is open; now the round is paused.")
    asked = maria.chat.seen.screen.message_id
    await maria.chat.press(maria.button("Count and send"))
    await maria.chat.until(lambda seen: seen.screen.message_id > asked)
    assert maria.text == "It goes out only while the round is open; now the round is paused."
    await maria.says("40", "I am not waiting for a text now")
    await resume_round(city.database, CODE, now)
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("1 – Bring back", "State: a draft")
    assert "only while" not in maria.text
    await maria.taps("Count and send", "type this number: 40")
    await close_round(city.database, CODE, now)
    await maria.says("40", "It goes out only while the round is open; at that moment the round is closed.")
    assert (await broadcast(city.database, 1)).standing(wall_of(city.clock)) is Standing.DRAFT


async def test_an_announcement_starts_as_its_round_opens_and_not_before(city: Stage) -> None:
    maria = await Colleague.invited(city, Role.EDITOR, "maria")
    dates = update(RoundRow).values(opens=datetime(2098, 12, 1, 8, tzinfo=UTC))
    async with city.database.writing() as connection:
        await connection.execute(dates)
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Announce a round", "About which round?")
    await maria.taps("timisoara", "It goes out only while the round is open; now the round is a draft.")
    await maria.taps("Count and send", "The round opens on 1 December 2098, 10:00: please type a moment from then on")
    await maria.says("40", "at that moment the round is a draft.")
    await maria.says("40 30.11.2098", "at that moment the round is a draft.")
    await maria.says("40 01.12.2098 10:00", "State: scheduled")
    assert "only while" not in maria.text


async def test_a_draft_that_is_not_wanted(maria: Colleague) -> None:
    await maria.taps("Cancel for good", "the draft cannot be sent any more")
    await maria.taps("Yes, cancel it for good", "State: cancelled")


async def test_one_under_way_is_cancelled_by_who_knows_whom_it_does_not_reach(city: Stage, maria: Colleague) -> None:
    await subscribe(city, (await city.town.crowd(2)).people)
    await maria.taps("Count and send", "42")
    await maria.says("42 01.03.2099 09:00", "State: scheduled")
    await prepare(city.database, await broadcast(city.database, 1))
    await maria.taps("Cancel for good", "What has gone out stays", "whose turn has not come: about 40.")
    await maria.taps("Yes, cancel it for good", "State: cancelled")


async def test_an_analyst_may_not(city: Stage) -> None:
    ion = await Colleague.invited(city, Role.ANALYST, "ion")
    await ion.says("/broadcasts", "As analyst you may not do that")
