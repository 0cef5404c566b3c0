"""A round in Serbian speaks in the letters in which it is written."""

import pytest

from bot.asked import OpenRound, ShowPage
from bot.desk import Desk
from bot.screens.pages import Page
from flows.consultation import Consultation
from storage.rounds import Round
from tests.bot.conftest import NOW, AtTheScreen


def parks(languages: list[str]) -> Round:
    question = {"id": "play", "type": "text", "text": "Шта недостаје?"}
    consultation = Consultation.model_validate(
        {
            "id": "parks",
            "languages": languages,
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), "Паркови"),
            "privacy": {
                **dict.fromkeys(("controller", "contact", "legal_basis", "complaints", "on_paper"), "Град"),
                "retention_months": 12,
                "key_erased_after_days": 30,
                "minimum_age": 16,
            },
            "sections": [{"id": "wishes", "title": "Жеље", "questions": [question]}],
        }
    )
    return Round(1, "parks", consultation, "hash", opens=NOW)


@pytest.mark.parametrize(
    ("languages", "spoken", "start"),
    [
        (["sr", "ro"], "sr", "Почни ▶"),
        (["sr-Latn", "ro"], "sr", "Počni ▶"),
        (["ro", "sr", "sr-Latn"], "sr-Latn-RS", "Počni ▶"),
        (["ro", "sr", "sr-Latn"], "sr-RS", "Почни ▶"),
    ],
)
def test_its_buttons_are_in_the_letters_of_the_round(languages: list[str], spoken: str, start: str) -> None:
    citizen = AtTheScreen(Desk({1: parks(languages)}, NOW), spoken)
    citizen.asks(OpenRound("parks"))
    assert citizen.buttons[0].text == start


def test_both_letters_are_there_to_choose() -> None:
    citizen = AtTheScreen(Desk({1: parks(["ro", "sr", "sr-Latn"])}, NOW), "ro")
    citizen.asks(OpenRound("parks"))
    citizen.asks(ShowPage(Page.LANGUAGE))
    assert [button.text for button in citizen.buttons[:3]] == ["✓ Română", "Српски", "Srpski (latinica)"]
    citizen.taps(citizen.buttons[2])
    assert citizen.toast == "Od sada razgovaramo na srpskom."
    assert citizen.buttons[0].text == "Počni ▶"
