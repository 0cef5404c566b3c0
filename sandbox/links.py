"""Which links Telegram takes, after tdlib's `LinkManager::check_link_impl`."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

_APP_LINK: Final = re.compile(r"(tg|ton|tonsite):(?://)?([A-Za-z0-9_.-]+)(.*)", re.IGNORECASE | re.DOTALL)
_USER_LINK: Final = re.compile(r"tg:(?://)?user/?\?id=(\d+)", re.IGNORECASE)


class LinkError(ValueError):
    """Telegram would not take this link; the message is its reason."""


def checked_link(link: str) -> str:
    """The link as Telegram keeps it: with a scheme, the host in lower case, a slash after a bare host.

    Raises LinkError for anything else than http, https, tg, ton and tonsite, and for a host without a dot
    (`http://localhost` is refused by Telegram too).
    """
    app = _APP_LINK.fullmatch(link)
    if app:
        return f"{app[1].lower()}://{app[2]}{app[3]}"
    parts = _split(link if "://" in link else f"http://{link}")
    if parts.scheme.lower() not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    host = parts.hostname or ""
    if "." not in host and ":" not in host:
        raise LinkError("Wrong HTTP URL")
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def user_of_link(link: str) -> int | None:
    """The user that a `tg://user?id=` link mentions."""
    match = _USER_LINK.fullmatch(link)
    return int(match[1]) if match else None


def _split(link: str) -> SplitResult:
    if re.search(r"\s", link):
        raise LinkError("Wrong HTTP URL")
    try:
        parts = urlsplit(link)
        _ = parts.port  # a wrong port is only found when it is asked for
    except ValueError as error:
        raise LinkError("Wrong HTTP URL") from error
    return parts
