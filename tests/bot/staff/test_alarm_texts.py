"""An alarm says what it is and what to do."""

import pytest

from bot.staff.alarms import alarm
from results.speech import speech
from storage.incidents import Incident
from tests.results.watching.town import NOON, OPENED


def told(kind: str, language: str = "en", **facts: str | int) -> str:
    return alarm(Incident(kind, "", OPENED, facts), speech(language), NOON).html


def test_a_burst_is_good_news_or_bad() -> None:
    text = told("burst", round="parks", source="poster", n=65, usual=10)
    assert text.startswith("<b>⚠ Round parks: within an hour the link “poster” has brought 65 people.</b>")
    assert "at most 10 in an hour. If you have just put it up" in text
    assert "pause the round" in text
    assert text.endswith("Noticed on 20 November 2026, 10:00.")


def test_what_was_too_small_to_be_told_stays_untold() -> None:
    text = told("burst", "ro", round="parks", source="poster", n=30, smallest=10)
    assert "linkul „poster” a adus 30 de persoane" in text
    assert "în nicio oră nu a adus destui" in text
    assert "brought more people than ever, though under 40." in told(
        "burst", round="parks", source="poster", smallest=40
    )


def test_faults_are_for_whoever_looks_after_the_server() -> None:
    text = told("faults", set_aside=3, logged=1)
    assert "could not be taken in: 3; faults in the log: 1." in text
    assert "whoever looks after the server" in text


@pytest.mark.parametrize(("seconds", "sentence"), [(20, "1 minut."), (170, "3 minute."), (1800, "30 de minute.")])
def test_a_hold_is_told_in_minutes(seconds: int, sentence: str) -> None:
    assert f"Telegram i-a cerut botului să tacă {sentence}" in told("held", "ro", seconds=seconds)


def test_what_nobody_notices_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="nobody notices"):
        told("nonsense")
