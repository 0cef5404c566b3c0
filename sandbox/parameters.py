"""The parameters of a Bot API call, whichever way they came: query string, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.errors import ApiError, bad_request, stricter

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0", ""})


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    mime_type: str | None


class Parameters:
    """Typed access. An empty value counts as none given, as in Telegram."""

    def __init__(self, values: Mapping[str, str], uploads: Mapping[str, Upload]) -> None:
        self._values = {name: value for name, value in values.items() if value != ""}
        self._uploads = uploads

    @property
    def names(self) -> set[str]:
        """The names given, but for those of files that a parameter refers to by `attach://`."""
        attached = {name for name in self._uploads if any(f"attach://{name}" in v for v in self._values.values())}
        return set(self._values) | (set(self._uploads) - attached)

    def __contains__(self, name: str) -> bool:
        return name in self._values or name in self._uploads

    def take(self, name: str) -> str:
        """The text, which is no parameter from then on."""
        return self._values.pop(name, "")

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Raises ApiError for what is no integer (Telegram would take 0)."""
        value = self._values.get(name)
        if value is None:
            return default
        try:
            return int(value)
        except ValueError as error:
            raise stricter(f"the parameter {name!r} must be an integer, not {value!r}") from error

    def flag(self, name: str) -> bool:
        value = self._values.get(name, "").lower()
        if value not in _TRUE | _FALSE:
            raise stricter(f"the parameter {name!r} must be a boolean, not {value!r}")
        return value in _TRUE

    def document(self, name: str, what: str) -> Any:
        """A JSON value, None when absent. `what` is how Telegram calls it in its complaint."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            parsed = json.loads(value)
        except ValueError as error:
            raise bad_request(f"Can't parse {what} JSON object") from error
        if "\\ud" in value.lower():  # an escaped surrogate: only half a pair of them is wrong
            _check_unicode(json.dumps(parsed, ensure_ascii=False))
        return parsed

    def upload(self, name: str) -> Upload | str | None:
        """The file given for a parameter: uploaded (directly or by `attach://`), or what stands in its place."""
        value = self._values.get(name)
        return self._uploads.get(name) if value is None else self.upload_of(value)

    def upload_of(self, value: str) -> Upload | str | None:
        """The upload that a value refers to, None when there is none of that name; any other value as it is."""
        return self._uploads.get(value.removeprefix("attach://")) if _refers(value) else value


async def read_parameters(request: web.Request) -> Parameters:
    """Raises ApiError for a body that can't be read, or that holds what is no Unicode text."""
    values: dict[str, str] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= _from_json(await request.read())
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                values[name] = value.decode() if isinstance(value, bytes) else str(value)
    for value in values.values():
        _check_unicode(value)
    return Parameters(values, uploads)


def parameters_from_reply(content_type: str, body: bytes) -> Parameters | None:
    """What a webhook's reply says, as JSON or as a form; None for anything else, which Telegram passes over."""
    try:
        match content_type:
            case "application/json":
                return Parameters(_from_json(body), {})
            case "application/x-www-form-urlencoded":
                return Parameters(dict(parse_qsl(body.decode())), {})
    except (ApiError, UnicodeDecodeError):
        pass
    return None


def _from_json(body: bytes) -> dict[str, str]:
    """A JSON body gives each parameter as text or as the JSON that a form would carry."""
    if not body.strip():
        return {}
    try:
        given = json.loads(body)
    except ValueError as error:
        raise ApiError(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(given, dict):
        raise ApiError(400, "Bad Request: object expected")
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in given.items()
        if value is not None
    }


def _check_unicode(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise bad_request("Strings must be encoded in UTF-8") from error


def _refers(value: str) -> bool:
    return value.startswith("attach://")
