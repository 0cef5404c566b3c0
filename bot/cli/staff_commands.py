"""The commands of `glas staff`, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

from typing import Annotated

import typer

from bot.cli.doing import do, group, now
from storage.roles import Role

RoleOption = Annotated[Role, typer.Option("--role", help="What they may do: see `glas staff --help`.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As `glas staff list` and the audit have it.")]


def build_staff() -> typer.Typer:
    """The group `glas staff`."""
    staff = group(
        "Invite, list and remove those who work with the staff's bot. Owners may do everything; editors make rounds,"
        " steer them and write to subscribers; analysts read rounds and released results."
    )
    for name, command in (
        ("invite", staff_invite),
        ("list", staff_list),
        ("role", staff_role),
        ("remove", staff_remove),
    ):
        staff.command(name)(command)
    return staff


def staff_invite(
    role: RoleOption,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What colleagues and the audit call them, such as maria; else the role."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=90, help="How long the link works.")] = 7,
) -> None:
    """Print a link that makes whoever follows it first a staff member."""
    from bot.cli.staff import invite

    do(lambda settings: invite(settings, role, name, days, now()))


def staff_list() -> None:
    """List the staff, and who is invited."""
    from bot.cli.staff import list_staff

    do(lambda settings: list_staff(settings, now()))


def staff_role(name: Name, role: Annotated[Role, typer.Argument(help="The new role.")]) -> None:
    """Give a staff member another role."""
    from bot.cli.staff import give_role

    do(lambda settings: give_role(settings, name, role, now()))


def staff_remove(name: Name) -> None:
    """Remove a staff member, or take an invitation back."""
    from bot.cli.staff import remove_one

    do(lambda settings: remove_one(settings, name, now()))
