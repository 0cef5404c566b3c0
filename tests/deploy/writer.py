"""Stores one respondent after the other, and names each on stdout when it is committed, until it is killed.

Now and then it empties SQLite's log, as the bot does when something was erased.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from flows.answers import Answers, Chosen, Rated
from flows.consultation import Consultation
from flows.response import Response
from storage.database import open_database, upgrade
from storage.keys import new_keys, save_keys
from tests.storage.conftest import DOCUMENT, House

FIRST_PERSON = 7_654_321_000
EMPTIED_EVERY = 10


async def main(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'glas.sqlite'}"
    await upgrade(url)
    keys = new_keys()
    save_keys(folder / "keys", keys)
    house = House(url, await open_database(url), folder / "keys", keys)
    await house.open(Consultation.model_validate(DOCUMENT), "one")
    for number in count():
        kind = Chosen(("ngo",)) if number % 2 else Chosen(("firm",), own_words="A shop")
        sent: dict[str, Answers] = {"you": {"types": kind}, "views": {"score": Rated(1 + number % 10)}}
        await house.answer(FIRST_PERSON + number, Response(seed="", closed=sent))
        print(number, flush=True)  # noqa: T201 - the acknowledgement
        if number % EMPTIED_EVERY == 0:
            await house.database.empty_log()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
