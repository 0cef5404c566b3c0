"""What every column and part is for, told to the person who fills the workbook in; and what can be picked there."""

from collections.abc import Mapping, Sequence

from flows.consultation import Pin, Results, SectionKind, SectionRanking

TYPES = (
    "select_one LIST",
    "select_multiple LIST",
    "select_one LIST or_other",
    "select_multiple LIST or_other",
    "rank LIST",
    "range",
    "text",
    "integer",
    "decimal",
    "date",
    "note",
    "begin_group",
    "end_group",
)

CHOICES: Mapping[tuple[str, str], Sequence[str]] = {
    ("survey", "type"): TYPES,
    ("survey", "required"): ("yes", "no"),
    ("survey", "parameters"): ("randomize=true", "start=1 end=10 step=1", "start=1 end=5 step=1"),
    ("survey", "appearance"): ("likert",),
    ("survey", "glas_own_words"): ("yes", "no"),
    ("survey", "glas_dont_know"): ("yes", "no"),
    ("survey", "glas_kind"): tuple(kind.value for kind in SectionKind),
    ("survey", "glas_ranking"): tuple(ranking.value for ranking in SectionRanking),
    ("choices", "glas_exclusive"): ("yes", "no"),
    ("choices", "glas_pinned"): tuple(pin.value for pin in Pin),
}
"""What a drop-down offers in the cells of a column, by sheet and column."""

FREE = frozenset({("survey", "type"), ("survey", "parameters")})
"""Drop-downs that only propose: something else can be typed."""

PARTS: Mapping[str, Mapping[str, str]] = {
    "consultation": {
        "title": "What the consultation is about, in a few words",
        "organiser": "Who asks: the city hall",
    },
    "privacy": {
        "controller": "Who is responsible for the answers: name and address of the institution",
        "contact": "Whom people can ask about their data, such as the data protection officer",
        "legal_basis": "On what legal basis the answers are collected, such as Art. 6(1)(e) GDPR",
        "retention_months": "After how many months the answers are erased: a number from 1 to 120",
        "key_erased_after_days": "How many days after the end nobody can be joined to an answer any more: 1 to 365",
        "minimum_age": "From which age people may answer: 13 to 21",
        "complaints": "Where people can complain: the data protection authority",
        "on_paper": "How somebody without Telegram can answer",
    },
    "release": {
        "results": f"When the public sees results: {', '.join(each.value for each in Results)}",
        "first": "With how many respondents a table appears first",
        "every": "After how many new respondents it moves again",
        "smallest_cell": "Counts below this number are not told",
        "rounding": "To what number n and others are rounded",
    },
}
"""The parts of the sheets that say something about the whole, and what each is for."""

COLUMNS: Sequence[tuple[str, str, str]] = (
    ("survey", "type", "What the row is: a question, a note, or where a section begins and ends (see below)"),
    ("survey", "name", "A short name without spaces, such as park_visits; conditions call the question by it"),
    ("survey", "label::Language (code)", "The question, or the title of a section; a column for each language"),
    ("survey", "hint::Language (code)", "A line below the question, where it helps"),
    ("survey", "required", "yes: the question cannot be skipped"),
    ("survey", "relevant", "When it is asked: selected(${visits}, 'never'), or ${satisfaction} <= 2; empty: always"),
    ("survey", "constraint", "Limits: count-selected(.) <= 3, or . >= 0 and . <= 120, or string-length(.) <= 300"),
    ("survey", "choice_filter", "selected(${wishes}, name): only what was chosen there is offered here"),
    ("survey", "parameters", "randomize=true: options in another order for each person; start, end: ends of a scale"),
    ("survey", "appearance", "likert: the options of a select_one lead from one end to the other"),
    ("survey", "glas_min, glas_max", "How many options can be chosen, in place of a constraint"),
    ("survey", "glas_own_words", "yes: people may write something beside the options, as with or_other"),
    ("survey", "glas_low, glas_high", "What the ends of a scale mean"),
    ("survey", "glas_dont_know", "yes: a scale can be answered with “I don't know”"),
    ("survey", "glas_decimals", "How many digits after the point a decimal may have"),
    ("survey", "glas_kind", "Of a section: profile for questions about the person, else opinion"),
    ("survey", "glas_ranking", "Of a section: its results are ranked by mentions of options, or by mean of ratings"),
    ("choices", "list_name", "The list that the option belongs to; the type of a question names its list"),
    ("choices", "name", "A short name of the option, without spaces"),
    ("choices", "label::Language (code)", "The option as people read it"),
    ("choices", "glas_exclusive", "yes: stands alone, such as “none of these”"),
    ("choices", "glas_pinned", "first or last: keeps its place when the others change theirs"),
    ("settings", "form_id", "A short name of the consultation: small letters, digits and hyphens"),
    ("settings", "default_language", "The language for those whose own is not there, such as Română (ro)"),
    ("nets", "options", "Options of one question that are counted together, each person once; separated by spaces"),
    ("crosstabs", "rows, columns", "Two questions: the answers to one by the answers to the other"),
    ("crosstabs", "groups", "Answers that are one row together: daily weekly; rarely never"),
)
"""Sheet, column, and what stands in it."""

ROWS: Sequence[tuple[str, str]] = (
    ("select_one LIST", "One option of the list; with or_other, people may also write their own"),
    ("select_multiple LIST", "Several options of the list"),
    ("rank LIST", "The options of the list in order"),
    ("range", "A scale to tap; parameters: start=1 end=10"),
    ("text", "An answer in one's own words"),
    ("integer, decimal", "A number"),
    ("date", "A day"),
    ("note", "At the beginning: the introduction. At the end: the thanks. First in a section: its introduction"),
    ("begin_group, end_group", "Where a section begins and ends; a section is sent as one"),
)
"""What can stand in the column type, and what it is."""
