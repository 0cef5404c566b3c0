"""Work that comes again does so whatever becomes of it, and is never the end of anything else."""

import asyncio

from structlog.testing import capture_logs

from bot.repeating import repeating


async def test_what_fails_is_logged_without_its_message_and_done_again() -> None:
    stop, done = asyncio.Event(), list[int]()

    async def work() -> None:
        done.append(len(done))
        if len(done) == 3:
            stop.set()
            return
        raise LookupError("a secret")

    with capture_logs() as logs:
        await repeating(work, stop, seconds=0.0, failure="it failed")
    assert done == [0, 1, 2]
    assert [each["event"] for each in logs] == ["it failed", "it failed"]
    assert "secret" not in str(logs)


async def test_nothing_is_begun_after_the_end() -> None:
    stop = asyncio.Event()
    stop.set()

    async def work() -> None:
        raise AssertionError("it had ended")

    with capture_logs() as logs:
        await repeating(work, stop, seconds=60.0, failure="it failed")
    assert logs == []
