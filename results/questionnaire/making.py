"""From a consultation to a questionnaire that can be printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from flows.consultation import (
    Consultation,
    DateQuestion,
    Multiple,
    Number,
    OpenText,
    Question,
    Ranking,
    Rating,
    Section,
    Single,
    Text,
    WithOptions,
    text_in,
)
from results.questionnaire.conditions import in_words
from results.questionnaire.numbering import numbered
from results.questionnaire.sheet import Asked, Choice, Choices, Lines, Note, Part, Scale, Sheet
from results.speech import Speech, speech
from results.typesetting.compiler import pdf
from results.typesetting.direction import is_right_to_left

_TEMPLATE: Final = "questionnaire/questionnaire.typ"
_CHARACTERS_A_LINE: Final = 75
"""Of handwriting on a page of this width."""

_MOST_LINES: Final = 12


def questionnaire(consultation: Consultation, language: str) -> bytes:
    """The questionnaire as PDF, A4, in `language`: the same input gives the same bytes."""
    return pdf(_TEMPLATE, sheet(consultation, language))


def sheet(consultation: Consultation, language: str) -> Sheet:
    """The questionnaire as data."""
    numbers = {each: str(number) for number, each in enumerate(consultation.question_by_id, start=1)}
    return _Making(consultation, speech(language), language, numbers).sheet()


@dataclass(frozen=True, slots=True)
class _Making:
    consultation: Consultation
    words: Speech
    language: str
    numbers: Mapping[str, str]

    def sheet(self) -> Sheet:
        say, shown = self.words.say, self.consultation
        return Sheet(
            language=self.language,
            right_to_left=is_right_to_left(self.language),
            organiser=self.text(shown.organiser),
            title=self.text(shown.title),
            intro=tuple(self.text(shown.intro).split("\n\n")),
            how=say(
                "Please tick the boxes with a cross and write in capital letters. You can leave any question out that "
                "has no star (*). Please do not write your name."
            ),
            code=say("Code of the sheet (filled in by the office):"),
            parts=tuple(map(self.part, shown.sections)),
            thanks=self.text(shown.thanks),
            notes_title=say("Privacy"),
            notes=tuple(self.notes()),
            page=say("page"),
        )

    def part(self, section: Section) -> Part:
        return Part(
            title=self.text(section.title),
            intro=self.text(section.intro),
            questions=tuple(map(self.asked, section.questions)),
        )

    def asked(self, question: Question) -> Asked:
        return Asked(
            number=self.numbers[question.id],
            text=self.text(question.text) + (" *" if question.required else ""),
            hint=self.text(question.hint),
            rules=tuple(self.rules(question)),
            answer=self.answer(question),
        )

    def answer(self, question: Question) -> Choices | Scale | Lines:
        match question:
            case Single() | Multiple():
                own = self.words.say("In your own words:") if question.own_words else ""
                return Choices(options=self.options(question), own_words=own)
            case Ranking():
                return Choices(options=self.options(question))
            case Rating():
                return Scale(
                    points=tuple(map(str, question.scale)),
                    low=self.text(question.low),
                    high=self.text(question.high),
                    unsure=self.words.say("I don't know") if question.dont_know else "",
                )
            case OpenText(max_length=longest):
                return Lines(count=max(2, min(_MOST_LINES, longest // _CHARACTERS_A_LINE)))
            case Number():
                return Lines(count=1, short=True, before=self.words.say("Number:"))
            case DateQuestion():
                return Lines(count=1, short=True, before=self.words.say("Day, month, year:"))
            case _:
                assert_never(question)

    def options(self, question: WithOptions) -> tuple[Choice, ...]:
        options = numbered(self.consultation, question)
        return tuple(Choice(number=str(n), text=self.text(each.text)) for n, each in options.items())

    def rules(self, question: Question) -> Iterator[str]:
        words = self.words
        if question.when is not None:
            condition = in_words(words, self.consultation, self.numbers, question.when)
            yield words.say("Only if: {condition}.", condition=condition)
        if isinstance(question, WithOptions) and question.options_from is not None:
            yield words.say(
                "Only among what you ticked in question {number}.", number=self.numbers[question.options_from]
            )
        match question:
            case Single():
                yield words.say("One cross.")
            case Multiple(min=least, max=most):
                yield from self._crosses(least, most)
            case Ranking(max=most):
                yield words.say("Write 1 into the box of the first place, 2 into that of the second, and so on.")
                if most is not None:
                    yield words.say_n("{n} place at most.", "{n} places at most.", most)
            case Rating() | OpenText() | Number() | DateQuestion():
                pass
            case _:
                assert_never(question)

    def _crosses(self, least: int, most: int | None) -> Iterator[str]:
        words = self.words
        if most is not None and least == most:
            yield words.say_n("Exactly {n} cross.", "Exactly {n} crosses.", most)
            return
        if least > 1:
            yield words.say_n("At least {n} cross.", "At least {n} crosses.", least)
        if most is None:
            yield words.say("As many crosses as you like.")
        else:
            yield words.say_n("{n} cross at most.", "{n} crosses at most.", most)

    def notes(self) -> Iterator[Note]:
        say, privacy = self.words.say, self.consultation.privacy
        for heading, text in (
            (say("Who is responsible"), privacy.controller),
            (say("Data protection contact"), privacy.contact),
            (say("Legal basis"), privacy.legal_basis),
            (say("Complaints"), privacy.complaints),
        ):
            if text is not None:
                yield Note(heading=heading, text=self.text(text))
        yield Note(
            heading=say("What is stored"),
            text=say(
                "Your answers, as if you had given them in the chat, without your name. Whoever has the code of the "
                "sheet can have them deleted."
            ),
        )
        if privacy.minimum_age is not None:
            age = self.words.number(privacy.minimum_age)
            yield Note(
                heading=say("Age"), text=say("By answering you say that you are at least {age} years old.", age=age)
            )

    def text(self, text: Text | None) -> str:
        return "" if text is None else text_in(text, self.language)
