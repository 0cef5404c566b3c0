"""What checks look at and what they say: the vocabulary of this room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.consultation import Consultation, Question, WithOptions
from flows.mistakes import Path
from flows.sentence import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the field at `path`; how its author is told where that is, the reader of the file knows."""

    path: Path
    message: Sentence


@dataclass(slots=True)
class Gaps:
    """What could not be read, so that nothing is concluded from its absence."""

    questions: set[str] = field(default_factory=set)
    """Ids of questions that are missing, or that lack options; "" for any number whose ids are not known either."""
    sections: set[str] = field(default_factory=set)
    """Ids of sections that are missing, or that lack questions."""
    languages: bool = False

    def may_hide(self, question: str) -> bool:
        """Whether a question of that name may be there all the same."""
        return question in self.questions or "" in self.questions

    def may_hide_options(self, question: WithOptions) -> bool:
        """Whether the question may have more options: its own, or those of the question it takes them from."""
        return question.id in self.questions or (question.options_from is not None and bool(self.questions))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its place, with all that may be asked before it."""

    question: Question
    path: Path
    earlier: Mapping[str, Question]


def in_order(consultation: Consultation) -> Iterator[Asked]:
    """Every question in the order in which they are asked."""
    earlier: dict[str, Question] = {}
    for section_place, section in enumerate(consultation.sections):
        for place, question in enumerate(section.questions):
            yield Asked(question, ("sections", section_place, "questions", place), dict(earlier))
            earlier[question.id] = question


def unknown_question(name: str) -> Sentence:
    """The sentence for a reference to a question that is not there."""
    return sentence("no question is called `{question}`", question=name)


def unasked(consultation: Consultation, name: str) -> Sentence:
    """The sentence for a reference to a question that was not asked before the one that refers to it."""
    return asked_too_late(name) if name in consultation.question_by_id else unknown_question(name)


def asked_too_late(name: str) -> Sentence:
    """The sentence for a reference to a question that is asked later, or to the very one that refers to it."""
    return sentence("`{question}` must be asked before this question", question=name)
