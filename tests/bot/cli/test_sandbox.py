"""`glas sandbox`; that it serves, tests/sandbox/test_command.py tells."""

import pytest

from tests.bot.cli.command import Glas


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--token", "nonsense"], "a bot's token looks like 1000001:SECRET, not 'nonsense'"),
        (["--speed", "0"], "a clock's speed is above 0, not 0.0"),
        (["--token", "1:A", "--username", "a", "--username", "b"], "1 tokens, but 2 usernames"),
    ],
)
def test_what_cannot_be_served_is_one_line(glas: Glas, options: list[str], reason: str) -> None:
    assert glas.refused("sandbox", "--port", "0", *options) == f"sandbox: {reason}\n"
