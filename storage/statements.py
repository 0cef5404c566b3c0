"""The statements of a batch: static text, made once. Each takes a set of rows as one JSON array of arrays.

A statement an input would cost ten times as much: what is slow in a transaction is going to the database's thread,
not the disk.
"""

from dataclasses import dataclass

from storage.dialect import Dialect

_RESPONSE = """r.id, r.round, r.pseudonym, r.place, r.return_place, r.draft, r.closed, r.week, r.imported,
    r.entered, (SELECT {answers} FROM answer a WHERE a.response = r.id) AS answers"""


@dataclass(frozen=True, slots=True)
class Statements:
    """One statement a purpose; the comment beside each names the columns of its rows."""

    lock_chats: str | None  # chat
    seen: str  # update_id
    conversations: str  # chat
    responses: str  # round, pseudonym
    responses_by_id: str  # id
    responses_after: str  # no rows: parameters round, after (a pseudonym) and limit
    rounds: str  # no rows: every column of every round
    standings: str  # round
    tombstones: str  # round, pseudonym
    mark_seen: str  # update_id, hour
    add_responses: str  # as put_responses
    put_responses: str  # id, round, pseudonym, place, return_place, draft, closed, week, imported, entered
    remove_responses: str  # id
    put_answers: str  # response, question, option, number, text
    remove_answers: str  # response, question, option
    add_tallies: str  # round, table_name, cell, n
    add_counters: str  # round, hour, kind, key, n
    put_tombstones: str  # round, pseudonym, table_name
    put_conversations: str  # chat, round, language, page, message, latest, leftover, turn, owed
    remove_conversations: str  # chat
    put_subscribers: str  # chat, sealed, language, wishes, blocked
    remove_subscribers: str  # chat


def statements(dialect: Dialect) -> Statements:
    """The statements as this database spells them."""

    response = _RESPONSE.format(answers=dialect.answers)
    add_responses = """INSERT INTO response
        (id, round, pseudonym, place, return_place, draft, closed, week, imported, entered)
        SELECT CAST(item.value ->> 0 AS BIGINT), CAST(item.value ->> 1 AS INTEGER), item.value ->> 2,
        item.value ->> 3, item.value ->> 4, item.value ->> 5, item.value ->> 6, item.value ->> 7,
        CAST(item.value ->> 8 AS BOOLEAN), item.value ->> 9 FROM {rows} WHERE true"""

    def made(sql: str) -> str:
        return sql.format(rows=dialect.rows, response=response, hold=dialect.hold, share=dialect.share)

    return Statements(
        lock_chats=dialect.lock,
        seen=made(
            """SELECT update_id FROM update_seen
            WHERE update_id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {rows})"""
        ),
        conversations=made(
            """SELECT wanted.chat, c.turn, c.round, c.language, c.page, c.message, c.latest, c.leftover, c.owed,
            s.language, s.wishes, s.blocked FROM (SELECT item.value ->> 0 AS chat FROM {rows}) AS wanted
            LEFT JOIN conversation c ON c.chat = wanted.chat LEFT JOIN subscriber s ON s.chat = wanted.chat"""
        ),
        responses=made(
            """SELECT {response} FROM
            (SELECT CAST(item.value ->> 0 AS INTEGER) AS round, item.value ->> 1 AS pseudonym FROM {rows}) AS wanted
            JOIN response r ON r.round = wanted.round AND r.pseudonym = wanted.pseudonym {hold}"""
        ),
        responses_by_id=made(
            """SELECT {response} FROM response r
            WHERE r.id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {rows}) {hold}"""
        ),
        responses_after=made(
            """SELECT {response} FROM response r WHERE r.round = :round AND r.pseudonym > :after
            ORDER BY r.pseudonym LIMIT :limit"""
        ),
        rounds="SELECT * FROM round ORDER BY number",
        standings=made(
            """SELECT g.round, g.era, g.settled, v.table_name, v.era FROM releasing g
            LEFT JOIN table_version v ON v.round = g.round
            WHERE g.round IN (SELECT CAST(item.value ->> 0 AS INTEGER) FROM {rows}) {share}"""
        ),
        tombstones=made(
            """SELECT t.round, t.pseudonym, t.table_name FROM
            (SELECT CAST(item.value ->> 0 AS INTEGER) AS round, item.value ->> 1 AS pseudonym FROM {rows}) AS wanted
            JOIN tombstone t ON t.round = wanted.round AND t.pseudonym = wanted.pseudonym"""
        ),
        # WHERE true: without it SQLite reads ON CONFLICT as the condition of a join.
        mark_seen=made(
            """INSERT INTO update_seen (update_id, hour)
            SELECT CAST(item.value ->> 0 AS BIGINT), item.value ->> 1 FROM {rows} WHERE true ON CONFLICT DO NOTHING"""
        ),
        # Apart from `put_responses`, so that an id given twice is an error and not another respondent's row.
        add_responses=made(add_responses),
        put_responses=made(
            f"""{add_responses} ON CONFLICT (id) DO UPDATE SET place = excluded.place,
            return_place = excluded.return_place, draft = excluded.draft, closed = excluded.closed,
            week = excluded.week, entered = excluded.entered"""
        ),
        remove_responses=made("DELETE FROM response WHERE id IN (SELECT CAST(item.value ->> 0 AS BIGINT) FROM {rows})"),
        put_answers=made(
            """INSERT INTO answer (response, question, option, number, text)
            SELECT CAST(item.value ->> 0 AS BIGINT), item.value ->> 1, item.value ->> 2,
            CAST(item.value ->> 3 AS DOUBLE PRECISION), item.value ->> 4 FROM {rows}"""
        ),
        remove_answers=made(
            """DELETE FROM answer WHERE (response, question, option) IN
            (SELECT CAST(item.value ->> 0 AS BIGINT), item.value ->> 1, item.value ->> 2 FROM {rows})"""
        ),
        add_tallies=made(
            """INSERT INTO tally (round, table_name, cell, n)
            SELECT CAST(item.value ->> 0 AS INTEGER), item.value ->> 1, item.value ->> 2,
            CAST(item.value ->> 3 AS INTEGER) FROM {rows} WHERE true
            ON CONFLICT (round, table_name, cell) DO UPDATE SET n = tally.n + excluded.n"""
        ),
        add_counters=made(
            """INSERT INTO counter (round, hour, kind, key, n)
            SELECT CAST(item.value ->> 0 AS INTEGER), item.value ->> 1, item.value ->> 2, item.value ->> 3,
            CAST(item.value ->> 4 AS INTEGER) FROM {rows} WHERE true
            ON CONFLICT (round, hour, kind, key) DO UPDATE SET n = counter.n + excluded.n"""
        ),
        put_tombstones=made(
            """INSERT INTO tombstone (round, pseudonym, table_name)
            SELECT CAST(item.value ->> 0 AS INTEGER), item.value ->> 1, item.value ->> 2 FROM {rows} WHERE true
            ON CONFLICT DO NOTHING"""
        ),
        put_conversations=made(
            """INSERT INTO conversation (chat, round, language, page, message, latest, leftover, turn, owed)
            SELECT item.value ->> 0, CAST(item.value ->> 1 AS INTEGER), item.value ->> 2, item.value ->> 3,
            CAST(item.value ->> 4 AS BIGINT), CAST(item.value ->> 5 AS BIGINT), item.value ->> 6,
            CAST(item.value ->> 7 AS INTEGER), item.value ->> 8 FROM {rows} WHERE true
            ON CONFLICT (chat) DO UPDATE SET round = excluded.round, language = excluded.language,
            page = excluded.page, message = excluded.message, latest = excluded.latest,
            leftover = excluded.leftover, turn = excluded.turn, owed = excluded.owed"""
        ),
        remove_conversations=made("DELETE FROM conversation WHERE chat IN (SELECT item.value ->> 0 FROM {rows})"),
        put_subscribers=made(
            """INSERT INTO subscriber (chat, sealed, language, wishes, blocked)
            SELECT item.value ->> 0, item.value ->> 1, item.value ->> 2, item.value ->> 3,
            CAST(item.value ->> 4 AS BOOLEAN) FROM {rows} WHERE true
            ON CONFLICT (chat) DO UPDATE SET language = excluded.language, wishes = excluded.wishes,
            blocked = excluded.blocked"""
        ),
        remove_subscribers=made("DELETE FROM subscriber WHERE chat IN (SELECT item.value ->> 0 FROM {rows})"),
    )
