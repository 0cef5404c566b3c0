"""A broadcast tried out: it comes to the one who asks as it would come to everybody, or they are told what to do."""

from dataclasses import dataclass

import pytest

from bot.cli.broadcasts import try_one
from bot.refusal import Refusal
from sandbox.client import Chat
from sandbox.faults import Kind as Fault
from storage.audit import Author, lines
from storage.broadcasts.broadcast import Broadcast, Counts, Kind, Standing
from storage.broadcasts.deciding import create
from storage.broadcasts.reading import broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.words import Words
from storage.roles import Role
from tests.end_to_end.audience import PNG, heard, subscribe
from tests.end_to_end.citizen import LABELS
from tests.end_to_end.clocks import wall_of
from tests.end_to_end.colleague import Colleague
from tests.end_to_end.stage import BOT, CODE, SetUp, Stage

WORDS = {"ro": Words("Vineri, ora 17, în Piața Unirii", PNG), "en": Words("On Friday at 5 p.m. in Piața Unirii")}
ALONE = "Nobody else got it."


@dataclass
class Office:
    """The city hall: an editor before a draft that nobody has got, and the chat of the same person with the bot."""

    stage: Stage
    maria: Colleague
    citizens: Chat

    async def starts(self) -> None:
        """The editor opens the citizens' bot."""
        await self.citizens.say("/start")
        await self.citizens.until(lambda seen: seen.screen)

    async def tries(self, *expected: str) -> None:
        await self.maria.taps("Send it to me only", *expected)
        await self.maria.taps("◀ Broadcast 1", "a draft")

    def came(self) -> list[str]:
        """The words of every broadcast message in the chat."""
        texts = [each.text for each in WORDS.values()]
        return [each.text for each in self.citizens.seen.from_bot if each.text in texts]


@pytest.fixture
async def office(set_up: SetUp) -> Office:
    stage = await set_up(staff=True)
    await subscribe(stage, (await stage.town.crowd(10)).people)
    by = Author("cli:test", wall_of(stage.clock))
    await create(stage.database, Broadcast(0, 1, Kind.REMIND, Segment.ALL, WORDS), by)
    maria = await Colleague.invited(stage, Role.EDITOR, "maria")
    chat = await stage.stack.enter_async_context(maria.person.chat(BOT.id))
    await maria.says("/broadcasts", "Only who asked for it is written to")
    await maria.taps("1 – ", "a draft")
    return Office(stage, maria, chat)


async def test_text_picture_and_button_come_to_who_asks_and_to_nobody_else(office: Office) -> None:
    await office.starts()
    await office.tries(ALONE)
    await office.citizens.until(lambda _: office.came() == [each.text for each in WORDS.values()])
    pictured, plain = office.citizens.seen.from_bot[-2:]
    assert (bool(pictured.raw["photo"]), plain.raw["photo"]) == (True, None)
    assert [button.text for each in (pictured, plain) for button in each.buttons] == [
        "Continuă de unde am rămas",
        "Go on where I was",
    ]
    await office.citizens.press(plain.buttons[0])
    await office.citizens.until(lambda seen: seen.screen.message_id > plain.message_id)
    assert sum(n for text in WORDS.values() for n in heard(office.stage, text.text).values()) == 2
    of = await broadcast(office.stage.database, 1)
    assert (of.standing(wall_of(office.stage.clock)), of.counts) == (Standing.DRAFT, Counts())
    assert [each.who for each in await lines(office.stage.database) if "tried" in each.what] == ["staff:maria"]


async def test_the_conversation_goes_on_below_it(office: Office) -> None:
    await office.citizens.say(f"/start r_{CODE}")
    await office.citizens.until(lambda seen: seen.button(LABELS["en"].start))
    before = office.citizens.seen.screen
    await office.tries(ALONE)
    await office.citizens.press(before.buttons[0])
    await office.citizens.until(lambda seen: seen.screen.message_id > before.message_id + 2)


async def test_who_has_not_opened_the_bot_is_told_what_to_do(office: Office) -> None:
    await office.tries(f"@{BOT.username} may not write to you yet. Please open it, tap Start, and try again here.")
    await office.starts()
    await office.tries(ALONE)
    await office.citizens.until(lambda _: len(office.came()) == len(WORDS))


async def test_told_to_wait_it_waits_as_everything_unprompted_does(office: Office) -> None:
    await office.starts()
    await office.stage.town.fault(Fault.TOO_MANY_REQUESTS, "sendPhoto", count=2, retry_after=3600)
    for _ in range(2):
        await office.tries("Telegram asked for a pause.")
    assert [each["happened"] for each in await office.stage.town.faults()] == [1], "the second was not even begun"
    assert office.came() == []


async def test_the_command_line_sends_it_too(office: Office) -> None:
    settings, now = office.stage.settings, wall_of(office.stage.clock)
    me = office.maria.person.id
    with pytest.raises(Refusal, match=rf"@{BOT.username} may not write to {me} yet: open https://t.me/{BOT.username}"):
        await try_one(settings, 1, me, now)
    await office.starts()
    await try_one(settings, 1, me, now)
    await office.citizens.until(lambda _: office.came() == [each.text for each in WORDS.values()])
    ana = await office.stage.started()
    await try_one(settings, 1, ana.id, now)
    tried = [each.subject for each in await lines(office.stage.database) if each.what == "broadcast tried"]
    assert tried == ["broadcast 1 to maria", "broadcast 1 to maria", "broadcast 1 to somebody outside the staff"]
    await office.stage.town.fault(Fault.TOO_MANY_REQUESTS, "sendPhoto", count=2, retry_after=3600)
    for _ in range(2):
        with pytest.raises(Refusal, match=r"Telegram asked for a pause of 3[56]\d\d s"):
            await try_one(settings, 1, me, now)
    assert [each["happened"] for each in await office.stage.town.faults()] == [1], "the hold is everybody's"
