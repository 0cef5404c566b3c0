"""How many would get a broadcast, before it starts: by language, and never so that a count tells who has answered."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from storage.audience import Audience
from storage.database import Database
from storage.segments import Segment
from storage.tables import SubscriberRow

SLICE = 500


@dataclass(frozen=True, slots=True)
class Survey:
    """By language: subscribers, those of them who asked for this kind and can be written to, those it is meant for.

    `unspoken`: subscribers of languages in which nothing is said. `everybody`: it is meant for all who asked for it,
    whatever they have answered.
    """

    subscribers: Mapping[str, int]
    wishing: Mapping[str, int]
    meant: Mapping[str, int]
    unspoken: int
    everybody: bool

    @property
    def most(self) -> int:
        """The most that it can go to, whoever has answered what: all who asked for this and can be written to."""
        return sum(self.wishing.values())

    def told(self, language: str, smallest: int) -> int | None:
        """For how many of the language it is meant; None where that would tell who has answered.

        It would when there are fewer than `smallest`, or fewer than that for whom it is not meant.
        """
        wishing, meant = self.wishing.get(language, 0), self.meant.get(language, 0)
        if self.everybody:
            return meant
        return meant if min(meant, wishing - meant) >= smallest else None


async def survey(database: Database, audience: Audience) -> Survey:
    """As of now, in slices: what is subscribed or answered meanwhile may or may not be in it."""
    of = audience.of
    subscribers, wishing, meant = Counter[str](), Counter[str](), Counter[str]()
    first, after, unspoken = next(iter(of.words)), "", 0
    while True:
        query = select(*SubscriberRow.__table__.columns).where(col(SubscriberRow.chat) > after)  # type: ignore[attr-defined]  # SQLModel declares no __table__
        async with database.reading() as connection:
            rows = (await connection.execute(query.order_by(col(SubscriberRow.chat)).limit(SLICE))).all()
            if not rows:
                return Survey(subscribers, wishing, meant, unspoken, everybody=of.segment is Segment.ALL)
            asked: dict[int, str] = {}
            for chat, sealed, spoken, wishes, blocked in rows:
                after = chat
                language = first if spoken is None else spoken
                if language not in of.words:
                    unspoken += 1
                    continue
                subscribers[language] += 1
                if not blocked and of.kind.wish in json.loads(wishes):
                    wishing[language] += 1
                    asked[audience.keys.unseal(sealed)] = language
            inside = await connection.run_sync(audience.among, list(asked))
            meant.update(asked[each] for each in inside)
