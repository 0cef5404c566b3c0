"""Everything that the staff's bot can do, in the order of its menu: one module a topic, each ending in `setup`."""

from bot.staff import (
    audit,
    broadcast_ending,
    broadcast_recipients,
    broadcast_wording,
    broadcasts,
    consultations,
    dates,
    deeds,
    digests,
    downloads,
    figures,
    helping,
    languages,
    members,
    posters,
    rounds,
    status,
    theme_release,
    trying,
    word_typing,
    words,
)
from bot.staff.trying import Trials
from bot.staff.visit import Topic


def topics() -> tuple[Topic, ...]:
    """All topics. What is typed unasked is offered to them in this order."""
    trials = Trials()
    return (
        rounds.setup(),
        consultations.setup(trials),
        broadcasts.setup(),
        broadcast_wording.setup(),
        broadcast_recipients.setup(),
        broadcast_ending.setup(),
        deeds.setup(),
        dates.setup(),
        posters.setup(),
        status.setup(),
        figures.setup(),
        downloads.setup(),
        words.setup(),
        word_typing.setup(),
        theme_release.setup(),
        digests.setup(),
        members.setup(),
        audit.setup(),
        languages.setup(),
        helping.setup(),
        trying.setup(trials),  # takes whatever was typed for nobody else
    )
