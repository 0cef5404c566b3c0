"""What is told of a round's own words at a moment: to staff, and to everybody."""

from datetime import datetime

from results.own_words.themes import WordsTable, public_words, words_tables
from results.released import last_released
from storage.database import Database
from storage.own_words import own_words, questions_with_own_words
from storage.rounds import Round, State


async def words_for_staff(database: Database, of: Round) -> tuple[WordsTable, ...]:
    """Exact, with what waits."""
    questions = questions_with_own_words(of)
    return words_tables(await own_words(database, of, questions), questions)


async def words_for_all(database: Database, of: Round, now: datetime) -> tuple[WordsTable, ...]:
    """What others may see by now."""
    shown = await last_released(database, of)
    if shown is None:
        return ()
    tables, closed = await words_for_staff(database, of), of.state(now) is State.CLOSED
    return public_words(tables, shown, questions_with_own_words(of), closed=closed)
