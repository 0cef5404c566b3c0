"""What is told of a round's own words at a moment: to staff, and to everybody."""

from datetime import datetime

from results.own_words.themes import WordsTable, public_words, words_tables
from results.published import Published
from storage.database import Database
from storage.own_words import own_words, questions_with_own_words, quoted
from storage.rounds import Round, State


async def words_for_staff(database: Database, of: Round) -> tuple[WordsTable, ...]:
    """Exact, with what waits."""
    questions = questions_with_own_words(of)
    return words_tables(await own_words(database, of, questions), questions)


async def words_for_all(database: Database, of: Round, shown: Published, now: datetime) -> tuple[WordsTable, ...]:
    """What others may see by now, beside the snapshot that is `shown`: nothing before there is one."""
    if not shown.number:
        return ()
    closed = of.state(now) is State.CLOSED
    questions = questions_with_own_words(of)
    tables = words_tables(await quoted(database, of), questions) if closed else ()
    return public_words(tables, shown, questions, closed=closed)
