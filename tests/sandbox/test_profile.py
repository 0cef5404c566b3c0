"""What a bot says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.client import Chat, Person

HELP = {"command": "help", "description": "Ajutor"}
RESULTS = {"command": "results", "description": "Rezultate"}


async def test_commands_by_scope_and_language(sandbox: Any, bot: Any, ana: Person, chat: Chat) -> None:
    await bot("setMyCommands", commands=[HELP])
    await chat.until(lambda seen: list(seen.commands) == ["help"])
    await bot("setMyCommands", commands=[HELP, RESULTS], language_code="ro")
    await chat.until(lambda seen: list(seen.commands) == ["help", "results"])
    await bot("setMyCommands", commands=[RESULTS], scope={"type": "all_private_chats"})
    await chat.until(lambda seen: list(seen.commands) == ["results"])
    await bot("setMyCommands", commands=[HELP], scope={"type": "chat", "chat_id": ana.id})
    await chat.until(lambda seen: list(seen.commands) == ["help"])
    assert (await bot("getMyCommands", language_code="ro")).result == [HELP, RESULTS]
    assert (await bot("getMyCommands", language_code="de")).result == []
    for scope in ({"type": "chat", "chat_id": ana.id}, {"type": "all_private_chats"}):
        assert (await bot("deleteMyCommands", scope=scope)).result is True
    await chat.until(lambda seen: list(seen.commands) == ["help", "results"])


async def test_a_person_of_another_language_sees_the_general_commands(sandbox: Any, bot: Any) -> None:
    await bot("setMyCommands", commands=[HELP])
    await bot("setMyCommands", commands=[RESULTS], language_code="ro")
    john = await sandbox.person("John", language_code="en-GB")
    assert (await sandbox.town.state(john.id))["commands"] == [HELP]


async def test_each_sees_menu_and_descriptions_in_their_language(sandbox: Any, bot: Any) -> None:
    for language, word in (("", "Help"), ("ro", "Ajutor")):
        for scope in ("all_private_chats", "all_group_chats"):
            commands = [{"command": "help", "description": f"{word} ({scope})"}]
            await bot("setMyCommands", commands=commands, scope={"type": scope}, language_code=language)
        await bot("setMyDescription", description=f"{word}!", language_code=language)
        await bot("setMyShortDescription", short_description=f"{word}?", language_code=language)
    for name, spoken, word in (("Ana", "ro", "Ajutor"), ("Klaus", "de", "Help"), ("Nobody", None, "Help")):
        person = await sandbox.person(name, language_code=spoken)
        private = await sandbox.town.state(person.id)
        assert private["commands"] == [{"command": "help", "description": f"{word} (all_private_chats)"}]
        assert (private["bot"]["description"], private["bot"]["short_description"]) == (f"{word}!", f"{word}?")
        group = await sandbox.town.group("Vecinii", [person], bots=[1000001])
        async with person.chat(group=group) as chat:
            assert chat.seen.commands == {"help@glas_demo_bot": f"{word} (all_group_chats)"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"commands": [{**HELP, "command": "Help"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**HELP, "command": "a" * 33}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**HELP, "description": " "}]}, "command description must be non-empty"),
        ({"commands": [{**HELP, "description": "a" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [HELP] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "help"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": ["help"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": {"help": "x"}}, "expected an Array of BotCommand"),
        ({"commands": "[nonsense"}, "can't parse commands JSON object"),
        ({"language_code": "ron"}, "invalid language code specified"),
        ({"scope": {"type": "everybody"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"scope": []}, "can't parse BotCommandScope: BotCommandScope must be an Object"),
    ],
)
async def test_refused_commands(bot: Any, given: dict[str, Any], reason: str) -> None:
    assert (await bot("setMyCommands", **given)).description == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("method", "field", "longest", "reason"),
    [
        ("Name", "name", 64, "BOT_TITLE_INVALID"),
        ("Description", "description", 512, "DESCRIPTION_TOO_LONG"),
        ("ShortDescription", "short_description", 120, "ABOUT_TOO_LONG"),
    ],
)
async def test_texts_by_language(bot: Any, method: str, field: str, longest: int, reason: str) -> None:
    assert (await bot(f"setMy{method}", **{field: "a" * longest})).result is True
    assert (await bot(f"setMy{method}", **{field: "b"}, language_code="ro")).result is True
    too_long = await bot(f"setMy{method}", **{field: "a" * (longest + 1)})
    assert too_long.description == f"Bad Request: {reason}"
    assert (await bot(f"getMy{method}", language_code="ro")).result == {field: "b"}
    assert (await bot(f"getMy{method}", language_code="de")).result == {field: "a" * longest}
    assert (await bot(f"setMy{method}", language_code="ro")).result is True
    assert (await bot(f"getMy{method}", language_code="ro")).result == {field: "a" * longest}


async def test_a_new_name_signs_what_the_bot_writes(bot: Any, ana: Person) -> None:
    await bot("setMyName", name="Vocea")
    assert (await bot("getMe")).result["first_name"] == "Vocea"
    assert (await bot("sendMessage", chat_id=ana.id, text="a")).result["from"]["first_name"] == "Vocea"


async def test_commands_for_one_member_are_kept_apart(bot: Any, ana: Person) -> None:
    scope = {"type": "chat_member", "chat_id": ana.id, "user_id": ana.id}
    await bot("setMyCommands", commands=[HELP], scope=scope)
    assert (await bot("getMyCommands", scope=scope)).result == [HELP]
    assert (await bot("getMyCommands")).result == []
    assert (await bot("setMyCommands")).result is True


async def test_menu_button(bot: Any, ana: Person) -> None:
    assert (await bot("getChatMenuButton")).result == {"type": "commands"}
    app = {"type": "web_app", "text": "Deschide", "web_app": {"url": "https://a.ro"}}
    await bot("setChatMenuButton", chat_id=ana.id, menu_button=app)
    assert (await bot("getChatMenuButton", chat_id=ana.id)).result == app
    assert (await bot("getChatMenuButton")).result == {"type": "commands"}
    wrong = await bot("setChatMenuButton", menu_button={"type": "shiny"})
    assert wrong.description == "Bad Request: can't parse menu button: MenuButton has unsupported type"
