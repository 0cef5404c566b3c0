"""What every file with answers of single people says about itself, in each language of the consultation."""

from collections.abc import Callable

from flows.consultation import Consultation, text_in
from results.speech import SOURCE_LANGUAGE, Speech, speech, spoken_languages

MARK = "CONFIDENTIAL"
"""Stands in the name of such a file, or of the note beside it."""

_LONGEST_LINE = 80
"""Bytes: SPSS keeps no longer ones."""


def warning(consultation: Consultation, code: str) -> list[str]:
    """The warning, a string a line of at most 80 bytes, under the consultation's title and the round's code."""
    title = " ".join(text_in(consultation.title, consultation.languages[0]).split())
    return [title, code, *_in_each_language(consultation, _confidential)]


def note(consultation: Consultation, code: str) -> str:
    """The text of a file that lies beside an export."""
    return "\n".join([*warning(consultation, code), *_in_each_language(consultation, _about_texts), ""])


def _confidential(words: Speech) -> str:
    return words.say(
        "CONFIDENTIAL. This file holds the answers of single people, row by row. Even without names, a person can be "
        "recognised by the combination of their answers. Do not publish it or pass it on, and delete it once it is no "
        "longer needed. For the public there are the released tables: glas export --public."
    )


def _about_texts(words: Speech) -> str:
    return words.say(
        "In CSV, a text that begins with =, +, -, @, a tab or a line end has an apostrophe before it, so that no "
        "spreadsheet runs it as a formula."
    )


def _in_each_language(consultation: Consultation, said: Callable[[Speech], str]) -> list[str]:
    """In the languages of the consultation that the program speaks, in English where it speaks none."""
    languages = [each for each in consultation.languages if each in spoken_languages()] or [SOURCE_LANGUAGE]
    return [line for language in languages for line in ("", *_lines(said(speech(language))))]


def _lines(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer.encode()) <= _LONGEST_LINE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
