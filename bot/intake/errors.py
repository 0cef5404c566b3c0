"""Why intake cannot go on.

errors:
    IntakeError
    ├── WrongToken        the Bot API does not know this token
    ├── WebhookRefused    Telegram will not send updates there
    └── Unstored          receipts were given up: Telegram will send those updates again
"""

from typing import Final

ANOTHER_POLLS: Final = "another program polls this token, or a webhook is set: stop it, or call deleteWebhook"
"""What Telegram's 409 means to whoever reads the log."""


class IntakeError(Exception):
    """Intake cannot go on; the message is a sentence for whoever started it."""


class WrongToken(IntakeError):
    """The Bot API does not know this token."""

    def __init__(self) -> None:
        super().__init__("the Bot API does not know this token: compare GLAS_BOT_TOKEN with what @BotFather gave")


class WebhookRefused(IntakeError):
    """Telegram will not send updates there."""


class Unstored(IntakeError):
    """Receipts were given up."""
