"""Entities over the wire, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.client import Chat, Person


async def test_entities_given_explicitly(bot: Any, ana: Person, chat: Chat) -> None:
    given = [
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://A.ro"},
        {"type": "pre", "offset": 3, "length": 2, "language": "py"},
        {"type": "custom_emoji", "offset": 6, "length": 2, "custom_emoji_id": "5368"},
        {"type": "expandable_blockquote", "offset": 9, "length": 2},
        {"type": "text_mention", "offset": 12, "length": 2, "user": {"id": ana.id, "first_name": "?"}},
        {"type": "text_mention", "offset": 15, "length": 2, "user": {"id": 7, "first_name": "?"}},
    ]
    sent = (await bot("sendMessage", chat_id=ana.id, text="aa bb cc dd ee ff", entities=given)).result
    ana_json = {"id": ana.id, "is_bot": False, "first_name": "Ana", "language_code": "ro"}
    assert sent["entities"] == [
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://a.ro/"},
        {"type": "pre", "offset": 3, "length": 2, "language": "py"},
        {"type": "custom_emoji", "offset": 6, "length": 2, "custom_emoji_id": "5368"},
        {"type": "expandable_blockquote", "offset": 9, "length": 2},
        {"type": "text_mention", "offset": 12, "length": 2, "user": ana_json},
    ]
    seen = await chat.until(lambda seen: seen.screen)
    assert seen.screen.html == (
        '<a href="https://a.ro/" target="_blank" rel="noopener noreferrer">aa</a> <pre>bb</pre> cc '
        '<blockquote class="expandable">dd</blockquote> ee ff'
    )


async def test_parse_mode_comes_before_entities(bot: Any, ana: Person) -> None:
    given = [{"type": "italic", "offset": 0, "length": 1}]
    sent = (await bot("sendMessage", chat_id=ana.id, text="<b>a</b>", parse_mode="html", entities=given)).result
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    plain = (await bot("sendMessage", chat_id=ana.id, text="<b>a</b>", parse_mode="none")).result
    assert (plain["text"], "entities" in plain) == ("<b>a</b>", False)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            [{"type": "text_link", "offset": 0, "length": 1, "url": "nonsense"}],
            "entity URL 'nonsense' is invalid: Wrong HTTP URL",
        ),
        ([{"type": "bold", "offset": 0, "length": 9}], "entity beginning at UTF-16 offset 0 ends after the end of the"),
        ("nonsense", "can't parse entities JSON object"),
    ],
)
async def test_wrong_entities(bot: Any, ana: Person, given: object, reason: str) -> None:
    answer = await bot("sendMessage", chat_id=ana.id, text="a", entities=given)
    assert answer.description.startswith(f"Bad Request: {reason}")


async def test_markup_that_would_be_a_script_is_shown_as_text(bot: Any, ana: Person, chat: Chat) -> None:
    await chat.say("<script>alert(1)</script>")
    (_, said) = chat.seen.messages.values()
    assert said.html == "&lt;script&gt;alert(1)&lt;/script&gt;"
    await bot("sendMessage", chat_id=ana.id, text='<a href="javascript:alert(1)">x</a>', parse_mode="HTML")
    seen = await chat.until(lambda seen: seen.from_bot)
    assert seen.screen.html == "x"
