"""Who wants the daily digest, and when."""

from storage.audit import Author
from storage.digest_hours import digest_hours, set_digest_hour
from storage.roles import Role
from storage.staff import accept, invite
from tests.storage.conftest import House


async def member(house: House, name: str, person: int) -> int:
    await invite(house.database, Role.EDITOR, Author("cli:test", house.now), token=name, days=1, name=name)
    joined = await accept(house.database, house.keys, name, person, language="ro", now=house.now)
    return joined.number


async def test_an_hour_is_chosen_changed_and_given_up(house: House) -> None:
    ana, ion = await member(house, "ana", 10**10), await member(house, "ion", 10**10 + 1)
    assert await digest_hours(house.database) == {}
    await set_digest_hour(house.database, ana, 8)
    await set_digest_hour(house.database, ion, 0)
    await set_digest_hour(house.database, ana, 18)
    assert await digest_hours(house.database) == {ana: 18, ion: 0}
    await set_digest_hour(house.database, ana, None)
    assert await digest_hours(house.database) == {ion: 0}
