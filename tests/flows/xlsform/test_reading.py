"""What a form says becomes a consultation; what it says that Glas has no word for is named, all at once."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from flows.consultation import Chose, DateQuestion, Multiple, Number, OpenText, Ranking, Rating, Single
from flows.reading import ConsultationErrors, read_draft
from tests.flows.xlsform.books import CHOICES, SETTINGS, SURVEY, Sheets, book, draft, form, notes, only, said

HEAD = SURVEY[0]


def test_questions_come_through_and_what_a_round_needs_is_named() -> None:
    found = draft(form())
    consultation = found.consultation
    assert [(each.id, each.type) for each in consultation.questions] == [
        ("size", "single"), ("colours", "multiple"), ("age", "number"),
    ]  # fmt: skip
    assert (consultation.id, consultation.languages) == ("town", ("en",))
    assert [str(each) for each in found.missing] == [
        f"sheet consultation, `{part}`: is missing; give it a row in a sheet of this name: `{part}` in the column"
        " `part`, and what it says in `text`"
        for part in ("organiser", "intro", "thanks")
    ]
    unsettled = book({"survey": [("type", "name", "label"), ("text", "t", "T")]})
    assert [str(each) for each in draft(unsettled).missing if each.at.sheet == "settings"] == [
        "sheet settings, `id`: is missing; fill in the column `form_id`",
        "sheet settings, `languages`: is missing; fill in the column `default_language`",
    ]
    assert consultation.intro == {"*": "[intro]"}
    assert notes(form()) == ["sheet survey, row 2: stands in no group, so its questions are a section of their own"]


def test_every_type_has_its_counterpart() -> None:
    content = book(
        {
            "survey": [
                (*HEAD, "glas_low", "glas_high", "glas_dont_know", "glas_decimals", "hint", "glas_own_words",
                 "glas_max"),
                ("note", None, "Hello"),
                ("begin group", "one", "One"),
                ("acknowledge", "ok", "Please be kind."),
                ("note", None, "It is short."),
                ("select one from sizes or specify other", "a", "A"),
                ("select_multiple colours", "b", "B", None, "count-selected(.) >= 2 and 3 >= count-selected(.)", None,
                 "randomize = true", "minimal", "yes"),
                ("rank colours", "c", "C", None, None, None, None, None, "false()", *([None] * 6), 2),
                ("range", "d", "D", None, None, None, "start=1, end=5; step=1", None, None, "bad", "good", "yes"),
                ("range", "e", "E", None, None, None, "start=-2 end=30"),
                ("decimal", "f", "F", None, ". > 0 and . < 2", None, None, None, None, None, None, None, 2),
                ("integer", "g", "G", None, "(. >= -1) and true() and . <= 120", None, None, None, None, None, None,
                 None, None, "A hint"),
                ("text", "h", "H", None, "string-length(.) < 301", None, "rows=3", "multiline"),
                ("date", "i", "I", None, ". >= '2020-01-01' and . <= today()"),
                ("end_group",),
                ("note", None, "Thanks"),
                ("note", None, "Bye"),
            ],
            "choices": CHOICES,
            "settings": SETTINGS,
            "consultation": [("part", "value"), ("organiser", "The town")],
        }
    )  # fmt: skip
    found = draft(content)
    assert found.missing == ()
    consultation = found.consultation
    assert (consultation.intro, consultation.thanks) == ({"*": "Hello"}, {"*": "Thanks\n\nBye"})
    (section,) = consultation.sections
    assert section.intro == {"*": "Please be kind.\n\nIt is short."}
    a, b, c, d, e, f, g, h, i = section.questions
    assert isinstance(a, Single)
    assert a.own_words
    assert isinstance(b, Multiple)
    assert (b.min, b.max, b.shuffle, b.required) == (2, 3, True, True)
    assert isinstance(c, Ranking)
    assert (c.max, c.required) == (2, False)
    assert isinstance(d, Rating)
    assert (d.from_, d.to, d.low, d.high, d.dont_know) == (1, 5, {"*": "bad"}, {"*": "good"}, True)
    assert isinstance(e, Number)
    assert (e.from_, e.to, e.decimals) == (Decimal(-2), Decimal(30), 0)
    assert isinstance(f, Number)
    assert (str(f.from_), str(f.to), f.decimals) == ("0.01", "1.99", 2)
    assert isinstance(g, Number)
    assert (g.from_, g.to, g.hint) == (Decimal(-1), Decimal(120), {"*": "A hint"})
    assert isinstance(h, OpenText)
    assert h.max_length == 300
    assert isinstance(i, DateQuestion)
    assert (str(i.earliest), i.latest) == ("2020-01-01", "today")
    assert [str(note) for note in found.notes] == [
        "sheet survey, row 4, column A (type): is shown as a text: going on acknowledges it, and no answer is stored",
        "sheet survey, row 7, column H (appearance): `minimal` is about the layout, which the chat makes itself",
        "sheet survey, row 10, column G (parameters): is typed as a number: a scale to tap has at most 10"
        " points, from 0"
        " or more to 10",
        "sheet survey, row 13, column G (parameters): `rows` is about the layout, which the chat makes itself",
        "sheet survey, row 13, column H (appearance): `multiline` is about the layout, which the chat makes itself",
    ]


def test_headings_are_read_in_any_spelling() -> None:
    content = book(
        {
            "SURVEY ": [
                ("TYPE", " Name ", "Caption : Română (ro)", "label::English", "Relevance"),
                ("text", "a", " One ", "Two"),
            ],
            "Settings": [("set form title", "Form ID", "Default Language"), ("T", "t", "romanian")],
        }
    )
    consultation = draft(content).consultation
    assert consultation.languages == ("ro", "en")
    assert consultation.question_by_id["a"].text == {"ro": "One", "en": "Two"}


def test_values_of_other_kinds_are_texts_as_their_author_sees_them() -> None:
    rows = [
        (2022, 1.5),
        (True, False),
        (date(2027, 3, 31), datetime(2027, 3, 31, 12, 30, tzinfo=UTC).replace(tzinfo=None)),
        (time(9, 5), 3.0),
    ]
    choices = [CHOICES[0], *(("many", f"o{place}", value) for place, row in enumerate(rows) for value in [row[0]])]
    choices += [("many", f"p{place}", row[1]) for place, row in enumerate(rows)]
    content = only(HEAD, ("select_one many", "a", "A"), choices=choices)
    (question,) = draft(content).consultation.questions
    assert isinstance(question, Single)
    assert [option.text["*"] for option in question.options] == [
        "2022", "TRUE", "2027-03-31", "09:05:00", "1.5", "FALSE", "2027-03-31 12:30:00", "3",
    ]  # fmt: skip


def test_what_only_a_device_knows_is_left_out_with_a_note() -> None:
    rows = [(kind, kind) for kind in ("start", "end", "today", "deviceid", "audit", "phonenumber")]
    found = notes(form(*rows))
    assert sum("was left out: it is what a device knows" in note for note in found) == 6
    assert said(form(("start",), ("text", "t", "T", "${start} > 1"))) == [
        "sheet survey, row 6, column D (relevant): looks at `start`, which Glas does not collect"
    ]


def test_a_group_of_notes_at_the_beginning_is_the_introduction() -> None:
    content = only(
        HEAD,
        ("begin_group", "welcome", "Welcome"), ("note", "n", "Hello"), ("end group",),
        ("begin_group", "empty"), ("start", "s"), ("end_group",),
        ("begin_group", "q", "Q"), ("begin_group", "page"), ("text", "t", "T"), ("end_group",), ("end_group",),
    )  # fmt: skip
    consultation = draft(content).consultation
    assert consultation.intro == {"*": "Welcome\n\nHello"}
    assert [section.id for section in consultation.sections] == ["q"]


def test_conditions_of_groups_hold_for_their_questions() -> None:
    content = only(
        HEAD,
        ("select_one sizes", "size", "How big?"),
        ("begin_group", "g", "G", "${size} = 'big'"),
        ("text", "a", "A"),
        ("integer", "n", "N", "${size} != 'small'"),
        ("end_group",),
    )
    questions = draft(content).consultation.question_by_id
    big = {"question": "size", "any_of": ["big"]}
    assert questions["a"].when == Chose(question="size", any_of=("big",))
    assert questions["n"].when is not None
    assert questions["n"].when.model_dump(mode="json", by_alias=True, exclude_defaults=True) == {
        "all": [big, {"question": "size", "none_of": ["small"]}]
    }


def test_names_become_ids_and_conditions_follow() -> None:
    content = only(
        HEAD,
        ("select_one Years", "Year-1", "When?"),
        ("text", "2nd", "Why?", "selected(${Year-1}, '2022')"),
        ("text", "year_1", "Other?", "${Year-1} = 2023"),
        choices=[CHOICES[0], ("Years", 2022, "2022"), ("Years", 2023, "2023"), ("Years", "!", "Never")],
    )
    found = draft(content)
    assert [each.id for each in found.consultation.questions] == ["year_1_2", "question_2nd", "year_1"]
    assert [str(note) for note in found.notes if "became" in str(note)] == [
        "sheet survey, row 2, column B (name): names became ids of Glas, which begin with a letter and have"
        " a-z, 0-9 and"
        " _: Year-1 → year_1_2, 2nd → question_2nd",
        "sheet choices, row 2, column B (name): names became ids of Glas, which begin with a letter and have"
        " a-z, 0-9 and"
        " _: 2022 → option_2022, 2023 → option_2023, ! → option",
    ]
    when = found.consultation.question_by_id["question_2nd"].when
    assert isinstance(when, Chose)
    assert when.any_of == ("option_2022",)


def test_texts_may_stand_in_one_column_for_all_languages_or_in_one_for_each() -> None:
    content = book(
        {
            "survey": [
                ("type", "name", "label", "label::Română (ro)", "label::English (en)"),
                ("text", "all", "Same"),
                ("text", "same", "Same", "Same", "Same"),
                ("text", "each", None, "Ro", "En"),
                ("text", "rest", "Ro", None, "En"),
                ("text", "twice", "Ro", "Ro", "En"),
            ],
            "settings": [("form_title", "form_id", "glas_languages"), ("T", "t", "Română (ro), English (en)")],
        }
    )
    texts = {each.id: each.text for each in draft(content).consultation.questions}
    both = {"ro": "Ro", "en": "En"}
    assert texts == {"all": {"*": "Same"}, "same": {"*": "Same"}, "each": both, "rest": both, "twice": both}


def test_options_are_taken_over_from_what_was_chosen() -> None:
    more = [("more", "red", "Red"), ("more", "green", "Green"), ("more", "blue", "Blue"), ("more", "grey", "Grey")]
    content = form(
        ("select_one colours", "best", "Best?", None, None, "selected(${colours}, name)"),
        ("select_one more", "worst", "Worst?", None, None, "name = ${colours} or name = 'grey'"),
        ("rank colours", "order", "Order?", None, None, "name = ${colours}"),
        choices=more,
    )
    best, worst, order = list(draft(content).consultation.questions)[3:]
    assert isinstance(best, Single)
    assert isinstance(worst, Single)
    assert isinstance(order, Ranking)
    assert (best.options_from, best.options) == ("colours", ())
    assert (worst.options_from, [option.id for option in worst.options]) == ("colours", ["grey"])


def test_a_filter_by_fixed_values_is_applied_at_once() -> None:
    choices = [
        ("list_name", "name", "label", "warm", "Size"),
        ("c", "red", "Red", "yes", 1), ("c", "blue", "Blue", "no", 2), ("c", "pink", "Pink", "yes", 2),
    ]  # fmt: skip
    filters = {
        "warm = 'yes'": ["red", "pink"],
        "warm != 'yes' or size = 1": ["red", "blue"],
        "warm = 'yes' or size > 1": None,
        "(not(warm = 'no')) and true()": ["red", "pink"],
        "2 = size": ["blue", "pink"],
    }
    for filter_, expected in filters.items():
        content = only(HEAD, ("select_one c", "a", "A", None, None, filter_), choices=choices)
        if expected is None:
            assert "filters in a way that has no counterpart here" in said(content)[0]
        else:
            (question,) = draft(content).consultation.questions
            assert isinstance(question, Single)
            assert [option.id for option in question.options] == expected


def test_an_option_that_stands_alone_is_known_by_its_constraint_or_its_column() -> None:
    choices = [(*CHOICES[0], "glas_exclusive", "glas_pinned"), *CHOICES[1:], ("colours", "none", "None", "yes", "last")]
    for constraint in (
        None,
        "not(selected(., 'none') and count-selected(.) > 1)",
        "not((count-selected(.) >= 2 and selected(., 'none')))",
    ):
        content = only(HEAD, ("select_multiple colours", "a", "A", None, constraint), choices=choices)
        (question,) = draft(content).consultation.questions
        assert isinstance(question, Multiple)
        assert [option.id for option in question.options if option.exclusive] == ["none"]
        assert question.options[-1].pinned == "last"
    plain = [row[:3] for row in choices]
    constraint = "not(selected(., 'none') and count-selected(.) > 1)"
    content = only(HEAD, ("select_multiple colours", "a", "A", None, constraint), choices=plain)
    (question,) = draft(content).consultation.questions
    assert isinstance(question, Multiple)
    assert [option.id for option in question.options if option.exclusive] == ["none"]


def test_labels_of_ticks_are_the_ends_of_a_scale() -> None:
    choices = [*CHOICES, ("ends", 1, "bad"), ("ends", 5, "good")]
    content = only(
        HEAD, ("range", "a", "A", None, None, None, "start=1 end=5 step=1 tick_labelset=ends"), choices=choices
    )
    (question,) = draft(content).consultation.questions
    assert isinstance(question, Rating)
    assert (question.low, question.high) == ({"*": "bad"}, {"*": "good"})
    assert [str(each) for each in draft(only(HEAD, ("range", "a", "A", None, None, None, "end=5"))).missing][-2:] == [
        "sheet survey, row 2, column B (name), question `a`, `low`: is missing",
        "sheet survey, row 2, column B (name), question `a`, `high`: is missing",
    ]
    inner = [*choices, ("ends", 3, "so so")]
    content = only(HEAD, ("range", "a", "A", None, None, None, "start=1 end=5 tick_labelset=ends"), choices=inner)
    assert said(content) == [
        "sheet choices, row 9, column B (name): labels a point between the ends of a scale; only those are labelled"
    ]


SHEETS: list[tuple[Sheets, str]] = [
    ({"consultation": [("part", "text"), ("Titel", "T")]},
     "sheet consultation, row 2, column A (part): names no part; there are `title`, `organiser`, `intro`, `thanks`"),
    ({"consultation": [("part", "text"), ("title", "Another")]},
     "sheet settings, row 2, column A (form_title): is not the title in the sheet consultation"),
    ({"privacy": [("part", "text"), ("contact", "A"), ("contact", "B")]},
     "sheet privacy, row 3, column A (part): `contact` is there twice"),
    ({"privacy": [("part", "text"), ("retention_months", "many")]},
     "sheet privacy, row 2, column B (text): must be a whole number, such as 3"),
    ({"release": [("part", "text"), ("results", "never")]},
     "sheet release, row 2, column B (text): must be `live`, `after-answering` or `when-closed`"),
    ({"nets": [("name", "question", "options", "label"), ("warm", "colours", "red, grey", "Warm")]},
     "sheet nets, row 2, column C (options): `grey` is no option of `colours`"),
    ({"crosstabs": [("rows", "columns"), ("size", "colours")]},
     "sheet crosstabs, row 2, column B (columns): `colours` is of type `multiple`; a crosstab needs `single` or"
     " `rating` questions"),
    ({"settings": [*SETTINGS, ("Another",)]},
     "sheet settings, row 3: is a second row; the settings are in the first one below the headings"),
    ({"settings": [("form_title", "default_language"), ("T", "Klingonish")]},
     "sheet settings, row 2, column B (default_language): `Klingonish` names no language; write it as `Română (ro)`,"
     " with the code in brackets"),
    ({"entities": [("dataset",), ("trees",)]},
     "sheet entities: saves answers in lists of entities, which Glas does not keep"),
    ({"privcy": [("part", "text"), ("contact", "A")]}, "sheet privcy: is no sheet of a form; did you mean `privacy`?"),
    ({"consultation": [("part", "text"), ("intro", "Hello")],
      "survey": [HEAD, ("note", "n", "Hi"), ("text", "t", "T")]},
     "sheet survey, row 2, column C (label): is one more `intro`; the sheet consultation has it already"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "sentence"), SHEETS)
def test_what_is_wrong_with_a_sheet_is_named_with_its_cell(sheets: Sheets, sentence: str) -> None:
    content = book({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, **sheets})
    assert sentence in said(content)


def test_parts_nets_and_crosstabs_come_from_sheets_of_their_own() -> None:
    content = form(
        ("range", "score", "Score?"),
        consultation=[("part", "text", "explanation"), ("Organiser", "The town", "who asks"), ("intro", None, "how")],
        privacy=[("part", "text"), ("retention_months", 12), ("contact", 4711)],
        release=[("part", "text"), ("results", "Live"), ("first", "60")],
        nets=[("name", "question", "options", "label"), ("warm", "colours", "red green", "Warm")],
        help=[("anything",), ("goes",)],
        _mine=[("anything",), ("goes",)],
        diary=[("anything",), ("goes",)],
    )
    found = draft(content)
    consultation = found.consultation
    assert consultation.organiser == {"*": "The town"}
    assert (consultation.privacy.retention_months, consultation.privacy.contact) == (12, {"*": "4711"})
    assert (consultation.release.results, consultation.release.first) == ("live", 60)
    assert consultation.nets[0].options == ("red", "green")
    assert "sheet diary: is no sheet of a form, and was left out" in map(str, found.notes)


BY_LANGUAGE = ("part", "text::Română (ro)", "text::English (en)")


def test_a_number_stands_in_the_column_of_any_language() -> None:
    content = form(
        ("text", "why", "Why?"),
        settings=[("form_title", "glas_languages"), ("Park", "ro, en")],
        privacy=[BY_LANGUAGE, ("retention_months", 12, None), ("minimum_age", None, 16)],
        release=[BY_LANGUAGE, ("results", "live", "live"), ("first", 60, 60)],
    )
    consultation = draft(content).consultation
    assert (consultation.privacy.retention_months, consultation.privacy.minimum_age) == (12, 16)
    assert (consultation.release.results, consultation.release.first) == ("live", 60)


def test_a_number_that_differs_by_language_is_none() -> None:
    content = form(("text", "why", "Why?"), privacy=[BY_LANGUAGE, ("retention_months", 12, 6)])
    assert "sheet privacy, row 2, column B (text::Română (ro)): must be a whole number, such as 3" in said(content)


def test_crosstabs_have_groups() -> None:
    content = form(
        ("select_one sizes", "again", "And now?"),
        crosstabs=[("rows", "columns", "groups"), ("size", "again", "big, small")],
    )
    assert draft(content).consultation.crosstabs[0].groups == (("big", "small"),)


ROWS = [
    (("calculate", "x", "X"), "A (type): `calculate` computes a value, which a consultation does not"),
    (("geopoint", "x", "X"), "A (type): `geopoint` asks for a place on the map, which is not asked here"),
    (("image", "x", "X"), "A (type): `image` asks for a picture, which is not asked here"),
    (("begin repeat", "x", "X"), "A (type): `begin repeat` repeats questions, which a consultation does not;"
     " write them out"),
    (("select_one_from_file a.csv", "x", "X"),
     "A (type): `select_one_from_file a.csv` takes its options from another file, which is not read; write them into"
     " the sheet choices"),
    (("txt", "x", "X"), "A (type): `txt` is no type of question that is asked here; did you mean `text`?"),
    (("phone number", "x", "X"), "A (type): `phone number` is no type of question that is asked here"),
    ((None, "x", "X"), ": `type` is missing"),
    (("text", None, "X"), ": `name` is missing"),
    (("text", "x"), "B (name), question `x`, `label`: is missing"),
    (("begin_group", "x", "X"), "A (type): begins a group that never ends"),
    (("end_group",), "A (type): ends a group that never began"),
    (("select_one shapes", "x", "X"), "A (type): no list is called `shapes`"),
    (("select_one ${size}", "x", "X"), "A (type): takes its options from repeated answers, which are not asked here"),
    (("text", "x", "Your ${size}?"),
     "C (label): shows an answer within a text, which a chat cannot; write the text without ${...}"),
    (("note", "x", "N", "${age} > 3"), "D (relevant): shows a note to some people only; here, all see the same notes"),
    (("text", "x", "X", "${nobody} = 1"), "D (relevant): no question is called `nobody`"),
    (("text", "x", "X", "${x} = 1"), "D (relevant): compares `x`, whose answer is neither an option nor a number"),
    (("text", "x", "X", "false()"), "D (relevant): never holds, so the question would never be asked; take its"
     " row out"),
    (("text", "x", "X", "${age} = "), "D (relevant): cannot be read from `=` on"),
    (("integer", "x", "X", None, "regex(., '1')"),
     "E (constraint): restricts the answer in a way that has no counterpart here; such a question can have `."
      " >= 0 and . <= 120`"),
    (("integer", "x", "X", None, ". >= 3 and . >= 4"), "E (constraint): gives two values for `from`"),
    (("select_multiple colours", "x", "X", None, "not(selected(., 'grey') and count-selected(.) > 1)"),
     "E (constraint): `grey` is no option of this question"),
    (("range", "x", "X", None, ". > 3"), "E (constraint): restricts a scale; its `start` and `end` say what can"
     " be answered"),
    (("range", "x", "X", None, None, None, "start=1 end=5 step=2"),
     "G (parameters): goes in other steps than 1, which an answer cannot here; ask for a `decimal`"),
    (("range", "x", "X", None, None, None, "start=a"), "G (parameters): has no number in `a`"),
    (("text", "x", "X", None, None, None, "quality=low"), "G (parameters): `quality` has no meaning here for a"
     " row of this type"),
    (("text", "x", "X", None, None, None, None, "numbers"), "H (appearance): `numbers` takes digits only; ask"
     " for an `integer`"),
    (("text", "x", "X", None, None, None, None, "likert"), "H (appearance): `likert` has no meaning here"),
    (("text", "x", "X", None, None, None, None, "ex:app"), "H (appearance): `ex:app` has no meaning here"),
    (("text", "x", "X", None, None, None, None, None, "maybe"), "I (required): must be `yes` or `no`"),
    (("select_one colours", "x", "X", None, None, "selected(${nobody}, name)"), "F (choice_filter): no question"
     " is called `nobody`"),
    (("select_one colours", "x", "X", None, None, "selected(${x}, name)"), "F (choice_filter): `x` must be"
     " asked before this question"),
    (("select_one colours", "x", "X", None, None, "selected(${size}, name)"),
     "F (choice_filter): the list lacks `big`, which may have been chosen before"),
    (("select_one colours", "x", "X", None, None, "selected(${colours}, name) or name = 'grey'"),
     "F (choice_filter): `grey` is not in the list"),
    (("select_one colours", "x", "X", None, None, "selected(${colours}, name) or size"),
     "F (choice_filter): adds options by something else than `name = 'option'`"),
    (("select_one colours", "x", "X", None, None, "label = colour"),
     "F (choice_filter): no column of the sheet choices is called `label`; a text stands in quotes"),
    (("select_one colours", "x", "X", None, None, "name = ${size}"), None),
    (("select_one colours", "x", "X", None, None, "list_name = today()"),
     "F (choice_filter): compares a column with something else than a text in quotes"),
    (("select_one colours", "x", "X", None, None, "list_name = ${size}"),
     "F (choice_filter): lets the options depend on the answer to `size` by a column; options can only be taken over"
     " from what was chosen: `selected(${size}, name)`"),
    (("select_one colours", "x", "X", None, None, "]"), "F (choice_filter): cannot be read from `]` on"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "sentence"), ROWS)
def test_what_is_wrong_with_a_row_is_named_with_its_column(row: tuple[str | None, ...], sentence: str | None) -> None:
    found = said(form(row))
    if sentence is not None:
        place = sentence if sentence.startswith(":") else f", column {sentence}"
        assert f"sheet survey, row 5{place}" in found


COLUMNS = [
    ("default", "1", "gives an answer beforehand; here every answer is given by a person, so leave it empty"),
    ("read_only", "yes", "makes the answer unchangeable, so nobody could give one"),
    ("calculation", "1 + 1", "computes the answer, which a consultation does not"),
    ("media::image", "a.png", None),
    ("relevan", "x", None),
    ("glas_max", "3", "means nothing in this row; it goes with `rank`, `select_multiple`"),
]


@pytest.mark.parametrize(("column", "value", "sentence"), COLUMNS)
def test_a_column_that_means_something_else_is_refused(column: str, value: str, sentence: str | None) -> None:
    found = said(only(("type", "name", "label", column), ("text", "t", "T", value)))
    expected = {
        "media::image": "row 1, column D (media::image): shows a picture or plays a sound, which the chat does"
        " not; leave"
        " the column out",
        "relevan": "row 1, column D (relevan): is no column of this sheet; did you mean `relevant`?",
    }
    assert found == [f"sheet survey, {expected.get(column, f'row 2, column D ({column}): {sentence}')}"]


def test_a_list_that_is_not_there_is_one_mistake() -> None:
    content = form(
        (
            "select_multiple shapes",
            "x",
            "X",
            None,
            "count-selected(.) <= 3 and not(selected(., 'no') and count-selected(.) > 1)",
        ),
        ("text", "why", "Why?", "selected(${x}, 'Very round')"),
    )
    assert said(content) == ["sheet survey, row 5, column A (type): no list is called `shapes`"]


def test_each_property_of_the_xml_is_named_by_its_column() -> None:
    head = ("type", "name", "label", "bind::odk:length", "bind::foo", "body::accept")
    told = "sets a property of the form's XML, which Glas does not have; leave the column out"
    assert said(only(head, ("text", "x", "X", 5, None, "a"), ("text", "y", "Y", 5, "bar"))) == [
        f"sheet survey, row 1, column D (bind::odk:length): {told}",
        f"sheet survey, row 1, column E (bind::foo): {told}",
        f"sheet survey, row 1, column F (body::accept): {told}",
    ]


def test_a_condition_around_notes_is_named_where_it_stands_and_once() -> None:
    content = form(
        ("begin_group", "g", "G", "${age} > 3"),
        ("note", "n", "N"),
        ("note", "m", "M"),
        ("text", "t", "T"),
        ("end_group",),
    )
    told = "shows a note to some people only; here, all see the same notes"
    assert [each for each in said(content) if "note" in each] == [f"sheet survey, row 5, column D (relevant): {told}"]


def test_what_is_wrong_with_the_questions_comes_first() -> None:
    with pytest.raises(ConsultationErrors) as caught:
        read_draft(book({"survey": [("type", "name", "label"), ("text", "t", "T"), ("geopoint", "x", "Where?")]}))
    assert [each.at.sheet for each in caught.value.mistakes] == ["survey", *["settings"] * 2, *["consultation"] * 4]


def test_columns_that_say_nothing_to_a_respondent_are_left_out_with_a_note() -> None:
    head = (
        "type",
        "name",
        "label",
        "constraint_message::English (en)",
        "guidance_hint",
        "my remarks",
        "read_only",
        None,
    )
    found = notes(only(head, ("text", "t", "T", "Wrong!", "Ask twice", "why not", "no")))
    assert [note for note in found if "sheet survey" in note and ("row 1" in note or "column" in note)] == [
        "sheet survey, row 1, column F (my remarks): is no column that Glas knows, and was left out",
        "sheet survey, row 2, column D (constraint_message::English (en)): the column was left out: Glas says"
        " itself what"
        " an answer has to be",
        "sheet survey, row 2, column E (guidance_hint): the column is for interviewers and was left out",
    ]


def test_columns_of_ones_own_contradict_nothing() -> None:
    head = ("type", "name", "label", "constraint", "glas_max", "glas_min")
    row = ("select_multiple colours", "a", "A", "count-selected(.) <= 3")
    assert said(only(head, (*row, 2, None))) == [
        "sheet survey, row 2, column E (glas_max): says 2, and the constraint of this row says 3"
    ]
    (question,) = draft(only(head, (*row, 3, 2))).consultation.questions
    assert isinstance(question, Multiple)
    assert (question.min, question.max) == (2, 3)


def test_the_same_heading_twice_and_values_without_one_are_named() -> None:
    content = only(("type", "name", "label", "label"), ("text", "t", "T", "U", "V"))
    assert said(content) == [
        "sheet survey, row 1, column D (label): is there twice; a column of the same name stands further left",
        "sheet survey, row 2, column E: stands in a column without a heading",
    ]


def test_languages_must_be_known() -> None:
    content = only(("type", "name", "label::Klingonish"), ("text", "t", "T"))
    assert said(content)[0] == (
        "sheet survey, row 1, column C (label::Klingonish): names no language; write it as `label::Română (ro)`, with"
        " the code in brackets"
    )
    content = book({"survey": [("type", "name", "label", "label::English"), ("text", "t", "T", "U")]})
    assert said(content) == [
        "sheet survey, row 2, column C (label): names no language, and `default_language` of the sheet settings"
        " is empty"
    ]
    content = only(("type", "name", "label", "label::English (en)"), ("text", "t", "T", "U"))
    assert said(content) == [
        "sheet survey, row 2, column C (label): differs from label::English (en), and both are the text in `en`"
    ]


def test_notes_between_questions_have_no_place() -> None:
    assert said(form(("note", "n", "N"), ("text", "t", "T"))) == [
        "sheet survey, row 5, column A (type): shows a note between questions; move it into a group, before its first"
        " question"
    ]
    grouped = [("begin_group", "g", "G"), ("text", "t", "T"), ("note", "n", "N"), ("end_group",)]
    assert said(form(*grouped)) == [
        "sheet survey, row 7, column A (type): shows a note between questions; move it before the first question of its"
        " group, or into a hint"
    ]
    inner = [("begin_group", "g", "G"), ("begin_group", "h", "H"), ("text", "t", "T"), ("end_group",), ("end_group",)]
    assert said(form(*inner)) == [
        "sheet survey, row 6, column A (type): begins a group within a group; sections stand one behind the other, so"
        " move it out"
    ]
    assert said(form(("begin_group", "g", "G"), ("end_group",))) == [
        "sheet survey, row 5, column B (name): begins a group without a question"
    ]


def test_introductions_of_several_notes_are_joined_by_language() -> None:
    content = book(
        {
            "survey": [
                ("type", "name", "label", "label::Română (ro)", "label::English (en)"),
                ("note", None, None, "Bună", "Hello"),
                ("note", None, "42"),
                ("note", None, None, "Pa"),
                ("text", "t", "T"),
            ],
            "settings": [("form_title", "glas_languages", "version"), ("T", "Română (ro); English (en)", "7")],
        }
    )
    found = draft(content)
    assert found.consultation.intro == {"ro": "Bună\n\n42\n\nPa", "en": "Hello\n\n42"}
    assert found.consultation.id == "t"
    assert "sheet settings, row 2, column C (version): has no meaning here and was left out" in map(str, found.notes)


def test_choices_that_lack_something_are_named() -> None:
    choices = [(None, "x", "X"), ("colours", None, "Y"), ("colours", "red", "Again"), ("colours", "dont_know", "?")]
    found = said(form(choices=[*choices, ("colours", "Ünlü", "Ü")]))
    assert "sheet choices, row 7: `list_name` is missing" in found
    assert "sheet choices, row 8: `name` is missing" in found
    assert (
        "sheet choices, row 9, column B (name), question `colours`: `red` is taken: an earlier option has the same id"
        in found
    )


def test_what_is_taken_over_must_be_what_was_offered() -> None:
    other = [
        ("other", "red", "Rosso"),
        ("other", "green", "Green"),
        ("other", "blue", "Blue"),
        ("other", "grey", "Grey"),
    ]
    content = form(("select_one other", "x", "X", None, None, "selected(${colours}, name)"), choices=other)
    assert said(content) == [
        "sheet choices, row 7, column C (label): `red` had another text in the question before",
        "sheet choices, row 10, column B (name): `grey` is not offered in the question before",
    ]


def test_a_row_that_is_disabled_or_says_nothing_is_left_out() -> None:
    head = ("type", "name", "label", "disabled", "glas_min")
    found = notes(only(head, ("text", "t", "T"), ("text", "u", "U", "yes"), (None, None, None, None, 4)))
    assert "sheet survey, row 3, column D (disabled): is disabled, so the row was left out" in found
    assert "sheet survey, row 4: has neither type nor name, and was left out" in found


def test_a_list_is_read_up_to_its_limit() -> None:
    choices = [("many", f"o{number}", "X") for number in range(202)]
    found = said(form(choices=choices))
    assert found == ["sheet choices, row 207: the list `many` has more than 200 options"]


def test_a_workbook_without_questions_says_so() -> None:
    assert said(book({"survey": [HEAD], "settings": SETTINGS})) == ["sheet survey: the sheet `survey` has no question"]
    assert said(book({"a": [("x",)], "b": [("x",)]})) == [
        "the workbook has no sheet `survey`, where the questions stand, or it is empty"
    ]
    assert said(only(HEAD, ("geopoint", "x", "X"))) == [
        "sheet survey, row 2, column A (type): `geopoint` asks for a place on the map, which is not asked here"
    ]


def test_the_only_sheet_is_the_survey_whatever_its_name() -> None:
    assert draft(book({"Sheet1": [("type", "name", "label"), ("text", "t", "T")]})).consultation.question_by_id["t"]


def test_rows_of_other_sheets_that_say_nothing_are_passed_over() -> None:
    content = book(
        {
            "survey": SURVEY,
            "choices": [(*CHOICES[0], "remark"), *CHOICES[1:], (None, None, None, "only a remark")],
            "settings": [("form_title", "form_id", "default_language"), ("A town", "A Town", "en")],
            "consultation": [("part", "text", "remark"), (None, None, "only a remark")],
            "nets": [("name", "question", "options", "label"), ("warm", "colours")],
            "crosstabs": [("rows", "columns"), (None, "size")],
        }
    )
    assert said(content) == [
        "sheet nets, row 2, `nets.warm.options`: is missing",
        "sheet nets, row 2, `nets.warm.text`: is missing",
        "sheet crosstabs, row 2, `crosstabs[1].rows`: is missing",
    ]
    whole = {"survey": SURVEY, "choices": CHOICES, "settings": [("form_id", "default_language"), ("A Town", "en")]}
    became = "became `a-town`: ids of Glas have small letters, digits and hyphens"
    assert f"sheet settings, row 2, column A (form_id): {became}" in notes(book(whole))


def test_an_option_without_a_text_is_named() -> None:
    assert "sheet choices, row 7, column B (name), question `colours`, `options.pink.text`: is missing" in said(
        form(choices=[("colours", "pink")])
    )
