"""JSON over HTTP, as the sandbox's own APIs speak it: checked bodies, refusals of one sentence."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.errors import ApiError, PersonError

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Nothing(Body):
    pass


_B = TypeVar("_B", bound=Body)


async def body_of(request: web.Request, shape: type[_B]) -> _B:
    """Raises PersonError 400 with the first thing that is wrong."""
    raw = await request.read()
    try:
        return shape.model_validate_json(raw or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise PersonError(400, f"{field}: {first['msg']}" if field else first["msg"]) from error


def worded(handler: Handler) -> Handler:
    """Answers what the sandbox refuses with its status and one sentence."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except PersonError as error:
            return answered({"error": error.sentence}, status=error.status)
        except ApiError as error:
            return answered({"error": error.description}, status=error.code)

    return answer


def answered(body: dict[str, Any], status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", charset="utf-8")


def number_in(request: web.Request, name: str) -> int | None:
    """A number of the query string, None when it is not given. Raises PersonError 400 for what is none."""
    raw = request.query.get(name)
    if raw is None:
        return None
    if not raw.removeprefix("-").isdecimal():
        raise PersonError(400, f"{name} must be a number")
    return int(raw)
