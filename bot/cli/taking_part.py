"""How many take part in a round, as `glas round show` prints it."""

from bot.cli.checking import counted
from flows.consultation import Release
from results.participation import Participation, exact_participation, told_participation
from results.published import Published
from results.rounding import told
from storage.audit import Act, Author, note_alone
from storage.database import Database
from storage.paper import sheets
from storage.rounds import Round
from storage.snapshots import last_snapshot
from storage.tallies import tallies


async def taking_part(database: Database, of: Round, exact: Author | None) -> list[tuple[str, str]]:
    """Names and values; exact when somebody answers for that, whose line the audit then has."""
    counts, on_paper = await tallies(database, of), await sheets(database, of)
    policy = of.consultation.release
    if exact is not None:
        await note_alone(database, exact, Act.EXACT_RESULTS, f"round {of.code}: numbers of responses")
        return _rows(exact_participation(counts), counted(on_paper, "sheet"), policy)
    last = await last_snapshot(database, of)
    shown = None if last is None else Published.model_validate_json(last.document)
    some = told(on_paper, policy)
    return [
        *_rows(told_participation(counts, shown, policy), _under(policy) if some is None else f"{some} sheets", policy),
        ("counts", "rounded, and as released last; exact with --exact, which the audit notes"),
    ]


def _rows(of: Participation, on_paper: str, policy: Release) -> list[tuple[str, str]]:
    return [
        ("started", _under(policy) if of.started is None else str(of.started)),
        ("answered", _released(of.answered, " (at least one section sent)")),
        ("submitted", _released(of.submitted, " (every section sent)")),
        ("imported", _released(of.imported)),
        ("on paper", on_paper),
    ]


def _released(n: int | None, what: str = "") -> str:
    return "not told yet" if n is None else f"{n}{what}"


def _under(policy: Release) -> str:
    return f"under {policy.smallest_cell}"
