"""The settings, from environment variables named GLAS_...; no other file is read than those that hold a secret.

errors:
    SettingsError   every mistake at once, one line each
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import setting_values as values
from bot.setting_values import Address

_PREFIX: Final = "GLAS_"
_IN_A_FILE: Final = "_FILE"
_SIMILAR: Final = 0.75

SECRETS: Final = ("bot_token", "staff_bot_token", "database_url", "webhook_secret")
"""What may stand in a file instead, named by GLAS_..._FILE, as containers are given their secrets."""

DEFAULT_HTTP: Final = Address("127.0.0.1", 8000)


class SettingsError(Exception):
    """Settings that cannot be used. The message names each variable on a line of its own, and no value."""


_PATH = AfterValidator(lambda path: path.expanduser())
_TOKEN = AfterValidator(values.token)


class Settings(BaseSettings):
    """Checked when made. A variable that is set to nothing counts as not set.

    A check that compares two settings belongs to the later one, so the order of the fields matters.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    bot_token: Annotated[SecretStr, _TOKEN] | None = Field(default=None, description="token of the citizens' bot")
    staff_bot_token: Annotated[SecretStr, _TOKEN, AfterValidator(values.another_token)] | None = Field(
        default=None, description="token of the staff's bot; without one there is none"
    )
    telegram_api: Annotated[str, AfterValidator(values.base_url)] = Field(
        default=values.TELEGRAM, description="base URL of the Bot API server, without a slash at its end"
    )
    database_url: Annotated[SecretStr, AfterValidator(values.database_url)] | None = Field(
        default=None, description="SQLAlchemy URL; a file under `data` when there is none"
    )
    data: Annotated[Path, _PATH, AfterValidator(values.folder)] = Field(
        default=Path("data"), description="folder for database and reports"
    )
    keys: Annotated[Path, _PATH] = Field(default=Path("~/.config/glas/keys"), description="the key ring's file")
    time_zone: ZoneInfo = Field(
        default=ZoneInfo("Europe/Bucharest"), description="the city's: what is today there, and when dates begin"
    )
    bulk_rate: float = Field(default=25.0, ge=1, le=1000, description="broadcast messages a second, at most")
    quiet_hours: Annotated[str, AfterValidator(values.quiet_hours_written)] = Field(
        default="21:00-08:00", description="when no broadcast is sent, by the city's clock; `none` for no such hours"
    )
    webhook_url: Annotated[str, AfterValidator(values.webhook_url)] | None = Field(
        default=None, description="where Telegram sends updates; without one they are polled"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(values.webhook_secret)] | None = Field(
        default=None, description="by which updates are known to be Telegram's; derived from the token when not set"
    )
    http: Annotated[Address | None, NoDecode, BeforeValidator(values.address)] = Field(
        default=None,
        description=f"address of webhook, results page, health and metrics; {DEFAULT_HTTP} with a webhook, else none",
    )

    @property
    def database_file(self) -> Path:
        """Where the database is when no URL says so."""
        return self.data.absolute() / "glas.sqlite"

    @property
    def database(self) -> str:
        """The URL of the database. It may hold a password: print it nowhere."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.database_file}"

    @property
    def pages(self) -> str | None:
        """Where the public finds the pages of results: beside the webhook, as far as Glas knows. It ends in a slash."""
        if self.webhook_url is None:
            return None
        found = urlsplit(self.webhook_url)
        return urlunsplit((found.scheme, found.netloc, found.path.rpartition("/")[0] + "/", "", ""))

    @property
    def webhook_proof(self) -> str:
        """What Telegram sends along with every update: the secret, or else one that only this token's holders derive.

        So all workers of a token agree on it without being told. Print it nowhere.
        """
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        assert self.bot_token is not None, "the command asks for it first"
        key = self.bot_token.get_secret_value().encode()
        return hmac.digest(key, b"glas/webhook", hashlib.sha256).hex()


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    mistakes = [f"{name} is no setting; {near} may be meant" for name, near in unknown_variables() if near]
    in_files: dict[str, str] = {}
    for field in SECRETS:
        try:
            in_files |= _in_file(field)
        except ValueError as error:
            mistakes.append(f"{_variable(field)}{_IN_A_FILE} {error}")
    try:
        settings = Settings(**in_files)  # type: ignore[arg-type]  # texts, which pydantic reads as it does variables
    except ValidationError as error:
        for each in error.errors():
            field = str(each["loc"][0])
            mistakes.append(f"{_variable(field)}{_IN_A_FILE if field in in_files else ''} {_sentence(each['msg'])}")
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def unknown_variables() -> Iterator[tuple[str, str | None]]:
    """Variables named GLAS_... that are no setting, each with the one that it resembles, if it does.

    One that resembles none is let be: Kubernetes names some after a service that is called glas.
    """
    known = [*map(_variable, Settings.model_fields), *(_variable(field) + _IN_A_FILE for field in SECRETS)]
    names = sorted(name for name in map(str.upper, os.environ) if name.startswith(_PREFIX))
    endings = [name.removeprefix(_PREFIX) for name in known]
    for name in names:
        if name not in known:
            near = get_close_matches(name.removeprefix(_PREFIX), endings, n=1, cutoff=_SIMILAR)
            yield name, _PREFIX + near[0] if near else None


def doubts(settings: Settings) -> list[str]:
    """What can be meant so, and is to be said all the same; a sentence each."""
    found = [f"{name} is no setting of Glas, and changes nothing" for name, _ in unknown_variables()]
    if settings.keys.resolve().is_relative_to(settings.data.resolve()):
        found.append(
            "the key ring lies in the folder of the data: whoever copies that folder can tell who answered what;"
            " let GLAS_KEYS name a place outside GLAS_DATA"
        )
    return found


def _in_file(field: str) -> dict[str, str]:
    """The setting, when a variable names a file that holds it. Raises ValueError with the rest of a sentence."""
    name = os.environ.get(_variable(field) + _IN_A_FILE)
    if not name:
        return {}
    if os.environ.get(_variable(field)):
        raise ValueError(f"and {_variable(field)} are both set: unset one of them")
    try:
        value = Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ValueError(f"names a file that cannot be read: {reason}") from None
    if not value:
        raise ValueError("names a file with nothing in it")
    return {field: value}


def _variable(field: str) -> str:
    return f"{_PREFIX}{field.upper()}"


def _sentence(message: str) -> str:
    own = message.removeprefix("Value error, ")
    return own if own != message else f"cannot be used: {message[:1].lower()}{message[1:]}"
