"""Days that citizens read are the city's: the last one on which they can answer, wherever the city lies."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.asked import Asked, ShowConversation
from bot.broadcasting.wording import usual_text
from bot.desk import Desk
from bot.screens.rendering import screen_of
from flows.places import Thanks
from flows.response import Response
from storage.broadcasts.broadcast import Kind
from storage.exchange import Arrival, Chat, Outcome
from tests.bot.conftest import TIMISOARA, round_of

BUCHAREST, LISBON = ZoneInfo("Europe/Bucharest"), ZoneInfo("Europe/Lisbon")
CLOSINGS = [
    (datetime(2027, 1, 1, 0, 0, tzinfo=LISBON), "31 December 2026"),
    (datetime(2027, 1, 1, 0, 0, tzinfo=BUCHAREST), "31 December 2026"),
    (datetime(2026, 11, 26, 0, 1, tzinfo=BUCHAREST), "26 November 2026"),
    (datetime(2026, 11, 26, 18, 0, tzinfo=LISBON), "26 November 2026"),
]


def screen(closes: datetime, now: datetime) -> str:
    """What somebody who has sent everything sees then, of a round whose moments are stored in UTC."""
    desk = Desk({1: round_of(TIMISOARA, closes=closes.astimezone(UTC))}, now)
    shown = Outcome(Arrival(1, 7, Asked(ShowConversation())), Chat(language="en", round=1), {1: THANKED})
    return screen_of(shown, desk).html


THANKED = Response(seed="seed", place=Thanks())


@pytest.mark.parametrize(("closes", "day"), CLOSINGS)
def test_one_can_change_answers_until_the_last_day_in_the_city(closes: datetime, day: str) -> None:
    assert f"until {day}." in screen(closes, closes - timedelta(hours=1))


@pytest.mark.parametrize(("closes", "day"), CLOSINGS)
def test_a_closed_round_names_the_day_in_the_city(closes: datetime, day: str) -> None:
    assert f"closed on {day}." in screen(closes, closes + timedelta(hours=1))


@pytest.mark.parametrize(("closes", "day"), CLOSINGS)
def test_a_broadcast_names_the_last_day_in_the_city(closes: datetime, day: str) -> None:
    round_ = round_of(TIMISOARA, closes=closes.astimezone(UTC))
    assert f"open until {day}." in usual_text("en", Kind.REMIND, round_, closes.tzinfo)


def test_a_round_opens_at_the_hour_of_the_city() -> None:
    desk = Desk({1: round_of(TIMISOARA)}, datetime(2026, 11, 20, 9, 0, tzinfo=BUCHAREST))
    shown = Outcome(Arrival(1, 7, Asked(ShowConversation())), Chat(language="en", round=1), {1: THANKED})
    assert "opens on 21 November 2026, 14:00" in screen_of(shown, desk).html
