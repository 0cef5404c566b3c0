"""A trial goes through the same step and screens as a citizen, and is told from the real thing at every one."""

from datetime import UTC, datetime

import pytest

from bot.asked import ShowPage
from bot.screens.pages import Page
from bot.trial import Trial
from flows.consultation import Consultation
from tests.bot.conftest import FILES, round_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(params=sorted(FILES))
def trial(request: pytest.FixtureRequest) -> Trial:
    return Trial.of(round_of(FILES[request.param]).consultation, "en", NOW)


def tapped(trial: Trial, label: str) -> str:
    """Taps the first button whose label has that; what is shown then."""
    screen = trial.screen(NOW, "tried.")
    button = next(each for row in screen.keyboard for each in row if label in each.text)
    assert button.data is not None
    trial.taps(button.data.removeprefix("tried."), NOW)
    return trial.screen(NOW, "tried.").html


def test_every_screen_of_the_way_says_that_it_is_a_trial(trial: Trial) -> None:
    seen = set()
    for _ in range(400):
        screen = trial.screen(NOW, "tried.")
        assert screen.html.startswith("<i>A trial")
        buttons = [each for row in screen.keyboard for each in row]
        assert all(each.data is None or len(each.data.encode()) <= 64 for each in buttons)
        assert sum(each.data == "tried.page.language" for each in buttons) <= 1
        seen.add(screen.html)
        if "Thank you!" in screen.html:
            break
        forward = ("Start", "Next", "Done", "Skip", "Send", "Continue", "I don't know")
        choose = next(
            (each for label in forward for each in buttons if each.text.startswith(label)),
            next(
                (each for each in buttons if "choose" in (each.data or "") or "rate" in (each.data or "")), buttons[0]
            ),
        )
        assert choose.data is not None
        if choose.text.startswith("◀"):  # a text is asked for
            trial.says("12.03.1980", NOW)
        else:
            trial.taps(choose.data.removeprefix("tried."), NOW)
    assert "Thank you!" in screen.html
    assert len(seen) > 5


def test_what_is_typed_is_taken_as_a_citizens(timisoara_consultation: Consultation) -> None:
    trial = Trial.of(timisoara_consultation, "en", NOW)
    trial.says("hello", NOW)
    assert "use the buttons" in trial.screen(NOW, "").html
    tapped(trial, "Start")
    tapped(trial, "Continue")
    trial.says("1", NOW)
    assert "1 chosen" in trial.screen(NOW, "").html


def test_deleting_everything_begins_anew_and_pages_work(timisoara_consultation: Consultation) -> None:
    trial = Trial.of(timisoara_consultation, "ro", NOW)
    trial.asks(ShowPage(Page.PRIVACY), NOW)
    assert "Probă" in trial.screen(NOW, "").html
    trial.asks(ShowPage(Page.DELETE), NOW)
    tapped(trial, "Da, ")
    assert "/start" in trial.screen(NOW, "").html


def test_a_language_that_the_consultation_lacks_gives_way_to_its_first(timisoara_consultation: Consultation) -> None:
    assert Trial.of(timisoara_consultation, "fr", NOW).chat.language == "ro"


def test_a_button_from_elsewhere_changes_nothing(timisoara_consultation: Consultation) -> None:
    trial = Trial.of(timisoara_consultation, "en", NOW)
    before = trial.screen(NOW, "").html
    trial.taps("nonsense.9", NOW)
    assert trial.screen(NOW, "").html == before
    tapped(trial, "Start")
    trial.taps("begin.1.w", NOW)
    assert "earlier screen" in (trial.toast(NOW) or "")
