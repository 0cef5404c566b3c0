"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from sandbox.errors import ApiError, unauthorized, unknown_method
from sandbox.faulty_replies import faulty
from sandbox.journal import Called
from sandbox.methods import methods
from sandbox.methods.call import Call
from sandbox.parameters import Parameters, read_parameters

if TYPE_CHECKING:
    from sandbox.bots import Account
    from sandbox.world import World

LARGEST_UPLOAD: Final = 50 << 20
_ROOM_FOR_FIELDS: Final = 1 << 20
BODY_LIMIT: Final = LARGEST_UPLOAD + _ROOM_FOR_FIELDS


class BotApi:
    """Reads calls, runs them, words the answers, and notes each in the journal."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods = methods()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]*}", self.call),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.Response:
        """What would be refused is refused, fault or no fault; whatever else was done, a fault hides it."""
        try:
            account = self._account(request)
            given = await self._parameters(request)
            method = self._named(request.match_info["method"])
            fault = self._world.faults.next_for(account.bot.id, method, _number(given.text("chat_id")))
            if fault is None:
                return _answered(await self._run(account, method, given))
            due = _answered(await self._run(account, method, given)) if fault.kind.is_done else None
            return await faulty(request, fault, due, self._world.closed)
        except ApiError as error:
            return _refused(error)

    async def download(self, request: web.Request) -> web.Response:
        try:
            self._account(request)
        except ApiError as error:
            return _refused(error)
        file = self._world.files.by_path(request.match_info["path"])
        if file is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _named(self, name: str) -> str:
        """The method's name as Telegram writes it, when there is such a method."""
        method = self._methods.get(name.lower())
        return name if method is None else method.name

    def _account(self, request: web.Request) -> Account:
        account = self._world.account_of(request.match_info["token"])
        if account is None:
            raise unauthorized()
        return account

    async def _parameters(self, request: web.Request) -> Parameters:
        try:
            return await read_parameters(request)
        except web.HTTPRequestEntityTooLarge as error:
            raise ApiError(413, "Request Entity Too Large") from error

    async def _run(self, account: Account, name: str, given: Parameters) -> Any:
        method = self._methods.get(name.lower())
        name = self._named(name)
        try:
            if method is None:
                raise unknown_method()
            method.check(given)
            result = await method.run(Call(self._world, account, given, self._run))
        except ApiError as error:
            self._note(account, name, given, error=error)
            raise
        self._note(account, name, given, result=result)
        return result

    def _note(
        self, account: Account, name: str, given: Parameters, *, result: Any = None, error: ApiError | None = None
    ) -> None:
        sent = result.get("message_id") if isinstance(result, dict) else None
        self._world.note(
            Called(
                bot=account.bot.id,
                method=name,
                chat=_number(given.text("chat_id")),
                message_id=_number(given.text("message_id")) or sent,
                ok=error is None,
                code=None if error is None else error.code,
                description=None if error is None else error.description,
            )
        )


def _number(text: str) -> int | None:
    return int(text) if text.removeprefix("-").isdecimal() else None


def _answered(result: Any) -> web.Response:
    return _json({"ok": True, "result": result})


def _refused(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return _json(body, status=error.code, headers=headers)


def _json(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")
