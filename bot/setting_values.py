"""What a single setting may say. Each check gives the value back, or raises ValueError with the rest of a sentence."""

import os
import re
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr, ValidationInfo

from storage.broadcasts.quiet_hours import QuietHoursUnreadable, quiet_hours

TELEGRAM: Final = "https://api.telegram.org"
OWN_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""What `glas run` itself answers on GLAS_HTTP."""

_DRIVERS: Final = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")
_WEBHOOK_PORTS: Final = (443, 80, 88, 8443)
_WEBHOOK_PATH: Final = re.compile(r"[A-Za-z0-9._~/-]*")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Address(NamedTuple):
    """Where to listen; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def token(value: SecretStr) -> SecretStr:
    """A bot's token."""
    number, colon, secret = value.get_secret_value().partition(":")
    if not (number.isdecimal() and number.isascii() and colon and secret and secret.isascii() and secret.isprintable()):
        raise ValueError("is not a bot's token; @BotFather gives one, such as 123456789:AAE...")
    if any(character.isspace() or character == "/" for character in secret):
        raise ValueError("has a character that no bot's token has")
    return value


def another_token(value: SecretStr, others: ValidationInfo) -> SecretStr:
    """A token of another bot than GLAS_BOT_TOKEN: two pollers of one token would take each other's updates."""
    citizens: SecretStr | None = others.data.get("bot_token")
    if citizens is not None and _bot_of(citizens) == _bot_of(value):
        raise ValueError("is of the same bot as GLAS_BOT_TOKEN: staff need a bot of their own from @BotFather")
    return value


def database_url(value: SecretStr) -> SecretStr:
    """A URL whose driver Glas has."""
    if not value.get_secret_value().startswith(_DRIVERS):
        raise ValueError(f"has to begin with {_DRIVERS[0]} (and a path) or {_DRIVERS[1]}")
    return value


def quiet_hours_written(value: str) -> str:
    """Hours such as 21:00-08:00; empty for none."""
    if value == "none":
        return ""
    try:
        quiet_hours(value)
    except QuietHoursUnreadable:
        raise ValueError("has to be hours such as 21:00-08:00, or none") from None
    return value


def base_url(value: str) -> str:
    """A URL to which a method's path can be added."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"has to be a URL such as {TELEGRAM}")
    return value.rstrip("/")


def webhook_url(value: str, others: ValidationInfo) -> str:
    """A URL to which Telegram can send updates; a Bot API server of one's own also takes http and other ports."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("has to be a URL such as https://glas.example.org/telegram")
    if not _WEBHOOK_PATH.fullmatch(parts.path):
        raise ValueError("may have letters, digits and . _ ~ - / in its path, and nothing else")
    if parts.path in OWN_PATHS:
        raise ValueError(f"ends in {parts.path}, which has another meaning; choose another path, such as /telegram")
    if others.data.get("telegram_api") == TELEGRAM:
        if parts.scheme != "https":
            raise ValueError("has to begin with https://, or Telegram will not send there")
        if (parts.port or 443) not in _WEBHOOK_PORTS:
            ports = ", ".join(map(str, _WEBHOOK_PORTS[:-1]))
            raise ValueError(f"has to have port {ports} or {_WEBHOOK_PORTS[-1]}, or Telegram will not send there")
    return value


def webhook_secret(value: SecretStr, others: ValidationInfo) -> SecretStr:
    """What Telegram takes as a secret, and only beside a webhook."""
    if not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("has to be 1 to 256 characters of A-Z, a-z, 0-9, _ and -")
    if others.data.get("webhook_url", "") is None:
        raise ValueError("is of no use without GLAS_WEBHOOK_URL: set that, too")
    return value


def address(value: object) -> object:
    """HOST:PORT as an Address; anything but text is left as it is."""
    if not isinstance(value, str):
        return value
    parts = _split(f"//{value}")
    if not parts.hostname or parts.port is None or parts.netloc != value or parts.username is not None:
        raise ValueError("has to be an address to listen on, such as 127.0.0.1:8000")
    return Address(parts.hostname, parts.port)


def folder(value: Path, others: ValidationInfo) -> Path:
    """A folder in which a database can be made; it, or those above it, may be missing yet."""
    if others.data.get("database_url", "") is not None:
        return value  # the database is elsewhere
    there = value.absolute()
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise ValueError(f"leads through {there}, which is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(f"is a folder that cannot be written to: let this user write to {there}")
    return value


def _split(value: str) -> SplitResult:
    """The parts of a URL, its port within range. Raises ValueError."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises when it is none
    except ValueError:
        raise ValueError("is not an address that can be read; compare it with the documentation") from None
    return parts


def _bot_of(value: SecretStr) -> int:
    return int(value.get_secret_value().partition(":")[0])
