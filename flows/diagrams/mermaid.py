"""A machine in Mermaid's notation (stateDiagram-v2), which GitHub, GitLab and many editors draw.

Its grammar: https://mermaid.js.org/syntax/stateDiagram.html
"""

import re
import unicodedata
from collections.abc import Iterator

from flows.diagrams.machine import Fork, Machine
from flows.places import Place

_SHOWN_AS_IS = frozenset(" ,.?!()/-'_")
"""ASCII that stands for itself wherever a text stands; letters and digits do, too."""
_JOINERS = frozenset("\u200c\u200d")
"""They belong to words of some languages, and hold an emoji of several together."""
_MARKDOWN = re.compile(r"[*\\]|(?<![^\W_])_|_(?![^\W_])")
"""What Mermaid takes for emphasis in a label, after it has decoded the label. `a_b` is safe."""


def mermaid(machine: Machine) -> str:
    """The machine as text, a line an arrow. Names of states are short and say nothing: `s0`, `s1` ..."""
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(machine))]) + "\n"


def escaped(text: str) -> str:
    """The text on one line, so that Mermaid shows it and takes none of it for its own notation.

    Controls and marks of direction are left out: no diagram shows them, and some hide what follows.
    """
    shown = "".join(each for each in " ".join(text.split()) if _is_shown(each))
    literal = _MARKDOWN.sub(r"\\\g<0>", shown)
    return "".join(
        each if not each.isascii() or each.isalnum() or each in _SHOWN_AS_IS else f"#{ord(each)};" for each in literal
    )


def _is_shown(character: str) -> bool:
    return character in _JOINERS or not unicodedata.category(character).startswith("C")


def _lines(machine: Machine) -> Iterator[str]:
    names = {state.place: f"s{number}" for number, state in enumerate(machine.states)}
    for state in machine.states:
        yield f'state "{escaped(state.title)}<br/>{escaped(state.kind)}" as {names[state.place]}'
        if state.when is not None:
            yield f"state {_name(names, Fork(state.place))} <<choice>>"
    yield f"[*] --> {names[machine.states[0].place]}"
    for step in machine.steps:
        yield f"{_name(names, step.start)} --> {_name(names, step.end)} : {escaped(step.label)}"
    last = machine.states[-1]
    yield f"{names[last.place]} --> [*]" + (f" : {escaped(last.onward)}" if last.onward else "")


def _name(names: dict[Place, str], node: Place | Fork) -> str:
    return f"{names[node.place]}_asked" if isinstance(node, Fork) else names[node]
