"""What runs beside the conversation may die: that is logged once, and citizens are served all the same."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.broadcasting.engine import Broadcasting
from tests.end_to_end.stage import SetUp


async def test_a_part_that_dies_takes_nothing_along(
    set_up: SetUp, logs: list[MutableMapping[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise LookupError("a secret")

    monkeypatch.setattr(Broadcasting, "run", dies)
    stage = await set_up()
    ana = await stage.started()
    await ana.tap("Începe ▶")
    await stage.stop_bot()
    assert [(each["event"], each["part"]) for each in logs if each["log_level"] == "error"] == [
        ("a part has died", "broadcasting")
    ]
    assert "secret" not in str(logs)
    logs.clear()
