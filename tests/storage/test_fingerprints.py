"""A missing or different key is a refusal."""

from dataclasses import replace

import pytest

from flows.consultation import Consultation
from storage.fingerprints import WrongKeys, check_keys
from storage.keys import new_keys
from tests.storage.conftest import House


async def test_an_empty_database_takes_any_ring(empty: House) -> None:
    await check_keys(empty.database, new_keys())


async def test_the_ring_of_the_database_is_taken(house: House) -> None:
    await check_keys(house.database, house.keys)
    found = await house.rows("SELECT purpose FROM key_fingerprint ORDER BY purpose")
    assert found == [("chat",), ("round/1",), ("seal",)]


@pytest.mark.parametrize("key", ["chat_key", "seal_key"])
async def test_another_key_is_refused(house: House, key: str) -> None:
    other = replace(house.keys, **{key: getattr(new_keys(), key)})
    with pytest.raises(WrongKeys, match="another key"):
        await check_keys(house.database, other)


async def test_a_missing_round_key_is_refused_and_a_new_one_too(house: House) -> None:
    without = house.keys.without_round_key(1)
    with pytest.raises(WrongKeys, match="no key for round/1"):
        await check_keys(house.database, without)
    with pytest.raises(WrongKeys, match="another key for round/1"):
        await check_keys(house.database, without.with_round_key(1))


async def test_a_round_is_not_opened_with_another_ring(house: House, consultation: Consultation) -> None:
    house.keys = new_keys()
    with pytest.raises(WrongKeys):
        await house.open(consultation, "two")
