"""Everything that the staff's bot can do, in the order of its menu: one module a topic, each ending in `setup`."""

from bot.staff import digests, helping, languages, members, status
from bot.staff.visit import Topic


def topics() -> tuple[Topic, ...]:
    """All topics. What is typed unasked is offered to them in this order."""
    return (status.setup(), digests.setup(), members.setup(), languages.setup(), helping.setup())
