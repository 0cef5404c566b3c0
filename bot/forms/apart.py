"""A file is read in a process of its own, with limits: whoever can send one could send one that eats a machine."""

import json
import sys

from flows.consultation import Consultation
from flows.mistakes import ConsultationErrors, Mistake, Note, Position
from flows.reading import Draft, read_draft
from results.apart import EndedWithoutAnswer, answered_apart, limit_this_process

PROCESSOR_SECONDS = 30
SECONDS = 60.0
MEMORY_BYTES = 2 << 30

_TOO_MUCH = "the file takes too much time or memory to be read; nothing of it was taken over"


async def read_apart(content: bytes) -> Draft:
    """What `flows.reading.read_draft` makes of a file that somebody sent, YAML or a workbook, whatever is in it.

    Raises ConsultationErrors, also for a file that would take more than half a minute of processor or 2 GB.
    """
    try:
        answer = json.loads(await answered_apart(__name__, content, seconds=SECONDS))
    except EndedWithoutAnswer as error:
        raise ConsultationErrors([Mistake(Position(0, 0), None, None, None, _TOO_MUCH)]) from error
    if "mistakes" in answer:
        raise ConsultationErrors(_mistake(each) for each in answer["mistakes"])
    return Draft(
        Consultation.model_validate_json(answer["consultation"]),
        tuple(_mistake(each) for each in answer["missing"]),
        tuple(Note(Position(*at), message) for at, message in answer["notes"]),
        answer["data"],
    )


def answer_to(content: bytes) -> bytes:
    """What the child process answers: the draft, or the mistakes."""
    try:
        draft = read_draft(content)
    except ConsultationErrors as errors:
        return json.dumps({"mistakes": [_plain(each) for each in errors.mistakes]}).encode()
    return json.dumps(
        {
            "consultation": draft.consultation.model_dump_json(by_alias=True),
            "missing": [_plain(each) for each in draft.missing],
            "notes": [(_place(each.at), each.message) for each in draft.notes],
            "data": draft.data,
        }
    ).encode()


def main() -> None:
    """The child process: a file comes in, an answer goes out."""
    limit_this_process(processor_seconds=PROCESSOR_SECONDS, memory_bytes=MEMORY_BYTES)
    sys.stdout.buffer.write(answer_to(sys.stdin.buffer.read()))


def _plain(mistake: Mistake) -> tuple[object, ...]:
    return (_place(mistake.at), mistake.section, mistake.question, mistake.field, mistake.message)


def _mistake(plain: list[object]) -> Mistake:
    at, section, question, field, message = plain
    assert isinstance(at, list)
    return Mistake(
        Position(*at),
        None if section is None else str(section),
        None if question is None else str(question),
        None if field is None else str(field),
        str(message),
    )


def _place(at: Position) -> tuple[int, int, str, str]:
    return (at.line, at.column, at.sheet, at.heading)


if __name__ == "__main__":
    main()
