"""Groups over HTTP: making them, who comes and goes, and the move to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import Field

from sandbox.errors import PersonError
from sandbox.groups import Group, Kind
from sandbox.json_http import Body, answered, body_of, worded
from sandbox.membership import Membership

if TYPE_CHECKING:
    from sandbox.bots import Account
    from sandbox.people import Person
    from sandbox.world import World


class NewGroup(Body):
    """The first of `people` makes it. All bots of the sandbox are in it unless `bots` names some."""

    title: str = Field(min_length=1, max_length=128)
    people: list[int] = Field(min_length=1)
    bots: list[int] | None = None
    supergroup: bool = False


class Change(Body):
    """`member` is a person or a bot, `by` the person who does it: the first who is in the group, unless named."""

    member: int
    by: int | None = None


class Move(Body):
    by: int | None = None


class GroupsApi:
    def __init__(self, world: World) -> None:
        self._world = world
        self._membership = Membership(world)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/groups", worded(self.create)),
            web.post("/groups/{group}/add", worded(self.add)),
            web.post("/groups/{group}/remove", worded(self.remove)),
            web.post("/groups/{group}/migrate", worded(self.migrate)),
        ]

    async def create(self, request: web.Request) -> web.Response:
        new = await body_of(request, NewGroup)
        people = [self._world.people.get(person) for person in new.people]
        bots = [self._world.account_by_id(bot) for bot in new.bots] if new.bots is not None else self._world.accounts
        kind = Kind.SUPERGROUP if new.supergroup else Kind.GROUP
        return answered(group_json(self._membership.create(kind, new.title, people, bots)))

    async def add(self, request: web.Request) -> web.Response:
        group, change = self._group(request), await body_of(request, Change)
        self._membership.add(group, self._by(group, change.by), self._member(change.member))
        return answered(group_json(group))

    async def remove(self, request: web.Request) -> web.Response:
        group, change = self._group(request), await body_of(request, Change)
        self._membership.remove(group, self._by(group, change.by), self._member(change.member))
        return answered(group_json(group))

    async def migrate(self, request: web.Request) -> web.Response:
        """Answers with the supergroup."""
        group, move = self._group(request), await body_of(request, Move)
        return answered(group_json(self._membership.migrate(group, self._by(group, move.by))))

    def _group(self, request: web.Request) -> Group:
        raw = request.match_info["group"]
        if not raw.removeprefix("-").isdecimal():
            raise PersonError(404, f"there is no group {raw}")
        return self._world.groups.get(int(raw))

    def _by(self, group: Group, person_id: int | None) -> Person:
        first = next((each for each in group.people if group.has(each)), group.creator)
        return self._world.people.get(first if person_id is None else person_id)

    def _member(self, member_id: int) -> Person | Account:
        person = self._world.people.find(member_id)
        return self._world.account_by_id(member_id) if person is None else person


def group_json(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "title": group.title,
        "type": group.kind.value,
        "people": [person_id for person_id in group.people if group.has(person_id)],
        "bots": [bot_id for bot_id in group.bots if group.has(bot_id)],
        "migrated_to": group.migrated_to,
    }
