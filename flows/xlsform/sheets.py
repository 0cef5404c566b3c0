"""A consultation as the rows of an XLSForm: what `flows.xlsform.reading` reads as the same consultation.

Where XLSForm has a word for something, that word is used, so that ODK and KoboToolbox ask the same questions; the
rest stands in columns whose names begin with `glas_` and in sheets of their own, which they ignore.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from flows.consultation import (
    ANY_LANGUAGE,
    Consultation,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Option,
    Question,
    Ranking,
    Rating,
    Section,
    SectionKind,
    Single,
    Text,
    WithOptions,
)
from flows.xlsform.asides import SCALE
from flows.xlsform.conditions import expression
from flows.xlsform.constraints import constraint, own_limits
from flows.xlsform.help import PARTS
from flows.xlsform.languages import name_of
from flows.xlsform.names import unused

Cells = dict[str, str | int]
"""A row by its headings; what is empty is left out."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: its name, its headings in order, its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Cells]


def pages(consultation: Consultation) -> tuple[Page, ...]:
    """All sheets of the form."""
    writing = _Writing(consultation)
    survey, choices = list(writing.survey()), writing.choices()
    return tuple(
        Page(name, _headings(name, rows, consultation.languages), rows)
        for name, rows in (
            ("survey", survey),
            ("choices", choices),
            ("settings", [writing.settings()]),
            ("consultation", list(writing.parts("consultation", dict(consultation)))),
            ("privacy", list(writing.parts("privacy", dict(consultation.privacy)))),
            ("release", list(writing.parts("release", dict(consultation.release)))),
            ("nets", list(writing.nets())),
            ("crosstabs", list(writing.crosstabs())),
        )
    )


COLUMNS: Mapping[str, Sequence[str]] = {
    "survey": (
        "type",
        "name",
        "label",
        "hint",
        "required",
        "relevant",
        "constraint",
        "choice_filter",
        "parameters",
        "appearance",
        "glas_min",
        "glas_max",
        "glas_own_words",
        "glas_low",
        "glas_high",
        "glas_dont_know",
        "glas_decimals",
        "glas_kind",
        "glas_ranking",
        "glas_id",
    ),
    "choices": ("list_name", "name", "label", "glas_exclusive", "glas_pinned"),
    "settings": ("form_title", "form_id", "default_language", "glas_languages"),
    "consultation": ("part", "text", "explanation"),
    "privacy": ("part", "text", "explanation"),
    "release": ("part", "text", "explanation"),
    "nets": ("name", "question", "options", "label"),
    "crosstabs": ("rows", "columns", "groups"),
}
"""The columns of each sheet, without languages."""

_ALWAYS = {"survey": 12, "choices": 5, "settings": 3, "nets": 4, "crosstabs": 3}
"""How many of the first columns are there even when nothing stands in them."""


_BY_LANGUAGE = frozenset({"label", "hint", "text"})


def _headings(sheet: str, rows: Sequence[Cells], languages: Sequence[str]) -> list[str]:
    used = {heading for row in rows for heading in row}
    found: list[str] = []
    for place, column in enumerate(COLUMNS[sheet]):
        by_language = [f"{column}::{name_of(language)}" for language in languages]
        names = [name for name in (column, *by_language) if name in used]
        if not names and place < _ALWAYS.get(sheet, 2):
            names = by_language if column in _BY_LANGUAGE and len(languages) > 1 else [column]
        found += names
    return found


class _Writing:
    """Writes one consultation, and remembers which lists of options it has written."""

    def __init__(self, consultation: Consultation) -> None:
        self._whole = consultation
        self._lists: dict[tuple[object, ...], str] = {}
        self._rows: list[Cells] = []
        self._names = {question.id for question in consultation.questions}

    def survey(self) -> Iterator[Cells]:
        """The introduction, the sections as groups, the thanks."""
        yield {"type": "note", "name": self._name("introduction"), **self._text("label", self._whole.intro)}
        for section in self._whole.sections:
            yield from self._section(section)
        yield {"type": "note", "name": self._name("thanks"), **self._text("label", self._whole.thanks)}

    def choices(self) -> list[Cells]:
        """The lists that the survey uses; call it when the survey is written."""
        return self._rows

    def settings(self) -> Cells:
        """The one row of the sheet settings."""
        languages = [name_of(language) for language in self._whole.languages]
        return {
            "form_title": next(iter(self._whole.title.values())),
            "form_id": self._whole.id,
            "default_language": languages[0],
            "glas_languages": ", ".join(languages),
        }

    def parts(self, sheet: str, values: Mapping[str, object]) -> Iterator[Cells]:
        """A row for each part of a sheet with what it is for, also for those that are still empty."""
        for name, explanation in PARTS[sheet].items():
            row: Cells = {"part": name, "explanation": explanation}
            match values[name]:
                case None:
                    yield row
                case Mapping() as text:
                    yield row | self._text("text", text)
                case int() as number:
                    yield row | {"text": number}
                case word:
                    yield row | {"text": str(word)}

    def nets(self) -> Iterator[Cells]:
        """A row a net."""
        for net in self._whole.nets:
            row: Cells = {"name": net.id, "question": net.question, "options": " ".join(net.options)}
            yield {**row, **self._text("label", net.text)}

    def crosstabs(self) -> Iterator[Cells]:
        """A row a crosstab."""
        for crosstab in self._whole.crosstabs:
            groups = "; ".join(" ".join(group) for group in crosstab.groups)
            yield {"rows": crosstab.rows, "columns": crosstab.columns, **_if("groups", groups)}

    def _section(self, section: Section) -> Iterator[Cells]:
        name = self._name(section.id)
        yield {
            "type": "begin_group",
            "name": name,
            **self._text("label", section.title),
            **_if("glas_kind", "" if section.kind is SectionKind.OPINION else section.kind.value),
            **_if("glas_ranking", "" if section.ranking is None else section.ranking.value),
            **_if("glas_id", "" if name == section.id else section.id),
        }
        if section.intro is not None:
            note = self._name(f"{section.id[:50]}_introduction")
            yield {"type": "note", "name": note, **self._text("label", section.intro)}
        for question in section.questions:
            yield self._question(question)
        yield {"type": "end_group"}

    def _question(self, question: Question) -> Cells:
        row: Cells = {"type": self._type(question), "name": question.id, **self._text("label", question.text)}
        if question.hint is not None:
            row |= self._text("hint", question.hint)
        row |= _if("required", "yes" if question.required else "")
        row |= _if("relevant", "" if question.when is None else expression(question.when))
        row |= _if("constraint", constraint(question))
        row |= {f"glas_{name}": limit for name, limit in own_limits(question).items()}
        match question:
            case Rating():
                row |= {"parameters": f"start={question.from_} end={question.to} step=1"}
                row |= self._text("glas_low", question.low) | self._text("glas_high", question.high)
                row |= _if("glas_dont_know", "yes" if question.dont_know else "")
            case Number(decimals=decimals) if decimals:
                row["glas_decimals"] = decimals
            case Single() | Multiple() | Ranking():
                row |= _if("parameters", "randomize=true" if question.shuffle else "")
                row |= _if("choice_filter", _filter(question))
                row |= _if("appearance", SCALE if isinstance(question, Single) and question.scale else "")
                if question.options_from is not None and not isinstance(question, Ranking) and question.own_words:
                    row["glas_own_words"] = "yes"
            case OpenText() | Number() | DateQuestion():
                pass
            case _:
                assert_never(question)
        return row

    def _type(self, question: Question) -> str:
        match question:
            case Single():
                return f"select_one {self._list(question)}{_or_other(own_words=question.own_words, of=question)}"
            case Multiple():
                return f"select_multiple {self._list(question)}{_or_other(own_words=question.own_words, of=question)}"
            case Ranking():
                return f"rank {self._list(question)}"
            case Rating():
                return "range"
            case OpenText():
                return "text"
            case Number():
                return "decimal" if question.decimals else "integer"
            case DateQuestion():
                return "date"
            case _:
                assert_never(question)

    def _list(self, question: WithOptions) -> str:
        """The name of the list with all that the question could ever offer; questions with the same list share it."""
        options = tuple(self._whole.options_of[question.id].values())
        # `or_other` adds an option to the list itself, so ODK would offer it wherever the list is used.
        with_other = not isinstance(question, Ranking) and question.own_words and question.options_from is None
        key = (with_other, *(option.model_dump_json() for option in options))
        if key not in self._lists:
            self._lists[key] = question.id
            self._rows += [self._choice(question.id, option) for option in options]
        return self._lists[key]

    def _choice(self, list_name: str, option: Option) -> Cells:
        return {
            "list_name": list_name,
            "name": option.id,
            **self._text("label", option.text),
            **_if("glas_exclusive", "yes" if option.exclusive else ""),
            **_if("glas_pinned", "" if option.pinned is None else option.pinned.value),
        }

    def _text(self, column: str, text: Text) -> Cells:
        """The text in its columns; one that is for every language stands in all of them, for the sake of ODK."""
        for_all = text.get(ANY_LANGUAGE)
        if for_all is None:
            return {f"{column}::{name_of(language)}": written for language, written in text.items()}
        several = self._whole.languages if len(self._whole.languages) > 1 else ()
        return {column: for_all, **{f"{column}::{name_of(language)}": for_all for language in several}}

    def _name(self, wanted: str) -> str:
        """The name of a note or group: `${name}` must mean one thing, so no question's."""
        name = unused(wanted, self._names)
        self._names.add(name)
        return name


def _filter(question: WithOptions) -> str:
    if question.options_from is None:
        return ""
    own = "".join(f" or name = '{option.id}'" for option in question.options)
    return f"selected(${{{question.options_from}}}, name){own}"


def _or_other(*, own_words: bool, of: WithOptions) -> str:
    # pyxform refuses `or_other` beside a choice filter.
    return " or_other" if own_words and of.options_from is None else ""


def _if(heading: str, value: str) -> Cells:
    return {heading: value} if value else {}
