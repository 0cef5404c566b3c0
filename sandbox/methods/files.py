"""getFile."""

from __future__ import annotations

from typing import Any, Final

from sandbox.errors import bad_request
from sandbox.methods.call import Call, Method
from sandbox.wire import file_json

_LARGEST_DOWNLOAD: Final = 20 << 20


async def get_file(call: Call) -> dict[str, Any]:
    file_id = call.given.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.by_id(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > _LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return file_json(file)


METHODS: Final = (Method("getFile", get_file, frozenset({"file_id"})),)
