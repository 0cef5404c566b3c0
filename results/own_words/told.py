"""What is told of a round's own words at a moment: to staff, and to everybody."""

from datetime import datetime

from results.own_words.themes import WordsTable, public_words, words_tables
from results.published import Published
from storage.database import Database
from storage.own_words import own_words, questions_with_own_words
from storage.rounds import Round, State
from storage.snapshots import last_snapshot


async def words_for_staff(database: Database, of: Round) -> tuple[WordsTable, ...]:
    """Exact, with what waits."""
    questions = questions_with_own_words(of)
    return words_tables(await own_words(database, of, questions), questions)


async def words_for_all(database: Database, of: Round, now: datetime) -> tuple[WordsTable, ...]:
    """What others may see by now."""
    last = await last_snapshot(database, of)
    if last is None:
        return ()
    tables, shown = await words_for_staff(database, of), Published.model_validate_json(last.document)
    closed = of.state(now) is State.CLOSED
    return public_words(tables, shown, questions_with_own_words(of), closed=closed)
