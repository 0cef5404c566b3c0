"""Own words and what staff made of them: read, decided upon, and undone.

A review belongs to the text as it was read. When its citizen edits or deletes the answer, the database takes the
review, the themes and their history away with it (ON DELETE CASCADE): the text is back in the queue, or gone.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, insert, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select

from flows.consultation import Multiple, OpenText, Single
from storage.audit import Act, Author, note
from storage.database import Database
from storage.digests import digest_of
from storage.rounds import Round
from storage.rows import to_json
from storage.tables import (
    AnswerRow,
    ResponseRow,
    ReviewBeforeRow,
    ReviewRow,
    ReviewStepRow,
    ThemeOfAnswerRow,
    ThemeRow,
)

T = TypeVar("T")


class Verdict(StrEnum):
    """What was decided about a text."""

    WAITING = "waiting"
    QUOTED = "quoted"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Review:
    """How staff see a text. `shown`: the text with parts taken out, None when none were; `themes`: their names."""

    verdict: Verdict = Verdict.WAITING
    shown: str | None = None
    themes: frozenset[str] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Whether the text is out of the queue."""
        return self.verdict is not Verdict.WAITING or bool(self.themes)


Key = tuple[int, str]
"""The response and the question."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One text, as its citizen wrote it, and its review."""

    key: Key
    text: str
    review: Review = field(default_factory=Review)

    @property
    def question(self) -> str:
        """The question that it answers."""
        return self.key[1]

    @property
    def shown(self) -> str:
        """The text without what was taken out."""
        return self.text if self.review.shown is None else self.review.shown


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """Something that was decided and can be undone. `texts`: those of its texts that are still there."""

    number: int
    act: Act
    texts: frozenset[Key]


def questions_with_own_words(of: Round) -> tuple[str, ...]:
    """The questions that can be answered by a typed text, in order."""
    return tuple(
        each.id
        for each in of.consultation.questions
        if isinstance(each, OpenText) or (isinstance(each, Single | Multiple) and each.own_words)
    )


async def own_words(database: Database, of: Round, questions: Collection[str] | None = None) -> list[OwnWords]:
    """The texts that count in the round, of these questions or of all, in the questionnaire's order.

    Those of one question come in an order that tells nothing: their responses have random ids.
    """
    order = questions_with_own_words(of)
    async with database.reading() as connection:
        found = await _read(connection, of, order if questions is None else questions)
    return sorted(found, key=lambda each: (order.index(each.question), each.key))


async def quoted(database: Database, of: Round) -> list[OwnWords]:
    """The texts that may be quoted, as reviewed but for their themes, in the questionnaire's order.

    What this takes grows with what staff have decided, not with what was answered.
    """
    order = questions_with_own_words(of)
    reviewed = select(ReviewRow.response, ReviewRow.question, ReviewRow.shown).where(
        col(ReviewRow.verdict) == Verdict.QUOTED.value
    )
    found = []
    async with database.reading() as connection:
        shown = {(response, question): shown for response, question, shown in await connection.execute(reviewed)}
        for part in _slices(sorted({response for response, _ in shown})):
            texts = (
                select(AnswerRow.response, AnswerRow.question, AnswerRow.text)
                .join(ResponseRow, col(ResponseRow.id) == col(AnswerRow.response))
                .where(
                    col(AnswerRow.response).in_(part),
                    col(ResponseRow.round) == of.number,
                    col(AnswerRow.option) == "",
                    col(AnswerRow.text).is_not(None),
                )
            )
            for response, question, text in await connection.execute(texts):
                key = (response, question)
                if key in shown:
                    found.append(OwnWords(key, text or "", Review(Verdict.QUOTED, shown[key])))
    return sorted(found, key=lambda each: (order.index(each.question), each.key))


async def reviews_about(
    connection: AsyncConnection, responses: Collection[int]
) -> tuple[dict[Key, Review], list[tuple[Key, Review]]]:
    """What staff decided about the own words in these responses, and what they can go back to, the oldest first."""
    current = defaultdict[Key, Review](Review)
    reviewed = select(ReviewRow.response, ReviewRow.question, ReviewRow.verdict, ReviewRow.shown)
    for response, question, verdict, shown in await connection.execute(
        reviewed.where(col(ReviewRow.response).in_(responses))
    ):
        current[response, question] = Review(Verdict(verdict), shown)
    under = select(ThemeOfAnswerRow.response, ThemeOfAnswerRow.question, ThemeRow.name).join(
        ThemeRow, col(ThemeRow.id) == col(ThemeOfAnswerRow.theme)
    )
    for response, question, name in await connection.execute(
        under.where(col(ThemeOfAnswerRow.response).in_(responses))
    ):
        found = current[response, question]
        current[response, question] = replace(found, themes=found.themes | {name})
    before = (
        select(ReviewBeforeRow.response, ReviewBeforeRow.question, ReviewBeforeRow.review)
        .where(col(ReviewBeforeRow.response).in_(responses))
        .order_by(col(ReviewBeforeRow.number))
    )
    earlier = [
        ((response, question), _decoded(review)) for response, question, review in await connection.execute(before)
    ]
    return dict(current), earlier


async def decide(
    database: Database,
    of: Round,
    act: Act,
    decisions: Mapping[OwnWords, Review],
    *,
    by: Author | None = None,
) -> tuple[OwnWords, ...]:
    """Store these reviews as one step; gives those that were edited, deleted or decided about since they were read.

    Those are left as they are. What stands as it was decided already makes no step. `by` whom, if a person decided.
    """
    async with database.writing() as connection:
        questions = {each.question for each in decisions}
        current = {each.key: each for each in await _read(connection, of, questions, hold=True)}
        missed = tuple(
            each for each, review in decisions.items() if not _is_as_read(each, current.get(each.key), review)
        )
        before = {each.key: current[each.key].review for each in decisions if each not in missed}
        after = {each.key: review for each, review in decisions.items() if review != before.get(each.key, review)}
        if after:
            before = {key: before[key] for key in after}
            await _note_step(connection, of, act, before)
            await _put(connection, of, after)
            if by is not None:
                await _note(connection, of, by, act, before=before, after=after)
    return missed


async def newest_step(database: Database, of: Round) -> ReviewStep | None:
    """What `undo` would take back."""
    async with database.reading() as connection:
        return await _newest_step(connection, of)


async def undo(
    database: Database, of: Round, by: Author | None = None, *, step: int | None = None
) -> ReviewStep | None:
    """Take back the newest step that was not yet; None when there is none. `by` whom, if a person asked for it.

    `step`: the one that is meant; None, too, when another is the newest by now.
    """
    async with database.writing() as connection:
        newest = await _newest_step(connection, of)
        if newest is None or step not in {None, newest.number}:
            return None
        of_step = _of_step(of, newest.number)
        # Held, so that no edit comes between and what is restored lands on another text.
        rows = await connection.execute(
            select(ReviewBeforeRow.response, ReviewBeforeRow.question, ReviewBeforeRow.review)
            .where(of_step)
            .with_for_update()
        )
        before = {(response, question): _decoded(review) for response, question, review in rows}
        current = {each.key: each.review for each in await _read(connection, of, {key[1] for key in before})}
        await _put(connection, of, before)
        await connection.execute(delete(ReviewBeforeRow).where(of_step))
        await connection.execute(
            delete(ReviewStepRow).where(
                col(ReviewStepRow.round) == of.number, col(ReviewStepRow.number) == newest.number
            )
        )
        if by is not None:
            replaced = {key: current[key] for key in before}
            await _note(connection, of, by, Act.WORDS_UNDONE, before=replaced, after=before)
    return replace(newest, texts=frozenset(before))


async def _newest_step(connection: AsyncConnection, of: Round) -> ReviewStep | None:
    step = select(ReviewStepRow.number, ReviewStepRow.action).where(col(ReviewStepRow.round) == of.number)
    newest = (await connection.execute(step.order_by(col(ReviewStepRow.number).desc()).limit(1))).one_or_none()
    if newest is None:
        return None
    texts = select(ReviewBeforeRow.response, ReviewBeforeRow.question).where(_of_step(of, newest.number))
    keys = frozenset((response, question) for response, question in await connection.execute(texts))
    return ReviewStep(newest.number, Act(newest.action), keys)


def _of_step(of: Round, number: int) -> ColumnElement[bool]:
    return and_(col(ReviewBeforeRow.round) == of.number, col(ReviewBeforeRow.number) == number)


async def _read(
    connection: AsyncConnection, of: Round, questions: Collection[str], *, hold: bool = False
) -> list[OwnWords]:
    """`hold`: nobody edits or deletes these answers until the transaction ends, or a review could get another text."""
    in_round = select(ResponseRow.id).where(col(ResponseRow.round) == of.number)
    themes = defaultdict[Key, set[str]](set)
    named = (
        select(ThemeOfAnswerRow.response, ThemeOfAnswerRow.question, ThemeRow.name)
        .join(ThemeRow, col(ThemeRow.id) == col(ThemeOfAnswerRow.theme))
        .where(col(ThemeRow.round) == of.number, col(ThemeRow.question).in_(questions))
    )
    for response, question, name in await connection.execute(named):
        themes[response, question].add(name)
    reviewed = select(ReviewRow.response, ReviewRow.question, ReviewRow.verdict, ReviewRow.shown).where(
        col(ReviewRow.question).in_(questions), col(ReviewRow.response).in_(in_round)
    )
    verdicts: dict[Key, tuple[Verdict, str | None]] = {
        (response, question): (Verdict(verdict), shown)
        for response, question, verdict, shown in await connection.execute(reviewed)
    }
    texts = select(AnswerRow.response, AnswerRow.question, AnswerRow.text).where(
        col(AnswerRow.question).in_(questions),
        col(AnswerRow.response).in_(in_round),
        col(AnswerRow.option) == "",
        col(AnswerRow.text).is_not(None),
    )
    if hold:
        texts = texts.with_for_update()  # of PostgreSQL; on SQLite a writer is alone
    found = []
    for response, question, text in await connection.execute(texts):
        key = (response, question)
        verdict, shown = verdicts.get(key, (Verdict.WAITING, None))
        found.append(OwnWords(key, text or "", Review(verdict, shown, frozenset(themes.get(key, ())))))
    return found


def _is_as_read(read: OwnWords, current: OwnWords | None, wanted: Review) -> bool:
    return current is not None and current.text == read.text and current.review in {read.review, wanted}


async def _note_step(connection: AsyncConnection, of: Round, act: Act, before: Mapping[Key, Review]) -> None:
    last = select(func.max(ReviewStepRow.number)).where(col(ReviewStepRow.round) == of.number)
    number = ((await connection.execute(last)).scalar_one() or 0) + 1
    await connection.execute(insert(ReviewStepRow).values(round=of.number, number=number, action=act.value))
    await connection.execute(
        insert(ReviewBeforeRow),
        [
            {**_row(key), "round": of.number, "number": number, "review": _encoded(review)}
            for key, review in before.items()
        ],
    )


async def _note(
    connection: AsyncConnection,
    of: Round,
    by: Author,
    what: Act,
    *,
    before: Mapping[Key, Review],
    after: Mapping[Key, Review],
) -> None:
    """Digests of reviews with the random ids of their responses: without those, nobody finds out a text by guessing."""
    digests = [
        digest_of(sorted((*key, _encoded(each)) for key, each in reviews.items())) for reviews in (before, after)
    ]
    subject = f"round {of.code}: {len(after)} texts"
    await note(connection, by, what, subject, before=digests[0], after=digests[1])


async def _put(connection: AsyncConnection, of: Round, reviews: Mapping[Key, Review]) -> None:
    if not reviews:
        return
    ids = await _theme_ids(connection, of, {(key[1], name) for key, each in reviews.items() for name in each.themes})
    for table in (ReviewRow, ThemeOfAnswerRow):
        for part in _slices(list(reviews)):
            await connection.execute(delete(table).where(tuple_(col(table.response), col(table.question)).in_(part)))
    rows = [
        {**_row(key), "verdict": each.verdict.value, "shown": each.shown}
        for key, each in reviews.items()
        if each != Review(themes=each.themes)
    ]
    about = [{**_row(key), "theme": ids[key[1], name]} for key, each in reviews.items() for name in each.themes]
    if rows:
        await connection.execute(insert(ReviewRow), rows)
    if about:
        await connection.execute(insert(ThemeOfAnswerRow), about)


async def _theme_ids(
    connection: AsyncConnection, of: Round, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    query = select(ThemeRow.question, ThemeRow.name, ThemeRow.id).where(col(ThemeRow.round) == of.number)
    ids = {(question, name): number for question, name, number in await connection.execute(query)}
    missing = sorted(set(wanted) - ids.keys())
    if missing:
        highest = (await connection.execute(select(func.max(ThemeRow.id)))).scalar_one() or 0
        new = {each: number for number, each in enumerate(missing, start=highest + 1)}
        rows = [
            {"id": number, "round": of.number, "question": question, "name": name}
            for (question, name), number in new.items()
        ]
        await connection.execute(insert(ThemeRow), rows)
        ids |= new
    return ids


def _slices(keys: list[T], size: int = 400) -> list[list[T]]:
    """Few enough for the variables that a statement may have."""
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _row(key: Key) -> dict[str, object]:
    response, question = key
    return {"response": response, "question": question, "option": ""}


def _encoded(review: Review) -> str:
    return to_json([review.verdict.value, review.shown, sorted(review.themes)])


def _decoded(text: str) -> Review:
    verdict, shown, themes = json.loads(text)
    return Review(Verdict(verdict), shown, frozenset(themes))
