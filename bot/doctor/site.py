"""The page of results: where it is, and whether the public gets there."""

from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.doctor.findings import Finding, doubt, fine
from bot.settings import Settings

_SECONDS: Final = 10
_PART: Final = "results page"


async def results_page(settings: Settings) -> Finding:
    """Asked for where the public would."""
    if settings.pages is None:
        if settings.http is None:
            return fine(_PART, "there is none: neither GLAS_WEBHOOK_URL nor GLAS_HTTP is set; the chat has /results")
        return fine(_PART, f"it is at http://{settings.http}/, for this machine and whatever proxy passes it on")
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=_SECONDS)) as session,
            session.get(settings.pages) as found,
        ):
            answers, reason = found.status == 200, str(found.status)
    except (ClientError, TimeoutError, OSError) as error:
        answers, reason = False, type(error).__name__
    if answers:
        return fine(_PART, f"everybody reads it at {settings.pages}")
    return doubt(
        _PART,
        f"{settings.pages} does not show it ({reason}): let `glas run` run, and the proxy pass on every path but"
        " /healthz, /readyz and /metrics",
    )
