"""The table of docs/staff.md that says what works in the staff's bot and what by `glas` leaves nothing out."""

import re
from collections.abc import Iterator

import typer

from bot.cli.app import build_app
from bot.staff.topics import topics
from tests.docs.written import ROOT

HEADING = "| what | in the staff's bot | with `glas` |"


def rows() -> list[tuple[str, str]]:
    """What stands in the columns of the bot and of `glas`."""
    _, _, below = (ROOT / "docs" / "staff.md").read_text("utf-8").partition(HEADING)
    table = below.strip().partition("\n\n")[0].splitlines()[1:]
    return [(cells[2], cells[3]) for cells in (line.split("|") for line in table)]


def commands(group: object, path: str = "glas") -> Iterator[str]:
    """Every command of the command line, in full."""
    below = getattr(group, "commands", None)
    if below is None:
        yield path
        return
    for name, each in below.items():
        yield from commands(each, f"{path} {name}")


def test_every_command_of_the_staffs_bot_and_of_glas_stands_in_the_table_and_no_other() -> None:
    in_bot = {each for bot, _ in rows() for each in re.findall(r"`/(\w+)`", bot)}
    assert in_bot == {each.name for topic in topics() for each in topic.commands}
    with_glas = {re.sub(r" --.*", "", each) for _, glas in rows() for each in re.findall(r"`(glas [^`]+)`", glas)}
    assert with_glas == set(commands(typer.main.get_command(build_app())))
