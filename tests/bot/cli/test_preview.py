"""`glas preview`: a draft is tried in the sandbox, marked as a trial, and nothing of it stays."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

from flows.xlsform.template import template
from sandbox.client import Townsfolk
from sandbox.seen import Seen
from tests.bot.cli.command import Glas

WAIT_SECONDS = 60.0


def shows(*words: str) -> Callable[[Seen], bool]:
    return lambda seen: all(word in seen.screen.text for word in words)


async def test_a_draft_is_tried_in_every_language_and_nothing_stays(glas: Glas) -> None:
    file = glas.folder / "park.xlsx"
    file.write_bytes(template())
    temporary = glas.folder / "temporary"
    temporary.mkdir()
    preview = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("glas"), "preview", str(file), "--port", "0"),
        env={**os.environ, **glas.settings, "TMPDIR": str(temporary)},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert preview.stdout is not None
    try:
        assert "nothing is kept" in (await preview.stdout.readline()).decode()
        address = re.fullmatch(r"Chat page: (http://\S+)/\?start=r_trial\n", (await preview.stdout.readline()).decode())
        assert address is not None
        async with Townsfolk(address[1]) as town:
            for language, trial, title in (("ro", "Probă", "Parcul nostru"), ("en", "Trial", "Our park")):
                person = await town.arrive(language, language_code=language)
                async with person.chat() as chat:
                    await chat.say("/start r_trial")
                    await chat.until(shows(trial, title), seconds=WAIT_SECONDS)
                    await chat.say("/privacy")
                    await chat.until(shows(trial, "[contact]"))
    finally:
        preview.send_signal(signal.SIGINT)
        _, said = await preview.communicate()
    assert preview.returncode == 0
    assert b"the privacy notice lacks: who is responsible" in said
    assert [*temporary.iterdir(), *(each for each in glas.folder.iterdir() if each.name == "data")] == []


def test_a_faulty_consultation_is_named_and_not_tried(glas: Glas) -> None:
    file = glas.file("town.yaml", "id: x\n")
    assert f"glas: {file}: line 1, `sections`: is missing" in glas.refused("preview", file).splitlines()
