"""What attackers learn from releases, and what the rules cost at 305 respondents.

.venv/bin/python -m bench.disclosure [--histories 1000] [--orders 5] [--skip-attacks] [--json FILE]

Attacks are those of tests/results/disclosure/attacks.py. "out": histories in which something came out that the victim
is in; "named": in which the attacker then knew the victim's answer. Cost: the reconstructed respondents of 2021 arrive
in several random orders, some in each hour, and everything is compared with the exact figures of the same hour.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from flows.consultation import Consultation, Release
from flows.counting import RESPONDENTS, cells, counted_in
from flows.reading import load_consultation
from flows.replaying import recorded, replayed
from flows.response import Response
from results.published import Published
from results.release.deciding import decide
from results.release.due import Moment
from tests.results.disclosure.attacks import coming_and_going, lonely_newcomer, nine_of_ten, poller, ten_editors
from tests.results.disclosure.themes import theme_poller
from tests.results.disclosure.town import EXACT, EXACT_COUNTS, RULES, SMALL_CELLS_ONLY

CONSULTATIONS = Path(__file__).parent.parent / "flows" / "consultations"
ARRIVALS_AN_HOUR = 7

Attack = Callable[[int, Release], int | None]


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=5)
    parser.add_argument("--skip-attacks", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    tables = [] if options.skip_attacks else [attacks(options.histories)]
    tables.append(costs(options.orders))
    for table in tables:
        Console().print(table)
    if options.json is not None:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        written = {str(table.title): _as_json(table) for table in tables}
        options.json.write_text(json.dumps(written, indent=2) + "\n", "utf-8")


def _as_json(table: Table) -> list[dict[str, str]]:
    """A row an object, as it is printed."""
    columns = [[str(cell).strip() for cell in column.cells] for column in table.columns]
    names = [str(column.header) for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def attacks(histories: int) -> Table:
    """What each attacker learns, with the rules and without."""
    table = Table("attacker", "figures", "histories", "out", "named", title="Attacks")
    played: Sequence[tuple[str, str, Attack, Release]] = (
        ("poller after every arrival", "by the rules", poller, RULES),
        ("poller after every arrival", "live, cells under 10 hidden, audited", poller, SMALL_CELLS_ONLY),
        ("poller after every arrival", "live and exact", poller, EXACT),
        ("nine of ten in a batch", "by the rules", nine_of_ten, RULES),
        ("nine of ten in a batch", "tens, exact counts", nine_of_ten, EXACT_COUNTS),
        ("ten accounts that edit", "by the rules", partial(ten_editors, edits_count=False), RULES),
        ("ten accounts that edit", "edits count, rounded", partial(ten_editors, edits_count=True), RULES),
        ("ten accounts that edit", "edits count, exact", partial(ten_editors, edits_count=True), EXACT_COUNTS),
        ("one newcomer where few answer", "by the rules", partial(lonely_newcomer, table_by_table=True), RULES),
        ("one newcomer where few answer", "all tables at once", partial(lonely_newcomer, table_by_table=False), RULES),
        ("counts of themes after every text", "by the rules", partial(theme_poller, live=False), RULES),
        ("counts of themes after every text", "live, rounded", partial(theme_poller, live=True), RULES),
        ("accounts that come and go", "by the rules", partial(coming_and_going, remembered=True), RULES),
        ("accounts that come and go", "new each time", partial(coming_and_going, remembered=False), RULES),
    )
    for name, figures, attack, policy in played:
        found = Counter(attack(seed, policy) for seed in range(histories))
        out = histories - found[None]
        table.add_row(name, figures, str(histories), f"{out / histories:.1%}", f"{found[1] / histories:.1%}")
    return table


@dataclass
class Cost:
    """What one order of arrivals cost."""

    errors: list[float] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    moves: int = 0
    waits: int = 0
    withheld: int = 0
    snapshots: int = 0


def costs(orders: int) -> Table:
    """What is lost, delayed and hidden, beside what sampling alone leaves open."""
    consultation = load_consultation(CONSULTATIONS / "timisoara_2021.yaml")
    responses = list(_responses(consultation))
    orders_of_arrival = (random.Random(seed) for seed in range(orders))  # noqa: S311 - nothing here is secret
    found = [_grown(consultation, responses, chance) for chance in orders_of_arrival]
    table = Table("at 305 respondents", "mean over orders", "worst", title="Cost")
    rows: Sequence[tuple[str, Sequence[float]]] = (
        ("snapshots", [each.snapshots for each in found]),
        ("tables that appeared or moved", [each.moves for each in found]),
        ("times that the audit let a table wait", [each.waits for each in found]),
        ("second cells withheld, over all versions", [each.withheld for each in found]),
        ("error of a share of respondents, points", [mean(each.errors) for each in found]),
        ("  the largest", [max(each.errors) for each in found]),
        ("respondents that a table is behind", [mean(each.behind) for each in found]),
        ("seconds for a release", [mean(each.seconds) for each in found]),
        ("  the longest", [max(each.seconds) for each in found]),
    )
    for name, values in rows:
        table.add_row(name, f"{mean(values):.2f}", f"{max(values):.2f}")
    return table


def _responses(consultation: Consultation) -> Sequence[Response]:
    lines = (CONSULTATIONS / "timisoara_2021_example.jsonl").read_text("utf-8").splitlines()
    made = []
    for line in lines:
        record = recorded(line)
        assert not isinstance(record, tuple)
        response = replayed(consultation, record, record.respondent, datetime(2021, 9, 7, tzinfo=UTC))
        assert isinstance(response, Response)
        made.append(response)
    return made


def _grown(consultation: Consultation, responses: Sequence[Response], chance: random.Random) -> Cost:
    cost, history = Cost(), list[Published]()
    tallies: dict[str, Counter[str]] = {}
    newcomers = Counter[str]()
    hour = datetime(2021, 9, 7, tzinfo=UTC)
    order = list(responses)
    chance.shuffle(order)
    for place, response in enumerate(order, start=1):
        counted = cells(consultation, response)
        for (table, cell), n in counted.items():
            tallies.setdefault(table, Counter())[cell] += n
        newcomers.update(counted_in(counted))
        closed = place == len(order)
        if place % ARRIVALS_AN_HOUR and not closed:
            continue
        hour += timedelta(hours=1)
        began = time.perf_counter()
        moment = Moment(consultation, tallies, newcomers, history[-1] if history else None, closed)
        decision = decide(moment, code="2021", history=history, hour=hour, over=lambda: False)
        cost.seconds.append(time.perf_counter() - began)
        cost.waits += len(decision.waiting)
        cost.moves += len(decision.moved)
        for table in decision.moved:
            newcomers[table] = 0
        if decision.document is not None:
            history.append(decision.document)
            moved = decision.moved
            tables = [table for table in decision.document.questions if table.question in moved]
            cost.withheld += sum(line.withheld for table in tables for line in table.options)
        if history:
            _compare(cost, history[-1], tallies)
    cost.snapshots = len(history)
    return cost


def _compare(cost: Cost, document: Published, tallies: dict[str, Counter[str]]) -> None:
    for table in document.questions:
        n = tallies[table.question][RESPONDENTS]
        cost.behind.append(max(0, n - table.n))
        for line in table.options:
            if line.share_of_respondents is not None:
                exact = 100 * tallies[table.question][line.option] / n
                cost.errors.append(abs(line.share_of_respondents.percent - exact))


if __name__ == "__main__":
    main()
