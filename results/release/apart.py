"""A decision in a process of its own: the audit takes the processor, and taps must not wait for it.

errors:
    DecisionFailed   the process ended without a decision: an error, or one of its limits
"""

import time
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from flows.consultation import Consultation
from results.apart import EndedWithoutAnswer, answer_here, answered_apart
from results.published import Published, ThemesTable
from results.release.deciding import decide, decide_themes
from results.release.due import Moment

AUDIT_SECONDS = 20
"""The audit's time; tables that it has not come to wait for the next hour."""

_PROCESSOR_SECONDS = 120
_MEMORY_BYTES = 4 << 30


class DecisionFailed(Exception):
    """The process ended without a decision; what it said last is the message."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(_Message):
    """What a decision needs; `history` holds the documents of all snapshots as they are stored, the oldest first.

    As text, because reading them is the child's work: 500 of them kept the conversation waiting for two seconds.
    `themes`: those that are to be released; the decision is about them then, and about nothing else.
    """

    consultation: Consultation
    code: str
    tallies: Mapping[str, Mapping[str, int]]
    newcomers: Mapping[str, int]
    history: tuple[str, ...]
    hour: datetime
    closed: bool
    themes: tuple[ThemesTable, ...] = ()


class Decided(_Message):
    """The new document, None when nothing changes; see `results.release.deciding.Decision`."""

    document: Published | None
    moved: frozenset[str]
    waiting: frozenset[str]


async def decided_apart(task: Task) -> Decided:
    """The decision, made in a child process with limits on processor and memory; cancelling ends it.

    Raises DecisionFailed.
    """
    try:
        said = await answered_apart(__name__, _message(task))
    except EndedWithoutAnswer as error:
        raise DecisionFailed(str(error)) from error
    return Decided.model_validate_json(said)


def decided(task: Task) -> Decided:
    """The decision, made here."""
    history = tuple(map(Published.model_validate_json, task.history))
    end = time.monotonic() + AUDIT_SECONDS
    if task.themes:
        themes = decide_themes(
            task.consultation, task.themes, history=history, hour=task.hour, over=lambda: time.monotonic() > end
        )
        return Decided(document=themes.document, moved=themes.moved, waiting=themes.waiting)
    moment = Moment(
        consultation=task.consultation,
        tallies=task.tallies,
        newcomers=task.newcomers,
        last=history[-1] if history else None,
        closed=task.closed,
    )
    found = decide(moment, code=task.code, history=history, hour=task.hour, over=lambda: time.monotonic() > end)
    return Decided(document=found.document, moved=found.moved, waiting=found.waiting)


def _message(task: Task) -> bytes:
    """The task, then a document a line: within the task's JSON, escaping 500 of them would take a tenth of a second."""
    head = task.model_copy(update={"history": ()}).model_dump_json(by_alias=True)
    return b"\n".join(line.encode() for line in (head, *task.history))


def _task(message: bytes) -> Task:
    head, *history = message.decode().split("\n")
    return Task.model_validate_json(head).model_copy(update={"history": tuple(history)})


if __name__ == "__main__":
    answer_here(
        lambda message: decided(_task(message)).model_dump_json().encode(),
        processor_seconds=_PROCESSOR_SECONDS,
        memory_bytes=_MEMORY_BYTES,
    )
