"""Texts: each in every declared language and in no other, and short enough for a phone."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from flows.checks.findings import Finding, Gaps, in_order
from flows.consultation import ANY_LANGUAGE, Consultation, Multiple, Question, Ranking, Rating, Single, Text, text_in
from flows.mistakes import Path
from flows.sentence import sentence, sentence_n

LONGEST_QUESTION = 3000
"""A question with its hint and all its options, in UTF-16 units. Telegram's 4096 leave room for own words, counts
and choices beside it (https://core.telegram.org/bots/api#sendmessage)."""

_NUMBERING = len("50. \n")

_LONGEST = {
    "organiser": 100,
    "title": 100,
    "intro": 1500,
    "thanks": 1000,
    "low": 60,
    "high": 60,
    "controller": 500,
    "contact": 500,
    "legal_basis": 500,
    "complaints": 500,
    "on_paper": 500,
}
_LONGEST_ANSWER = 200
"""The text of an option or a net, which stands beside its bar in a chart."""


def texts(consultation: Consultation, gaps: Gaps) -> Iterator[Finding]:
    """Every text that is missing in a language, or is written in one too many, or is too long."""
    for path, text in _texts(consultation, ()):
        if not gaps.languages:
            yield from _in_every_language(consultation, path, text)
        limit = _longest(path)
        for language, written in text.items():
            if limit is not None and (length := utf16_length(written)) > limit:
                at = path if language == ANY_LANGUAGE else (*path, language)
                message = sentence_n(
                    "is too long: {length} character, at most {limit}",
                    "is too long: {length} characters, at most {limit}",
                    length,
                    length=str(length),
                    limit=str(limit),
                )
                yield Finding(at, message)
    for asked in in_order(consultation):
        lengths = {
            sum(utf16_length(each) for each in _shown(consultation, asked.question, language)): language
            for language in consultation.languages
        }
        longest = max(lengths)
        if longest > LONGEST_QUESTION:
            message = sentence_n(
                "is too long for one message in `{language}`: {length} character with hint and options,"
                " at most {limit}",
                "is too long for one message in `{language}`: {length} characters with hint and options,"
                " at most {limit}",
                longest,
                language=lengths[longest],
                length=str(longest),
                limit=str(LONGEST_QUESTION),
            )
            yield Finding((*asked.path, "text"), message)


def utf16_length(text: str) -> int:
    """The length that Telegram counts: characters beyond the Basic Multilingual Plane are two."""
    return len(text.encode("utf-16-le")) // 2


def _texts(part: BaseModel, path: Path) -> Iterator[tuple[Path, Text]]:
    for name, field in type(part).model_fields.items():
        at = (*path, field.alias or name)
        match getattr(part, name):
            case Mapping() as text:
                yield at, text
            case BaseModel() as inner:
                yield from _texts(inner, at)
            case tuple() as several:
                for place, each in enumerate(several):
                    if isinstance(each, BaseModel):
                        yield from _texts(each, (*at, place))


def _in_every_language(consultation: Consultation, path: Path, text: Text) -> Iterator[Finding]:
    if ANY_LANGUAGE in text:
        if len(text) > 1:
            message = sentence("stands for every language; give it alone, or one text for each")
            yield Finding((*path, ANY_LANGUAGE), message)
        return
    for language in dict.fromkeys(consultation.languages):
        if language not in text:
            yield Finding(path, sentence("has no text in `{language}`", language=language))
    for language in text:
        if language not in consultation.languages:
            yield Finding((*path, language), sentence("`{language}` is not among `languages`", language=language))


def _longest(path: Path) -> int | None:
    if path[-1] == "text" and (path[0] == "nets" or "options" in path):
        return _LONGEST_ANSWER
    return _LONGEST.get(str(path[-1]))


def _shown(consultation: Consultation, question: Question, language: str) -> Iterator[str]:
    yield text_in(question.text, language)
    if question.hint is not None:
        yield text_in(question.hint, language)
    match question:
        case Rating(low=low, high=high):
            yield text_in(low, language)
            yield text_in(high, language)
        case Single() | Multiple() | Ranking():
            for option in consultation.options_of[question.id].values():
                yield text_in(option.text, language)
                yield " " * _NUMBERING
        case _:
            pass
