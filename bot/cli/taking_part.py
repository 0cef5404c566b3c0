"""How many take part in a round, as `glas round show` prints it."""

from bot.cli.checking import counted
from results.rounding import told
from results.watching.status import Status
from storage.rounds import Round


def taking_part(of: Round, status: Status, on_paper: int) -> list[tuple[str, str]]:
    """Names and values, as exact as the status is."""
    numbers = status.numbers
    rows = [
        ("started", under(status) if numbers.started is None else str(numbers.started)),
        ("answered", _released(numbers.answered, " (at least one section sent)")),
        ("submitted", _released(numbers.submitted, " (every section sent)")),
        ("imported", _released(numbers.imported)),
    ]
    if status.exact:
        return [*rows, ("on paper", counted(on_paper, "sheet"))]
    some = told(on_paper, of.consultation.release)
    return [
        *rows,
        ("on paper", under(status) if some is None else f"{some} sheets"),
        ("counts", "rounded, and as released last; exact with --exact, which the audit notes"),
    ]


def under(status: Status) -> str:
    """What is said instead of a count that is too small to be told."""
    return f"under {status.smallest_cell}"


def _released(n: int | None, what: str = "") -> str:
    return "not told yet" if n is None else f"{n}{what}"
