"""The settings, from environment variables named GLAS_...; no file is read.

errors:
    SettingsError   every mistake at once, one line each
"""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "GLAS_"
_DRIVERS = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")


class SettingsError(Exception):
    """Settings that cannot be used. The message names each variable on a line of its own, and no value."""


def _token(value: SecretStr) -> SecretStr:
    number, colon, secret = value.get_secret_value().partition(":")
    if not (number.isdecimal() and number.isascii() and colon and secret and secret.isascii() and secret.isprintable()):
        raise ValueError("is not a bot's token; @BotFather gives one, such as 123456789:AAE...")
    if any(character.isspace() or character == "/" for character in secret):
        raise ValueError("has a character that no bot's token has")
    return value


def _database_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(_DRIVERS):
        raise ValueError(f"has to begin with {_DRIVERS[0]} (and a path) or {_DRIVERS[1]}")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("has to be a URL such as https://api.telegram.org")
    return value.rstrip("/")


_PATH = AfterValidator(lambda path: path.expanduser())


class Settings(BaseSettings):
    """Checked when made. A variable that is set to nothing counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="token of the citizens' bot"
    )
    telegram_api: Annotated[str, AfterValidator(_base_url)] = Field(
        default="https://api.telegram.org", description="base URL of the Bot API server, without a slash at its end"
    )
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] | None = Field(
        default=None, description="SQLAlchemy URL; a file under `data` when there is none"
    )
    data: Annotated[Path, _PATH] = Field(default=Path("data"), description="folder for database and reports")
    keys: Annotated[Path, _PATH] = Field(default=Path("~/.config/glas/keys"), description="the key ring's file")
    time_zone: ZoneInfo = Field(
        default=ZoneInfo("Europe/Bucharest"), description="the city's: what is today there, and when dates begin"
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


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (f"{_PREFIX}{str(each['loc'][0]).upper()} {_sentence(each['msg'])}" for each in error.errors())
        # Without its cause: it may quote what was set.
        raise SettingsError("\n".join(lines)) from None


def _sentence(message: str) -> str:
    own = message.removeprefix("Value error, ")
    return own if own != message else f"cannot be used: {message[:1].lower()}{message[1:]}"
