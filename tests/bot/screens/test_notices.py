"""What is said of what just happened, in every language."""

from datetime import UTC

import pytest

from bot.asked import LanguageChanged, ReminderPromised, RoundClosed, RoundPaused, SubscriptionChanged
from bot.screens.notices import sentence, toast
from bot.screens.view import View
from flows.events import AnswersDropped, ChoiceChanged, Required, Stale, TooFew, TooMany
from flows.response import Response
from results.speech import speech, spoken_languages

AFTER_A_TAP = [
    *(AnswersDropped(("q",) * n) for n in (1, 2, 25)),
    ChoiceChanged("q", replaced=True),
    LanguageChanged(),
    ReminderPromised(),
    Required("q"),
    RoundClosed(),
    RoundPaused(),
    Stale(),
    SubscriptionChanged(wanted=True),
    SubscriptionChanged(wanted=False),
    TooFew(20, 19),
    *(TooMany(n) for n in (1, 2, 25)),
]


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("each", AFTER_A_TAP, ids=str)
def test_a_toast_has_room_for_the_whole_sentence(timisoara, language, each):
    view = View(speech(language), timisoara, Response(seed="seed"), UTC, notices=(each,), tapped=True)
    assert toast(view) == sentence(view, each)
