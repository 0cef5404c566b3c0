"""The ledger of a broadcast: who is still to get it, who it is on its way to, and what became of the others.

A delivery is made for every subscriber of the languages; whether it is meant for them is decided through the keys in
the transaction that claims it. Those outside the segment are settled together with the others, and settled rows are
erased; what a settled delivery leaves with its chat it leaves with each of them, whoever got something. So neither the
rows nor a backup of them tell who has answered; docs/disclosure.md has what is left.

A row is claimed before anything is sent and settled after. One that stays claimed because its process died is in
flight for good: nobody knows whether it was sent, so it is reported as unknown and not sent again.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, insert, literal, or_, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select, update

from storage.broadcasts.audience import Audience
from storage.broadcasts.broadcast import Broadcast
from storage.broadcasts.segments import Segment
from storage.broadcasts.tables import BroadcastRow, DeliveryRow, PaceRow
from storage.database import Database
from storage.exchange import Wish
from storage.keys import KeyRing
from storage.rounds import Dates, State
from storage.rows import to_json
from storage.tables import ConversationRow, RoundRow, SubscriberRow

SLICE = 5000
"""Deliveries that are made in one transaction: taps wait no longer than that."""

AHEAD = timedelta(seconds=3)
"""No slot is taken sooner than so long before it comes: during a hold nothing is claimed."""

PACED = "citizens"
"""Whose pace it is: there is one token that writes to citizens."""


class Fate(StrEnum):
    """What became of a delivery, by the name of its count."""

    SENT = "sent"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    FAILED = "failed"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    UNASKED = "unasked"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to get the broadcast now."""

    chat: str
    person: int
    language: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Deliveries that are this process's from now on. `others`: chats that get nothing, and why not.

    `slots`: from this moment on one may be sent every so often, by the pace of all workers. With nothing claimed:
    `busy_until`: the next slot is that far away. `over`: there is no delivery left. Neither: others have them, or they
    are put off.
    """

    recipients: Sequence[Recipient] = ()
    others: Sequence["Settled"] = ()
    slots: datetime | None = None
    busy_until: datetime | None = None
    over: bool = False

    def __bool__(self) -> bool:
        return bool(self.recipients or self.others)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one claimed delivery."""

    chat: str
    fate: Fate


async def prepare(database: Database, of: Broadcast) -> None:
    """Make a delivery for every subscriber of the languages, in slices; done once however often it is begun."""
    after: str | None = ""
    while after is not None:
        async with database.writing() as connection:
            after = await _prepare_slice(connection, of, after)


async def claim(database: Database, audience: Audience, now: datetime, *, most: int, rate: float) -> Claim:
    """Take about `most` deliveries (fewer than twice as many), and slots for those who are to get them at `rate` a
    second. A broadcast that may not go on, because somebody paused or cancelled it, gives none; nor does one that calls
    people to answer while its round is not open. Once the round is closed, whose turn has not come gets nothing.

    On PostgreSQL several workers take different ones at the same time.
    """
    of = audience.of
    async with database.writing() as connection:
        barred = await _barred(connection, of, now)
        if not await _goes_on(connection, of.number) or barred in {State.DRAFT, State.PAUSED}:
            return Claim()
        free = await _next_slot(connection, now)
        if barred is State.CLOSED:
            await _end_early(connection, of.number)
        if free - now > AHEAD:
            return Claim(busy_until=free)
        chats = await _taken(connection, of.number, now, most)
        if not chats:
            return Claim(over=await _is_over(connection, of.number, now))
        wished = await _wishing(connection, of.kind.wish, chats)
        asked = [Recipient(chat, audience.keys.unseal(sealed), language) for chat, sealed, language in wished]
        meant = await connection.run_sync(audience.among, [each.person for each in asked])
        inside = [each for each in asked if each.person in meant]
        await _use(connection, free, len(inside), rate)
    those, wishing = {each.chat for each in inside}, {each.chat for each in asked}
    others = [Settled(each, Fate.OUTSIDE if each in wishing else Fate.UNASKED) for each in chats if each not in those]
    return Claim(inside, others, free)


async def end_when_closed(database: Database, of: Broadcast, now: datetime) -> bool:
    """End what calls people to answer if its round has closed, without a claim; whether nothing of it is left."""
    async with database.writing() as connection:
        if await _barred(connection, of, now) is not State.CLOSED:
            return False
        await _end_early(connection, of.number)
        return await _is_over(connection, of.number, now)


async def settle(database: Database, number: int, settled: Sequence[Settled]) -> None:
    """Note what became of claimed deliveries, and erase them. One that was given up meanwhile is not counted twice."""
    by_chat = {each.chat: each for each in settled}
    async with database.writing() as connection:
        await _lock(connection, database, by_chat)
        rows = (
            delete(DeliveryRow)
            .where(
                col(DeliveryRow.broadcast) == number,
                col(DeliveryRow.chat).in_(list(by_chat)),
                col(DeliveryRow.claimed).is_not(None),
            )
            .returning(col(DeliveryRow.chat))
        )
        counted = Counter(by_chat[chat].fate for chat in (await connection.execute(rows)).scalars().all())
        await _count(connection, number, counted)
        await _stands_below(connection, list(by_chat))
        if await _is_for_all(connection, number):
            await _mark(connection, settled)


async def put_off(database: Database, number: int, chats: Sequence[str], due: datetime | None) -> None:
    """Give claimed deliveries back that were certainly not sent; they are not taken again before `due`."""
    async with database.writing() as connection:
        await connection.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.broadcast) == number, col(DeliveryRow.chat).in_(chats))
            .values(claimed=None, due=due)
        )


async def give_up(database: Database, before: datetime) -> int:
    """Report as unknown what was claimed before that moment and never settled, of any broadcast; gives how many."""
    lost = col(DeliveryRow.claimed) < before
    async with database.reading() as connection:
        if not (await connection.execute(select(exists().where(lost)))).scalar_one():
            return 0
    async with database.writing() as connection:
        gone = await connection.execute(delete(DeliveryRow).where(lost).returning(col(DeliveryRow.broadcast)))
        counted = Counter(gone.scalars())
        for number, n in counted.items():
            await _count(connection, number, {Fate.UNKNOWN: n})
    return counted.total()


async def move(database: Database, keys: KeyRing, chat: str, person: int) -> str | None:
    """Follow a chat to its new id, with what it subscribed to and what is on its way to it; gives the new chat.

    None when that has a subscription of its own: the old one is gone, and whatever was to come to it.
    """
    new = keys.chat(person)
    async with database.writing() as connection:
        await _lock(connection, database, [chat, new])
        either = select(*SubscriberRow.__table__.columns).where(col(SubscriberRow.chat).in_([chat, new]))
        known = {row["chat"]: row for row in (await connection.execute(either)).mappings()}
        moves = chat in known and new not in known
        if moves:
            await connection.execute(insert(SubscriberRow), [{**known[chat], "chat": new, "sealed": keys.seal(person)}])
            await connection.execute(update(DeliveryRow).where(col(DeliveryRow.chat) == chat).values(chat=new))
        await connection.execute(delete(SubscriberRow).where(col(SubscriberRow.chat) == chat))
    return new if moves else None


async def stands_below(database: Database, chat: str) -> None:
    """A message was sent past the conversation, whose next screen comes below it."""
    async with database.writing() as connection:
        await _lock(connection, database, [chat])
        await _stands_below(connection, [chat])


async def hold(database: Database, until: datetime) -> None:
    """Telegram refuses everything in bulk until then: no worker takes a slot before."""
    async with database.writing() as connection:
        later = or_(col(PaceRow.held_until).is_(None), col(PaceRow.held_until) < until)
        await connection.execute(update(PaceRow).where(col(PaceRow.token) == PACED, later).values(held_until=until))


async def held_until(database: Database) -> datetime | None:
    """The end of the last hold; None when there was none."""
    async with database.reading() as connection:
        return (
            await connection.execute(select(PaceRow.held_until).where(col(PaceRow.token) == PACED))
        ).scalar_one_or_none()


async def _prepare_slice(connection: AsyncConnection, of: Broadcast, after: str) -> str | None:
    """The next deliveries; the last chat of them, None when there are no more."""
    # Held, so that no worker makes deliveries anew that another has already sent and erased.
    row = select(BroadcastRow.prepared, BroadcastRow.cancelled).where(col(BroadcastRow.number) == of.number)
    if any((await connection.execute(row.with_for_update())).one()):
        return None
    made = (col(DeliveryRow.broadcast) == of.number,)
    spoken = or_(col(SubscriberRow.language).in_(list(of.words)), col(SubscriberRow.language).is_(None))
    some = select(SubscriberRow.chat).where(spoken, col(SubscriberRow.chat) > after)
    chats = (await connection.execute(some.order_by(col(SubscriberRow.chat)).limit(SLICE))).scalars().all()
    if not chats:
        all_made = select(func.count()).select_from(DeliveryRow).where(*made)
        recipients = (await connection.execute(all_made)).scalar_one()
        ready = update(BroadcastRow).where(col(BroadcastRow.number) == of.number)
        await connection.execute(ready.values(prepared=True, recipients=recipients))
        return None
    rows = (
        select(literal(of.number), col(SubscriberRow.chat))
        .where(spoken, col(SubscriberRow.chat) > after, col(SubscriberRow.chat) <= chats[-1])
        .where(
            ~exists().where(col(DeliveryRow.broadcast) == of.number, col(DeliveryRow.chat) == col(SubscriberRow.chat))
        )
    )
    await connection.execute(insert(DeliveryRow).from_select(["broadcast", "chat"], rows))
    return chats[-1]


async def _goes_on(connection: AsyncConnection, number: int) -> bool:
    row = select(BroadcastRow.starts, BroadcastRow.paused, BroadcastRow.cancelled)
    starts, paused, cancelled = (await connection.execute(row.where(col(BroadcastRow.number) == number))).one()
    return starts is not None and not (paused or cancelled)


async def _barred(connection: AsyncConnection, of: Broadcast, now: datetime) -> State | None:
    """As `Broadcast.barred`, by the dates that the round has in this transaction."""
    row = select(RoundRow.opens, RoundRow.closes, RoundRow.paused).where(col(RoundRow.number) == of.round)
    return replace(of, dates=Dates(*(await connection.execute(row)).one())).barred(now)


async def _end_early(connection: AsyncConnection, number: int) -> None:
    """What is on its way arrives, nothing else goes out."""
    waiting = (col(DeliveryRow.broadcast) == number, col(DeliveryRow.claimed).is_(None))
    gone = await connection.execute(delete(DeliveryRow).where(*waiting))
    await _count(connection, number, {Fate.TOO_LATE: gone.rowcount})


async def _taken(connection: AsyncConnection, number: int, now: datetime, most: int) -> Sequence[str]:
    ready = or_(col(DeliveryRow.due).is_(None), col(DeliveryRow.due) <= now)
    waiting = (
        select(DeliveryRow.chat)
        .where(col(DeliveryRow.broadcast) == number, col(DeliveryRow.claimed).is_(None), ready)
        .order_by(col(DeliveryRow.chat))
        .limit(2 * most)
        .with_for_update(skip_locked=True)
    )
    chats = (await connection.execute(waiting)).scalars().all()
    # No small rest: what a transaction about one subscriber counts would tell where that one stands.
    taken = chats if len(chats) < 2 * most else chats[:most]
    mine = (col(DeliveryRow.broadcast) == number, col(DeliveryRow.chat).in_(taken))
    await connection.execute(update(DeliveryRow).where(*mine).values(claimed=now))
    return taken


async def _is_over(connection: AsyncConnection, number: int, now: datetime) -> bool:
    """Whether there is nothing left; then it is noted."""
    left = select(exists().where(col(DeliveryRow.broadcast) == number))
    if (await connection.execute(left)).scalar_one():
        return False
    unended = (col(BroadcastRow.number) == number, col(BroadcastRow.ended).is_(None))
    await connection.execute(update(BroadcastRow).where(*unended).values(ended=now))
    return True


async def _wishing(connection: AsyncConnection, wish: Wish, chats: Sequence[str]) -> list[tuple[str, str, str | None]]:
    """Chat, sealed id and language of those who asked for it and have not blocked the bot."""
    some = select(SubscriberRow.chat, SubscriberRow.sealed, SubscriberRow.language, SubscriberRow.wishes).where(
        col(SubscriberRow.chat).in_(chats), col(SubscriberRow.blocked).is_(False)
    )
    rows = await connection.execute(some)
    return [(chat, sealed, language) for chat, sealed, language, wishes in rows if wish in json.loads(wishes)]


async def _next_slot(connection: AsyncConnection, now: datetime) -> datetime:
    """The next slot that is nobody else's; no other worker takes one until this transaction ends."""
    row = select(PaceRow.next, PaceRow.held_until).where(col(PaceRow.token) == PACED).with_for_update()
    free, held = (await connection.execute(row)).one()
    begin: datetime = max(free, now, held or now)
    return begin


async def _use(connection: AsyncConnection, slot: datetime, n: int, rate: float) -> None:
    """Take `n` slots from that one on."""
    after = slot + timedelta(seconds=n / rate)
    await connection.execute(update(PaceRow).where(col(PaceRow.token) == PACED).values(next=after))


async def _count(connection: AsyncConnection, number: int, counted: Mapping[Fate, int]) -> None:
    columns = {fate.value: col(getattr(BroadcastRow, fate.value)) + n for fate, n in counted.items() if n}
    if columns:
        await connection.execute(update(BroadcastRow).where(col(BroadcastRow.number) == number).values(columns))


async def _stands_below(connection: AsyncConnection, chats: Sequence[str]) -> None:
    """Something may stand below the conversation: its next screen is a new message. Those who got nothing are treated
    alike, so that nothing tells them from the others.
    """
    newest = (col(ConversationRow.chat).in_(chats), col(ConversationRow.latest) <= col(ConversationRow.message))
    below = update(ConversationRow).where(*newest)
    await connection.execute(below.values(latest=col(ConversationRow.message) + 1))


async def _is_for_all(connection: AsyncConnection, number: int) -> bool:
    row = select(BroadcastRow.segment).where(col(BroadcastRow.number) == number)
    segment: str = (await connection.execute(row)).scalar_one()
    return segment == Segment.ALL.value


async def _mark(connection: AsyncConnection, settled: Sequence[Settled]) -> None:
    """Who has blocked the bot is not written to again, and who is gone is no subscriber any more.

    Of a segment that would tell that the chat was of it: the next broadcast to all finds out again.
    """
    shut = [each.chat for each in settled if each.fate is Fate.BLOCKED]
    gone = [each.chat for each in settled if each.fate is Fate.DEACTIVATED]
    if shut:
        await connection.execute(update(SubscriberRow).where(col(SubscriberRow.chat).in_(shut)).values(blocked=True))
    if gone:
        await connection.execute(delete(SubscriberRow).where(col(SubscriberRow.chat).in_(gone)))


async def _lock(connection: AsyncConnection, database: Database, chats: Sequence[str] | Mapping[str, object]) -> None:
    """Let no batch of taps read these chats and write them back as they were."""
    if database.statements.lock_chats is not None:
        await connection.execute(text(database.statements.lock_chats), {"rows": to_json([[each] for each in chats])})
