"""Groups: who is told what, what a bot may do there, and the move to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.bots import Bot
from sandbox.client import Group, Townsfolk
from sandbox.pace import Pace
from sandbox.seen import Refused
from sandbox.server import build_sandbox, serving

if TYPE_CHECKING:
    from sandbox.client import Chat, Person

CITIZENS = 1000001
STAFF = 1000002
KEYBOARD = {"inline_keyboard": [[{"text": "Da", "callback_data": "yes"}]]}


async def fresh(bot: Any) -> list[dict[str, Any]]:
    """The updates that wait, acknowledged."""
    updates: list[dict[str, Any]] = await bot.updates()
    if updates:
        await bot.updates(updates[-1]["update_id"] + 1)
    return updates


@pytest.fixture
async def group(sandbox: Any, bot: Any, ana: Person) -> Group:
    """A group of Ana's with the citizens' bot, which knows of it."""
    made: Group = await sandbox.town.group("Vecinii", [ana], bots=[CITIZENS])
    await fresh(bot)
    return made


@pytest.fixture
async def talk(sandbox: Any, ana: Person, group: Group) -> Chat:
    """The group, as Ana sees it."""
    chat: Chat = await sandbox.stack.enter_async_context(ana.chat(group=group))
    return chat


async def test_a_bot_learns_of_a_group_it_is_in_from_the_beginning(sandbox: Any, bot: Any, ana: Person) -> None:
    group = await sandbox.town.group("Vecinii", [ana], bots=[CITIZENS])
    joined, created = await bot.updates()
    assert -(2**32) < group.id < 0
    chat = {"id": group.id, "type": "group", "title": "Vecinii"}
    assert joined["my_chat_member"]["chat"] == created["message"]["chat"] == chat
    assert joined["my_chat_member"]["from"]["id"] == ana.id
    assert joined["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert created["message"]["group_chat_created"] is True
    assert await sandbox.bot("1000002:SANDBOX").updates() == []


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("salut", False),
        ("salut @glas_demo_bot", False),
        ("/start", True),
        ("/start@glas_demo_bot r_demo", True),
        ("/start@GLAS_demo_bot", True),
        ("/start@glas_staff_bot", False),
        ("scrie /start", False),
    ],
)
async def test_privacy_mode(sandbox: Any, bot: Any, talk: Chat, group: Group, text: str, heard: bool) -> None:
    await talk.say(text)
    assert [update["message"]["text"] for update in await bot.updates()] == ([text] if heard else [])
    entry = (await sandbox.town.journal())[-2]
    assert (entry["kind"], entry["chat"], entry["update_id"] is not None) == ("message", group.id, heard)


async def test_a_reply_to_the_bot_is_for_the_bot(bot: Any, talk: Chat, group: Group) -> None:
    own = await talk.say("ce zi e azi?")
    asked = (await bot("sendMessage", chat_id=group.id, text="?")).result["message_id"]
    await talk.until(lambda seen: seen.screen.text == "?")
    await talk.say("miercuri", reply_to=asked)
    await talk.say("nu, joi", reply_to=own)
    (update,) = await bot.updates()
    assert (update["message"]["text"], update["message"]["reply_to_message"]["message_id"]) == ("miercuri", asked)
    with pytest.raises(Refused, match="no message 999 to reply to"):
        await talk.say("?", reply_to=999)


async def test_a_general_command_is_for_the_bot_that_wrote_last(sandbox: Any, bot: Any, ana: Person) -> None:
    group = await sandbox.town.group("Vecinii", [ana])
    staff = sandbox.bot("1000002:SANDBOX")
    await fresh(bot)
    await fresh(staff)
    async with ana.chat(group=group) as chat:
        await chat.say("/help")
        assert [len(await fresh(each)) for each in (bot, staff)] == [1, 1]
        await staff("sendMessage", chat_id=group.id, text="a")
        await chat.say("/help")
        assert [len(await fresh(each)) for each in (bot, staff)] == [0, 1]


async def test_a_bot_without_privacy_mode_hears_everything() -> None:
    app = build_sandbox([Bot("7:A", "all_ears_bot", "Ears", reads_groups=True)])
    async with serving(app) as url, Townsfolk(url) as town:
        ana = await town.arrive("Ana")
        group = await town.group("Vecinii", [ana])
        async with ana.chat(group=group) as chat:
            await chat.say("salut")
        updates = (await town.get("/bot7:A/getUpdates"))["result"]
        assert updates[-1]["message"]["text"] == "salut"
        assert (await town.get("/bot7:A/getMe"))["result"]["can_read_all_group_messages"] is True


async def test_everybody_sees_what_is_written_and_toasts_are_for_one(
    sandbox: Any, bot: Any, talk: Chat, group: Group
) -> None:
    ion = await sandbox.town.arrive("Ion")
    await group.add(ion)
    his = await sandbox.stack.enter_async_context(ion.chat(group=group))
    await talk.say("salut")
    seen = await his.until(lambda seen: [each for each in seen.messages.values() if each.text == "salut"])
    assert [(each.author, each.service) for each in seen.messages.values()] == [
        ("Ana", "created"),
        ("Ana", "joined"),
        ("Ana", None),
    ]
    sent = (await bot("sendMessage", chat_id=group.id, text="?", reply_markup=KEYBOARD)).result
    await his.until(lambda seen: seen.button("Da"))
    query_id = await his.tap("Da")
    update = (await bot.updates())[-1]["callback_query"]
    assert (update["from"]["id"], update["message"]["chat"]["id"]) == (ion.id, group.id)
    assert (await bot("answerCallbackQuery", callback_query_id=query_id, text="Notat")).result is True
    await his.until(lambda seen: seen.toasts)
    await bot("editMessageText", chat_id=group.id, message_id=sent["message_id"], text="Mulțumim")
    await talk.until(lambda seen: seen.screen.text == "Mulțumim")
    assert talk.seen.toasts == []


async def test_a_tap_goes_to_the_bot_whose_message_it_is(bot: Any, talk: Chat, group: Group) -> None:
    sent = (await bot("sendMessage", chat_id=group.id, text="?", reply_markup=KEYBOARD)).result["message_id"]
    await bot("deleteMessage", chat_id=group.id, message_id=sent)
    await talk.tap_data(sent, "yes")
    (update,) = await bot.updates()
    assert update["callback_query"]["message"] == {
        "message_id": sent,
        "date": 0,
        "chat": {"id": group.id, "type": "group", "title": "Vecinii"},
    }
    with pytest.raises(Refused, match="is no bot's"):
        await talk.tap_data(await talk.say("salut"), "yes")


async def test_who_comes_and_goes(sandbox: Any, bot: Any, ana: Person, talk: Chat, group: Group) -> None:
    ion = await sandbox.town.arrive("Ion")
    await group.add(ion)
    await group.add(ion)
    await group.remove(ion, by=ion)
    await group.remove(ion)
    joined, left = [update["message"] for update in await fresh(bot)]
    assert [each["id"] for each in joined["new_chat_members"]] == [ion.id]
    assert (left["left_chat_member"]["id"], left["from"]["id"]) == (ion.id, ion.id)
    async with ion.chat(group=group) as chat:
        assert chat.seen.group is not None
        assert chat.seen.group["member"] is False
        with pytest.raises(Refused, match="this person is not in the group"):
            await chat.say("salut")
    statuses = [(await bot("getChatMember", chat_id=group.id, user_id=each)).result["status"] for each in
                (ana.id, ion.id, CITIZENS, STAFF)]  # fmt: skip
    assert statuses == ["creator", "left", "member", "left"]
    assert (await bot("getChatMemberCount", chat_id=group.id)).result == 2
    (administrator,) = (await bot("getChatAdministrators", chat_id=group.id)).result
    assert administrator["user"]["id"] == ana.id


async def test_who_made_a_group_may_leave_and_come_back(sandbox: Any, bot: Any, ana: Person, group: Group) -> None:
    ion = await sandbox.town.arrive("Ion")
    await group.add(ion)
    await group.remove(ana, by=ana)
    with pytest.raises(Refused, match="this person is not in the group"):
        await group.add(STAFF, by=ana)
    await group.add(ana)
    (update,) = (await bot.updates())[-1:]
    assert (update["message"]["from"]["id"], update["message"]["new_chat_members"][0]["id"]) == (ion.id, ana.id)
    assert (await bot("getChatMember", chat_id=group.id, user_id=ana.id)).result["status"] == "creator"


async def test_a_bot_that_was_removed(sandbox: Any, bot: Any, ana: Person, talk: Chat, group: Group) -> None:
    await group.remove(CITIZENS)
    await group.remove(CITIZENS)
    kicked, left = await fresh(bot)
    assert kicked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert left["message"]["left_chat_member"]["id"] == CITIZENS
    refused = await bot("sendMessage", chat_id=group.id, text="a")
    assert (refused.status, refused.description) == (403, "Forbidden: bot was kicked from the group chat")
    assert (await bot("getChat", chat_id=group.id)).result["title"] == "Vecinii"
    await talk.say("/start")
    assert await bot.updates() == []
    await group.add(CITIZENS)
    assert (await bot("sendMessage", chat_id=group.id, text="a")).status == 200


async def test_a_bot_that_leaves(sandbox: Any, bot: Any, talk: Chat, group: Group) -> None:
    assert (await bot("leaveChat", chat_id=group.id)).result is True
    assert (await bot("leaveChat", chat_id=group.id)).result is True
    left, said = await fresh(bot)
    assert left["my_chat_member"]["from"]["id"] == CITIZENS
    assert left["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert said["message"]["left_chat_member"]["id"] == CITIZENS
    refused = await bot("sendMessage", chat_id=group.id, text="a")
    assert (refused.status, refused.description) == (403, "Forbidden: bot is not a member of the group chat")


async def test_a_bot_from_elsewhere_finds_no_group(sandbox: Any, group: Group) -> None:
    staff = sandbox.bot("1000002:SANDBOX")
    assert (await staff("sendMessage", chat_id=group.id, text="a")).description == "Bad Request: chat not found"


async def test_a_group_becomes_a_supergroup(sandbox: Any, bot: Any, ana: Person, talk: Chat, group: Group) -> None:
    sent = (await bot("sendMessage", chat_id=group.id, text="a")).result["message_id"]
    successor = await group.migrate()
    assert successor.id < -(10**12)
    joined, last, first = await fresh(bot)
    assert joined["my_chat_member"]["chat"] == {"id": successor.id, "type": "supergroup", "title": "Vecinii"}
    assert (last["message"]["chat"]["id"], last["message"]["migrate_to_chat_id"]) == (group.id, successor.id)
    assert (first["message"]["chat"]["id"], first["message"]["migrate_from_chat_id"]) == (successor.id, group.id)
    assert first["message"]["from"]["username"] == "GroupAnonymousBot"
    assert first["message"]["sender_chat"]["id"] == successor.id
    for call in (bot("sendMessage", chat_id=group.id, text="b"), bot("deleteMessage", chat_id=group.id, message_id=1)):
        refused = await call
        assert (refused.status, refused.body) == (
            400,
            {
                "ok": False,
                "error_code": 400,
                "description": "Bad Request: group chat was upgraded to a supergroup chat",
                "parameters": {"migrate_to_chat_id": successor.id},
            },
        )
    assert (await bot("editMessageText", chat_id=group.id, message_id=sent, text="b")).status == 200
    assert (await bot("sendMessage", chat_id=successor.id, text="b")).status == 200
    with pytest.raises(Refused, match="this group became supergroup"):
        await talk.say("salut")
    with pytest.raises(Refused, match="this group became supergroup"):
        await group.add(STAFF)
    with pytest.raises(Refused, match="a supergroup already"):
        await successor.migrate()
    await talk.until(lambda seen: seen.group and seen.group["migrated_to"] == successor.id)


async def test_a_supergroup_is_closed_to_a_bot_that_is_not_in_it(sandbox: Any, bot: Any, ana: Person) -> None:
    group = await sandbox.town.group("Orașul", [ana], supergroup=True)
    assert (await fresh(bot))[-1]["message"]["supergroup_chat_created"] is True
    await group.remove(CITIZENS)
    refused = await bot("getChat", chat_id=group.id)
    assert (refused.status, refused.description) == (403, "Forbidden: bot was kicked from the supergroup chat")


async def test_in_groups_a_bot_deletes_its_own_messages_only(sandbox: Any, bot: Any, ana: Person) -> None:
    for supergroup, reason in ((False, "message can't be deleted for everyone"), (True, "message can't be deleted")):
        group = await sandbox.town.group("Vecinii", [ana], supergroup=supergroup)
        async with ana.chat(group=group) as chat:
            theirs = await chat.say("salut")
        own = (await bot("sendMessage", chat_id=group.id, text="a")).result["message_id"]
        refused = await bot("deleteMessage", chat_id=group.id, message_id=theirs)
        assert refused.description == f"Bad Request: {reason}"
        assert (await bot("deleteMessage", chat_id=group.id, message_id=own)).result is True
        refused = await bot("editMessageText", chat_id=group.id, message_id=theirs, text="b")
        assert refused.description == "Bad Request: message can't be edited"


@pytest.mark.parametrize("pace", [Pace.DOCUMENTED, Pace.STRICT])
async def test_twenty_messages_a_minute(make_sandbox: Any, pace: Pace) -> None:
    sandbox = await make_sandbox(pace)
    ana, bot = await sandbox.person(), sandbox.bot()
    group = await sandbox.town.group("Vecinii", [ana])
    statuses = [(await bot("sendMessage", chat_id=group.id, text="a")).status for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    sandbox.clock.advance(60)
    assert (await bot("sendMessage", chat_id=group.id, text="a")).status == 200


async def lists(talk: Chat, command: str) -> None:
    """The chat offers this command, and no other."""
    await talk.until(lambda seen: list(seen.commands) == [command])


async def test_commands_of_a_group(sandbox: Any, bot: Any, ana: Person, talk: Chat, group: Group) -> None:
    for name, scope in (
        ("everybody", {"type": "default"}),
        ("groups", {"type": "all_group_chats"}),
        ("admins", {"type": "all_chat_administrators"}),
        ("here", {"type": "chat", "chat_id": group.id}),
        ("admins_here", {"type": "chat_administrators", "chat_id": group.id}),
        ("ana", {"type": "chat_member", "chat_id": group.id, "user_id": ana.id}),
    ):
        await bot("setMyCommands", commands=[{"command": name, "description": "?"}], scope=scope)
        await lists(talk, f"{name}@glas_demo_bot")
    ion = await sandbox.town.arrive("Ion")
    await group.add(ion)
    async with ion.chat(group=group) as chat:
        assert list(chat.seen.commands) == ["here@glas_demo_bot"]


async def test_a_private_matter(bot: Any, ana: Person, talk: Chat, group: Group) -> None:
    with pytest.raises(Refused, match="from a group it is removed"):
        await talk.block()
    button = await bot("setChatMenuButton", chat_id=group.id)
    assert button.description == "Bad Request: sandbox: a group has no menu button"
    for method, reason in (
        ("leaveChat", "can't leave private chats"),
        ("getChatAdministrators", "there are no administrators in the private chat"),
    ):
        assert (await bot(method, chat_id=ana.id)).description == f"Bad Request: {reason}"
    assert (await bot("getChatMemberCount", chat_id=ana.id)).result == 2
    assert (await bot("getChatMember", chat_id=ana.id, user_id=ana.id)).result["status"] == "member"
    assert (await bot("getChatMember", chat_id=ana.id, user_id=7)).description == "Bad Request: member not found"
    assert (await bot("getChatMember", chat_id=ana.id)).description == "Bad Request: invalid user_id specified"


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/groups", {"title": "", "people": [1]}, "title: String should have at least 1 character"),
        ("/groups", {"title": "a", "people": []}, "people: List should have at least 1 item"),
        ("/groups", {"title": "a", "people": [1]}, "there is no person 1"),
        ("/groups/-7/add", {"member": 1}, "there is no group -7"),
        ("/groups/x/add", {"member": 1}, "there is no group x"),
    ],
)
async def test_wrong_requests(sandbox: Any, path: str, body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        await sandbox.town.post(path, body)


async def test_only_members_change_a_group(sandbox: Any, group: Group) -> None:
    ion = await sandbox.town.arrive("Ion")
    with pytest.raises(Refused, match="this person is not in the group"):
        await group.add(STAFF, by=ion)
    with pytest.raises(Refused, match="there is no bot 7"):
        await group.add(7)


async def test_a_deleted_account(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    sent = (await bot("sendMessage", chat_id=ana.id, text="a")).result["message_id"]
    await ana.deactivate()
    for call in (
        bot("sendMessage", chat_id=ana.id, text="b"),
        bot("editMessageText", chat_id=ana.id, message_id=sent, text="b"),
        bot("deleteMessage", chat_id=ana.id, message_id=sent),
    ):
        refused = await call
        assert (refused.status, refused.description) == (403, "Forbidden: user is deactivated")
    assert await bot.updates() == []
    for refused_act in (chat.say("a"), chat.block()):
        with pytest.raises(Refused, match="has deleted their account"):
            await refused_act
    (person,) = (await sandbox.town.get("/people"))["people"]
    assert person["deactivated"] is True
