"""The largest consultation that `glas check` lets pass still fits on every screen."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import callbacks
from bot.asked import Move, ShowConversation, ShowPage, SpeakLanguage
from bot.desk import Desk
from bot.screens.looking import Looking
from bot.screens.pages import Page
from bot.screens.results import results_screen
from flows.answers import Answer, Chosen
from flows.checking import check
from flows.checks.choices import MOST_OPTIONS
from flows.checks.sizes import MOST_IN_OWN_WORDS, MOST_QUESTIONS, MOST_SECTIONS
from flows.checks.texts import LONGEST_QUESTION
from flows.consultation import Consultation
from flows.counting import cells
from flows.inputs import OpenReview
from flows.places import Asking, Opening, Place, Review, Summary, Thanks
from flows.response import Response
from results.exact_view import exact_view
from results.speech import speech, spoken_languages
from storage.rounds import Round
from tests.bot.conftest import NOW, AtTheScreen
from tests.bot.screens.test_every_screen import assert_fits_telegram


def text(length: int) -> str:
    return "ș" * (length - 1) + "&"


def choice(number: int, options: int) -> dict[str, object]:
    """A question as long as it may be, shared between itself and its options."""
    each = min(200, LONGEST_QUESTION // options // 2)
    asked = LONGEST_QUESTION - options * (each + len("50. \n"))
    offered = [{"id": f"o{place}", "text": text(each)} for place in range(options)]
    return {
        "id": f"q{number}", "type": "multiple", "own_words": True, "text": text(asked), "options": offered,
    }  # fmt: skip


def largest() -> Consultation:
    lists = (2, 10, 30, MOST_OPTIONS)
    choices = [choice(number, lists[number] if number < len(lists) else 2) for number in range(MOST_QUESTIONS)]
    single = [{"id": f"s{number}", "type": "date", "text": text(3000)} for number in range(1, MOST_SECTIONS)]
    sections = [{"id": "many", "title": text(100), "ranking": "mentions", "questions": choices}]
    sections += [
        {"id": f"x{each['id']}", "title": text(100), "intro": text(1500), "questions": [each]} for each in single
    ]
    return Consultation.model_validate(
        {
            "id": "largest",
            "languages": spoken_languages(),
            "organiser": text(100),
            "title": text(100),
            "intro": text(1500),
            "thanks": text(1000),
            "sections": sections,
            "privacy": {
                **{name: text(500) for name in ("controller", "contact", "legal_basis", "complaints", "on_paper")},
                "retention_months": 120, "key_erased_after_days": 365, "minimum_age": 21,
            },
            "nets": [
                {"id": f"n{number}", "question": "q1", "options": ["o0", f"o{number + 1}"], "text": text(200)}
                for number in range(9)
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return largest()


@pytest.fixture(scope="module")
def of(consultation: Consultation) -> Round:
    return Round(1, "demo", consultation, "hash", opens=NOW - timedelta(days=1), closes=NOW + timedelta(days=1))


def answered(consultation: Consultation) -> Response:
    """Everything that can be answered, at length, and sent."""
    given: dict[str, Answer] = {
        f"q{number}": Chosen(tuple(consultation.options_of[f"q{number}"]), "ă&" * 150)
        for number in range(MOST_QUESTIONS)
    }
    return Response(
        seed="x", place=Thanks(), closed={each.id: {q.id: given[q.id] for q in each.questions if q.id in given}
                                          for each in consultation.sections},
    )  # fmt: skip


def test_it_is_one_that_may_be_and_is_full(consultation: Consultation) -> None:
    assert list(check(consultation)) == []
    assert len(consultation.sections) == MOST_SECTIONS
    assert len(consultation.sections[0].questions) == MOST_QUESTIONS == MOST_IN_OWN_WORDS


@pytest.mark.parametrize("language", spoken_languages())
def test_the_conversation_fits(of: Round, language: str) -> None:
    citizen = AtTheScreen(Desk({1: of}, NOW))
    citizen.responses[1] = answered(of.consultation)
    citizen.asks(SpeakLanguage(language))
    places: list[Place] = [Opening("many"), Summary("many"), Opening("xs1"), Summary("xs1"), *map(Review, range(3))]
    places += [Asking(f"q{number}", editing=editing) for number in range(4) for editing in (False, True)]
    for place in places:
        citizen.responses[1] = replace(answered(of.consultation), place=place)
        assert_fits_telegram(citizen.asks(ShowConversation()))
    assert_fits_telegram(citizen.asks(Move(OpenReview())))
    for page in Page:
        if page is not Page.DELETED:
            assert_fits_telegram(citizen.asks(ShowPage(page)))


@pytest.mark.parametrize("language", spoken_languages())
def test_results_fit(of: Round, language: str) -> None:
    tallies = defaultdict(Counter[str])
    for (table, cell), n in cells(of.consultation, answered(of.consultation)).items():
        tallies[table][cell] += n * 40
    looking = Looking(speech(language), of, exact_view(of, tallies), answered(of.consultation).sent)
    waiting, seen = ["results"], set[str]()
    while waiting:
        page = waiting.pop()
        seen.add(page)
        screen = results_screen(looking, page, None)
        assert_fits_telegram(screen)
        for button in (each for row in screen.keyboard for each in row):
            read = callbacks.read(button.data or "", {1: of.consultation})
            following = getattr(read[1] if read else None, "page", "")
            if following.startswith("results") and following not in seen:
                waiting.append(following)
    assert len(seen) > MOST_QUESTIONS
