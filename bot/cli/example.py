"""`glas example`: responses that come with Glas, as the lines that `glas replay` reads."""

import sys
from pathlib import Path

from bot.cli.checking import counted
from bot.cli.errors import complain
from bot.refusal import Refusal

FOLDER = Path(__file__).parents[2] / "flows" / "consultations"
ENDING = "_example.jsonl"


def print_example(name: str) -> None:
    """Prints the lines, and on stderr that nobody gave these answers. Raises Refusal with the names there are."""
    examples = {_name(file): file for file in sorted(FOLDER.glob(f"*{ENDING}"))}
    if name not in examples:
        raise Refusal(f"there is no example {name}, only {', '.join(examples)}")
    lines = examples[name].read_bytes()
    responses = counted(lines.count(b"\n"), "response")
    complain(f"{responses}, reconstructed from published tables: no real person gave these answers")
    sys.stdout.flush()
    sys.stdout.buffer.write(lines)


def _name(file: Path) -> str:
    return file.name.removesuffix(ENDING).replace("_", "-")
