"""How many would get a broadcast, before it starts: by language, exactly. `bot.broadcasting.report` tells them."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from storage.broadcasts.audience import Audience
from storage.broadcasts.segments import Membership
from storage.database import Database
from storage.tables import SubscriberRow

SLICE = 500


@dataclass(frozen=True, slots=True)
class Survey:
    """By language: subscribers, those of them who asked for this kind and can be written to, and where those stand.

    `unspoken`: subscribers of languages in which nothing is said.
    """

    subscribers: Mapping[str, int]
    wishing: Mapping[str, int]
    memberships: Mapping[str, Mapping[Membership, int]]
    unspoken: int

    @property
    def most(self) -> int:
        """The most that it can go to, whoever has answered what: all who asked for this and can be written to."""
        return sum(self.wishing.values())


async def survey(database: Database, audience: Audience) -> Survey:
    """As of now, in slices: what is subscribed or answered meanwhile may or may not be in it."""
    of = audience.of
    subscribers, wishing = Counter[str](), Counter[str]()
    memberships = {each: Counter[Membership]() for each in of.words}
    first, after, unspoken = next(iter(of.words)), "", 0
    while True:
        query = select(*SubscriberRow.__table__.columns).where(col(SubscriberRow.chat) > after)
        async with database.reading() as connection:
            rows = (await connection.execute(query.order_by(col(SubscriberRow.chat)).limit(SLICE))).all()
            if not rows:
                return Survey(subscribers, wishing, memberships, unspoken)
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
            for person, membership in (await connection.run_sync(audience.memberships, list(asked))).items():
                memberships[asked[person]][membership] += 1
