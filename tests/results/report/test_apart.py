"""A report that is made in a process of its own is the one that is made here, with the same line in the audit."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from results.report.apart import NothingReleased, Task, gathered, reported_apart, typeset
from storage.audit import Author, lines
from tests.results.test_releasing import NOW, Hall, hall

__all__ = ["hall"]

OLGA = Author("staff:olga", NOW + timedelta(hours=1))


def task(of: Hall, *, exact: bool) -> Task:
    url = of.database.engine.url.render_as_string(hide_password=False)
    return Task(
        database=url, code="town", language="en", zone="Europe/Bucharest", who=OLGA.who, at=OLGA.at, exact=exact
    )


@pytest.mark.parametrize("exact", [False, True])
async def test_it_is_the_same_report_and_an_exact_one_is_noted(hall: Hall, *, exact: bool) -> None:
    await hall.answers(40, "a", 3)
    await hall.answers(25, "b", 8)
    await hall.release(NOW)
    apart = await reported_apart(task(hall, exact=exact))
    noted = [(each.who, each.at, each.what, each.subject) for each in await lines(hall.database)]
    assert noted == ([(OLGA.who, OLGA.at, "exact report", "round town")] if exact else [])
    found = await gathered(hall.database, hall.round, OLGA, exact=exact)
    assert apart == typeset(found, "en", ZoneInfo("Europe/Bucharest"))


async def test_nothing_is_made_of_nothing(hall: Hall) -> None:
    with pytest.raises(NothingReleased):
        await reported_apart(task(hall, exact=False))
