"""What the pages of a report are made from."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from results.charts.telling import Telling
from results.own_words.themes import WordsTable
from results.published import Published
from results.report.outline import Outline
from storage.rounds import Round


@dataclass(frozen=True, slots=True)
class Held:
    """When the round was held, in the city's own days; None where that is not known."""

    first: date | None = None
    last: date | None = None
    released: date | None = None


def held(of: Round, published: Published, zone: ZoneInfo) -> Held:
    """When the round was held and when its figures were released, in days of the zone."""

    def day(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(zone)

    return Held(first=day(of.opens), last=of.last_moment(zone), released=day(published.released))


@dataclass(frozen=True, slots=True)
class Reporting:
    """Figures in words, where they go, and what the tallies do not know.

    `own_words`: only what staff approved is in them.
    """

    telling: Telling
    outline: Outline
    held: Held = Held()
    own_words: tuple[WordsTable, ...] = ()

    def approved(self, question: str) -> WordsTable | None:
        """What may be printed of the question's own words; None where there is nothing."""
        tables = (table for table in self.own_words if table.question == question)
        return next((table for table in tables if table.themes or table.quotations), None)

    @property
    def is_imported(self) -> bool:
        """Whether every response came from a file."""
        published = self.telling.published
        return published.n_imported > 0 and published.n_imported >= (published.n_answered or 0)
