"""Faults over HTTP: asking for them, seeing which have happened, and calling them off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import Field

from sandbox.errors import PersonError
from sandbox.faults import Fault, Kind
from sandbox.json_http import Body, answered, body_of, worded

if TYPE_CHECKING:
    from sandbox.world import World


class NewFault(Body):
    """See sandbox.faults.Fault; `count` null is every call from then on."""

    kind: str
    methods: list[str] = Field(default_factory=list)
    bot: int | None = None
    chat: int | None = None
    after: int = Field(default=0, ge=0)
    count: int | None = Field(default=1, ge=1)
    retry_after: int = Field(default=1, ge=1)
    code: int = Field(default=500, ge=500, le=504)


class Mischief(Body):
    """The next `duplicated` updates of a bot come twice, the next `reordered` deliveries of several newest first."""

    bot: int
    duplicated: int = Field(default=0, ge=0)
    reordered: int = Field(default=0, ge=0)


class FaultsApi:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/faults", worded(self.show)),
            web.post("/faults", worded(self.add)),
            web.delete("/faults", worded(self.clear)),
            web.post("/faults/updates", worded(self.add_mischief)),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        return answered({"faults": [_fault_json(fault) for fault in self._world.faults]})

    async def add(self, request: web.Request) -> web.Response:
        new = await body_of(request, NewFault)
        if new.kind not in [kind.value for kind in Kind]:
            raise PersonError(400, f"kind: one of {', '.join(kind.value for kind in Kind)}")
        methods = frozenset(method.lower() for method in new.methods)
        fault = Fault(**{**new.model_dump(), "kind": Kind(new.kind), "methods": methods})
        self._world.faults.add(fault)
        return answered(_fault_json(fault))

    async def clear(self, _request: web.Request) -> web.Response:
        """Calls off all that has not happened yet, of calls and of updates."""
        self._world.faults.clear()
        for account in self._world.accounts:
            account.queue.behave()
        return answered({"faults": []})

    async def add_mischief(self, request: web.Request) -> web.Response:
        mischief = await body_of(request, Mischief)
        queue = self._world.account_by_id(mischief.bot).queue
        queue.misbehave(duplicated=mischief.duplicated, reordered=mischief.reordered)
        return answered(mischief.model_dump())


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind.value,
        "methods": sorted(fault.methods),
        "bot": fault.bot,
        "chat": fault.chat,
        "after": fault.after,
        "count": fault.count,
        "happened": fault.happened,
    }
