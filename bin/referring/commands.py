"""Every command of `glas` with its parameters, from Typer's own tree."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from referring.markdown import code, table
from typer.main import get_command

from bot.cli.app import build_app


def commands() -> Iterator[str]:
    """The part of the page about commands. Raises LookupError for a command or parameter without help."""
    yield "## Commands\n"
    yield (
        "`glas` is `.venv/bin/glas`. It ends with exit code 0, with 1 when it refuses (the reason stands on stderr, "
        "as one sentence or more), and with 2 when it was called wrongly. `--help` works everywhere.\n"
    )
    yield from _command(get_command(build_app()), "glas")


def _command(command: Any, name: str) -> Iterator[str]:  # Typer's own class, which it does not export
    inner = getattr(command, "commands", {})
    if name != "glas":
        yield f"### `{name}`\n"
        yield f"{_help_of(command, name)}\n"
    if not inner:
        own = [each for each in command.params if each.name != "help"]
        own.sort(key=lambda each: each.opts[0].startswith("-"))  # arguments first; else as they are told by --help
        if own:
            yield table(("parameter", "meaning", "default"), (_row(each, name) for each in own))
    for word in sorted(inner):
        yield from _command(inner[word], f"{name} {word}")


def _row(parameter: Any, command: str) -> tuple[str, str, str]:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    is_argument = not names.startswith("-")
    shown = f"{parameter.metavar or names.upper()}" if is_argument else f"{names} {_value(parameter)}".strip()
    return code(shown), _help_of(parameter, f"{command} {names}"), _default(parameter)


def _value(parameter: Any) -> str:
    """What stands behind the option, nothing for one that is only there or not."""
    if parameter.is_flag:
        return ""
    choices = _choices(parameter)
    return "|".join(choices) if choices else parameter.metavar or _kind(parameter).upper()


def _choices(parameter: Any) -> list[str]:
    annotation = parameter.type_descriptor.annotation
    is_choice = isinstance(annotation, type) and issubclass(annotation, Enum)
    return [str(each.value) for each in annotation] if is_choice else []


def _kind(parameter: Any) -> str:
    return {"int": "number", "str": "text", "float": "number"}.get(
        parameter.type_descriptor.annotation.__name__, "path"
    )


def _default(parameter: Any) -> str:
    if parameter.required:
        return "has to be given"
    value = parameter.default
    if getattr(parameter, "is_flag", False):
        return code(parameter.opts[0]) if value else ""
    if isinstance(value, Enum):
        value = value.value
    return "" if value is None or callable(value) else code(str(value))


def _help_of(thing: Any, name: str) -> str:
    if not thing.help:
        raise LookupError(f"`{name}` has no help")
    return str(thing.help)
