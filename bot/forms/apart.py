"""A file is read in a process of its own, with limits: whoever can send one could send one that eats a machine."""

import json

from pydantic import TypeAdapter

from flows.consultation import Consultation
from flows.mistakes import ConsultationErrors, Mistake, Note, Position
from flows.reading import Draft, read_draft
from flows.sentence import sentence
from results.apart import EndedWithoutAnswer, answer_here, answered_apart

PROCESSOR_SECONDS = 30
SECONDS = 60.0
MEMORY_BYTES = 2 << 30

_TOO_MUCH = sentence("the file takes too much time or memory to be read; nothing of it was taken over")
_MISTAKES = TypeAdapter(tuple[Mistake, ...])
_NOTES = TypeAdapter(tuple[Note, ...])


async def read_apart(content: bytes) -> Draft:
    """What `flows.reading.read_draft` makes of a file that somebody sent, YAML or a workbook, whatever is in it.

    Raises ConsultationErrors, also for a file that would take more than half a minute of processor or 2 GB.
    """
    try:
        answer = json.loads(await answered_apart(__name__, content, seconds=SECONDS))
    except EndedWithoutAnswer as error:
        raise ConsultationErrors([Mistake(Position(0, 0), None, None, None, _TOO_MUCH)]) from error
    if "mistakes" in answer:
        raise ConsultationErrors(_MISTAKES.validate_python(answer["mistakes"]))
    return Draft(
        Consultation.model_validate_json(answer["consultation"]),
        _MISTAKES.validate_python(answer["missing"]),
        _NOTES.validate_python(answer["notes"]),
        answer["data"],
    )


def answer_to(content: bytes) -> bytes:
    """What the child process answers: the draft, or the mistakes."""
    try:
        draft = read_draft(content)
    except ConsultationErrors as errors:
        return json.dumps({"mistakes": _MISTAKES.dump_python(errors.mistakes, mode="json")}).encode()
    return json.dumps(
        {
            "consultation": draft.consultation.model_dump_json(by_alias=True),
            "missing": _MISTAKES.dump_python(draft.missing, mode="json"),
            "notes": _NOTES.dump_python(draft.notes, mode="json"),
            "data": draft.data,
        }
    ).encode()


if __name__ == "__main__":
    answer_here(answer_to, processor_seconds=PROCESSOR_SECONDS, memory_bytes=MEMORY_BYTES)
