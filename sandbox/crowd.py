"""Many people at once, who started a bot long ago: for a broadcast to thousands, without thousands of requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.bots import Account
    from sandbox.world import World

LONG_AGO = 24 * 3600.0
"""Seconds since each of them was heard: their answers prompt nothing any more."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Ids; those who blocked the bot and those whose account is no more are among `people`."""

    people: list[int]
    blocked: list[int]
    deactivated: list[int]


def gather(
    world: World, account: Account, count: int, languages: Sequence[str], *, blocked: int, deactivated: int
) -> Crowd:
    """Makes `count` people, speaking the languages in turn. No bot is told of any of them.

    Who has blocked the bot or is deactivated is drawn by the world's randomness. Raises PersonError for more of those
    than there are people.
    """
    if blocked + deactivated > count:
        raise PersonError(400, f"{blocked} blocked and {deactivated} deactivated are more than {count}")
    heard = world.calendar.now() - LONG_AGO
    people = [
        world.people.add(f"Citizen {number}", language_code=languages[number % len(languages)] if languages else None)
        for number in range(count)
    ]
    lost = world.random.sample(people, blocked + deactivated)
    for person in people:
        world.chat_of(account, person).heard = heard
    for person in lost[:blocked]:
        world.chat_of(account, person).blocked = True
    for person in lost[blocked:]:
        world.people.deactivate(person)
    return Crowd(
        people=[person.id for person in people],
        blocked=[person.id for person in lost[:blocked]],
        deactivated=[person.id for person in lost[blocked:]],
    )
