"""The commands of the citizens' bot."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import BotCommand, Message, Update

from bot import links
from bot.asked import Move, OpenRound, Request, ShowConversation, ShowPage, Subscribe
from bot.batching import Receipt
from bot.citizens.reception import Reception
from bot.screens.pages import Page
from flows.inputs import Leave, OpenReview
from results.speech import Speech

_REQUESTS: dict[str, Request] = {
    "continue": ShowConversation(),
    "review": Move(OpenReview()),
    "language": ShowPage(Page.LANGUAGE),
    "help": ShowPage(Page.HELP),
    "privacy": ShowPage(Page.PRIVACY),
    "cancel": Move(Leave()),
    "results": ShowPage(Page.RESULTS),
    "mine": ShowPage(Page.MINE),
    "mydata": ShowPage(Page.MY_DATA),
    "delete": ShowPage(Page.DELETE),
    "subscribe": ShowPage(Page.NEWS),
    "stop": Subscribe(wanted=False),
}


def setup() -> Router:
    """The router of all commands."""
    router = Router(name="commands")
    router.message.register(start, CommandStart())
    router.message.register(command, Command(*_REQUESTS))
    return router


async def start(message: Message, command: CommandObject, event_update: Update, reception: Reception) -> Receipt:
    """/start, with the code of a round and a source in a deep link: r_<round>_<source>; or one to the results."""
    code, _, source = (command.args or "").removeprefix("r_").partition("_")
    wanted = OpenRound(code or None, source[:32])
    return reception.receive(
        ShowPage(Page.RESULTS) if command.args == links.RESULTS else wanted,
        update=event_update.update_id,
        person=message.chat.id,
        latest=message.message_id,
        spoken=message.from_user.language_code if message.from_user else None,
    )


async def command(message: Message, command: CommandObject, event_update: Update, reception: Reception) -> Receipt:
    """Every other command."""
    return reception.receive(
        _REQUESTS[command.command],
        update=event_update.update_id,
        person=message.chat.id,
        latest=message.message_id,
        spoken=message.from_user.language_code if message.from_user else None,
    )


def menu(words: Speech) -> list[BotCommand]:
    """The commands that Telegram's menu offers, in the order of their use."""
    described = {
        "continue": words.say("go on where you were"),
        "review": words.say("all my answers, to look through and change"),
        "results": words.say("the results"),
        "mine": words.say("my answers, and where they count"),
        "subscribe": words.say("later messages: which, if any"),
        "language": words.say("another language"),
        "help": words.say("how this works"),
        "privacy": words.say("what happens to my answers"),
        "mydata": words.say("all that is stored about me"),
        "delete": words.say("delete everything about me"),
    }
    return [BotCommand(command=each, description=text) for each, text in described.items()]
