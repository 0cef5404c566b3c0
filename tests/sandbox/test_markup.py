"""HTML as Telegram reads it: what becomes an entity, and what is refused in which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import utf16
from sandbox.entities import EMPTY, Entity, formatted
from sandbox.errors import ApiError
from sandbox.markup import parse_html


@pytest.mark.parametrize(
    ("tag", "type_"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_tags(tag: str, type_: str) -> None:
    assert parse_html(f"a<{tag}>🙂ă</{tag}>b") == ("a🙂ăb", [Entity(type_, 1, 3)])
    assert parse_html(f"<{tag.upper()}>x</{tag.upper()}>") == ("x", [Entity(type_, 0, 1)])


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<span class="tg-spoiler">x</span>', Entity("spoiler", 0, 1)),
        ("<span class='tg-spoiler'>x</span>", Entity("spoiler", 0, 1)),
        ("<blockquote expandable>x</blockquote>", Entity("expandable_blockquote", 0, 1)),
        ('<a href="https://a.ro/?x=1&amp;y=2">x</a>', Entity("text_link", 0, 1, url="https://a.ro/?x=1&y=2")),
        ('<a href="A.ro">x</a>', Entity("text_link", 0, 1, url="http://a.ro/")),
        ('<a href="tg://user?id=7">x</a>', Entity("text_mention", 0, 1, user_id=7)),
        ('<tg-emoji emoji-id="5368">x</tg-emoji>', Entity("custom_emoji", 0, 1, custom_emoji_id="5368")),
        ('<pre><code class="language-py">x</code></pre>', Entity("pre", 0, 1, language="py")),
        ('<code class="language-py"><pre>x</pre></code>', Entity("pre", 0, 1, language="py")),
        ('<code class="language-py">x</code>', Entity("code", 0, 1)),
        ("<b>x</>", Entity("bold", 0, 1)),
        ("<b id=7 hidden>x</b >", Entity("bold", 0, 1)),
    ],
)
def test_attributes(source: str, entity: Entity) -> None:
    assert parse_html(source) == ("x", [entity])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&lt", "<"),
        ("&#227;&#xE3;&#128512;", "ãã😀"),
        ("&nbsp; &copy; & &; &#0; &#x110000;", "&nbsp; &copy; & &; &#0; &#x110000;"),
        ("<b></b>", ""),
        ('<a href="http://localhost/">x</a>', "x"),
        ("a > b", "a > b"),
    ],
)
def test_text(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ă<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x;>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units",
        ),
    ],
)
def test_refusals(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_what_is_not_modelled_says_so() -> None:
    with pytest.raises(ApiError, match="sandbox: the tag tg-time is not modelled"):
        parse_html('<tg-time unix="1">x</tg-time>')


PIECES = st.lists(
    st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<a href='https://a.ro'>", "</a>"])
    | st.text(alphabet="a <>&;ă🙂\n\r\t\"'=/", max_size=4),
    max_size=12,
)


@given(PIECES)
def test_whatever_is_written_is_parsed_or_refused_in_telegrams_words(pieces: list[str]) -> None:
    refusal = "Bad Request: can't parse entities: "
    body = EMPTY
    try:
        text, entities = parse_html("".join(pieces))
        assert all(entity.length > 0 and entity.end <= utf16.units(text) for entity in entities)
        body = formatted(text, entities)
    except ApiError as error:
        refusal = error.description
    assert refusal.startswith("Bad Request: can't parse entities: ")
    assert all(0 <= entity.offset < entity.end <= body.length for entity in body.entities)
