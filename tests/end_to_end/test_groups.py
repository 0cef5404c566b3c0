"""In a group: one line that leads into the private chat, at most once a minute, and never a question."""

from bot.citizens.groups import QUIET_SECONDS
from sandbox.client import Chat, Group, Person
from tests.end_to_end.stage import BOT, Stage

PRIVATE = f"https://t.me/{BOT.username}?start="


async def gathered(stage: Stage) -> tuple[Person, Group, Chat]:
    """Ana, her group with the bot in it, and the group as she sees it."""
    ana = await stage.town.arrive("Ana", language_code="ro")
    group = await stage.town.group("Vecinii", [ana], bots=[BOT.id])
    return ana, group, await stage.stack.enter_async_context(ana.chat(group=group))


def links(chat: Chat) -> list[list[str | None]]:
    """Where the bot's messages lead, message by message."""
    return [[button.url for button in message.buttons] for message in chat.seen.from_bot]


async def test_a_group_is_led_into_the_private_chat_once_a_minute(stage: Stage) -> None:
    _, _, chat = await gathered(stage)
    await chat.say("/start")
    await chat.until(lambda seen: len(seen.from_bot) == 1)
    for text in ("/results", f"/start@{BOT.username}", "/help", "3", "mai mult verde"):
        await chat.say(text)
    await stage.caught_up()
    await stage.clock.sleep(QUIET_SECONDS)
    await chat.say(f"/results@{BOT.username}")
    await chat.until(lambda seen: len(seen.from_bot) == 2)
    assert links(chat) == [[f"{PRIVATE}r_timisoara"], [f"{PRIVATE}results"]]


async def test_the_link_leads_where_it_says(stage: Stage) -> None:
    _, _, chat = await gathered(stage)
    await chat.say("/results")
    await chat.until(lambda seen: bool(seen.from_bot))
    [[link]] = links(chat)
    assert link is not None
    ion = await stage.citizen()
    screen = await ion.say(f"/start {link.removeprefix(PRIVATE)}")
    assert screen.text.startswith("Rezultate: ")


async def test_a_group_that_becomes_a_supergroup_is_answered_there(stage: Stage) -> None:
    ana, group, chat = await gathered(stage)
    await chat.say("/start")
    await chat.until(lambda seen: len(seen.from_bot) == 1)
    moved = await stage.stack.enter_async_context(ana.chat(group=await group.migrate()))
    await moved.say("/start")
    await moved.until(lambda seen: bool(seen.from_bot))
    assert links(moved) == [[f"{PRIVATE}r_timisoara"]]
    assert stage.refused() == []


async def test_nothing_of_a_group_is_stored(stage: Stage) -> None:
    _, group, chat = await gathered(stage)
    await chat.say("/start")
    await chat.until(lambda seen: len(seen.from_bot) == 1)
    assert (await stage.about(group.id))["conversation"] is None
