"""`glas doctor`, as it is typed."""

import json

from tests.bot.cli.command import Glas


def test_a_list_that_says_what_to_do(glas: Glas) -> None:
    found = glas.with_round()("doctor")
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert any(line.startswith("✗ token") and "GLAS_BOT_TOKEN is not set" in line for line in lines)
    assert any(line.startswith("! backup") for line in lines)
    assert any(line.startswith("✓ disk") for line in lines)


def test_as_json(glas: Glas) -> None:
    found = json.loads(glas("doctor", "--format", "json").stdout)
    assert found["ready"] is False
    assert {"part": "settings", "grade": "fine", "says": "all can be used"} in found["findings"]


def test_settings_that_cannot_be_used_are_all_told(glas: Glas) -> None:
    found = glas("doctor", "--format", "json", GLAS_BOT_TOKEN="hush", GLAS_HTTP="hush")
    assert found.exit_code == 1
    assert [each["grade"] for each in json.loads(found.stdout)["findings"]] == ["fault", "fault"]
    assert "hush" not in found.output
