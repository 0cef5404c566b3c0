"""Deep links into the two bots: what stands behind ?start= and comes with /start.

errors:
    SourceUnusable   a word that cannot stand in a link
"""

import re
from typing import Final

INVITED: Final = "i_"
"""How the payload of an invitation into the staff's bot begins; after it comes the token."""
RESULTS: Final = "results"
"""The payload that leads to the results."""
LONGEST_SOURCE: Final = 29
"""Telegram takes payloads of 64 characters; a round's code has up to 32."""
_SOURCE: Final = re.compile(rf"[A-Za-z0-9-]{{1,{LONGEST_SOURCE}}}")


class SourceUnusable(ValueError):
    """A word for the place of a link that is empty, too long, or has other than letters a-z, digits and hyphens."""


def link(username: str, payload: str) -> str:
    """The link that opens the bot of that name with the payload."""
    return f"https://t.me/{username}?start={payload}"


def invitation(token: str) -> str:
    """The payload of an invitation."""
    return f"{INVITED}{token}"


def into_round(code: str, source: str | None = None) -> str:
    """The payload that opens a round; `source`: where the link stands, to be counted. Raises SourceUnusable."""
    if source is None:
        return f"r_{code}"
    if not _SOURCE.fullmatch(source):
        raise SourceUnusable(source)
    return f"r_{code}_{source}"
