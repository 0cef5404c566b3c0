"""Deep links into the staff's bot and the citizens' bot."""

INVITED = "i_"
"""How the payload of an invitation begins; after it comes the token."""


def invitation_link(username: str, token: str) -> str:
    """The link that brings the token to the staff's bot."""
    return f"https://t.me/{username}?start={INVITED}{token}"


def round_link(username: str, code: str) -> str:
    """The link that opens the round in the citizens' bot."""
    return f"https://t.me/{username}?start=r_{code}"
