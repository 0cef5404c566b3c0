"""Exact results of a small consultation; every figure is worked out by hand from the tallies beside it."""

import json
from collections import Counter
from collections.abc import Mapping

import pytest

from flows.answers import Answers, Chosen, Rated
from flows.consultation import Consultation
from flows.counting import cells
from flows.places import Thanks
from flows.reading import read_consultation
from flows.response import Response
from results.exact import exact_results
from results.figures import QuestionFigures, RoundFigures
from storage.rounds import Round

CONSULTATION = read_consultation("""
id: small-town
languages: [en, ro]
organiser: The town
title: {en: A small town, ro: Un oraș mic}
intro: Hello
thanks: Thank you
crosstabs:
  - {rows: kind, columns: mood}
sections:
  - id: about
    title: About you
    questions:
      - id: kind
        type: single
        text: {en: Who are you?, ro: Cine sunteți?}
        options:
          - {id: person, text: {en: A person, ro: O persoană}}
          - {id: firm, text: {en: A firm, ro: O firmă}}
      - {id: mood, type: rating, from: 1, to: 3, low: bad, high: good, dont_know: true, text: Mood}
      - {id: rooms, type: number, decimals: 1, text: Rooms}
      - {id: since, type: date, text: Since when}
      - {id: remarks, type: text, text: Remarks}
  - id: problems
    title: Problems
    ranking: mentions
    questions:
      - id: streets
        type: multiple
        own_words: true
        text: Streets
        options:
          - {id: noise, text: Noise}
          - {id: dust, text: Dust}
          - {id: holes, text: Holes}
          - {id: none, exclusive: true, pinned: last, text: None of these}
      - id: parks
        type: multiple
        text: Parks
        options: [{id: litter, text: Litter}, {id: fences, text: Fences}]
  - id: values
    title: Values
    ranking: mean
    questions:
      - {id: calm, type: rating, from: 1, to: 10, low: little, high: much, text: Calm}
      - {id: green, type: rating, from: 1, to: 10, low: little, high: much, dont_know: true, text: Green}
      - {id: fast, type: rating, from: 1, to: 10, low: little, high: much, text: Fast}
  - id: order
    title: Order
    questions:
      - id: first
        type: ranking
        min: 1
        text: What first?
        options: [{id: bus, text: Buses}, {id: tram, text: Trams}]
nets:
  - {question: streets, id: dirt, options: [noise, dust], text: Dirt and noise}
""")

TALLIES: Mapping[str, Mapping[str, int]] = {
    "#round": {"#started": 12, "#answered": 10, "#submitted": 7, "#imported": 4},
    "kind": {"#respondents": 8, "person": 6, "firm": 2},
    "mood": {"#respondents": 9, "1": 1, "2": 3, "3": 4, "#dont_know": 1},
    "rooms": {"#respondents": 4, "2.5": 1, "10": 2, "3": 1, "7": 0},
    "since": {"#respondents": 3, "2026-11-02": 1, "2026-01-30": 2, "2025-05-05": 0},
    "remarks": {"#respondents": 5},
    "streets": {"#respondents": 8, "noise": 5, "dust": 1, "holes": 4, "none": 2, "#own_words": 3},
    "net:dirt": {"#respondents": 8, "#in": 5},
    "parks": {"#respondents": 6, "litter": 6, "fences": 4},
    "section:problems": {"#respondents": 9},
    "calm": {"#respondents": 2, "10": 1, "5": 1},
    "green": {"#respondents": 4, "8": 3, "#dont_know": 1},
    "first": {"#respondents": 5, "bus@1": 2, "tram@1": 3, "tram@2": 1},
    "kind*mood": {"person*3": 3, "person*1": 1, "firm*2": 2},
}


def figures(tallies: Mapping[str, Mapping[str, int]] = TALLIES, language: str = "en") -> RoundFigures:
    return exact_results(round_of(CONSULTATION), tallies, language)


def round_of(consultation: Consultation) -> Round:
    return Round(number=1, code="town", consultation=consultation, structure="")


def question(name: str, tallies: Mapping[str, Mapping[str, int]] = TALLIES) -> QuestionFigures:
    return next(each for each in figures(tallies).questions if each.id == name)


def test_the_round_is_counted() -> None:
    found = figures()
    assert (found.round, found.consultation) == ("town", "small-town")
    assert (found.n_started, found.n_answered, found.n_submitted, found.n_imported) == (12, 10, 7, 4)


def test_a_single_choice_in_json() -> None:
    document = json.loads(figures().json_text)
    assert document["questions"][0] == {
        "id": "kind",
        "section": "about",
        "type": "single",
        "text": "Who are you?",
        "respondents": 8,
        "mentions": 8,
        "options": [
            {
                "id": "person",
                "text": "A person",
                "count": 6,
                "share_of_mentions": 75.0,
                "share_of_respondents": 75.0,
            },
            {"id": "firm", "text": "A firm", "count": 2, "share_of_mentions": 25.0, "share_of_respondents": 25.0},
        ],
    }


def test_shares_of_respondents_and_of_mentions_have_bases_of_their_own() -> None:
    streets = question("streets")
    assert (streets.respondents, streets.mentions) == (8, 10)
    assert streets.options is not None
    assert [(each.id, each.count, each.share_of_mentions, each.share_of_respondents) for each in streets.options] == [
        ("noise", 5, 50.0, 62.5),
        ("dust", 1, 10.0, 12.5),
        ("holes", 4, 40.0, 50.0),
        ("none", 2, None, 25.0),  # who says "none of these" mentions nothing
    ]


def test_shares_are_not_rounded() -> None:
    parks = question("parks", {"parks": {"#respondents": 3, "litter": 2, "fences": 1}})
    assert parks.options is not None
    assert parks.options[0].share_of_respondents == pytest.approx(66.6666666667, abs=1e-9)


def test_a_net_counts_people_once() -> None:
    [net] = question("streets").nets or ()
    assert (net.id, net.text, net.count, net.share_of_respondents) == ("dirt", "Dirt and noise", 5, 62.5)
    assert question("parks").nets is None


def test_a_rating_leaves_who_does_not_know_out_of_its_mean() -> None:
    mood = question("mood")
    assert mood.respondents == 9
    assert mood.counts == {"1": 1, "2": 3, "3": 4, "dont_know": 1}
    assert mood.mean == 2.375  # (1 + 3 * 2 + 4 * 3) / 8
    assert mood.median == 2.5  # of 1 2 2 2 3 3 3 3


def test_a_rating_without_dont_know_has_its_scale_alone() -> None:
    assert question("calm").counts == {str(point): int(point in {5, 10}) for point in range(1, 11)}


def test_numbers_have_mean_and_median_and_no_counts() -> None:
    rooms = question("rooms")
    assert rooms.mean == 6.375  # (2.5 + 3 + 10 + 10) / 4
    assert rooms.median == 6.5
    assert rooms.counts is None


def test_an_odd_number_of_values_has_its_middle_one_as_median() -> None:
    assert question("rooms", {"rooms": {"#respondents": 3, "1": 1, "2": 1, "30": 1}}).median == 2


def test_dates_are_counted_by_day_in_order() -> None:
    assert list((question("since").counts or {}).items()) == [("2026-01-30", 2), ("2026-11-02", 1)]


def test_an_open_question_tells_only_how_many_answered() -> None:
    document = json.loads(figures().json_text)
    assert document["questions"][4] == {
        "id": "remarks",
        "section": "about",
        "type": "text",
        "text": "Remarks",
        "respondents": 5,
    }


def test_a_ranking_counts_options_at_any_place_and_at_each() -> None:
    first = question("first")
    assert first.options is not None
    assert [(each.id, each.count, each.share_of_respondents) for each in first.options] == [
        ("bus", 2, 40.0),
        ("tram", 4, 80.0),
    ]
    assert first.mentions == 6
    assert first.counts == {"bus@1": 2, "bus@2": 0, "tram@1": 3, "tram@2": 1}


def test_a_section_ranks_its_questions_by_mentions() -> None:
    document = json.loads(figures({**TALLIES, "parks": {"#respondents": 6, "litter": 6, "fences": 5}}).json_text)
    assert document["sections"][0] == {
        "id": "problems",
        "ranking": "mentions",
        "mentions": 21,
        "items": [
            {
                "question": "parks",
                "text": "Parks",
                "count": 11,
                "share": pytest.approx(100 * 11 / 21),
                "mentions_per_option": 5.5,
            },
            {
                "question": "streets",
                "text": "Streets",
                "count": 10,
                "share": pytest.approx(100 * 10 / 21),
                "mentions_per_option": pytest.approx(10 / 3),
            },
        ],
    }
    assert figures().sections[0].respondents == 9


def test_questions_with_equal_mentions_keep_the_order_of_the_questionnaire() -> None:
    section = figures().sections[0]
    assert [(each.question, each.count, each.share) for each in section.items] == [
        ("streets", 10, 50.0),
        ("parks", 10, 50.0),
    ]


def test_a_section_ranks_ratings_by_mean_and_unrated_ones_come_last() -> None:
    document = json.loads(figures().json_text)
    assert document["sections"][1] == {
        "id": "values",
        "ranking": "mean",
        "items": [
            {"question": "green", "text": "Green", "mean": 8.0},
            {"question": "calm", "text": "Calm", "mean": 7.5},
            {"question": "fast", "text": "Fast"},
        ],
    }
    assert len(document["sections"]) == 2  # the others rank nothing


def test_a_crosstab_has_every_cell_and_shares_of_rows() -> None:
    document = json.loads(figures().json_text)
    [crosstab] = document["crosstabs"]
    assert (crosstab["rows"], crosstab["columns"]) == ("kind", "mood")
    assert crosstab["cells"] == [
        {"row": "person", "column": "1", "count": 1, "share_of_row": 25.0},
        {"row": "person", "column": "2", "count": 0, "share_of_row": 0.0},
        {"row": "person", "column": "3", "count": 3, "share_of_row": 75.0},
        {"row": "firm", "column": "1", "count": 0, "share_of_row": 0.0},
        {"row": "firm", "column": "2", "count": 2, "share_of_row": 100.0},
        {"row": "firm", "column": "3", "count": 0, "share_of_row": 0.0},
    ]


def test_texts_come_in_the_language_asked_for() -> None:
    kind = figures(language="ro").questions[0]
    assert kind.text == "Cine sunteți?"
    assert [each.text for each in kind.options or ()] == ["O persoană", "O firmă"]


def test_a_round_without_answers_has_counts_but_no_shares() -> None:
    document = json.loads(figures({}).json_text)
    assert document["n_started"] == 0
    kind, mood = document["questions"][:2]
    assert kind["options"][0] == {"id": "person", "text": "A person", "count": 0}
    assert kind["mentions"] == 0
    assert "mean" not in mood
    assert "median" not in mood
    assert document["crosstabs"][0]["cells"][0] == {"row": "person", "column": "1", "count": 0}


def test_the_keys_stand_in_the_order_of_the_shape() -> None:
    document = json.loads(figures().json_text)
    assert list(document) == [
        "round",
        "consultation",
        "n_started",
        "n_answered",
        "n_submitted",
        "n_imported",
        "questions",
        "sections",
        "crosstabs",
    ]


def test_what_responses_count_for_is_what_results_read() -> None:
    answers: Answers = {"kind": Chosen(("firm",)), "mood": Rated(2)}
    streets: Answers = {"streets": Chosen(("noise", "dust"), "the trams")}
    response = Response("seed", place=Thanks(), closed={"about": answers, "problems": streets})
    tallies: dict[str, Counter[str]] = {}
    for (table, cell), n in cells(CONSULTATION, response).items():
        tallies.setdefault(table, Counter())[cell] += n
    found = figures(tallies)
    assert (found.n_answered, found.n_submitted) == (1, 0)
    by_id = {each.id: each for each in found.questions}
    assert by_id["mood"].mean == 2
    assert [each.count for each in by_id["streets"].options or ()] == [1, 1, 0, 0]
    assert [net.count for net in by_id["streets"].nets or ()] == [1]
    assert found.sections[0].respondents == 1
    assert next(cell for cell in found.crosstabs[0].cells if cell.count).row == "firm"
