"""Whatever people write, and however much: Telegram takes the cards of own words, and each button leads somewhere."""

import re
from html import unescape

import pytest

from bot.markup import utf16_length
from bot.screen import Screen
from bot.staff.topics import topics
from bot.staff.word_cards import PIECE, Found, menu, pieces, question_card, text_card, themes_card
from flows.reading import read_consultation
from results.speech import speech, spoken_languages
from storage.audit import Act
from storage.own_words import OwnWords, Review, ReviewStep, Verdict
from storage.rounds import Round
from tests.bot.cli.command import CONSULTATION

FAMILY = "👩‍👩‍👧"
TEXTS = (FAMILY * 375, "a" * 3000, "<b>&amp; " * 300, "un cuvânt " * 300, "שלום " * 500, "x")
THEMES = frozenset(f"{n} {FAMILY * 20}"[:120] for n in range(90))
STEP = ReviewStep(10**6, Act.WORDS_UNDER_THEME, frozenset({(1, "streets")}))
ROUND = Round(
    1, "c" * 32, read_consultation(CONSULTATION.replace("What is wrong with the streets?", FAMILY * 100)), "hash"
)
NOTICE = FAMILY * 40


def written(text: str) -> list[OwnWords]:
    """Very many texts like that: the first waits, the others are quoted, put under themes, redacted, set aside."""
    reviews = (
        Review(),
        Review(Verdict.QUOTED, themes=THEMES),
        Review(shown=text[:-1] or text, themes=THEMES),
        Review(Verdict.ASIDE),
    )
    return [OwnWords((2**62 + n, "streets"), text, reviews[n % 4]) for n in range(40)]


def every_card(language: str, text: str) -> list[Screen]:
    """All cards about these texts, as full as they can be."""
    words, texts = speech(language), written(text)
    cards = [
        menu(words, ROUND, texts, STEP, NOTICE),
        question_card(words, ROUND, "streets", texts, step=STEP, notice=NOTICE),
    ]
    for each in texts[:4]:
        found = Found(ROUND, each, texts, [other for other in texts if other != each], STEP)
        cards += [text_card(words, found, page=page, notice=NOTICE) for page in (0, 1, 9)]
        cards += [themes_card(words, found, 1), themes_card(words, found, found.alike)]
    return cards


@pytest.mark.parametrize("language", spoken_languages())
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_telegram_takes_every_card(language: str, text: str) -> None:
    verbs = {each.verb for topic in topics() for each in topic.taps}
    verbs |= {each.verb for topic in topics() for each in topic.questions}
    for card in every_card(language, text):
        assert utf16_length(unescape(re.sub("<[^>]+>", "", card.html))) <= 4096
        buttons = [each for row in card.keyboard for each in row]
        assert len(buttons) <= 100
        for each in buttons:
            assert each.data is not None
            assert len(each.data.encode()) <= 64
            assert each.data.partition(".")[0] in verbs


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_long_text_is_cut_into_pieces_and_nothing_is_lost(text: str) -> None:
    found = pieces(text)
    assert "".join(found) == text
    assert max(map(len, found)) <= PIECE
