"""Rounds of which little or nothing can be told."""

from datetime import UTC, date, datetime

import pytest

from flows.answers import Chosen, Rated, Said
from flows.consultation import Consultation
from flows.reading import read_consultation
from flows.response import Response
from results.published import Awaited, CrosstabLine, Published
from results.report.making import report
from results.report.reporting import Held
from tests.flows.paper import neighbourhood
from tests.results.counted import seen_exactly, the_305, timisoara
from tests.results.report.printed import printed

NOTHING = Published(
    round="demo",
    number=0,
    released=None,
    exact=False,
    n_answered=None,
    n_submitted=None,
    n_imported=0,
    awaited=(
        Awaited(table="dysfunctions", have=30, first=50),
        Awaited(table="section:vision", have=0, first=50),
        Awaited(table="city_for_all", have=50, first=50),
        Awaited(table="net:civil_society_and_ngos", have=0, first=50, at_closing=True),
        Awaited(table="organisation_main*digitalisation", have=0, first=50, at_closing=True),
    ),
)


def test_a_round_that_nobody_has_answered() -> None:
    found = printed(report(seen_exactly(timisoara(), []), timisoara(), "en"))
    assert "No results yet Nobody has sent a section yet." in found.text
    assert "You said" not in found.text
    assert "Method and limits" in found.text


def test_a_round_of_which_nothing_is_released_says_what_is_awaited() -> None:
    found = printed(report(NOTHING, timisoara(), "en"))
    assert "Nothing has been released yet: too few people have answered so far." in found.text
    assert "Which problems should the strategy address first? 30 of the 50 answers that it needs" in found.text
    assert "The vision 0 of the 50 answers" in found.text
    assert "A city for everyone held back, because it would give single people away" in found.text
    assert "Civil society and NGOs shown when the consultation has closed" in found.text
    assert "How would you rate the level of digitalisation of your organisation? by Which of these" in found.text
    assert "EXACT" not in found.text


def test_a_single_respondent() -> None:
    response = Response(
        seed="",
        closed={
            "dysfunctions": {"dysfunctions": Chosen(("daily_stress",), "mud")},
            "vision": {"city_for_all": Rated(9), "fun_city": Rated(None)},
            "recommendations": {"recommendations": Said("trees")},
        },
    )
    found = printed(report(seen_exactly(timisoara(), [response]), timisoara(), "en"))
    assert "100.0%" in found.text
    assert "9.00" in found.text
    assert "1 person answered · “I don't know”: 0" in found.text
    assert "1 person answered · “I don't know”: 1" in found.text
    assert "mud" not in found.text
    assert "trees" not in found.text, "nothing is printed that staff have not read"


def test_every_cell_withheld() -> None:
    found = printed(report(_withheld(the_305()), timisoara(), "en", held=Held(released=date(2021, 9, 27))))
    assert "not told" in found.text
    assert "under 10" in found.text
    assert "too few to be shown" in found.text
    assert "Small counts are not told" in found.text
    assert "as released on 27 September 2021" in found.pages[5]
    assert "%" not in found.pages[5].replace("% of the 305 people", "").replace("95%", "")


def test_every_type_of_question_has_its_page() -> None:
    consultation = neighbourhood()
    found = printed(report(seen_exactly(consultation, []).model_copy(update={"n_answered": 3}), consultation, "en"))
    assert found.text.count("Nobody has answered this question.") >= 5


@pytest.mark.parametrize(("language", "lang"), [("sr", "sr"), ("hu", "hu"), ("ar", "ar")])
def test_a_language_that_the_program_does_not_speak_has_the_texts_all_the_same(language: str, lang: str) -> None:
    texts = {"sr": "Град по мери људи", "hu": "Őrült jó város, űrhajóval", "ar": "مدينة للجميع"}
    consultation = _consultation(texts[language], language)
    response = Response(seed="", closed={"s": {"q": Chosen(("a",))}})
    found = printed(report(seen_exactly(consultation, [response]), consultation, language))
    assert found.language == lang
    assert "<pdfuaid:part>1</pdfuaid:part>" in found.metadata
    if language != "ar":  # what is written from right to left is read back in the order of its glyphs
        assert texts[language] in found.text


def _consultation(text: str, language: str) -> Consultation:
    return read_consultation(f"""
id: town
languages: [{language}]
organiser: {text}
title: {text}
intro: {text}
thanks: {text}
sections:
  - id: s
    title: {text}
    questions:
      - {{id: q, type: single, text: "{text}?", options: [{{id: a, text: "{text}"}}, {{id: b, text: "{text} 2"}}]}}
""")


def _withheld(exact: Published) -> Published:
    """The same round with no count told of any option, and of every second because it would give another away."""
    questions = tuple(
        table.model_copy(
            update={
                "options": tuple(
                    line.model_copy(
                        update={
                            "count": None,
                            "withheld": number % 2 == 0,
                            "share_of_respondents": None,
                            "share_of_mentions": None,
                        }
                    )
                    for number, line in enumerate(table.options)
                ),
                "mentions": None,
                "nets": tuple(net.model_copy(update={"count": None, "share": None}) for net in table.nets),
                "groups": tuple(group.model_copy(update={"count": None, "share": None}) for group in table.groups),
            }
        )
        for table in exact.questions
    )
    sections = tuple(
        table.model_copy(
            update={
                "mentions": None,
                "items": tuple(
                    item.model_copy(
                        update={"mentions": None, "share_of_mentions": None, "mentions_per_option": None, "ranks": None}
                    )
                    for item in table.items
                ),
            }
        )
        for table in exact.sections
    )
    crosstabs = tuple(
        table.model_copy(
            update={
                "lines": (
                    *(
                        line.model_copy(
                            update={
                                "cells": tuple(
                                    cell.model_copy(update={"count": None, "share_of_row": None}) for cell in line.cells
                                )
                            }
                        )
                        for line in table.lines[1:]
                    ),
                    CrosstabLine(rows=table.lines[0].rows, n=None),
                )
            }
        )
        for table in exact.crosstabs
    )
    return exact.model_copy(
        update={
            "exact": False,
            "number": 1,
            "released": datetime(2021, 9, 27, 9, tzinfo=UTC),
            "questions": questions,
            "sections": sections,
            "crosstabs": crosstabs,
        }
    )


CROSSED = {
    "id": "town",
    "languages": ["en"],
    "organiser": "Town hall",
    "title": "The town",
    "intro": "Hello",
    "thanks": "Thanks",
    "crosstabs": [{"rows": "area", "columns": "clean"}, {"rows": "area", "columns": "safe"}],
    "sections": [
        {
            "id": "you",
            "title": "About you",
            "kind": "profile",
            "questions": [
                {
                    "id": "area",
                    "type": "single",
                    "text": "Where do you live?",
                    "options": [{"id": "north", "text": "North"}, {"id": "south", "text": "South"}],
                }
            ],
        },
        {
            "id": "town",
            "title": "Your town",
            "ranking": "mean",
            "questions": [
                {"id": each, "type": "rating", "from": 1, "to": 5, "low": "no", "high": "yes", "text": text}
                for each, text in (("clean", "How clean is it?"), ("safe", "How safe is it?"))
            ],
        },
        {
            "id": "why",
            "title": "And why",
            "questions": [
                {
                    "id": "reasons",
                    "type": "single",
                    "text": "Why is it clean?",
                    "when": {"question": "clean", "at_least": 1},
                    "options": [{"id": "sweepers", "text": "Sweepers"}, {"id": "rain", "text": "Rain"}],
                }
            ],
        },
    ],
}


def test_a_crosstab_of_opinions_stands_behind_what_its_columns_ask() -> None:
    """Also where the element that was rated is told with the questions that lean on it."""
    town = Consultation.model_validate(CROSSED)
    people = [
        Response(
            seed="",
            closed={
                "you": {"area": Chosen((("north", "south")[n % 2],))},
                "town": {"clean": Rated(n % 5 + 1), "safe": Rated(5 - n % 5)},
                "why": {"reasons": Chosen(("rain",))},
            },
        )
        for n in range(80)
    ]
    pages = printed(report(seen_exactly(town, people), town, "en")).pages
    crossed = [number for number, page in enumerate(pages) if "By the answers to: Where do you live?" in page]
    assert len(crossed) == 2
    assert [("How clean" in pages[each], "How safe" in pages[each]) for each in crossed] == [
        (True, False),
        (False, True),
    ]
    assert ["Rain" in pages[crossed[0] - 1], "Rain" in pages[crossed[0]]] == [True, False]
