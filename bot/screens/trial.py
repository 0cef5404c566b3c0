"""The mark of a trial, on every screen of it."""

from dataclasses import replace

from bot.markup import bold, paragraphs
from bot.screen import Screen
from results.speech import Speech


def marked_as_trial(screen: Screen, speech: Speech) -> Screen:
    """The screen with a line above it that says that this is a trial, and what becomes of the answers."""
    line = bold(speech.say("Trial: nothing that you answer here is kept or counted."))
    return replace(screen, html=paragraphs(line, screen.html))
