"""/language: in which language the bot speaks with a member."""

from dataclasses import replace

from bot.markup import bold
from bot.screen import Button, Screen
from bot.screens.view import in_pairs
from bot.staff.visit import Command, Tap, Topic, Visit
from results.speech import own_name, spoken_languages
from storage.staff import speak


async def ask_language(visit: Visit) -> None:
    """The languages that the program speaks, each by its own name."""
    buttons = [
        Button(f"✓ {own_name(each)}" if each == visit.member.language else own_name(each), f"language.{each}")
        for each in spoken_languages()
    ]
    await visit.show(Screen(bold(visit.words.say("In which language shall we speak?")), in_pairs(buttons)))


async def change_language(visit: Visit) -> None:
    """Speaks it from now on."""
    [wanted] = visit.given
    if wanted in spoken_languages():
        await speak(visit.database, visit.member, wanted)
        visit.member = replace(visit.member, language=wanted)
    await ask_language(visit)


def setup() -> Topic:
    """/language."""
    about = Command("language", lambda words: words.say("another language"), None, ask_language)
    return Topic(commands=(about,), taps=(Tap("language", None, change_language),))
