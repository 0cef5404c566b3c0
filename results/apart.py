"""Work in a process of its own: a message goes in, an answer comes out, within limits on processor and memory.

errors:
    EndedWithoutAnswer   the process ended by an error, or by one of its limits
"""

import asyncio
import resource
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable


class EndedWithoutAnswer(Exception):
    """The process ended without an answer; what it said last is the message."""


async def answered_apart(module: str, message: bytes, *, seconds: float | None = None) -> bytes:
    """What that module, run as a program, answers to the message; cancelling ends it.

    Raises EndedWithoutAnswer, also when there is none after `seconds`.
    """
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            answer, complaint = await child.communicate(message)
    except TimeoutError as error:
        raise EndedWithoutAnswer(f"no answer after {seconds:g} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        last_line = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise EndedWithoutAnswer(last_line or f"the process ended with {child.returncode}")
    return answer


def answer_here(answer: Callable[[bytes], bytes], *, processor_seconds: int, memory_bytes: int) -> None:
    """The other side of `answered_apart`: this process answers its one message.

    It ends when it takes more time of the processor, and what asks for more memory fails.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
