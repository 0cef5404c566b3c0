"""A sheet is typed through the same conversation that a citizen has."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.paper.entering import BACK, LEAVE_OUT, UNSURE, Entering
from flows.answers import Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.response import Response
from tests.flows.paper import neighbourhood

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENTER = ""


class Typist:
    """Types these lines, then leaves out every section that is still to come; reads what is printed."""

    def __init__(self, *typed: str) -> None:
        self.left = list(typed)
        self.told: list[str] = []

    def ask(self, prompt: str) -> str:
        return self.left.pop(0) if self.left else LEAVE_OUT

    @property
    def complaints(self) -> list[str]:
        return [line.removeprefix("✗ ") for line in self.told if line.startswith("✗")]


def entered(*typed: str) -> tuple[Response, Typist]:
    typist = Typist(*typed)
    entering = Entering(neighbourhood(), "en", NOW, typist.ask, typist.told.append, Response(seed=""))
    response = entering.run()
    assert typist.left == []
    assert response.draft == {}
    return response, typist


ABOUT = ("1, 2", "gardener", "2", "12.5", "31.12.1999", ENTER)
TROUBLES = ("1 2", ENTER, "2 1", "2", ENTER, "4", ENTER)
SCORES = ("9", "good", "1,3", ENTER)
PLACES = ("1", "Main Street", "3", ENTER)


def test_a_whole_sheet() -> None:
    response, typist = entered(*ABOUT, *TROUBLES, *SCORES, *PLACES)
    assert typist.complaints == []
    assert response.closed == {
        "about": {
            "roles": Chosen(("resident", "worker"), "gardener"),
            "main_role": Chosen(("worker",)),
            "years": Numbered(Decimal("12.5")),
            "arrived": Dated(date(1999, 12, 31)),
        },
        "troubles": {
            "troubles": Chosen(("noise", "litter")),
            "worst": Ranked(("litter", "noise")),
            "remedy": Chosen(("police",)),
            "urgency": Rated(4),
        },
        "scores": {"park": Rated(9), "praise": Said("good"), "pair": Chosen(("trees", "pond"))},
        "places": {"base": Chosen(("resident",)), "street": Said("Main Street"), "wishes": Ranked(("tram",))},
    }


def test_options_have_the_numbers_that_stand_on_paper() -> None:
    """The third role is the third, though only the second stands beside it."""
    response, typist = entered("2 3", ENTER, "3", ENTER, ENTER)
    assert response.closed["about"]["main_role"] == Chosen(("visitor",))
    asked = typist.told.index("\nWhich one above all?")
    assert typist.told[asked + 1 : asked + 3] == ["   2 Worker", "   3 Visitor"]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ((ENTER, ENTER), "It has to be answered."),
        (("9",), "There is no option 9. Type numbers, such as: 1, 3"),
        (("one, 2",), "There is no option one. Type numbers, such as: 1, 3"),
        (("1 1",), "A number is there twice."),
        (("4 1", ENTER), "It combines an option that stands alone with others."),
        (("2", "1"), "Its own words would be read as options: they are an option's text, or nothing but numbers."),
        (("2", "x" * 301), "Its text has 301 characters; the limit is 300."),
    ],
)
def test_what_is_refused_is_asked_again_and_nothing_of_it_is_kept(typed: tuple[str, ...], complaint: str) -> None:
    response, typist = entered(*typed, "3", ENTER, ENTER, ENTER)
    assert typist.complaints == [complaint]
    assert response.closed["about"]["roles"] == Chosen(("visitor",))


def test_one_of_several_options_and_numbers_out_of_bounds() -> None:
    response, typist = entered("1 2", ENTER, "1 2", "1", "121", "many", "3", "tomorrow", ENTER, ENTER)
    assert typist.complaints == [
        "Only one of them can be chosen.",
        "It takes a number between 0 and 120.",
        "It takes a number of at most 15 digits.",
        "It takes a date.",
    ]
    assert response.closed["about"]["years"] == Numbered(Decimal(3))


def test_going_back_replaces_an_answer_and_the_first_question_has_none_before_it() -> None:
    response, typist = entered(BACK, "1", "gardener", BACK, "2", ENTER, ENTER, ENTER)
    assert "This is the first question of the section." in typist.told
    assert response.closed["about"]["roles"] == Chosen(("worker",))


def test_a_ranking_is_replaced_too() -> None:
    response, _ = entered(*ABOUT, "1 2 3", ENTER, "3 1 2", BACK, "1 2 3", "1", ENTER, BACK, "3", ENTER, ENTER)
    assert response.closed["troubles"]["worst"] == Ranked(("noise", "litter", "traffic"))
    assert response.closed["troubles"]["remedy"] == Chosen(("bins",))


def test_from_the_end_of_a_section_one_can_go_back() -> None:
    response, typist = entered("2", ENTER, "1.1.2020", "what?", BACK, "2.1.2020", ENTER)
    assert response.closed["about"]["arrived"] == Dated(date(2020, 1, 2))
    assert "Enter goes on; < goes back; ! leaves the section out." in typist.told


def test_unsure_is_an_answer_where_the_scale_allows_it() -> None:
    response, typist = entered(LEAVE_OUT, LEAVE_OUT, UNSURE, ENTER, ENTER)
    assert response.closed == {"scores": {"park": Rated(None)}}
    assert "  1 = bad … 10 = good" in typist.told


def test_sections_left_out_are_not_sent_and_nothing_of_them_is_kept() -> None:
    response, typist = entered("1", ENTER, LEAVE_OUT)
    assert response.closed == {}
    assert typist.told.count("The section is left out.") == 4
    assert not any("And more" in line for line in typist.told), "it asks nothing of one who left out the rest"
