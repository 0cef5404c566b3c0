"""Every setting, from the model that reads them."""

from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo
from referring.errors import Errors
from referring.markdown import code, table

from bot.settings import SECRETS, Settings


def settings(errors: Errors) -> Iterator[str]:
    """The part of the page about settings. Raises LookupError for a setting without a description."""
    yield "## Settings\n"
    yield (
        "Environment variables; one that is set to nothing counts as not set. All mistakes are told at once when a "
        "command starts. A secret may stand in a file instead, whose name is in the variable with `_FILE` at its "
        f"end: {', '.join(code(f'{_variable(name)}_FILE') for name in SECRETS)}.\n"
    )
    yield table(
        ("setting", "meaning", "default"),
        ((code(_variable(name)), _meaning(name, field), _default(field)) for name, field in _fields()),
    )
    yield "What is said of a variable that cannot be used, after its name:\n"
    yield from errors.of_settings()


def _fields() -> list[tuple[str, FieldInfo]]:
    return sorted(Settings.model_fields.items())


def _variable(name: str) -> str:
    return f"{Settings.model_config['env_prefix']}{name.upper()}"


def _meaning(name: str, field: FieldInfo) -> str:
    if not field.description:
        raise LookupError(f"the setting `{name}` has no description")
    return field.description


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "has to be set"
    return "none" if field.default is None else code(_shown(field.default))


def _shown(value: object) -> str:
    return f"./{value}" if isinstance(value, Path) and not str(value).startswith(("/", "~")) else str(value)
