"""Each contradiction that a questionnaire can have is found, at the field that has to change, in one sentence."""

import pytest

from flows.checking import check
from flows.checks.sizes import MOST_IN_OWN_WORDS, MOST_SECTIONS
from flows.checks.texts import LONGEST_QUESTION, utf16_length
from flows.consultation import Consultation
from flows.reading import ConsultationErrors, read_consultation

HEAD = """
id: small
languages: [ro, en]
organiser: The town
title: A title
intro: An introduction
thanks: Thanks
"""

COLOURS = """
      - id: colours
        type: multiple
        text: Which colours?
        options:
          - {id: red, text: Red}
          - {id: green, text: Green}
          - {id: blue, text: Blue}
          - {id: none, text: None, exclusive: true, pinned: last}"""

SCORE = "\n      - {id: score, type: rating, from: 1, to: 5, low: bad, high: good, text: How is it?}"
AGE = "\n      - {id: age, type: number, from: 16, to: 120, text: How old are you?}"


def section(*questions: str, ranking: str = "") -> str:
    return f"""
  - id: first
    title: First
    {ranking and f"ranking: {ranking}"}
    questions:{"".join(questions)}
"""


def questionnaire(*questions: str, ranking: str = "", rest: str = "") -> str:
    return f"{HEAD}{rest}\nsections:{section(*questions, ranking=ranking)}"


def one(question: str) -> str:
    return f"\n      - {{{question}}}"


def mistakes(text: str) -> list[str]:
    """What is said of each mistake, without its line."""
    try:
        read_consultation(text)
    except ConsultationErrors as errors:
        return [str(mistake).partition(", ")[2] for mistake in errors.mistakes]
    return []


SOUND = [
    one("id: a, type: single, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]"),
    one("id: a, type: single, text: A?, options_from: colours"),
    one("id: a, type: single, text: A?, options_from: colours, options: [{id: other, text: Other}]"),
    one("id: a, type: multiple, min: 2, max: 3, text: A?, options_from: colours, "
        "options: [{id: x, text: X}, {id: y, text: Y}]"),
    one("id: a, type: ranking, text: A?, options_from: colours"),
    one("id: a, type: rating, from: 0, to: 9, low: l, high: h, text: A?"),
    one("id: a, type: text, text: A?, when: {question: colours, any_of: [red, green], none_of: [green]}"),
    one("id: a, type: text, text: A?, when: {question: score, at_least: 5, at_most: 5}"),
    one("id: a, type: text, text: A?, when: {question: age, at_most: 16}"),
    one("id: a, type: text, text: A?, "
        "when: {not: {any: [{question: age, at_least: 18}, {question: score, at_most: 2}]}}"),
    one("id: a, type: number, from: -1.5, to: -1.5, decimals: 1, text: A?"),
    one("id: a, type: number, text: A?"),
    one("id: a, type: date, earliest: 1900-01-01, latest: today, text: A?"),
    one("id: a, type: date, earliest: 2026-01-01, latest: 2026-01-01, text: A?"),
    one("id: a, type: text, text: {ro: A?, en: B?}, hint: {ro: a, en: b}"),
]  # fmt: skip


@pytest.mark.parametrize("question", SOUND)
def test_nothing_is_found_in_a_sound_question(question: str) -> None:
    assert mistakes(questionnaire(COLOURS, SCORE, AGE, question)) == []


QUESTIONS = [
    # identities
    ("id: colours, type: text, text: A?",
     "question `colours`, `id`: `colours` is taken: an earlier question has the same id"),
    ("id: a, type: single, text: A?, options: [{id: x, text: X}, {id: x, text: Y}]",
     "question `a`, `options.x.id`: `x` is taken: an earlier option has the same id"),
    ("id: a, type: single, text: A?, options: [{id: x, text: X}, {id: dont_know, text: Y}]",
     "question `a`, `options.dont_know.id`: `dont_know` means that a rating was not given; choose another id"),
    ("id: a, type: single, text: A?, options: [{id: x, text: X}, {id: '#1', text: Y}]",
     "question `a`, `options.#1.id`: must begin with a letter from a to z and have only a-z, 0-9 and _ "
     "(no capitals, at most 64)"),
    # where options come from
    ("id: a, type: single, text: A?, options_from: nowhere",
     "question `a`, `options_from`: no question is called `nowhere`"),
    ("id: a, type: single, text: A?, options_from: a",
     "question `a`, `options_from`: `a` must be asked before this question"),
    ("id: a, type: single, text: A?, options_from: score",
     "question `a`, `options_from`: `score` is of type `rating`, which has no options to take over"),
    ("id: a, type: single, text: A?, options_from: colours, options: [{id: red, text: Red}]",
     "question `a`, `options.red.id`: `red` comes from `colours` already"),
    # how many there are
    ("id: a, type: single, text: A?",
     "question `a`, `options`: is missing; a question of this type needs `options` or `options_from`"),
    ("id: a, type: multiple, text: A?, options: [{id: x, text: X}]",
     "question `a`, `options`: must have at least two options"),
    ("id: a, type: multiple, text: A?, "
     "options: [{id: x, text: X, exclusive: true}, {id: y, text: Y, exclusive: true}]",
     "question `a`, `options`: must have an option that is not exclusive"),
    ("id: a, type: single, text: A?, options: [" + ", ".join(f"{{id: o{n}, text: X}}" for n in range(51)) + "]",
     "question `a`, `options`: has 51 options; a question can offer 50"),
    ("id: a, type: ranking, text: A?, options: [{id: x, text: X}, {id: y, text: Y, exclusive: true}]",
     "question `a`, `options.y.exclusive`: a ranking puts its options in order, so none of them can stand alone"),
    ("id: a, type: single, scale: true, shuffle: true, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]",
     "question `a`, `shuffle`: the options of a scale stand in order, so they cannot be shuffled"),
    ("id: a, type: single, scale: true, text: A?, options_from: colours",
     "question `a`, `options_from`: a scale has options of its own, in their order"),
    # how many can be chosen
    ("id: a, type: multiple, min: 2, max: 1, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]",
     "question `a`, `max`: must be at least `min` (2)"),
    ("id: a, type: ranking, min: 2, max: 1, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]",
     "question `a`, `max`: must be at least `min` (2)"),
    ("id: a, type: multiple, max: 3, text: A?, "
     "options: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z, exclusive: true}]",
     "question `a`, `max`: is more than there are to choose from (2)"),
    ("id: a, type: multiple, min: 3, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]",
     "question `a`, `min`: is more than there are to choose from (2)"),
    ("id: a, type: ranking, max: 3, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]",
     "question `a`, `max`: is more than there are to choose from (2)"),
    ("id: a, type: multiple, min: 2, text: A?, options_from: colours",
     "question `a`, `min`: is more than `colours` is sure to leave (1)"),
    ("id: a, type: multiple, min: 2, text: A?, options_from: colours, options: [{id: x, text: X}]",
     "question `a`, `min`: is more than `colours` is sure to leave (1)"),
    # scales and ranges
    ("id: a, type: rating, from: 5, to: 5, low: l, high: h, text: A?",
     "question `a`, `to`: must be greater than `from` (5)"),
    ("id: a, type: rating, from: 0, to: 10, low: l, high: h, text: A?",
     "question `a`, `to`: makes 11 points; a rating has at most 10"),
    ("id: a, type: number, from: 2.5, to: 2, text: A?",
     "question `a`, `to`: must be at least `from` (2.5)"),
    ("id: a, type: number, from: -10000000000000000, text: A?",
     "question `a`, `from`: is out of reach; use a number of at most 15 digits"),
    ("id: a, type: date, earliest: 2026-02-01, latest: 2026-01-31, text: A?",
     "question `a`, `latest`: must not be before `earliest` (2026-02-01)"),
    # conditions
    ("id: a, type: text, text: A?, when: {question: nowhere, any_of: [x]}",
     "question `a`, `when.question`: no question is called `nowhere`"),
    ("id: a, type: text, text: A?, when: {question: a, at_least: 1}",
     "question `a`, `when.question`: `a` must be asked before this question"),
    ("id: a, type: text, text: A?, when: {question: colours}",
     "question `a`, `when`: says nothing about the answer; add `any_of`, `none_of`, `at_least` or `at_most`"),
    ("id: a, type: text, text: A?, when: {question: score, at_least: }",
     "question `a`, `when`: says nothing about the answer; add `at_least` or `at_most`"),
    ("id: a, type: text, text: A?, when: {question: colours, any_of: [red, pink]}",
     "question `a`, `when.any_of[2]`: `pink` is no option of `colours`"),
    ("id: a, type: text, text: A?, when: {question: colours, none_of: [pink]}",
     "question `a`, `when.none_of[1]`: `pink` is no option of `colours`"),
    ("id: a, type: text, text: A?, when: {question: colours, any_of: [red], none_of: [red, green]}",
     "question `a`, `when.none_of`: rules out every option of `any_of`, so the condition never holds"),
    ("id: a, type: text, text: A?, when: {question: score, any_of: [red]}",
     "question `a`, `when.question`: `score` is of type `rating`, so its answer is not one of several options"),
    ("id: a, type: text, text: A?, when: {question: score}",
     "question `a`, `when`: says nothing about the answer; add `any_of`, `none_of`, `at_least` or `at_most`"),
    ("id: a, type: text, text: A?, when: {question: colours, at_least: 1}",
     "question `a`, `when.question`: `colours` is of type `multiple`; "
     "`at_least` and `at_most` go with a rating or number"),
    ("id: a, type: text, text: A?, when: {question: score, at_least: 4, at_most: 3}",
     "question `a`, `when.at_most`: must be at least `at_least` (4)"),
    ("id: a, type: text, text: A?, when: {question: score, at_least: 6}",
     "question `a`, `when.at_least`: is never reached: `score` goes up to 5"),
    ("id: a, type: text, text: A?, when: {question: age, at_most: 15}",
     "question `a`, `when.at_most`: is never reached: `age` begins at 16"),
    ("id: a, type: text, text: A?, when: {all: [{question: score, at_least: 1}, {question: no_one, at_least: 1}]}",
     "question `a`, `when.all[2].question`: no question is called `no_one`"),
    ("id: a, type: text, text: A?, when: {any: [{not: {question: no_one, any_of: [x]}}]}",
     "question `a`, `when.any[1].not.question`: no question is called `no_one`"),
    # texts
    ("id: a, type: text, text: {ro: A?}",
     "question `a`, `text`: has no text in `en`"),
    ("id: a, type: text, text: {ro: A?, en: A?, de: A?}",
     "question `a`, `text.de`: `de` is not among `languages`"),
    ("id: a, type: text, text: {'*': A?, en: A?}",
     "question `a`, `text.*`: stands for every language; give it alone, or one text for each"),
    (f"id: a, type: single, text: A?, options: [{{id: x, text: X}}, {{id: y, text: {'y' * 201}}}]",
     "question `a`, `options.y.text`: is too long: 201 characters, at most 200"),
    (f"id: a, type: text, text: A?, hint: {{ro: {'x' * LONGEST_QUESTION}, en: B}}",
     "question `a`, `text`: is too long for one message in `ro`: 3002 characters with hint and options, at most 3000"),
    (f"id: a, type: rating, low: {'l' * 61}, high: h, text: A?",
     "question `a`, `low`: is too long: 61 characters, at most 60"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "mistake"), QUESTIONS)
def test_a_question_that_contradicts_itself_is_found(question: str, mistake: str) -> None:
    assert mistakes(questionnaire(COLOURS, SCORE, AGE, one(question))) == [mistake]


def test_a_single_answer_leaves_nothing_to_choose_from() -> None:
    first = one("id: a, type: single, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]")
    assert mistakes(questionnaire(first, one("id: b, type: single, text: B?, options_from: a"))) == [
        "question `b`, `options_from`: in `a` only one option is chosen, so there would be nothing left to choose from"
    ]
    another = one("id: b, type: single, text: B?, options_from: a, options: [{id: z, text: Z}]")
    assert mistakes(questionnaire(first, another)) == []


def test_a_ranking_leaves_as_many_as_have_to_be_ranked() -> None:
    ranking = "id: a, type: ranking, text: A?, options: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}]"
    third = one("id: b, type: multiple, min: 3, text: B?, options_from: a")
    assert mistakes(questionnaire(one(ranking), third)) == []
    assert mistakes(questionnaire(one(f"{ranking}, max: 2"), third)) == [
        "question `b`, `min`: is more than `a` is sure to leave (2)"
    ]


RANKINGS = [
    ("mean", (SCORE,), None),
    ("mean", (SCORE, AGE), "is `mean`, but `age` is no rating"),
    ("mean", (AGE, SCORE), "is `mean`, but `age` is no rating"),
    (
        "mean",
        (SCORE, one("id: b, type: rating, low: l, high: h, text: B?")),
        "is `mean`, but `score` and `b` have different scales",
    ),
    ("mentions", (SCORE, COLOURS), None),
    ("mentions", (SCORE, AGE), "is `mentions`, but no question of the section is of type `single` or `multiple`"),
]


@pytest.mark.parametrize(("ranking", "questions", "message"), RANKINGS)
def test_a_section_is_ranked_by_what_its_questions_measure(
    ranking: str, questions: tuple[str, ...], message: str | None
) -> None:
    expected = [] if message is None else [f"section `first`, `ranking`: {message}"]
    assert mistakes(questionnaire(*questions, ranking=ranking)) == expected


TABLES = [
    ("nets: [{id: n, question: colours, options: [red, green], text: N}]", []),
    ("nets: [{id: n, question: nowhere, options: [red, green], text: N}]",
     ["`nets.n.question`: no question is called `nowhere`"]),
    ("nets: [{id: n, question: score, options: [red, green], text: N}]",
     ["`nets.n.question`: `score` is of type `rating`; a net needs a `single` or `multiple` question"]),
    ("nets: [{id: n, question: colours, options: [red, pink], text: N}]",
     ["`nets.n.options[2]`: `pink` is no option of `colours`"]),
    ("nets: [{id: n, question: colours, options: [red, red], text: N}]",
     ["`nets.n.options[2]`: `red` is listed twice"]),
    ("nets: [{id: n, question: colours, options: [red, blue], text: N}, "
     "{id: n, question: colours, options: [red, green], text: N}]",
     ["`nets.n.id`: `n` is taken: an earlier net has the same id"]),
    ("crosstabs: [{rows: score, columns: choice}]", []),
    ("crosstabs: [{rows: score, columns: score}]", ["`crosstabs[1].columns`: must be another question than `rows`"]),
    ("crosstabs: [{rows: score, columns: choice}, {rows: score, columns: choice}]",
     ["`crosstabs[2]`: `score` by `choice` is listed twice"]),
    ("crosstabs: [{rows: score, columns: choice}, {rows: score, columns: choice, groups: [['1', '2']]}]",
     ["`crosstabs[2]`: `score` by `choice` is listed twice"]),
    ("crosstabs: [{rows: score, columns: choice, groups: [['1', '2'], ['3', '4', '5']]}]", []),
    ("crosstabs: [{rows: score, columns: choice, groups: [['1', '2'], ['2', '99']]}]",
     ["`crosstabs[1].groups[2][1]`: `2` is in a group already",
      "`crosstabs[1].groups[2][2]`: `99` is no answer of `score`"]),
    ("crosstabs: [{rows: choice, columns: score, groups: [[nothing, at_all]]}]",
     ["`crosstabs[1].groups[1][1]`: `nothing` is no answer of `choice`",
      "`crosstabs[1].groups[1][2]`: `at_all` is no answer of `choice`"]),
    ("crosstabs: [{rows: nowhere, columns: choice}]", ["`crosstabs[1].rows`: no question is called `nowhere`"]),
    ("crosstabs: [{rows: score, columns: colours}]",
     ["`crosstabs[1].columns`: `colours` is of type `multiple`; a crosstab needs `single` or `rating` questions"]),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "expected"), TABLES)
def test_nets_and_crosstabs_are_over_questions_that_have_them(rest: str, expected: list[str]) -> None:
    choice = one("id: choice, type: single, text: A?, options: [{id: x, text: X}, {id: y, text: Y}]")
    assert mistakes(questionnaire(COLOURS, SCORE, choice, rest=rest)) == expected


def test_ids_of_sections_and_languages_are_unique() -> None:
    text = questionnaire(SCORE).replace("[ro, en]", "[ro, en, ro]") + section(AGE)
    assert mistakes(text) == [
        "`languages[3]`: is listed twice",
        "section `first`, `id`: `first` is taken: an earlier section has the same id",
    ]


def test_texts_outside_questions_are_checked_too() -> None:
    text = questionnaire(SCORE, rest="privacy: {contact: {ro: Cineva}}").replace("An introduction", "i" * 1501)
    assert mistakes(text) == [
        "`intro`: is too long: 1501 characters, at most 1500",
        "`privacy.contact`: has no text in `en`",
    ]


def test_what_has_more_parts_than_a_chat_has_buttons_is_found() -> None:
    words = [one(f"id: w{number}, type: text, text: Why?") for number in range(MOST_IN_OWN_WORDS)]
    days = [section(one(f"id: d{number}, type: date, text: When?")) for number in range(MOST_SECTIONS)]
    sections = [each.replace("first", f"s{number}") for number, each in enumerate(days)]
    assert mistakes(questionnaire(*words) + "".join(sections[1:])) == []
    own_words = COLOURS.replace("multiple", "multiple\n        own_words: true")
    assert mistakes(questionnaire(*words, own_words) + "".join(sections)) == [
        "`sections`: has 51 sections; a consultation can have 50",
        "`sections`: takes own words in 51 questions; a consultation can have 50 such questions",
        "section `first`, `questions`: has 51 questions; a section can have 50",
    ]


def test_lengths_are_those_that_telegram_counts() -> None:
    assert utf16_length("aș😀") == 4


def test_a_consultation_can_be_checked_without_a_file() -> None:
    consultation = read_consultation(questionnaire(COLOURS))
    assert list(check(consultation)) == []
    german = Consultation.model_validate(consultation.model_dump(by_alias=True) | {"title": {"de": "Titel"}})
    assert [(finding.path, str(finding.message)) for finding in check(german)] == [
        (("title",), "has no text in `ro`"),
        (("title",), "has no text in `en`"),
        (("title", "de"), "`de` is not among `languages`"),
    ]
