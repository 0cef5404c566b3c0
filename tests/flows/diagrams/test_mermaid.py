"""Mermaid's grammar holds whatever a consultation says; read in the lexer of stateDiagram-v2 of Mermaid 11."""

import re
import unicodedata

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from flows.diagrams.machine import Machine, State, section_machine
from flows.diagrams.mermaid import escaped, mermaid
from flows.places import Asking, Opening, Summary
from tests.flows.paper import neighbourhood

ENTITY = re.compile(r"#(\d+);")
"""Mermaid takes these out before it reads anything else, and shows the character in the end."""
NODE = r"(?:\[\*\]|s\d+(?:_asked)?)"
STATE = r'state (?:"[^"\n]*" as s\d+|s\d+_asked <<choice>>)'
ARROW = rf'{NODE} --> {NODE}(?: : [^:;"\n]+)?'
DIAGRAM = re.compile(rf"stateDiagram-v2\n(?:    (?:{STATE}|{ARROW})\n)+")
SPECIAL = set('"#%&*+:;<=>@[\\]^`{|}~$')

HOSTILE = [
    'say "hi": {a} [b] <b>c</b> & `d` *e* | ; %% comment --> [*]',
    "style a:b #c;",
    "end\nstate s0 <<fork>>\nnote right of s1",
    "---\ntitle: x\n---",
    "#quot; &quot; ﬂ°",
    "مرحبا: «كيف؟» \u202eevil\u202c",
    "👨\u200d👩\u200d👧 👍🏽; __init__ _x_ a_b",
    "\x00\x1b[31m\ud800",
]


@given(st.text(max_size=60), st.text(max_size=60))
@example(HOSTILE[0], HOSTILE[1])
@example(HOSTILE[2], HOSTILE[3])
def test_no_text_is_taken_for_notation(title: str, label: str) -> None:
    drawn = mermaid(
        Machine(
            (
                State(Opening("a"), title, "opening", f"go {label}"),
                State(Asking("q"), title, f"q: {title}", "answer", when=f"is {label}"),
                State(Summary("a"), title, "summary", "send"),
            )
        )
    )
    assert DIAGRAM.fullmatch(ENTITY.sub("_", drawn)), drawn
    assert drawn.count("\n") == 11


@given(st.text(max_size=60))
@example(HOSTILE[4])
@example(HOSTILE[5])
def test_what_is_left_outside_of_entities_is_harmless(text: str) -> None:
    assert not SPECIAL & set(ENTITY.sub("", escaped(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_is_shown_as_it_is(text: str) -> None:
    shown = re.sub(r"\\([*_\\])", r"\1", ENTITY.sub(lambda found: chr(int(found[1])), escaped(text)))
    expected = " ".join(text.split())
    assert shown == "".join(
        each for each in expected if each == "\u200d" or unicodedata.category(each) not in {"Cc", "Cf", "Cs"}
    )


def test_emphasis_is_none_and_names_stay_readable() -> None:
    assert escaped("_x_ a_b __y__") == "#92;_x#92;_ a_b #92;_#92;_y#92;_#92;_"


def test_a_section_as_it_is_drawn() -> None:
    assert mermaid(section_machine(neighbourhood().section_by_id["more"], "en")) == (
        """\
stateDiagram-v2
    state "And more<br/>opening" as s0
    state "How many people live with you?<br/>flat#58; number" as s1
    state s1_asked <<choice>>
    state "And more<br/>summary" as s2
    [*] --> s0
    s0 --> s1_asked : continue
    s1_asked --> s1 : years ≥ 10 and not (park ≥ 9)
    s1_asked --> s2 : else
    s1 --> s2 : answer or skip
    s2 --> [*] : send
"""
    )
