"""Attackers: each plays one history against a town and tells how many answers it leaves possible for its victim.

None: nothing came out that the victim is in. An attacker reads all that is released, knows the rules, supposes that
nobody else edits, and reasons as well as the audit does; its own accounts' answers it knows.
"""

import random

from flows.consultation import Release
from flows.counting import ROUND
from tests.results.disclosure.town import OPTIONS, Town

VICTIM = 500
COLOUR = "colour"


def _grown(seed: int, policy: Release, *questions: str) -> Town:
    """A town of 60 to 250 people, something of which was released."""
    town = Town(policy, random.Random(seed))
    town.crowd(town.chance.randint(60, 250), *(questions or (COLOUR,)))
    town.release()
    return town


def poller(seed: int, policy: Release) -> int | None:
    """Looks after every arrival, until the table moves; the victim came last. It knows nobody."""
    town = _grown(seed, policy)
    if not town.shown[COLOUR]:
        return None
    for arrival in range(30):
        town.answers[arrival] = {COLOUR: town.chance.choice(OPTIONS)}
        if COLOUR in town.release():
            possible = town.visible(COLOUR)
            assert town.answers[arrival][COLOUR] in possible
            return len(possible)
    return None


def nine_of_ten(seed: int, policy: Release) -> int | None:
    """Enters nine accounts with the same answer beside the victim."""
    town = _grown(seed, policy)
    own = [OPTIONS[0]] * 9
    return _with_own(town, own)


def ten_editors(seed: int, policy: Release, *, edits_count: bool) -> int | None:
    """Ten accounts that are in already edit, all to the same answer, once the victim has come.

    `edits_count`: as if each edit were a newcomer.
    """
    town = Town(policy, random.Random(seed))
    own = {account: {COLOUR: OPTIONS[1]} for account in range(10)}
    town.answers |= own
    town.crowd(town.chance.randint(60, 250), COLOUR)
    town.release()
    town.answers |= {account: {COLOUR: OPTIONS[0]} for account in range(10)}
    if edits_count:
        town.newcomers = lambda now, table: 10 + len(now.inside(table) - now.shown[table])
    victim = town.chance.choice(OPTIONS)
    town.answers[VICTIM] = {COLOUR: victim}
    if COLOUR not in town.release():
        return None
    possible = town.possible_after(COLOUR, {OPTIONS[0]: 10, OPTIONS[1]: -10})
    assert victim in possible
    return len(possible)


def lonely_newcomer(seed: int, policy: Release, *, table_by_table: bool) -> int | None:
    """Many come to another question, one of them to this one too. Without `table_by_table`, all tables move at once."""
    town = _grown(seed, policy, COLOUR, "taste")
    if not table_by_table:
        town.newcomers = lambda now, _: len(now.inside(ROUND) - now.shown[ROUND])
    for account in range(12):
        town.answers[account] = {"taste": town.chance.choice(OPTIONS)}
    victim = town.chance.choice(OPTIONS)
    town.answers[VICTIM] = {"taste": OPTIONS[0], COLOUR: victim}
    if COLOUR not in town.release():
        return None
    possible = town.possible(COLOUR, [])
    assert victim in possible
    return len(possible)


def coming_and_going(seed: int, policy: Release, *, remembered: bool) -> int | None:
    """Ten accounts withdraw and come back with every victim. Without being `remembered` they are new each time.

    That they are new the first time nobody can help: the attacker begins when they are in.
    """
    town = Town(policy, random.Random(seed))
    own = {account: {COLOUR: OPTIONS[0]} for account in range(10)}
    town.answers |= own
    town.crowd(town.chance.randint(60, 250), COLOUR)
    town.release()
    for account in own:
        del town.answers[account]
    town.release()
    if not remembered:
        for account in own:
            town.shown[COLOUR].discard(account)
    town.answers |= own
    victim = town.chance.choice(OPTIONS)
    town.answers[VICTIM] = {COLOUR: victim}
    if COLOUR not in town.release():
        return None
    possible = town.possible(COLOUR, [])
    assert victim in possible
    return len(possible)


def _with_own(town: Town, own: list[str]) -> int | None:
    if not town.shown[COLOUR]:
        return None
    for account, option in enumerate(own):
        town.answers[account] = {COLOUR: option}
    victim = town.chance.choice(OPTIONS)
    town.answers[VICTIM] = {COLOUR: victim}
    if COLOUR not in town.release():
        return None
    possible = town.possible(COLOUR, own)
    assert victim in possible
    return len(possible)
