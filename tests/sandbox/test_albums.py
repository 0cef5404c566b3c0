"""Albums both ways, files that people send with words, and one file in place of another."""

from __future__ import annotations

import io
from json import dumps
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox import samples
from sandbox.pace import Pace
from sandbox.seen import Refused

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


async def send(bot: Any, method: str, files: dict[str, bytes], **fields: Any) -> dict[str, Any]:
    form = aiohttp.FormData({name: value if isinstance(value, str) else dumps(value) for name, value in fields.items()})
    for name, content in files.items():
        form.add_field(name, io.BytesIO(content), filename=f"{name}.png")
    async with bot._session.post(f"{bot.base}/{method}", data=form) as response:
        body: dict[str, Any] = await response.json()
        return body


def attached(kind: str, *names: str, **details: Any) -> list[dict[str, Any]]:
    return [{"type": kind, "media": f"attach://{name}", **details} for name in names]


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_an_album_of_the_bot(bot: Any, ana: Person, chat: Chat, kind: str) -> None:
    media = attached(kind, "a", "b")
    media[0] |= {"caption": "<b>Două</b>", "parse_mode": "HTML"}
    files = {"a": samples.PHOTO, "b": samples.PHOTO}
    sent = (await send(bot, "sendMediaGroup", files, chat_id=ana.id, media=media))["result"]
    assert [kind in message for message in sent] == [True, True]
    assert sent[0]["media_group_id"] == sent[1]["media_group_id"]
    assert (sent[0]["caption"], "caption" in sent[1]) == ("Două", False)
    seen = await chat.until(lambda seen: len(seen.from_bot) == 2)
    assert len({message.raw["album"] for message in seen.from_bot}) == 1


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        (attached("photo", *"aaaaaaaaaaa"), "too many messages to send as an album"),
        ([], "there are no messages to send"),
        ({}, "expected an Array of InputMedia"),
        (["a"], "can't parse InputMedia: expected an Object"),
        (attached("photo", "a") + attached("document", "a"), "document can't be mixed with other media types"),
        (attached("photo", "nowhere"), "can't parse InputMedia: media not found"),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        ([{"type": "gif", "media": "x"}], 'can\'t parse InputMedia: type "gif" is unsupported'),
        ([{"type": ["photo"], "media": "x"}], 'can\'t parse InputMedia: Field "type" must be of type String'),
        ([{"type": "photo", "media": "x"}], "wrong file identifier/HTTP URL specified"),
        (
            [{"type": "photo", "media": "https://a.ro/a.png"}],
            "sandbox: files are not fetched from the web: upload them",
        ),
        (attached("video", "a"), "sandbox: media of type 'video' is not modelled"),
        (attached("photo", "a", width=1), "sandbox: InputMedia of type 'photo' has no field 'width'"),
        (attached("photo", "a", caption="x" * 1025), "message caption is too long"),
    ],
)
async def test_refused_albums(bot: Any, ana: Person, media: object, reason: str) -> None:
    files = {"a": samples.PHOTO} if "attach://a" in dumps(media) else {}
    answer = await send(bot, "sendMediaGroup", files, chat_id=ana.id, media=media)
    assert answer["description"] == f"Bad Request: {reason}"
    assert (await bot("sendMediaGroup", chat_id=ana.id)).description == 'Bad Request: parameter "media" is required'


async def test_every_message_of_an_album_counts(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(Pace.STRICT)
    ana, bot = await sandbox.person(), sandbox.bot()
    media = attached("photo", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a")
    codes = [
        (await send(bot, "sendMediaGroup", {"a": samples.PHOTO}, chat_id=ana.id, media=media)).get("error_code")
        for _ in range(3)
    ]
    assert codes == [None, None, 429]


async def test_one_file_in_place_of_another(bot: Any, ana: Person, chat: Chat) -> None:
    where = {"chat_id": ana.id, "message_id": (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]}
    (media,) = attached("document", "a", caption="b")
    edited = (await send(bot, "editMessageMedia", {"a": b"{}"}, **where, media=media))["result"]
    assert (edited["document"]["file_name"], edited["caption"], "text" in edited) == ("a.png", "b", False)
    await chat.until(lambda seen: seen.screen.raw["document"])
    (media,) = attached("photo", "a")
    assert "photo" in (await send(bot, "editMessageMedia", {"a": samples.PHOTO}, **where, media=media))["result"]
    missing = await bot("editMessageMedia", **where)
    assert missing.description == 'Bad Request: parameter "media" is required'
    album = await send(bot, "sendMediaGroup", {"a": samples.PHOTO}, chat_id=ana.id, media=attached("photo", "a", "a"))
    where["message_id"] = album["result"][0]["message_id"]
    (media,) = attached("document", "a")
    refused = await send(bot, "editMessageMedia", {"a": b"{}"}, **where, media=media)
    assert refused["description"] == "Bad Request: can't change media type in the album"


async def test_what_people_send_comes_byte_for_byte(sandbox: Any, bot: Any, chat: Chat) -> None:
    await chat.send("document", b"id: parks\n", name="parks.yaml", caption="Consultarea /noastră")
    (update,) = await bot.updates()
    message = update["message"]
    assert (message["document"]["file_name"], message["caption"]) == ("parks.yaml", "Consultarea /noastră")
    found = (await bot("getFile", file_id=message["document"]["file_id"])).result
    async with sandbox.session.get(f"{bot.files}/{found['file_path']}") as response:
        assert await response.read() == b"id: parks\n"


async def test_an_album_of_a_person(bot: Any, chat: Chat) -> None:
    await chat.send_album([samples.PHOTO] * 3, caption="Strada mea")
    await chat.send_album([b"a", b"b"], names=["a.txt", "b.txt"])
    messages = [update["message"] for update in await bot.updates()]
    assert [("photo" in message, message.get("caption")) for message in messages] == [
        (True, "Strada mea"),
        (True, None),
        (True, None),
        (False, None),
        (False, None),
    ]
    assert len({message["media_group_id"] for message in messages}) == 2
    assert [message["document"]["file_name"] for message in messages[3:]] == ["a.txt", "b.txt"]


async def test_what_people_can_not_send(chat: Chat) -> None:
    with pytest.raises(Refused, match="IMAGE_PROCESS_FAILED"):
        await chat.send("photo", b"nonsense")
    with pytest.raises(Refused, match="a caption has at most 1024 characters"):
        await chat.send("photo", caption="a" * 1025)
    with pytest.raises(Refused, match="files: List should have at least 2 items"):
        await chat.send_album([samples.PHOTO])
    with pytest.raises(Refused, match="file must be non-empty"):
        await chat.send("document", b"")
