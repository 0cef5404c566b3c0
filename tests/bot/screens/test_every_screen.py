"""Whatever a citizen does, the screen fits Telegram, every button of it can be read, and none of them is stale."""

from collections.abc import Callable
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest

from bot.asked import DeleteEverything, Move, OpenRound, Request, ShowConversation, ShowPage, SpeakLanguage
from bot.screen import Screen
from bot.screens.pages import Page
from bot.screens.view import LABEL_WIDTH
from flows.events import Stale
from flows.inputs import Leave, OpenReview, Say

TEXT_LIMIT, DATA_LIMIT, ROW_LIMIT, BUTTON_LIMIT, TOAST_LIMIT = 4096, 64, 8, 100, 200


class Parsed(HTMLParser):
    """The text as Telegram counts it, and whether its tags nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.open = "", list[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"b", "i", "blockquote"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_fits_telegram(screen: Screen) -> None:
    parsed = Parsed(screen.html)
    assert parsed.open == []
    assert 0 < len(parsed.text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    assert sum(map(len, screen.keyboard)) <= BUTTON_LIMIT
    for row in screen.keyboard:
        assert 0 < len(row) <= ROW_LIMIT
        for button in row:
            assert button.text.strip()
            assert len(row) == 1 or len(button.text) <= LABEL_WIDTH // len(row), "no phone clips it"
            assert button.data is not None
            assert 0 < len(button.data.encode()) <= DATA_LIMIT


TYPED = ["3", "1, 2", "99", "<b>&amp;</b> & <", "x" * 290, "ș" * 999, "🗳️" * 140, "Zgomot", " ", "12,5", "7.9.2021"]

ELSEWHERE: list[Request] = [
    *(ShowPage(page) for page in Page if page is not Page.DELETED),
    ShowPage("nonsense"),
    ShowConversation(),
    OpenRound(None),
    OpenRound("demo"),
    OpenRound("nowhere"),
    SpeakLanguage("ro"),
    SpeakLanguage("xx"),
    Move(OpenReview()),
    Move(Leave()),
    DeleteEverything(),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["timisoara", "neighbourhood"])
def test_screens_fit_and_their_buttons_work(seed: int, name: str, citizen_of: Callable[[str], Any]) -> None:
    citizen, random = citizen_of(name), Random(seed)
    citizen.asks(OpenRound("demo"))
    places = set()
    for _ in range(250):
        draw = random.random()
        if draw < 0.80 and citizen.buttons:
            weights = [3 if button.style else 1 for button in citizen.buttons]
            citizen.taps(random.choices(citizen.buttons, weights)[0])
            assert Stale() not in citizen.shown.events, "a button of the newest screen is not stale"
        elif draw < 0.93:
            citizen.asks(Move(Say(random.choice(TYPED))))
        else:
            citizen.asks(random.choice(ELSEWHERE))
        assert_fits_telegram(citizen.screen)
        assert citizen.toast is None or len(citizen.toast.encode("utf-16-le")) // 2 <= TOAST_LIMIT
        places.add(type(citizen.responses[1].place).__name__)
    assert len(places) > 3, "the walk got about"


def test_the_longest_answers_fit_on_every_screen(citizen_of: Callable[[str], Any]) -> None:
    """Own words at their limit everywhere: summaries, the review and /mydata shorten them, and still fit."""
    citizen = citizen_of("timisoara")
    citizen.asks(OpenRound("demo"))
    for _ in range(400):
        if any("Yes, write to me" in button.text for button in citizen.buttons):
            break
        labels = [button.text for button in citizen.buttons]
        if "Start ▶" in labels or "Continue ▶" in labels or "Send this section" in labels:
            citizen.taps(next(button for button in citizen.buttons if button.style))
        elif "Done ▶" in labels or "Next ▶" in labels:
            citizen.taps(citizen.buttons[-1])
        elif labels[0] == "◀ Back":
            citizen.asks(Move(Say("ș<" * 500)))
        else:
            before = citizen.responses[1]
            citizen.asks(Move(Say("ă&" * 150)))
            if citizen.responses[1] == before:
                citizen.taps(citizen.buttons[0])
        assert_fits_telegram(citizen.screen)
    assert "Thank you!" in citizen.screen.html
    citizen.asks(Move(OpenReview()))
    pages = 0
    while True:
        assert_fits_telegram(citizen.screen)
        pages += 1
        following = [button for button in citizen.buttons if button.text == "›"]
        if not following:
            break
        citizen.taps(following[0])
    assert pages > 1, "so long a review takes several pages"
    my_data = citizen.asks(ShowPage(Page.MY_DATA))
    assert_fits_telegram(my_data)
    assert my_data.document is not None
    assert my_data.document.content.decode().count("ă&" * 150) > 5, "the file shortens nothing"
