"""Telegram: whether it knows the tokens, where it sends updates, and whether this machine's clock agrees with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import SecretStr

from bot.doctor.findings import Finding, doubt, fault, fine
from bot.settings import Settings
from bot.traces import harmless

_SECONDS: Final = 10
_MANY_WAITING: Final = 100
_CLOCK_DOUBT_SECONDS: Final = 5
_CLOCK_FAULT_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Telegram said, and when by its own clock."""

    result: dict[str, Any]
    code: int
    description: str
    date: datetime | None


class _Unreachable(Exception):
    """No answer that means anything; the text is the reason."""


async def telegram(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """All of it. `now` is this machine's clock."""
    if settings.bot_token is None:
        yield fault("token", "GLAS_BOT_TOKEN is not set: make a bot with @BotFather, and set its token")
    async with ClientSession(timeout=ClientTimeout(total=_SECONDS)) as session:
        asked = _Asked(session, settings.telegram_api)
        if settings.bot_token is not None:
            try:
                async for each in _citizens(asked, settings, settings.bot_token, now):
                    yield each
            except _Unreachable as error:
                yield fault("token", f"{settings.telegram_api} cannot be reached ({error}): look at the network")
        try:
            yield await _staff(asked, settings)
        except _Unreachable as error:
            yield fault("staff's token", f"{settings.telegram_api} cannot be reached ({error}): look at the network")


class _Asked:
    """Calls without a library in between: the answer's Date is wanted, too."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def __call__(self, token: SecretStr, method: str) -> _Answer:
        """Raises _Unreachable, which never holds the URL: that holds the token."""
        try:
            async with self._session.post(f"{self._base}/bot{token.get_secret_value()}/{method}") as response:
                date, answer = response.headers.get("Date"), await response.json(content_type=None)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise _Unreachable(type(error).__name__) from None
        match answer:
            case {"ok": True, "result": dict(result)}:
                return _Answer(result, 200, "", _moment(date))
            case {"ok": False, "error_code": int(code), "description": str(description)}:
                return _Answer({}, code, harmless(description), _moment(date))
            case _:
                raise _Unreachable("what answers is no Bot API server")


async def _citizens(asked: _Asked, settings: Settings, token: SecretStr, now: datetime) -> AsyncIterator[Finding]:
    me = await asked(token, "getMe")
    if me.code != 200:
        yield _refused("token", "GLAS_BOT_TOKEN", me)
        return
    yield fine("token", f"citizens talk to @{me.result.get('username')}")
    if me.result.get("can_read_all_group_messages"):
        yield doubt("token", "it is sent all that is said in its groups: turn on its privacy mode in @BotFather")
    if me.date is not None:
        yield clock(me.date, now)
    info = await asked(token, "getWebhookInfo")
    for each in webhook(settings.webhook_url, info.result, now):
        yield each


async def _staff(asked: _Asked, settings: Settings) -> Finding:
    if settings.staff_bot_token is None:
        return fine("staff's token", "there is no bot for staff, as GLAS_STAFF_BOT_TOKEN is not set")
    me = await asked(settings.staff_bot_token, "getMe")
    if me.code != 200:
        return _refused("staff's token", "GLAS_STAFF_BOT_TOKEN", me)
    return fine("staff's token", f"staff talk to @{me.result.get('username')}")


def _refused(part: str, variable: str, answer: _Answer) -> Finding:
    if answer.code in {401, 404}:
        return fault(part, f"the Bot API does not know {variable}: compare it with what @BotFather gave")
    return fault(part, f"the Bot API refuses: {answer.description}")


def webhook(url: str | None, info: dict[str, Any], now: datetime) -> list[Finding]:
    """What Telegram says of the webhook (getWebhookInfo) beside what is wanted."""
    found = [_address(url, str(info.get("url", "")))]
    failed = info.get("last_error_date")
    if url is not None and isinstance(failed, int):
        minutes = (now - datetime.fromtimestamp(failed, UTC)).total_seconds() / 60
        said = harmless(str(info.get("last_error_message", "no reason")))
        if minutes < 60:
            found.append(fault("webhook", f"{minutes:.0f} minutes ago Telegram could not deliver: {said}"))
    pending = info.get("pending_update_count", 0)
    if isinstance(pending, int) and pending > _MANY_WAITING:
        found.append(doubt("webhook", f"{pending} updates wait at Telegram: let `glas run` run"))
    return found


def _address(wanted: str | None, there: str) -> Finding:
    match wanted, there:
        case None, "":
            return fine("webhook", "there is none: updates are polled")
        case None, _:
            return doubt("webhook", "Telegram has one, which `glas run` will remove to poll; or set GLAS_WEBHOOK_URL")
        case _, "":
            return doubt("webhook", "Telegram has none yet: `glas run` sets it when it starts")
        case _ if wanted == there:
            return fine("webhook", "Telegram sends updates where GLAS_WEBHOOK_URL says")
        case _:
            return fault("webhook", "Telegram sends updates elsewhere: another program uses this token, so stop that")


def clock(theirs: datetime, now: datetime) -> Finding:
    """This machine's clock beside Telegram's, which tells whole seconds."""
    off = abs((now - theirs).total_seconds())
    if off <= _CLOCK_DOUBT_SECONDS:
        return fine("clock", "it agrees with Telegram's")
    says = f"it is {off:.0f} s off Telegram's, so rounds open and close at other moments: let the system set it"
    return fault("clock", says) if off > _CLOCK_FAULT_SECONDS else doubt("clock", says)


def _moment(date: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
