"""What all topics together have to keep to."""

from collections import Counter

import pytest

from bot.staff.topics import topics
from results.speech import speech, spoken_languages


def test_no_two_topics_take_the_same_command_or_button() -> None:
    found = topics()
    verbs = [each.verb for topic in found for each in topic.taps]
    verbs += [each.verb for topic in found for each in topic.questions]
    commands = [each.name for topic in found for each in topic.commands]
    assert max(Counter(verbs).values()) == 1
    assert max(Counter(commands).values()) == 1
    assert "start" not in commands
    assert not [each for each in verbs if "." in each]


@pytest.mark.parametrize("language", spoken_languages())
def test_telegram_takes_the_menu(language: str) -> None:
    for topic in topics():
        for each in topic.commands:
            assert 3 <= len(each.about(speech(language))) <= 256
            assert each.name.isascii()
            assert each.name == each.name.lower()
            assert len(each.name) <= 32
