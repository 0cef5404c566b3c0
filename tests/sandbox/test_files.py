"""Files, both ways."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox import samples
from sandbox.errors import ApiError
from sandbox.files import Picture, picture

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


async def upload(bot: Any, method: str, fields: dict[str, str], name: str, file: tuple[str, bytes]) -> dict[str, Any]:
    form = aiohttp.FormData(fields, quote_fields=False)
    form.add_field(name, io.BytesIO(file[1]), filename=file[0])
    async with bot._session.post(f"{bot.base}/{method}", data=form) as response:
        body: dict[str, Any] = await response.json()
        return body


async def test_a_document_comes_back_byte_for_byte(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    given = {"chat_id": str(ana.id), "caption": "<b>Date</b>", "parse_mode": "HTML"}
    sent = (await upload(bot, "sendDocument", given, "document", ("datele mele de la primărie.json", b"{}")))["result"]
    assert sent["document"]["file_name"] == "datele mele de la primărie.json"
    assert sent["document"]["mime_type"] == "application/json"
    assert sent["document"]["file_size"] == 2
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("Date", "bold")
    found = (await bot("getFile", file_id=sent["document"]["file_id"])).result
    async with sandbox.session.get(f"{bot.files}/{found['file_path']}") as response:
        assert await response.read() == b"{}"
    seen = await chat.until(lambda seen: seen.screen.raw["document"])
    document = seen.screen.raw["document"]
    assert (document["name"], document["size"], seen.screen.html) == (
        "datele mele de la primărie.json",
        2,
        "<b>Date</b>",
    )
    async with sandbox.session.get(sandbox.url + document["url"]) as response:
        assert response.headers["Content-Disposition"] == "attachment"
        assert await response.read() == b"{}"


async def test_a_photo_by_attach_and_again_by_its_id(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    given = {"chat_id": str(ana.id), "photo": "attach://mine"}
    sent = (await upload(bot, "sendPhoto", given, "mine", ("p.png", samples.PHOTO)))["result"]
    (size,) = sent["photo"]
    assert (size["width"], size["height"]) == (1, 1)
    again = (await bot("sendPhoto", chat_id=ana.id, photo=size["file_id"])).result
    assert again["photo"] == sent["photo"]
    seen = await chat.until(lambda seen: len(seen.from_bot) == 2)
    async with sandbox.session.get(sandbox.url + seen.screen.raw["photo"]) as response:
        assert response.content_type == "image/png"
        assert await response.read() == samples.PHOTO


async def test_captions(bot: Any, ana: Person) -> None:
    given = {"chat_id": str(ana.id), "caption": "a" * 1025}
    answer = await upload(bot, "sendPhoto", given, "photo", ("p.png", samples.PHOTO))
    assert answer["description"] == "Bad Request: message caption is too long"
    given["caption"] = "a" * 1024
    sent = (await upload(bot, "sendPhoto", given, "photo", ("p.png", samples.PHOTO)))["result"]
    where = {"chat_id": ana.id, "message_id": sent["message_id"]}
    assert (await bot("editMessageCaption", **where, caption="b")).result["caption"] == "b"
    assert (await bot("editMessageCaption", **where, caption="b" * 1025)).description == (
        "Bad Request: MEDIA_CAPTION_TOO_LONG"
    )
    text = await bot("editMessageText", **where, text="c")
    assert text.description == "Bad Request: there is no text in the message to edit"
    words = (await bot("sendMessage", chat_id=ana.id, text="a")).result
    caption = await bot("editMessageCaption", chat_id=ana.id, message_id=words["message_id"], caption="b")
    assert caption.description == "Bad Request: there is no caption in the message to edit"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "there is no document in the request"),
        ({"document": "attach://nowhere"}, "there is no document in the request"),
        ({"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"document": "https://a.ro/x.pdf"}, "sandbox: files are not fetched from the web: upload them"),
    ],
)
async def test_no_file(bot: Any, ana: Person, given: dict[str, str], reason: str) -> None:
    assert (await bot("sendDocument", chat_id=ana.id, **given)).description == f"Bad Request: {reason}"


async def test_what_is_no_picture_is_no_photo(bot: Any, ana: Person) -> None:
    answer = await upload(bot, "sendPhoto", {"chat_id": str(ana.id)}, "photo", ("p.png", b"nonsense"))
    assert answer["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    empty = await upload(bot, "sendDocument", {"chat_id": str(ana.id)}, "document", ("p.txt", b""))
    assert empty["description"] == "Bad Request: file must be non-empty"


async def test_unknown_files(sandbox: Any, bot: Any) -> None:
    assert (await bot("getFile", file_id="nonsense")).description == "Bad Request: invalid file_id"
    assert (await bot("getFile")).description == "Bad Request: file_id not specified"
    async with sandbox.session.get(f"{bot.files}/documents/file_9.txt") as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found")
    async with sandbox.session.get(f"{sandbox.url}/files/documents/file_9.txt") as response:
        assert (response.status, await response.json()) == (404, {"error": "there is no such file"})


async def test_large_files(sandbox: Any, bot: Any, ana: Person) -> None:
    large = ("p.bin", bytes((20 << 20) + 1))
    sent = (await upload(bot, "sendDocument", {"chat_id": str(ana.id)}, "document", large))["result"]
    assert (await bot("getFile", file_id=sent["document"]["file_id"])).description == "Bad Request: file is too big"
    photo = ("p.png", samples.PHOTO + bytes(10 << 20))
    answer = await upload(bot, "sendPhoto", {"chat_id": str(ana.id)}, "photo", photo)
    assert answer["description"] == "Bad Request: file is too big"


async def test_a_stranger_downloads_nothing(sandbox: Any) -> None:
    async with sandbox.session.get(f"{sandbox.url}/file/bot1:X/documents/file_0.txt") as response:
        assert response.status == 401


def png(width: int, height: int) -> bytes:
    return samples.PHOTO[:16] + struct.pack(">II", width, height) + samples.PHOTO[24:]


JPEG = b"\xff\xd8\xff\xe0\x00\x04xx" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30)


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (png(640, 480), Picture(640, 480, ".png")),
        (b"GIF89a" + struct.pack("<HH", 3, 4), Picture(3, 4, ".gif")),
        (JPEG, Picture(30, 20, ".jpg")),
    ],
)
def test_sizes(content: bytes, shape: Picture) -> None:
    assert picture(content) == shape


@pytest.mark.parametrize(("width", "height"), [(9000, 1001), (21, 1), (0, 1)])
def test_sizes_that_telegram_does_not_take(width: int, height: int) -> None:
    with pytest.raises(ApiError, match="PHOTO_INVALID_DIMENSIONS"):
        picture(png(width, height))
