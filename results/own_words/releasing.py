"""Themes are released: of each question once, after the round has closed, when staff say that they are done with it.

errors:
    ThemesNotDue         it is not the time for these themes, or it is over
    ├── StillOpen        the round has not closed
    ├── ClosingFirst     the release that follows its closing has to come first
    ├── ReleasedAlready  they are out, once for good
    └── NoThemes         there are none of a question that has been released itself
    ThemesRefused        with all that was released before they would tell too much of a few people
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from flows.consultation import Release
from results.own_words.themes import WordsTable, words_tables
from results.published import Published, ThemeLine, ThemesTable
from results.release.apart import Decided, Task, decided_apart
from results.releasing import hour_at
from results.rounding import told
from storage.audit import Act, Author
from storage.database import Database
from storage.own_words import own_words
from storage.rounds import Round, State
from storage.snapshots import Snapshot, add, digest, settled_hour, snapshots


class ThemesNotDue(Exception):
    """It is not the time for these themes, or it is over; the message is a sentence for who asked."""


class StillOpen(ThemesNotDue):
    """The round has not closed."""


class ClosingFirst(ThemesNotDue):
    """The release that follows the round's closing has to come first."""


class ReleasedAlready(ThemesNotDue):
    """The themes are out, once for good."""


class NoThemes(ThemesNotDue):
    """There are no themes of a question that has been released itself."""


class ThemesRefused(Exception):
    """The audit lets none of these themes out; the message is a sentence for who asked."""


async def themes_to_release(
    database: Database,
    of: Round,
    questions: Sequence[str],
    now: datetime,
    *,
    decide: Callable[[Task], Awaitable[Decided]] = decided_apart,
) -> Decided:
    """What would come out of the questions' themes, if it was published; nothing is stored.

    Raises ThemesNotDue, ThemesRefused and results.release.apart.DecisionFailed.
    """
    history = await _released(database, of, now)
    last = Published.model_validate_json(history[-1].document)
    tables = words_tables(await own_words(database, of, questions), questions)
    found = await decide(
        Task(
            consultation=of.consultation,
            code=of.code,
            tallies={},
            newcomers={},
            history=tuple(each.document for each in history),
            hour=hour_at(now),
            closed=True,
            themes=_due(last, tables, questions, of.consultation.release),
        )
    )
    if found.document is None:
        raise ThemesRefused("with what was released before they would tell too much of a few people: nothing comes out")
    return found


async def publish_themes(database: Database, of: Round, document: Published, by: Author) -> None:
    """Store the new snapshot, for good. Raises storage.snapshots.ReleasedMeanwhile."""
    assert document.released is not None, "only what was decided about is published"
    text = document.model_dump_json()
    snapshot = Snapshot(document.number, document.released, text, digest(text))
    await add(database, of, snapshot, by, Act.THEMES_RELEASED)


def told_themes(table: WordsTable, policy: Release) -> ThemesTable:
    """Rounded, small counts untold; those have their names in alphabetical order, for any other would tell."""
    lines = (ThemeLine(name=each.name, count=told(each.count or 0, policy)) for each in table.themes)
    themes = tuple(sorted(lines, key=lambda line: (-(line.count or 0), line.name.casefold())))
    return ThemesTable(question=table.question, n=told(table.n or 0, policy), themes=themes)


async def _released(database: Database, of: Round, now: datetime) -> list[Snapshot]:
    """All that was released of a round that has had its last release. Raises ThemesNotDue."""
    if of.state(now) is not State.CLOSED:
        raise StillOpen(f"round {of.code} has not closed: themes come out once, when nobody answers any more")
    done, history = await settled_hour(database, of), await snapshots(database, of)
    if done is None or of.closes is None or done < of.closes or not history:
        raise ClosingFirst(
            f"the release that follows the closing of round {of.code} has to come first: it comes on the full hour,"
            " by the bot or by `glas release`"
        )
    return history


def _due(
    last: Published, tables: Sequence[WordsTable], questions: Sequence[str], policy: Release
) -> tuple[ThemesTable, ...]:
    """Those that have themes, are released as questions, and whose themes are not. Raises ThemesNotDue."""
    out, shown = {each.question for each in last.themes}, {each.question for each in last.questions}
    due = tuple(
        told_themes(table, policy)
        for table in tables
        if table.themes and table.question in shown and table.question not in out
    )
    if not due:
        released = [each for each in questions if each in out]
        if released:
            raise ReleasedAlready(f"the themes of {', '.join(released)} are released already, once for good")
        raise NoThemes("there are no themes of a question that has been released itself")
    return due
