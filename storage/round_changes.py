"""What staff do with a round: replace a draft, schedule, open, pause, resume, close, reopen it, and mend its texts.

Each is one transaction with its line in the audit. What is so already stays as it is, without a line: a command that
comes twice does nothing twice. States are computed from dates, so nothing here has to run for a round to open or close.

errors:
    storage.rounds.RoundError
    ├── NotNow              the round's state does not allow it
    ├── Anonymous           what erases its key or its answers is due or done: nobody could find their answers again
    ├── ReasonUnusable      a reopening says why, in one line
    ├── OtherStructure      more than texts would change
    └── LanguageLost        a language would be taken away in which people answer
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from flows.consultation import Consultation
from storage.audit import Act, Author, note
from storage.database import Database
from storage.rounds import (
    DatesUnusable,
    Round,
    RoundError,
    State,
    UnknownRound,
    check_dates,
    check_notice,
    round_of,
    store_consultation,
    structure_hash,
)
from storage.tables import ConsultationRow, ResponseRow, RoundRow

LONGEST_REASON = 200
SEEN_WITHIN = timedelta(minutes=1)
"""By then every running bot asks what a draft asks now: they look once a second."""

_JOINER = "\N{ZERO WIDTH JOINER}"


class NotNow(RoundError):
    """The round's state does not allow it."""

    def __init__(self, code: str, state: State, hint: str) -> None:
        super().__init__(f"round {code} is {state.value}: {hint}")
        self.state = state


class Anonymous(RoundError):
    """Nobody can find their answers again, or soon nobody can: everyone could answer a second time."""


class ReasonUnusable(RoundError):
    """A reopening says why, in one line."""


class OtherStructure(RoundError):
    """More than texts would change."""


class LanguageLost(RoundError):
    """A language would be taken away in which people answer."""


async def schedule_round(
    database: Database,
    code: str,
    now: datetime,
    *,
    opens: datetime | None = None,
    closes: datetime | None = None,
    by: Author | None = None,
) -> Round:
    """Set when the round opens and closes; a date that is left out stays as it is.

    An opening is set as long as it lies ahead, a closing as long as the round has not closed. Raises UnknownRound,
    NotNow, DatesUnusable.
    """
    return await _changed(database, code, lambda found: scheduled(found, now, opens, closes), Act.SCHEDULING, by)


def scheduled(found: Round, now: datetime, opens: datetime | None, closes: datetime | None) -> Round:
    """The round as `schedule_round` would leave it. Raises NotNow, DatesUnusable."""
    state = found.state(now)
    if state is State.CLOSED:
        raise NotNow(found.code, state, "only reopening gives it dates again")
    if opens is not None and opens != found.opens and state is not State.DRAFT:
        raise NotNow(found.code, state, "only its closing can be changed")
    dated = replace(found, opens=opens or found.opens, closes=closes or found.closes)
    if dated != found and any(each is not None and each <= now for each in (opens, closes)):
        raise DatesUnusable("a round is scheduled for moments that lie ahead")
    check_dates(dated.opens, dated.closes)
    return dated


def reason_in(text: str) -> str:
    """Why a round is reopened, in one line as it stands in the audit. Raises ReasonUnusable.

    What no eye sees is refused, for it could let a line read otherwise; but for what joins several emoji into one.
    """
    why = " ".join(text.split())
    if not why or len(why) > LONGEST_REASON or not why.replace(_JOINER, "").isprintable():
        raise ReasonUnusable(f"a reopening needs a reason, of at most {LONGEST_REASON} characters")
    return why


async def open_now(database: Database, code: str, now: datetime, by: Author | None = None) -> Round:
    """Let a draft take answers from now on. Raises UnknownRound, NotNow."""

    def opened(found: Round) -> Round:
        state = found.state(now)
        match state:
            case State.DRAFT:
                return replace(found, opens=now)
            case State.OPEN:
                return found
            case State.PAUSED:
                raise NotNow(code, state, "resume it")
            case State.CLOSED:
                raise NotNow(code, state, "it can be reopened, with a reason")
            case _:
                assert_never(state)

    return await _changed(database, code, opened, Act.OPENING, by)


async def pause_round(database: Database, code: str, now: datetime, by: Author | None = None) -> Round:
    """Let the round take no answers for a while; its closing comes all the same. Raises UnknownRound, NotNow."""

    def paused(found: Round) -> Round:
        state = found.state(now)
        match state:
            case State.OPEN:
                return replace(found, paused=now)
            case State.PAUSED:
                return found
            case State.DRAFT | State.CLOSED:
                raise NotNow(code, state, "only an open one can be paused")
            case _:
                assert_never(state)

    return await _changed(database, code, paused, Act.PAUSING, by)


async def resume_round(database: Database, code: str, now: datetime, by: Author | None = None) -> Round:
    """Let a paused round take answers again. Raises UnknownRound, NotNow."""

    def resumed(found: Round) -> Round:
        state = found.state(now)
        match state:
            case State.PAUSED:
                return replace(found, paused=None)
            case State.OPEN:
                return found
            case State.DRAFT | State.CLOSED:
                raise NotNow(code, state, "only a paused one can be resumed")
            case _:
                assert_never(state)

    return await _changed(database, code, resumed, Act.RESUMING, by)


async def close_round(database: Database, code: str, now: datetime, by: Author | None = None) -> Round:
    """Let the round end now, unless it ended before; one that never opened is called off. Raises UnknownRound."""

    def closed(found: Round) -> Round:
        return found if found.state(now) is State.CLOSED else replace(found, closes=now)

    return await _changed(database, code, closed, Act.CLOSING, by)


async def reopen_round(
    database: Database,
    code: str,
    now: datetime,
    *,
    reason: str,
    closes: datetime | None = None,
    by: Author | None = None,
) -> Round:
    """Let a closed round take answers again, until `closes`; the reason stands in the audit.

    Everybody goes on where they were, and what was released stays. The days after which key and answers are erased
    count from the new closing; once one of the two is due, there is no way back. Raises UnknownRound, NotNow,
    Anonymous, DatesUnusable, ReasonUnusable.
    """
    why = reason_in(reason)

    def reopened(found: Round) -> Round:
        state = found.state(now)
        if state is State.OPEN:
            return found
        if state is not State.CLOSED:
            raise NotNow(code, state, "only a closed one can be reopened")
        if found.key_erased or found.answers_erased or found.key_is_due(now) or found.retention_is_over(now):
            raise Anonymous(
                f"round {code} cannot be reopened: its key or its answers are erased or due to be,"
                " so that nobody would find their answers again"
            )
        if closes is not None and closes <= now:
            raise DatesUnusable("a round is reopened until a moment that lies ahead")
        opens = now if found.opens is None else min(found.opens, now)
        return replace(found, opens=opens, closes=closes, paused=None)

    return await _changed(database, code, reopened, Act.REOPENING, by, told=f": {why}")


async def reword_round(
    database: Database, code: str, consultation: Consultation, now: datetime, by: Author | None = None
) -> Round:
    """Give the round these texts, also while it is open: a new version of the wordings only, never of the structure.

    Languages may come in. Raises UnknownRound, NotNow, OtherStructure, LanguageLost, IncompleteNotice.
    """

    return await _changed(database, code, lambda found: reworded(found, consultation, now), Act.REWORDING, by)


def reworded(found: Round, consultation: Consultation, now: datetime) -> Round:
    """The round as `reword_round` would leave it. Raises NotNow, OtherStructure, LanguageLost, IncompleteNotice."""
    if consultation == found.consultation:
        return found
    if found.state(now) is State.CLOSED:
        raise NotNow(found.code, State.CLOSED, "its texts are those that were answered")
    if structure_hash(consultation) != found.structure:
        raise OtherStructure(
            f"only texts of round {found.code} can be changed: questions, options, ids and rules stay as they are"
        )
    if lost := [each for each in found.consultation.languages if each not in consultation.languages]:
        raise LanguageLost(f"people answer round {found.code} in {', '.join(lost)}: the texts have to stay")
    check_notice(consultation)
    return replace(found, consultation=consultation, wording=found.wording + 1)


async def replace_draft(
    database: Database, code: str, consultation: Consultation, now: datetime, by: Author | None = None
) -> Round:
    """Let a draft ask this instead; its code, its key and its dates stay.

    Raises UnknownRound, NotNow, OtherStructure if answers were imported into it, IncompleteNotice.
    """

    def replaced(found: Round) -> Round:
        if consultation == found.consultation:
            return found
        if (state := found.state(now + SEEN_WITHIN)) is not State.DRAFT:
            raise NotNow(code, state, "only a draft can be replaced, a minute before it opens at the latest")
        check_notice(consultation)
        return replace(
            found, consultation=consultation, structure=structure_hash(consultation), wording=found.wording + 1
        )

    return await _changed(database, code, replaced, Act.REPLACING, by, unanswered=True)


async def _changed(
    database: Database,
    code: str,
    change: Callable[[Round], Round],
    act: Act,
    by: Author | None,
    *,
    told: str = "",
    unanswered: bool = False,
) -> Round:
    """The round as `change` leaves it; nobody else changes it meanwhile. `unanswered`: only if nobody has answered."""
    async with database.writing() as connection, AsyncSession(connection) as session:
        query = (
            select(RoundRow, ConsultationRow)
            .join(ConsultationRow, col(RoundRow.consultation) == col(ConsultationRow.digest))
            .where(col(RoundRow.code) == code)
            .with_for_update(of=RoundRow)
        )
        row = (await session.exec(query)).first()
        if row is None:
            raise UnknownRound(f"there is no round {code}")
        stored, before = row[0], round_of(*row)
        after = change(before)
        if after == before:
            return before
        if unanswered and (await session.exec(select(exists().where(col(ResponseRow.round) == before.number)))).one():
            raise OtherStructure(f"round {code} holds answers that were imported: only its texts can be changed")
        stored.opens, stored.closes, stored.paused, stored.wording = (
            after.opens,
            after.closes,
            after.paused,
            after.wording,
        )
        if after.consultation != before.consultation:
            stored.consultation = await store_consultation(session, after.consultation)
        await session.flush()
        if by is not None:
            await note(connection, by, act, f"round {code}{told}", before=before.digest, after=after.digest)
        await session.commit()
    return after
