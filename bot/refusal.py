"""The error of what is refused before anything is done.

errors:
    Refusal   the message is one sentence for the person who asked
"""


class Refusal(Exception):
    """What was asked cannot be done; the message is one sentence for the person who typed it."""
