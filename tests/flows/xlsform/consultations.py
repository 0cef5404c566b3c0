"""Consultations of every shape, all of them sound, for the way out to XLSForm and back."""

from typing import Any

from hypothesis import strategies as st

from flows.checking import check
from flows.consultation import Consultation

LANGUAGES = ("ro", "en", "sr-Latn")
_SPECIAL = st.sampled_from(
    ["=1+1", "true", "12", "2021-09-07", "a: b", "#", "'", '"', "None", "& <b>", "@x", "-", "1.0"]
)
_CHARACTERS = st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n", max_codepoint=0x1FFFF)


def _sayable(text: str) -> bool:
    """Cells cannot say an answer within a text, nor what spreadsheet programs write for characters they escape."""
    return "${" not in text and "_x" not in text and bool(text)


def texts() -> st.SearchStrategy[str]:
    words = st.text(_CHARACTERS, min_size=1, max_size=20) | _SPECIAL
    return words.map(lambda text: "\n".join(line.strip() for line in text.split("\n")).strip()).filter(_sayable)


@st.composite
def consultations(draw: st.DrawFn) -> Consultation:
    """A sound consultation."""
    return draw(_documents().filter(_is_sound).map(Consultation.model_validate))


def _is_sound(document: dict[str, Any]) -> bool:
    return not list(check(Consultation.model_validate(document)))


class _Author:
    """Writes one document, and knows what was asked before."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))
        self.asked: list[dict[str, Any]] = []
        self.offered: dict[str, list[str]] = {}

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def text(self) -> Any:
        if self.chance():
            return self.draw(texts())
        return {language: self.draw(texts()) for language in self.languages}

    def options(self, number: int) -> list[dict[str, Any]]:
        options = []
        for place in range(self.draw(st.integers(2, 4))):
            option: dict[str, Any] = {"id": f"o{number}_{place}", "text": self.text()}
            if place > 1 and self.chance():
                option["pinned"] = self.draw(st.sampled_from(["first", "last"]))
            options.append(option)
        if self.chance():
            options.append({"id": "other", "text": self.text()})
        return options

    def condition(self, depth: int) -> dict[str, Any] | None:
        choosing = [each["id"] for each in self.asked if each["id"] in self.offered]
        measured = [each for each in self.asked if each["type"] in {"rating", "number"}]
        kinds = [*(["chose"] if choosing else []), *(["measured"] if measured else [])]
        if not kinds:
            return None
        if depth:
            kinds += ["all", "any", "not"]
        kind = self.draw(st.sampled_from(kinds))
        if kind == "chose":
            return self.chose(self.draw(st.sampled_from(choosing)))
        if kind == "measured":
            return self.measured(self.draw(st.sampled_from(measured)))
        parts = [self.condition(depth - 1) for _ in range(self.draw(st.integers(1, 3)) if kind != "not" else 1)]
        return {kind: parts[0] if kind == "not" else parts}

    def chose(self, question: str) -> dict[str, Any]:
        some = st.lists(st.sampled_from(self.offered[question]), min_size=1, max_size=2, unique=True)
        fields = self.draw(st.sampled_from([("any_of",), ("none_of",), ("any_of", "none_of")]))
        return {"question": question, **{field: self.draw(some) for field in fields}}

    def measured(self, question: dict[str, Any]) -> dict[str, Any]:
        bound = st.integers(question.get("from", 0), question.get("to", 9)).map(str)
        fields = self.draw(st.sampled_from([("at_least",), ("at_most",), ("at_least", "at_most")]))
        return {"question": question["id"], **{field: self.draw(bound) for field in fields}}

    def question(self, number: int) -> dict[str, Any]:
        kinds = ["single", "multiple", "ranking", "rating", "text", "number", "date"]
        kind = self.draw(st.sampled_from(kinds))
        question: dict[str, Any] = {"id": f"q{number}", "type": kind, "text": self.text(), "required": self.chance()}
        if self.chance():
            question["hint"] = self.text()
        if self.chance() and (condition := self.condition(2)) is not None:
            question["when"] = condition
        getattr(self, f"_{kind}")(question, number)
        self.asked.append(question)
        return question

    def _choice(self, question: dict[str, Any], number: int) -> None:
        question["shuffle"] = self.chance()
        sources = [each for each in self.asked if each["type"] in {"multiple", "ranking"}]
        if sources and self.chance():
            source = self.draw(st.sampled_from(sources))
            question["options_from"] = source["id"]
            exclusive = {option["id"] for option in source.get("options", []) if option.get("exclusive")}
            inherited = [option for option in self.offered[source["id"]] if option not in exclusive]
            own = self.options(number) if self.chance() else []
            own = [option for option in own if option["id"] not in inherited]
            question["options"] = own
            self.offered[question["id"]] = inherited + [option["id"] for option in own]
        else:
            question["options"] = self.options(number)
            self.offered[question["id"]] = [option["id"] for option in question["options"]]

    def _single(self, question: dict[str, Any], number: int) -> None:
        self._choice(question, number)
        question["own_words"] = self.chance()
        question["scale"] = not question["shuffle"] and self.chance()

    def _multiple(self, question: dict[str, Any], number: int) -> None:
        self._choice(question, number)
        question["own_words"] = self.chance()
        if question["options"] and self.chance():
            question["options"][-1]["exclusive"] = True
        question["min"] = self.draw(st.sampled_from([1, 1, 2]))
        question["max"] = self.draw(st.none() | st.integers(2, 3))

    def _ranking(self, question: dict[str, Any], number: int) -> None:
        self._choice(question, number)
        question["min"] = self.draw(st.none() | st.just(1))
        question["max"] = self.draw(st.none() | st.just(2))

    def _rating(self, question: dict[str, Any], _: int) -> None:
        question |= {"from": self.draw(st.integers(0, 3)), "to": self.draw(st.integers(5, 9))}
        question |= {"low": self.text(), "high": self.text(), "dont_know": self.chance()}

    def _number(self, question: dict[str, Any], _: int) -> None:
        question |= {"from": self.draw(st.sampled_from(["0", "1"])), "to": self.draw(st.sampled_from(["9", "12.50"]))}
        question["from"], question["to"] = int(question["from"]), float(question["to"])
        question["to"] = int(question["to"])
        question["decimals"] = self.draw(st.integers(0, 6))

    def _text(self, question: dict[str, Any], _: int) -> None:
        question["max_length"] = self.draw(st.sampled_from([1, 300, 1000, 3000]))

    def _date(self, question: dict[str, Any], _: int) -> None:
        day = st.sampled_from([None, "today", "2020-02-29"])
        question |= {"earliest": self.draw(day), "latest": self.draw(day)}


@st.composite
def _documents(draw: st.DrawFn) -> dict[str, Any]:
    author = _Author(draw)
    sections = []
    number = 0
    for place in range(draw(st.integers(1, 3))):
        questions = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            questions.append(author.question(number))
        section = {
            "id": draw(st.sampled_from([f"s{place}", f"q{number}"])),
            "title": author.text(),
            "kind": draw(st.sampled_from(["opinion", "profile"])),
            "questions": questions,
        }
        if author.chance():
            section["intro"] = author.text()
        if any(question["type"] in {"single", "multiple"} for question in questions) and author.chance():
            section["ranking"] = "mentions"
        sections.append(section)
    document: dict[str, Any] = {
        "id": draw(st.sampled_from(["town", "a-b-2", "x"])),
        "languages": author.languages,
        **{name: author.text() for name in ("organiser", "title", "intro", "thanks")},
        "sections": sections,
        "release": {"results": draw(st.sampled_from(["live", "after-answering", "when-closed"])), "first": 60},
        "nets": _nets(author),
        "crosstabs": _crosstabs(author),
    }
    if author.chance():
        document["privacy"] = {"controller": author.text(), "minimum_age": 14}
    return document


def _nets(author: _Author) -> list[dict[str, Any]]:
    choosing = [each for each in author.asked if each["type"] in {"single", "multiple"}]
    if not choosing or not author.chance():
        return []
    question = author.draw(st.sampled_from(choosing))["id"]
    options = author.offered[question][:2]
    return [{"id": "n1", "question": question, "options": options, "text": author.text()}] if len(options) > 1 else []


def _crosstabs(author: _Author) -> list[dict[str, Any]]:
    single = [each["id"] for each in author.asked if each["type"] == "single"]
    if len(single) < 2 or not author.chance():
        return []
    rows, columns = single[:2]
    groups = author.draw(st.sampled_from([[], [author.offered[rows][:2]]]))
    return [{"rows": rows, "columns": columns, "groups": groups}]
