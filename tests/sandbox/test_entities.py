"""Formatted text: Telegram's form of it, and the safe HTML made of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import utf16
from sandbox.entities import EMPTY, Entity, Formatted, entities_from_json, formatted
from sandbox.errors import ApiError
from sandbox.links import LinkError, checked_link
from sandbox.rendering import safe_html


def spans(body: Formatted) -> list[tuple[str, int, int]]:
    return [(entity.type, entity.offset, entity.length) for entity in body.entities]


@pytest.mark.parametrize(
    ("text", "offset", "index"), [("a🙂b", 0, 0), ("a🙂b", 1, 1), ("a🙂b", 2, None), ("a🙂b", 4, 3), ("ab", 3, None)]
)
def test_utf16(text: str, offset: int, index: int | None) -> None:
    assert utf16.index_of(text, offset) == index


def test_ends_are_trimmed_and_entities_follow() -> None:
    assert formatted(" \n a b \n", [Entity("bold", 3, 4)]) == Formatted("a b", (Entity("bold", 0, 3),))
    assert formatted("  a", [Entity("bold", 1, 2)]) == Formatted(" a", (Entity("bold", 0, 2),))
    assert formatted("a\r\nb\tc\x01", [Entity("bold", 3, 1)]) == Formatted("a\nb c", (Entity("bold", 2, 1),))
    assert formatted(" \n", []) == EMPTY
    assert spans(formatted("a   b", [Entity("bold", 1, 2)])) == []


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ([("bold", 0, 5), ("italic", 3, 5)], [("bold", 0, 5), ("italic", 3, 2), ("italic", 5, 3)]),
        ([("bold", 0, 3), ("bold", 3, 3)], [("bold", 0, 6)]),
        ([("bold", 0, 9), ("code", 3, 3)], [("bold", 0, 3), ("code", 3, 3), ("bold", 6, 3)]),
        ([("code", 0, 9), ("italic", 3, 3)], [("code", 0, 9)]),
        ([("bold", 0, 5), ("blockquote", 3, 6)], [("bold", 0, 3), ("blockquote", 3, 6), ("bold", 3, 2)]),
        ([("blockquote", 0, 9), ("blockquote", 2, 3)], [("blockquote", 0, 9)]),
        ([("italic", 2, 3), ("bold", 2, 3)], [("bold", 2, 3), ("italic", 2, 3)]),
    ],
)
def test_entities_nest(given_: list[tuple[str, int, int]], kept: list[tuple[str, int, int]]) -> None:
    assert spans(formatted("abcdefghi", [Entity(*span) for span in given_])) == kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start r_demo", [("bot_command", 0, 6)]),
        ("vezi /help, apoi /stop@glas_bot!", [("bot_command", 5, 5), ("bot_command", 17, 14)]),
        ("a/b și http://a.ro/x.", [("url", 7, 13)]),
        ("t.me/glas_bot?start=x", [("url", 0, 21)]),
        ("scrie la a.b@oras.ro sau @glas", [("email", 9, 11), ("mention", 25, 5)]),
        ("#timișoara #1", [("hashtag", 0, 10)]),
        ("🙂 /x", [("bot_command", 3, 2)]),
    ],
)
def test_what_telegram_marks_by_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    assert spans(formatted(text, [])) == found


def test_what_is_code_or_linked_is_not_marked_again() -> None:
    for type_ in ("code", "text_link"):
        assert spans(formatted("/start http://a.ro", [Entity(type_, 0, 18)])) == [(type_, 0, 18)]
    bold = spans(formatted("/start http://a.ro", [Entity("bold", 0, 18)]))
    assert bold == [("bold", 0, 18), ("bot_command", 0, 6), ("url", 7, 11)]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        (Entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (Entity("bold", 0, -1), "receive an entity with incorrect length -1"),
        (Entity("bold", 9, 1), "entity begins after the end of the text at UTF-16 offset 9"),
        (
            Entity("bold", 1, 9),
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10",
        ),
        (Entity("bold", 2, 1), "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 2"),
        (
            Entity("bold", 0, 2),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 2",
        ),
    ],
)
def test_entities_must_lie_in_the_text(entity: Entity, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted("a🙂b", [entity])
    assert refused.value.description == f"Bad Request: {reason}"


def test_text_of_more_than_32_kib() -> None:
    with pytest.raises(ApiError, match="text is too long"):
        formatted("ă" * 20_000, [])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ([7], "expected an Object"),
        ([{"offset": 0, "length": 1}], "Type is not specified"),
        ([{"type": "shiny", "offset": 0, "length": 1}], "Unsupported type specified"),
        ([{"type": "bold", "length": 1}], 'Can\'t find field "offset"'),
        ([{"type": "bold", "offset": 0, "length": "x"}], 'Field "length" must be a valid Number'),
        ([{"type": "text_mention", "offset": 0, "length": 1}], 'Can\'t find field "user"'),
    ],
)
def test_unreadable_entities(raw: object, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        entities_from_json(raw)
    assert refused.value.description == f"Bad Request: can't parse MessageEntity: {reason}"


def test_found_kinds_are_passed_over() -> None:
    raw = [{"type": "url", "offset": 0, "length": 1}, {"type": "bold", "offset": 0, "length": 1}]
    assert entities_from_json(raw) == [Entity("bold", 0, 1)]
    assert entities_from_json(None) == []


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://Timisoara.ro", "https://timisoara.ro/"),
        ("timisoara.ro/a?b#c", "http://timisoara.ro/a?b#c"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ],
)
def test_links(link: str, kept: str) -> None:
    assert checked_link(link) == kept


@pytest.mark.parametrize("link", ["", "nonsense", "http://localhost/", "ftp://a.ro", "javascript:alert(1)", "a.ro/ x"])
def test_no_links(link: str) -> None:
    with pytest.raises(LinkError):
        checked_link(link)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (formatted("<b> & \"'", []), "&lt;b&gt; &amp; &quot;&#x27;"),
        (
            formatted("abc", [Entity("bold", 0, 2), Entity("italic", 1, 2)]),
            "<b>a<i>b</i></b><i>c</i>",
        ),
        (formatted("x", [Entity("spoiler", 0, 1)]), '<span class="spoiler">x</span>'),
        (
            formatted("x", [Entity("text_link", 0, 1, url='https://a.ro/"onclick="')]),
            '<a href="https://a.ro/&quot;onclick=&quot;" target="_blank" rel="noopener noreferrer">x</a>',
        ),
        (formatted("x", [Entity("text_link", 0, 1, url="tg://resolve?domain=x")]), "x"),
        (
            formatted("a.b www.a.ro", []),
            'a.b <a href="https://www.a.ro" target="_blank" rel="noopener noreferrer">www.a.ro</a>',
        ),
        (formatted("a\nb", []), "a\nb"),
    ],
)
def test_html(body: Formatted, html: str) -> None:
    assert safe_html(body) == html


ANY_ENTITY = st.builds(
    Entity,
    st.sampled_from(["bold", "italic", "spoiler", "code", "pre", "blockquote", "text_link"]),
    st.integers(0, 12),
    st.integers(0, 12),
    url=st.just("https://a.ro/"),
)


@given(st.text(alphabet='ab<&"🙂 \n/#@.', max_size=12), st.lists(ANY_ENTITY, max_size=6))
def test_html_holds_the_whole_text_and_closes_every_tag(text: str, entities: list[Entity]) -> None:
    try:
        body = formatted(text, entities)
    except ApiError:
        return
    html = safe_html(body)
    open_: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z]+)[^<>]*>", html):
        if closing:
            assert open_.pop() == name
        else:
            open_.append(name)
    assert open_ == []
    assert unescape(re.sub(r"<[^<>]*>", "", html)) == body.text
