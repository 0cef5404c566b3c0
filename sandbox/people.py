"""The people of the sandbox: whoever writes to the bots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_FIRST_ID: Final = 5_000_000_000
"""Beyond 2^32, as the ids of today's Telegram accounts are: a bot that keeps them in 32 bits breaks here first."""
_GAP: Final = 100_000


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class People:
    """Everybody, by id, in the order in which they came."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._next_id = _FIRST_ID + random.randrange(1_000_000_000)
        self._people: dict[int, Person] = {}
        self._deactivated: set[int] = set()

    def add(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> Person:
        person = Person(self._next_id, first_name, last_name, username, language_code)
        self._next_id += self._random.randrange(1, _GAP)
        self._people[person.id] = person
        return person

    def find(self, person_id: int) -> Person | None:
        return self._people.get(person_id)

    def get(self, person_id: int) -> Person:
        """Raises PersonError 404 for somebody unknown."""
        person = self._people.get(person_id)
        if person is None:
            raise PersonError(404, f"there is no person {person_id}")
        return person

    def deactivate(self, person: Person) -> None:
        """They delete their account: for good."""
        self._deactivated.add(person.id)

    def is_deactivated(self, person: Person) -> bool:
        return person.id in self._deactivated

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())
