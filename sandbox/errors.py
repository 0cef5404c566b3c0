"""What the sandbox refuses, and in which words.

SandboxError
├── ApiError       a Bot API call is refused: code, description, parameters
└── PersonError    a request of the people API is refused: status, sentence

Descriptions are Telegram's own, read in tdlib/telegram-bot-api (`fail_query_with_error`) and tdlib/td. Where the
sandbox is stricter than Telegram, its sentence begins with "sandbox:", so that nobody takes it for Telegram's.
"""

from __future__ import annotations

from typing import Final

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
POLLED_TWICE: Final = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)

POLL_ENDED_BY_WEBHOOK: Final = "Conflict: terminated by setWebhook request"
WEBHOOK_IS_SET: Final = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class SandboxError(Exception):
    """Base of everything that the sandbox refuses."""


class ApiError(SandboxError):
    """A refused Bot API call; `description` and `parameters` go to the bot as they stand."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """`parameters` are those of ResponseParameters: retry_after, migrate_to_chat_id."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class PersonError(SandboxError):
    """A refused request of the people API."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def bad_request(reason: str) -> ApiError:
    """Phrases a reason as Telegram does: prefixed, its first letter lowered unless it is a CODE_LIKE_THIS."""
    return ApiError(400, f"Bad Request: {_lowered(reason)}")


def stricter(reason: str) -> ApiError:
    """A refusal that Telegram would not make, or would phrase otherwise."""
    return ApiError(400, f"Bad Request: sandbox: {reason}")


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {_lowered(reason)}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(chat_id: int) -> ApiError:
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def unknown_method() -> ApiError:
    return ApiError(404, "Not Found: method not found")


def conflict(description: str) -> ApiError:
    return ApiError(409, description)


def _lowered(reason: str) -> str:
    second = reason[1:2]
    if second == "_" or "A" <= second <= "Z":
        return reason
    return reason[:1].lower() + reason[1:]
