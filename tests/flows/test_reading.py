"""Every mistake in a questionnaire is named at once, with its line; nothing that is typed ends in another error."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.consultation import Consultation
from flows.mistakes import Position
from flows.reading import ConsultationErrors, Mistake, load_consultation, read_consultation
from flows.sentence import sentence
from flows.written.source import document, plain_data
from flows.xlsform.signature import is_workbook

SMALL = """\
id: small
languages: [ro, en]
organiser: The town
title: {ro: Titlu, en: Title}
intro: An introduction
thanks: Thanks
privacy: {retention_months: 12, minimum_age: 16}
crosstabs: [{rows: size, columns: score}]
nets: [{id: warm, question: colours, options: [red, green], text: Warm}]
sections:
  - id: first
    title: First
    ranking: mentions
    questions:
      - id: colours
        type: multiple
        max: 2
        text: Which colours?
        options:
          - &none {id: none, text: None, exclusive: true, pinned: last}
          - {id: red, text: Red}
          - {id: green, text: Green}
      - {id: size, type: single, text: "How big?", options: [{id: big, text: Big}, {id: small, text: Small}]}
      - {id: order, type: ranking, text: In which order?, options_from: colours, options: [{id: pink, text: Pink}]}
  - id: second
    title: Second
    questions:
      - {id: score, type: rating, low: bad, high: good, text: How is it?, when: {question: colours, any_of: [red]}}
      - id: age
        type: number
        text: How old?
        when: {all: [{question: score, at_least: 2}, {not: {question: size, none_of: [big]}}]}
      - {id: since, type: date, earliest: 1990-01-01, latest: today, text: Since when?}
      - {id: words, type: text, text: Anything else?}
"""


def mistakes(source: str | bytes) -> tuple[Mistake, ...]:
    with pytest.raises(ConsultationErrors) as caught:
        read_consultation(source)
    return caught.value.mistakes


def said(source: str | bytes) -> list[str]:
    return [str(mistake) for mistake in mistakes(source)]


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, f"{old!r} is not there once"
    return SMALL.replace(old, new)


def test_a_sound_questionnaire_is_read() -> None:
    consultation = read_consultation(SMALL)
    assert [question.id for question in consultation.questions] == [
        "colours", "size", "order", "score", "age", "since", "words",
    ]  # fmt: skip
    assert consultation == read_consultation(SMALL.encode()) == read_consultation(f"\ufeff{SMALL}".encode())


def test_lines_may_end_as_windows_ends_them() -> None:
    assert read_consultation(SMALL.replace("\n", "\r\n").encode()) == read_consultation(SMALL)


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert load_consultation(file) == read_consultation(SMALL)


def test_a_mistake_says_where_it_is() -> None:
    (mistake,) = mistakes(changed("max: 2", "min: 2\n        max: 1"))
    assert mistake == Mistake(
        Position(18, 9), "first", "colours", "max", sentence("must be at least `min` ({bound})", bound="2")
    )
    assert str(mistake) == "line 18, question `colours`, `max`: must be at least `min` (2)"


def test_all_mistakes_come_at_once_in_the_order_of_the_lines() -> None:
    text = """\
id: Small Town
languages: [ro, en]
organiser: yes
title: {ro: Titlu}
intro:
privacy: {retention_months: 0}
nets: [{id: warm, question: colours, options: [red], text: Warm}]
crosstabs: [{rows: missing, columns: size}]
sections:
  - id: first
    title: 2021
    ranking: mean
    questions:
      - id: colours
        type: multiple
        min: 3
        max: 2
        min: 4
        text: {ro: Ce culori, en: }
        options:
          - {id: no, text: No}
          - {id: red, text: Red, exclusive: maybe}
          - {id: red, text: {ro: Roșu, en: Red, de: Rot}}
      - {id: size, type: sigle, text: How big?}
      - {id: score, type: rating, low: bad, text: How is it?, when: {question: size, any_of: [big]}}
      - {id: age, type: number, txt: How old?, zzz: 1, to: .nan, when: {question: nobody, at_least: many, any_of: [x]}}
"""
    assert said(text) == [
        "line 1, `id`: must begin with a letter from a to z and have only a-z, 0-9 and - (no capitals, at most 64)",
        "line 1, `thanks`: is missing",
        'line 3, `organiser`: is read as true by YAML; put it in quotes: "yes"',
        "line 4, `title`: has no text in `en`",
        "line 5, `intro`: is empty",
        "line 6, `privacy.retention_months`: must be at least 1",
        "line 7, `nets.warm.options`: must have at least 2 entries",
        "line 8, `crosstabs[1].rows`: no question is called `missing`",
        'line 11, section `first`, `title`: must be a text; put it in quotes: "2021"',
        "line 12, section `first`, `ranking`: is `mean`, but `colours` is no rating",
        "line 17, question `colours`, `max`: must be at least `min` (3)",
        "line 18, question `colours`, `min`: is written twice; the first one is in line 16",
        "line 19, question `colours`, `text.en`: is empty",
        'line 21, question `colours`, `options[1].id`: is read as false by YAML; put it in quotes: "no"',
        'line 21, question `colours`, `options[1].text`: is read as false by YAML; put it in quotes: "No"',
        "line 22, question `colours`, `options.red.exclusive`: must be `true` or `false`",
        "line 23, question `colours`, `options.red.id`: `red` is taken: an earlier option has the same id",
        "line 23, question `colours`, `options.red.text.de`: `de` is not among `languages`",
        "line 24, question `size`, `type`: must be one of `single`, `multiple`, `rating`, `text`, `number`, `ranking`,"
        " `date`",
        "line 25, question `score`, `high`: is missing",
        "line 26, question `age`, `text`: is missing",
        "line 26, question `age`, `txt`: is no field of a question of type `number`; did you mean `text`?",
        "line 26, question `age`, `zzz`: is no field of a question of type `number`",
        "line 26, question `age`, `to`: must be a number, such as 3 or 2.5",
        "line 26, question `age`, `when.at_least`: must be a number, such as 3 or 2.5",
        "line 26, question `age`, `when.any_of`: does not belong here",
    ]


UNREADABLE = [
    ("", "line 1: the file is empty"),
    ("# only a comment\n", "line 1: the file is empty"),
    ("just words", "line 1: is no consultation: expected fields with values, such as `id: my-consultation`"),
    ("- a\n- list\n", "line 1: is no consultation: expected fields with values, such as `id: my-consultation`"),
    ("id: a\n\ttitle: b\n", "line 2: is indented with a tab; use spaces"),
    ("id:\n\ttitle: b\n", "line 2: is indented with a tab; use spaces"),
    ("id: @home\n", "line 1: begins with `@`; put such a text in quotes"),
    ("id: a\ntitle: Our city: now\n", "line 2: has a `: ` too many; put a text with a colon in quotes"),
    ("id: a\nlanguages: [ro, en\ntitle: b\n", "line 2: opens a `[` that is not closed, or lacks a comma"),
    ("id: a\ntitle: {ro: b\nintro: c\n", "line 2: opens a `{` that is not closed, or lacks a comma"),
    ('id: a\ntitle: "b\nintro: c\n', "line 2: opens a quote that is never closed"),
    ("id: a\ntitle: *b\n", "line 2: repeats a name (`*name`) that no `&name` before it defines"),
    ("id: a\n---\nid: b\n", "line 2: begins a second document; one file holds one consultation"),
    ("id: !<> a\n", "line 1: is not valid YAML; look for a sign that is missing, or one too many"),
    ("id: a\ntitle: \x07\n", "line 2: has a character that cannot be printed (U+0007)"),
    ("id: a\ntitle: \ud800\n", "line 2: has a character that cannot be printed (U+D800)"),
    ("id: a\ntitle: " + "[" * 41 + "]" * 41, "line 2: is nested too deeply (at most 40 levels)"),
    ("a: &a [*a]\n", "line 1: has more than 100,000 parts, or repeats (`*name`) a part within itself"),
    ("x" * 1_000_001, "line 1: the text is too large: 1,000,001 characters, at most 1,000,000 are read"),
    (b"x" * 1_000_001, "line 1: the file is too large: 1,000,001 bytes, at most 1,000,000 are read"),
    ("id: a\ntitle: Timișoara\n".encode("utf-16"), "line 1: is not UTF-8; save the file with the encoding UTF-8"),
    ("id: a\ntitle: Mureș\n".encode("iso8859_16"), "line 2: is not UTF-8; save the file with the encoding UTF-8"),
]


@pytest.mark.parametrize(("source", "sentence"), UNREADABLE)
def test_what_cannot_be_read_at_all_is_named(source: str | bytes, sentence: str) -> None:
    assert said(source) == [sentence]


def test_repeated_parts_cannot_blow_a_text_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert said("\n".join(lines)) == ["line 1: has more than 100,000 parts, or repeats (`*name`) a part within itself"]


FLAWED = [
    ("id: small\n", "id: !town small\n", "line 1, `id`: has a tag (`!town`), which is not supported; leave it out"),
    ("id: small\n", "id: !!binary small\n",
     "line 1, `id`: has a tag (`!!binary`), which is not supported; leave it out"),
    ("thanks: Thanks", "thanks: {<<: {ro: a, en: b}}",
     "line 6, `thanks.<<`: merges another mapping, which is not supported; write its fields out"),
    ("thanks: Thanks", "thanks: Thanks\n[a]: b", "line 7: has a field whose name is not a text"),
    ("title: {ro: Titlu, en: Title}", "title: {ro: Titlu, en: Title, en: Name}",
     "line 4, `title.en`: is written twice; the first one is in line 4"),
    ("title: {ro: Titlu, en: Title}", "title: {ro: Titlu, no: Tittel, en: Title}",
     'line 4, `title.no`: is read as false by YAML; put it in quotes: "no"'),
    ("thanks: Thanks", 'thanks: "\\a"', "line 6, `thanks`: has a character that cannot be printed (U+0007)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), FLAWED)
def test_what_yaml_allows_and_a_questionnaire_does_not(old: str, new: str, sentence: str) -> None:
    assert sentence in said(changed(old, new))


MISFITS = [
    ("languages: [ro, en]", "languages: ro", "line 2, `languages`: must be a list"),
    ("languages: [ro, en]", "languages: [ro, English]",
     "line 2, `languages[2]`: must be the code of a language, such as `ro` or `sr-Latn`"),
    ("languages: [ro, en]", "languages: []", "line 2, `languages`: must have at least 1 entry"),
    ("organiser: The town", "organiser: [The town]",
     "line 3, `organiser`: must be a text, or one text for each language"),
    ("organiser: The town", "organiser: {}", "line 3, `organiser`: must have at least 1 entry"),
    ("organiser: The town", "organiser: ' '", "line 3, `organiser`: is empty"),
    ("organiser: The town\n", "", "line 1, `organiser`: is missing"),
    ("id: small\nlang", "lang", "line 1, `id`: is missing"),
    ("languages: [ro, en]\n", "", "line 1, `languages`: is missing"),
    ("thanks: Thanks", "thanks: Thanks\nweather: red", "line 7, `weather`: does not belong here"),
    ("thanks: Thanks", "thanks: Thanks\nsection: red",
     "line 7, `section`: does not belong here; did you mean `sections`?"),
    ("minimum_age: 16", "minimum_age: 22", "line 7, `privacy.minimum_age`: must be at most 21"),
    ("minimum_age: 16", "minimum_age: 16.5", "line 7, `privacy.minimum_age`: must be a whole number, such as 3"),
    ("minimum_age: 16", "minimum_age: [16]", "line 7, `privacy.minimum_age`: must be a whole number, such as 3"),
    ("privacy: {retention_months: 12, minimum_age: 16}", "privacy: none",
     "line 7, `privacy`: must be fields with values"),
    ("rows: size, columns: score", "rows: size", "line 8, `crosstabs[1].columns`: is missing"),
    ("ranking: mentions", "ranking: median", "line 13, section `first`, `ranking`: must be `mentions` or `mean`"),
    ("  - id: second\n    title", "  - title", "line 25, `sections[2].id`: is missing"),
    ("      - id: colours\n        type", "      - type", "line 15, section `first`, `questions[1].id`: is missing"),
    ("{id: words, type: text, text: Anything else?}", "words",
     "line 34, section `second`, `questions[4]`: must be fields with values"),
    ("{id: words, type: text, text: Anything else?}", "{id: words, text: Anything else?}",
     "line 34, question `words`, `type`: is missing"),
    ("earliest: 1990-01-01", "earliest: 1990-13-01",
     "line 33, question `since`, `earliest`: must be a date as YYYY-MM-DD, or `today`"),
    ("latest: today", "latest: 5", "line 33, question `since`, `latest`: must be a date as YYYY-MM-DD, or `today`"),
    ("pinned: last", "pinned: middle", "line 20, question `colours`, `options.none.pinned`: must be `first` or `last`"),
    ("options: [{id: pink, text: Pink}]", "options: pink", "line 24, question `order`, `options`: must be a list"),
    ("options_from: colours", "options_from: [colours]", "line 24, question `order`, `options_from`: must be a text"),
    ("          - {id: green, text: Green}", "          - green",
     "line 22, question `colours`, `options[3]`: must be fields with values"),
    ("when: {question: colours, any_of: [red]}", "when: colours",
     "line 28, question `score`, `when`: must be fields with values"),
    ("none_of: [big]", "none_of: [big], every: 1",
     "line 32, question `age`, `when.all[2].not.every`: does not belong here"),
    ("at_least: 2", "at_least: two",
     "line 32, question `age`, `when.all[1].at_least`: must be a number, such as 3 or 2.5"),
    ("{all: [{question: score, at_least: 2}, {not: {question: size, none_of: [big]}}]}", "{any: []}",
     "line 32, question `age`, `when.any`: must have at least 1 entry"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), MISFITS)
def test_what_does_not_fit_is_named_and_nothing_is_concluded_from_its_absence(
    old: str, new: str, sentence: str
) -> None:
    assert said(changed(old, new)) == [sentence]


def test_without_sections_there_is_nothing_to_check() -> None:
    text = SMALL.partition("sections:")[0]
    assert said(text) == ["line 1, `sections`: is missing"]
    assert said(f"{text}sections: none\n") == ["line 10, `sections`: must be a list"]


def test_what_is_missing_with_a_broken_section_is_not_missed_elsewhere() -> None:
    """`order` takes options from a question of the section, a condition and a net look at it."""
    assert said(changed("    title: First\n    ranking: mentions\n    questions:", "    title: First\n    parts:")) == [
        "line 11, section `first`, `questions`: is missing",
        "line 13, section `first`, `parts`: does not belong here",
    ]


def test_options_that_were_not_read_are_not_missed_where_they_are_taken_over() -> None:
    text = changed("{id: red, text: Red}", "{id: Red, text: Red}").replace("question: colours", "question: order")
    text = text.replace("order, options: [red", "colours, options: [red")
    (mistake,) = said(text)
    assert mistake.startswith("line 21, question `colours`, `options.Red.id`: must begin with a letter")


def test_a_repeated_part_is_wrong_once() -> None:
    text = changed("&none {id: none, text: None,", "&none {id: none, text: {ro: Nimic},")
    text = text.replace(
        "- {id: words,",
        "- {id: more, type: multiple, text: More?, options: [*none, {id: a, text: A}]}\n      - {id: words,",
    )
    assert said(text) == ["line 20, question `colours`, `options.none.text`: has no text in `en`"]


def parsed(source: str | bytes) -> Consultation | None:
    """The consultation, or None if mistakes were named; no other error may come."""
    named: tuple[Mistake, ...] = ()
    consultation = None
    try:
        consultation = read_consultation(source)
    except ConsultationErrors as errors:
        named = errors.mistakes
    assert bool(named) == (consultation is None)
    of_text = isinstance(source, str) or not is_workbook(source)
    assert all(mistake.message and (mistake.at.line >= 1 or not of_text) for mistake in named)
    return consultation


# How long a text takes to read says nothing about whether it is right, and other work may share the processor.
unhurried = settings(deadline=None)


@unhurried
@given(st.text() | st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \t\n\\"))
def test_no_text_ends_in_another_error(text: str) -> None:
    assert parsed(text) is None


@unhurried
@given(st.binary())
def test_no_bytes_end_in_another_error(content: bytes) -> None:
    assert parsed(content) is None


@unhurried
@given(
    st.integers(0, len(SMALL)), st.integers(0, 40), st.text(max_size=10) | st.sampled_from(["\t", "*none", "&x ", ": "])
)
def test_no_slip_of_the_pen_ends_in_another_error(start: int, length: int, slip: str) -> None:
    consultation = parsed(SMALL[:start] + slip + SMALL[start + length :])
    assert consultation is None or consultation.id


def _places(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(place for key, each in entries for place in _places(each, (*path, key)))]


def _entry(part: Any, step: str | int) -> Any:
    there = step in part if isinstance(part, dict) else isinstance(part, list) and step in range(len(part))
    return part[step] if there else None


DATA: Any = plain_data(document(SMALL).root)
PLACES = [place for place in _places(DATA) if place]
NAMES = st.sampled_from(sorted({str(place[-1]) for place in PLACES} | {"min", "to", "any", "hint", "own_words"}))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


@unhurried
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=5))
def test_no_value_in_a_wrong_place_ends_in_another_error(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    data = copy.deepcopy(DATA)
    for place, value in changes:
        parent = data
        for step in place[:-1]:
            parent = _entry(parent, step)
        if _entry(parent, place[-1]) is not None:
            parent[place[-1]] = value
    consultation = parsed(json.dumps(data))
    assert consultation is None or consultation.id
