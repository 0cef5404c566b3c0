"""/help: what the member's role may do."""

from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Screen
from bot.staff.saying import permission_name, role_name
from bot.staff.visit import Command, Topic, Visit
from storage.roles import ALLOWED, Permission


async def show_help(visit: Visit) -> None:
    """The commands that the member may give, and what else the role allows."""
    words, role = visit.words, visit.member.role
    allowed = [each for each in Permission if each in ALLOWED[role]]
    commands = [each for each in visit.office.commands if each.may is None or visit.may(each.may)]
    await visit.show(
        Screen(
            paragraphs(
                bold(words.say("What you may do as {role}", role=role_name(words, role))),
                lines(*(plain(f"• {permission_name(words, each)}") for each in allowed)),
                lines(*(plain(f"/{each.name} – {each.about(words)}") for each in commands)),
            )
        )
    )


def setup() -> Topic:
    """/help."""
    about = Command("help", lambda words: words.say("what I may do here"), None, show_help)
    return Topic(commands=(about,))
