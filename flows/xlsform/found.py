"""What a reader of sheets finds on its way, cell by cell: flaws stop the import, notes only tell what was left out."""

from dataclasses import dataclass, field

from flows.mistakes import Note, Position
from flows.sentence import Sentence, sentence_n
from flows.written.source import Flaw


@dataclass(slots=True)
class Found:
    """Collects everything, so that all of it is said at once. `unread`: as in a Document."""

    flaws: list[Flaw] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def flaw(self, at: Position, message: Sentence) -> None:
        """Something that is wrong, or that Glas has no word for."""
        self.flaws.append(Flaw(at, (), message))

    def note(self, at: Position, message: Sentence) -> None:
        """Something that was left out, or understood in one way of several."""
        self.notes.append(Note(at, message))


def too_long(length: int, most: int) -> Sentence:
    """The sentence for a text of `length` characters where at most `most` are read."""
    return sentence_n(
        "is too long: {n} character, at most {most} are read",
        "is too long: {n} characters, at most {most} are read",
        length,
        most=most,
    )
