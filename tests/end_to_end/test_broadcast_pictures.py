"""A broadcast's picture in the staff's bot: sent where its text is written, tried, replaced, taken away, refused."""

import struct

import pytest

from bot.staff import broadcast_wording
from sandbox import samples
from storage.broadcasts.reading import broadcast
from storage.roles import Role
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.stage import BOT, SetUp, Stage

JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10" + bytes(20)
"""As much of a picture of 16 by 16 pixels as anybody looks at here."""
WIDE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2100, 100) + bytes(5)
UNASKED = "I do not know what this picture is for."
NONE = "I take pictures only"


@pytest.fixture
async def maria(set_up: SetUp) -> Colleague:
    """An editor who is asked for the Romanian words of a draft."""
    maria = await Colleague.invited(await set_up(staff=True), Role.EDITOR, "maria")
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("Tell that results are out", "About which round?")
    await maria.taps("timisoara", "State: a draft")
    await maria.taps("Text and picture: Română", "Please type the text")
    return maria


async def picture(stage: Stage, language: str = "ro") -> bytes | None:
    return (await broadcast(stage.database, 1)).words[language].picture


def shown(maria: Colleague) -> list[str]:
    """The words below each picture that the bot has sent."""
    return [each.text for each in maria.chat.seen.from_bot if each.raw["photo"]]


async def test_a_photo_stands_above_the_words_and_is_tried(maria: Colleague) -> None:
    stage = maria.stage
    await maria.chat.send("photo", JPEG)
    await maria.chat.until(lambda seen: "Română, with a picture" in seen.screen.text)
    assert await picture(stage) == JPEG
    assert len(shown(maria)) == 1
    assert shown(maria)[0].startswith("Au apărut rezultatele"), "it comes back as subscribers will see it"
    citizens = await stage.stack.enter_async_context(maria.person.chat(BOT.id))
    await citizens.say("/start")
    await citizens.until(lambda seen: seen.screen)
    await maria.taps("Send it to me only", "Nobody else got it.")
    await citizens.until(lambda seen: len([each for each in seen.from_bot if each.raw["photo"]]) == 1)


async def test_its_caption_becomes_the_text_it_is_replaced_and_taken_away(maria: Colleague) -> None:
    stage = maria.stage
    await maria.chat.send("document", samples.PHOTO, name="afis.png", caption="La Casa Tineretului")
    await maria.chat.until(lambda seen: "Română, with a picture" in seen.screen.text)
    assert (await picture(stage), shown(maria)) == (samples.PHOTO, ["La Casa Tineretului"])
    await maria.taps("Text and picture: Română", "Please type the text")
    assert shown(maria) == ["La Casa Tineretului"] * 2, "what is there is shown before it is replaced"
    await maria.chat.send("photo", JPEG)
    await maria.chat.until(lambda seen: "State: a draft" in seen.screen.text)
    assert await picture(stage) == JPEG
    await maria.taps("Text and picture: Română", "Please type the text")
    await maria.says("a" * 1001, "Beside a picture there is room for 1,000 characters, and the text has 1,001.")
    await maria.taps("Take the picture away", "State: a draft")
    assert "picture 🖼" not in maria.text
    assert "La Casa Tineretului" in maria.text
    assert await picture(stage) is None


async def test_what_is_no_fit_picture_is_told_and_the_next_one_is_taken(
    maria: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(told: str, what: str, content: bytes | None = None, **details: str) -> None:
        sent = await maria.chat.send(what, content, **details)
        await maria.chat.until(lambda seen: seen.screen.message_id > sent and told in seen.screen.text)
        assert "◀ Broadcast 1" in maria.labels, "a way back"

    await refused(NONE, "sticker")
    await refused(NONE, "voice")
    await refused("neither PNG nor JPEG", "document", b"GIF89a....", name="a.gif")
    await refused("much too wide or tall", "document", WIDE, name="a.png")
    monkeypatch.setattr(broadcast_wording, "PICTURE_BYTES", 1000)
    await refused("there is room for 10 MB", "document", samples.PHOTO + bytes(1000), name="a.png")
    album = await maria.chat.send_album([JPEG] * 3)
    await maria.chat.until(lambda seen: "There is room for one picture." in seen.screen.text)
    await maria.chat.send("photo", JPEG)
    await maria.chat.until(lambda seen: "Română, with a picture" in seen.screen.text)
    assert await picture(maria.stage) == JPEG
    after = [each.text for each in maria.chat.seen.from_bot if each.message_id > album[0]]
    assert sum("one picture" in each for each in after) == 1, "an album is told once"


async def test_a_picture_that_nothing_asked_for(maria: Colleague) -> None:
    async def told(what: str, expected: str, **details: str) -> None:
        sent = await maria.chat.send(what, JPEG, **details)
        await maria.chat.until(lambda seen: seen.screen.message_id > sent and expected in seen.screen.text)

    await maria.taps("◀ Broadcast 1", "State: a draft")
    await told("photo", UNASKED)
    await told("document", UNASKED, name="a.jpg")
    await maria.chat.send_album([JPEG] * 3)
    await maria.says("/broadcasts", "Only who asked for it is written to")
    assert sum(UNASKED in each.text for each in maria.chat.seen.from_bot) == 3, "an album is told once"
    await maria.taps("1 – ", "State: a draft")
    await maria.taps("Count and send", "type this number")
    await told("photo", UNASKED)
    ion = await Colleague.invited(maria.stage, Role.ANALYST, "ion")
    await ion.chat.send("photo", JPEG)
    await ion.chat.until(lambda seen: "As analyst you may not do that" in seen.screen.text)
