"""/staff: owners invite, change roles and remove."""

import secrets

from bot import links
from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Button, Screen
from bot.staff.saying import refused, role_name
from bot.staff.visit import Command, Question, Tap, Topic, Visit
from results.speech import Speech
from storage.roles import Permission, Role
from storage.staff import (
    NameUnusable,
    StaffError,
    UnknownMember,
    change_role,
    invitations,
    invite,
    members,
    remove,
)

DAYS = 7
TOKEN_BYTES = 24

MAY = Permission.STAFF


async def show_staff(visit: Visit) -> None:
    """Everybody with their roles, open invitations, and buttons."""
    words = visit.words
    found, invited = await members(visit.database), await invitations(visit.database, visit.at)
    names = [*(each.name for each in found), *(each.name for each in invited)]
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Staff")),
                lines(*(plain(f"{each.name} – {role_name(words, each.role)}") for each in found)),
                lines(
                    *(
                        plain(
                            words.say(
                                "{name} – invited as {role}, until {moment}",
                                name=each.name,
                                role=role_name(words, each.role),
                                moment=words.moment(each.expires.astimezone(visit.at.tzinfo)),
                            )
                        )
                        for each in invited
                    )
                ),
            ),
            (
                *((Button(name, f"member.{name}"),) for name in names),
                (Button(words.say("Invite somebody"), "invite", style="primary"),),
            ),
        )
    )


async def show_member(visit: Visit) -> None:
    """One of them, with what can be changed."""
    words, [name] = visit.words, visit.given
    found = next((each for each in await members(visit.database) if each.name == name), None)
    if found is None:
        await _show_invited(visit, name)
        return
    roles = [each for each in Role if each is not found.role]
    await visit.show(
        Screen(
            paragraphs(bold(name), plain(role_name(words, found.role))),
            (
                *(
                    (
                        Button(
                            words.say("Make {name}: {role}", name=name, role=role_name(words, each)),
                            f"role.{name}.{each.value}",
                        ),
                    )
                    for each in roles
                ),
                (Button(words.say("Remove {name}…", name=name), f"remove.{name}", style="danger"),),
                (Button(words.say("◀ Back"), "staff"),),
            ),
        )
    )


async def _show_invited(visit: Visit, name: str) -> None:
    words = visit.words
    if not any(each.name == name for each in await invitations(visit.database, visit.at)):
        await show_staff(visit)
        return
    take_back = Button(words.say("Take the invitation back"), f"removed.{name}", style="danger")
    await visit.show(
        Screen(
            paragraphs(bold(name), plain(words.say("Invited, and not here yet."))),
            ((take_back,), (Button(words.say("◀ Back"), "staff"),)),
        )
    )


async def give_role(visit: Visit) -> None:
    """Another role, at once."""
    name, role = visit.given
    try:
        await change_role(visit.database, name, Role(role), visit.author)
    except StaffError as error:
        await visit.show(refused(visit.words, error, _back(visit.words)))
        return
    visit.given = (name,)
    await show_member(visit)


async def confirm_removal(visit: Visit) -> None:
    """Names what happens, before it does."""
    words, [name] = visit.words, visit.given
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("Remove {name}?", name=name)),
                plain(
                    words.say("What leads to the chat is erased. The name stays in the audit, and is not given again.")
                ),
            ),
            (
                (Button(words.say("Yes, remove {name}", name=name), f"removed.{name}", style="danger"),),
                (Button(words.say("◀ Back"), f"member.{name}"),),
            ),
        )
    )


async def remove_member(visit: Visit) -> None:
    """Removes a member, or takes an invitation back."""
    [name] = visit.given
    try:
        await remove(visit.database, name, visit.author)
    except UnknownMember:
        pass  # gone already: a tap may come twice
    except StaffError as error:
        await visit.show(refused(visit.words, error, _back(visit.words)))
        return
    await show_staff(visit)


async def choose_role(visit: Visit) -> None:
    """As what somebody is to be invited."""
    words = visit.words
    rows = tuple((Button(role_name(words, each), f"invited.{each.value}"),) for each in Role)
    await visit.show(Screen(bold(words.say("Invite somebody as …")), (*rows, _back(words))))


async def ask_name(visit: Visit) -> Screen:
    """What colleagues are to call them."""
    words, [role] = visit.words, visit.given
    return Screen(
        paragraphs(
            bold(words.say("Invite somebody as {role}", role=role_name(words, Role(role)))),
            plain(
                words.say(
                    "Please type a short name by which colleagues and the audit are to know them, such as maria: "
                    "small letters, digits and hyphens."
                )
            ),
        ),
        (_back(words),),
    )


async def take_name(visit: Visit) -> bool:
    """Invites, and gives the link to be passed on."""
    words, [role] = visit.words, visit.given
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        invited = await invite(
            visit.database, Role(role), visit.author, token=token, days=DAYS, name=visit.text.strip().lower()
        )
    except NameUnusable as error:
        await visit.send(refused(words, error))
        return False
    link = links.link(visit.office.username, links.invitation(token))
    await visit.send(
        Screen(
            paragraphs(
                bold(words.say("{name} is invited as {role}", name=invited.name, role=role_name(words, invited.role))),
                plain(
                    words.say_n(
                        "Please pass this link on. It works once, within {n} day:",
                        "Please pass this link on. It works once, within {n} days:",
                        DAYS,
                    )
                ),
                plain(link),
            ),
            (_back(words),),
        )
    )
    return True


def _back(words: Speech) -> tuple[Button, ...]:
    return (Button(words.say("◀ Back"), "staff"),)


def setup() -> Topic:
    """/staff."""
    return Topic(
        commands=(Command("staff", lambda words: words.say("who works here, and as what"), MAY, show_staff),),
        taps=(
            Tap("staff", MAY, show_staff),
            Tap("member", MAY, show_member),
            Tap("role", MAY, give_role),
            Tap("remove", MAY, confirm_removal),
            Tap("removed", MAY, remove_member),
            Tap("invite", MAY, choose_role),
        ),
        questions=(Question("invited", MAY, ask_name, take_name),),
    )
