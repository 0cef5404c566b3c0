"""Everything that is stored about a person, for that person."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection
from sqlmodel import col, select

from storage.database import Database
from storage.entering import WITHDRAWN, read_entries
from storage.keys import KeyRing
from storage.own_words import Key, Review, reviews_about
from storage.rounds import Round
from storage.rows import encoded
from storage.seats import Seat, load_revisions, load_seats
from storage.tables import TombstoneRow


async def stored_about(database: Database, keys: KeyRing, person: int, rounds: Iterable[Round]) -> dict[str, object]:
    """All of it, as JSON values: where the chat stands, whether it is subscribed, and by round what was answered.

    `anonymous`: codes of rounds whose key is erased; if something of this person is there, nobody can find it.
    """
    known = {each.number: each for each in rounds}
    findable = {number: each for number, each in known.items() if keys.has_round(number)}

    def load(connection: Connection) -> Seat:
        seat = load_seats(connection, database, keys, [person])[0][person]
        load_revisions(connection, database, findable, keys, [(seat, number) for number in findable])
        return seat

    async with database.reading() as connection:
        seat = await connection.run_sync(load)
        pseudonyms = {revision.pseudonym: number for number, revision in seat.revisions.items()}
        query = select(TombstoneRow.pseudonym, TombstoneRow.table_name).where(
            col(TombstoneRow.pseudonym).in_(pseudonyms)
        )
        withdrawn = [(pseudonyms[each], table) for each, table in await connection.execute(query)]
        ids = [revision.stored.id for revision in seat.revisions.values() if revision.stored is not None]
        reviews, earlier = await reviews_about(connection, ids)
    return {
        "conversation": _conversation(seat, known),
        "subscription": _subscription(seat),
        "responses": [
            _response(each, seat, reviews, earlier) for each in findable.values() if seat.revisions[each.number].stored
        ],
        "withdrawn": [
            {
                "round": each.code,
                "counted_in": sorted({table for number, table in withdrawn if number == each.number} - {WITHDRAWN}),
            }
            for each in findable.values()
            if each.number in {number for number, _ in withdrawn}
        ],
        "anonymous": [each.code for number, each in known.items() if number not in findable],
    }


def _conversation(seat: Seat, rounds: dict[int, Round]) -> dict[str, object] | None:
    if not seat.exists:
        return None
    chat = seat.chat
    return {
        "round": None if chat.round is None else rounds[chat.round].code,
        "language": chat.language,
        "page": chat.page,
        "message": chat.message,
        "newest_message": chat.latest,
        "older_messages_with_answers": list(chat.left),
        "turn": seat.turn,
        "screen_owed": seat.owed is not None,
    }


def _subscription(seat: Seat) -> dict[str, object] | None:
    found = seat.subscription
    if found is None:
        return None
    return {"language": found.language, "wishes": sorted(found.wishes), "blocked": found.blocked}


def _response(
    of: Round, seat: Seat, reviews: Mapping[Key, Review], earlier: Sequence[tuple[Key, Review]]
) -> dict[str, object]:
    found = seat.revisions[of.number].stored
    assert found is not None, "only stored responses are told"
    return {
        "round": of.code,
        "week_last_touched": found.week,
        "tables_entered_in_era": dict(read_entries(of.consultation, found.entered)),
        "place": found.written.place,
        "returning_to": found.written.return_place,
        "sent": encoded(of.consultation, found.response.closed),
        "not_sent_yet": encoded(of.consultation, found.response.draft),
        "staff_on_own_words": [_review(*each) for each in reviews.items() if each[0][0] == found.id],
        "staff_on_own_words_before": [_review(*each) for each in earlier if each[0][0] == found.id],
    }


def _review(key: Key, review: Review) -> dict[str, object]:
    """`shown`: the text as others may see it once it is approved, None when nothing was taken out."""
    return {
        "question": key[1],
        "decision": review.verdict.value,
        "shown": review.shown,
        "themes": sorted(review.themes),
    }
