"""What a response counts for."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from flows.answers import Answer, Chosen, Dated, Numbered, Ranked, Rated, Said
from flows.consultation import Consultation
from flows.counting import OWN_WORDS, RESPONDENTS, cells, counted_in, has_begun, is_answer, plain, tables
from flows.places import Asking, Opening, Place, Review, Thanks, Welcome
from flows.response import Response

OPTIONS = [{"id": each, "text": each} for each in ("a", "b", "c")]


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation.model_validate(
        {
            "id": "counted",
            "languages": ["en"],
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), "text"),
            "crosstabs": [{"rows": "one", "columns": "score"}],
            "nets": [{"id": "a_or_b", "question": "many", "options": ["a", "b"], "text": "a or b"}],
            "sections": [
                {
                    "id": "choices",
                    "title": "Choices",
                    "ranking": "mentions",
                    "questions": [
                        {"id": "many", "type": "multiple", "own_words": True, "options": OPTIONS, "text": "?"},
                        {"id": "one", "type": "single", "own_words": True, "options": OPTIONS, "text": "?"},
                    ],
                },
                {
                    "id": "rest",
                    "title": "Rest",
                    "questions": [
                        {"id": "score", "type": "rating", "low": "l", "high": "h", "dont_know": True, "text": "?"},
                        {"id": "why", "type": "text", "text": "?"},
                        {"id": "number", "type": "number", "decimals": 2, "text": "?"},
                        {"id": "order", "type": "ranking", "options": OPTIONS, "text": "?"},
                        {"id": "day", "type": "date", "text": "?"},
                    ],
                },
            ],
        }
    )


def sent(consultation: Consultation, **answers: Answer) -> Response:
    """A response that was sent whole with these answers."""
    return Response(
        seed="",
        place=Thanks(),
        closed={
            section.id: {each.id: answers[each.id] for each in section.questions if each.id in answers}
            for section in consultation.sections
        },
    )


def of_question(consultation: Consultation, question: str, answer: Answer) -> dict[str, int]:
    counted = cells(consultation, sent(consultation, **{question: answer}))
    return {cell: n for (table, cell), n in counted.items() if table == question}


def test_nobody_counts_before_the_start(consultation: Consultation) -> None:
    assert cells(consultation, Response(seed="")) == Counter()


@pytest.mark.parametrize(
    ("place", "returning", "begun"),
    [
        (Welcome(), None, False),
        (Review(), Welcome(), False),
        (Review(), Asking("many"), True),
        (Opening("choices"), None, True),
    ],
)
def test_who_left_the_welcome_has_begun(place: Place, returning: Place | None, begun: bool) -> None:
    assert has_begun(Response(seed="", place=place, returning=returning)) is begun


def test_who_went_back_to_the_welcome_with_answers_has_begun_all_the_same() -> None:
    assert has_begun(Response(seed="", draft={"choices": {}}))
    assert has_begun(Response(seed="", closed={"choices": {}}))


def test_a_draft_counts_for_nothing_but_a_start(consultation: Consultation) -> None:
    drafted = Response(seed="", place=Asking("one"), draft={"choices": {"many": Chosen(("a",))}})
    assert cells(consultation, drafted) == {("#round", "#started"): 1}


def test_one_section_makes_an_answer_and_all_make_a_submission(consultation: Consultation) -> None:
    one = Response(seed="", place=Opening("rest"), closed={"choices": {}})
    assert cells(consultation, one) == {("#round", "#started"): 1, ("#round", "#answered"): 1}
    assert cells(consultation, sent(consultation))["#round", "#submitted"] == 1


def test_a_section_being_edited_counts_as_it_was_sent(consultation: Consultation) -> None:
    response = Response(
        seed="", closed={"choices": {"many": Chosen(("a",))}}, draft={"choices": {"many": Chosen(("b",))}}
    )
    counted = cells(consultation, response)
    assert counted["many", "a"] == 1
    assert ("many", "b") not in counted


@pytest.mark.parametrize(
    ("question", "answer", "counted"),
    [
        ("many", Chosen(("a", "c")), {"a": 1, "c": 1}),
        ("many", Chosen(("a",), "mine"), {"a": 1, "#own_words": 1}),
        ("many", Chosen((), "mine"), {"#own_words": 1}),
        ("one", Chosen(("b",)), {"b": 1}),
        ("score", Rated(7), {"7": 1}),
        ("score", Rated(None), {"#dont_know": 1}),
        ("why", Said("because"), {}),
        ("number", Numbered(Decimal("2.50")), {"2.5": 1}),
        ("order", Ranked(("c", "a")), {"c@1": 1, "a@2": 1}),
        ("day", Dated(date(2021, 3, 4)), {"2021-03-04": 1}),
    ],
)
def test_every_answer_counts_a_respondent_and_what_was_said(
    consultation: Consultation, question: str, answer: Answer, counted: dict[str, int]
) -> None:
    assert of_question(consultation, question, answer) == {"#respondents": 1, **counted}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100", "100"),
        ("1E+2", "100"),
        ("2.50", "2.5"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-3", "-3"),
        ("0.000001", "0.000001"),
    ],
)
def test_equal_numbers_stand_in_one_cell(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("answer", "counted"),
    [
        (Chosen(("a", "b")), {"#respondents": 1, "#in": 1}),
        (Chosen(("c",)), {"#respondents": 1}),
        (Chosen((), "mine"), {"#respondents": 1}),
    ],
)
def test_a_net_counts_once_who_chose_any_of_its_options(
    consultation: Consultation, answer: Answer, counted: dict[str, int]
) -> None:
    found = cells(consultation, sent(consultation, many=answer))
    assert {cell: n for (table, cell), n in found.items() if table == "net:a_or_b"} == counted


def test_a_net_counts_nobody_who_left_its_question_out(consultation: Consultation) -> None:
    assert "net:a_or_b" not in {table for table, _ in cells(consultation, sent(consultation))}


def test_a_section_ranked_by_mentions_counts_each_respondent_once(consultation: Consultation) -> None:
    both = cells(consultation, sent(consultation, many=Chosen(("a",)), one=Chosen(("b",)), score=Rated(1)))
    assert both["section:choices", "#respondents"] == 1
    assert "section:rest" not in {table for table, _ in both}
    assert ("section:choices", "#respondents") not in cells(consultation, sent(consultation, score=Rated(1)))


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        ({"one": Chosen(("b",)), "score": Rated(9)}, {"b*9": 1}),
        ({"one": Chosen(("b",), "and more"), "score": Rated(9)}, {"b*9": 1}),
        ({"one": Chosen((), "mine"), "score": Rated(9)}, {}),
        ({"one": Chosen(("b",)), "score": Rated(None)}, {}),
        ({"one": Chosen(("b",))}, {}),
        ({"score": Rated(9)}, {}),
    ],
)
def test_a_crosstab_counts_who_stands_in_a_row_and_a_column(
    consultation: Consultation, answers: dict[str, Answer], counted: dict[str, int]
) -> None:
    found = cells(consultation, sent(consultation, **answers))
    assert {cell: n for (table, cell), n in found.items() if table == "one*score"} == counted


def test_every_table_is_named_once_in_a_fixed_order(consultation: Consultation) -> None:
    assert tables(consultation) == (
        *("#round", "many", "one", "score", "why", "number", "order", "day"),
        *("net:a_or_b", "section:choices", "one*score"),
    )


def test_a_response_is_counted_in_the_tables_that_its_cells_are_of(consultation: Consultation) -> None:
    everything = sent(consultation, one=Chosen(("a",)), score=Rated(3), many=Chosen(("c",)))
    found = counted_in(cells(consultation, everything))
    assert found == {"#round", "one", "score", "many", "net:a_or_b", "section:choices", "one*score"}
    assert counted_in(cells(consultation, Response(seed="", place=Opening("rest")))) == frozenset()


@pytest.mark.parametrize(
    ("question", "lines"),
    [("one", ("a", "b", "c")), ("score", tuple(map(str, range(1, 11)))), ("order", ("a", "b", "c")), ("why", ())],
)
def test_questions_are_counted_by_their_options_or_points(
    consultation: Consultation, question: str, lines: tuple[str, ...]
) -> None:
    assert consultation.lines(question) == lines


def test_a_cell_of_an_option_or_a_point_is_an_answer_and_others_are_not() -> None:
    assert [is_answer(each) for each in ("a", "10", RESPONDENTS, OWN_WORDS)] == [True, True, False, False]
