"""Themes are released from the staff's bot: shown as they would come out, then confirmed, once for good."""

from typing import Final

from bot.markup import bold, lines, paragraphs, plain
from bot.screen import Button, Screen
from bot.screens.looking import fitted
from bot.staff.visit import Tap, Topic, Visit
from bot.staff.word_cards import LIST_ROOM, TITLE_LENGTH
from bot.staff.words import MAY, question_named
from flows.consultation import text_in
from results.labels import shortened
from results.own_words.handles import tag
from results.own_words.releasing import (
    ClosingFirst,
    NoThemes,
    ReleasedAlready,
    StillOpen,
    ThemesNotDue,
    ThemesRefused,
    publish_themes,
    themes_to_release,
)
from results.published import ThemesTable
from results.release.apart import DecisionFailed
from results.speech import Speech
from storage.rounds import Round
from storage.snapshots import ReleasedMeanwhile

_NOT_NOW: Final = (ThemesNotDue, ThemesRefused, DecisionFailed, ReleasedMeanwhile)


async def show_due(visit: Visit) -> None:
    """What would come out; that is worked out beside the conversation, for the audit takes its time."""
    await _work(visit, release=False)


async def release(visit: Visit) -> None:
    """Releases it, if it is still what was shown."""
    await _work(visit, release=True)


async def _work(visit: Visit, *, release: bool) -> None:
    found = await question_named(visit)
    if found is None:
        return
    of, question = found
    message = await visit.show(
        Screen(plain(visit.words.say("It is being worked out what may be told; this takes a few seconds.")))
    )
    seen = visit.given[1] if release else None
    visit.office.later(visit.chat, visit.words, _worked(visit, of, question, message, seen))


async def _worked(visit: Visit, of: Round, question: str, message: int, seen: str | None) -> None:
    """`seen`: which themes were confirmed; None when nothing was yet."""
    words, back = visit.words, _to_question(visit)
    try:
        decided = await themes_to_release(visit.database, of, (question,), visit.at)
        assert decided.document is not None, "else it would have been refused"
        [table] = [each for each in decided.document.themes if each.question == question]
        if tag(table.model_dump_json()) == seen:
            await publish_themes(visit.database, of, decided.document, visit.author)
            screen = Screen(
                paragraphs(plain(words.say("✓ Released, once for good.")), _told(words, of, table)), (back,)
            )
        else:
            screen = _confirming(visit, of, table)
    except _NOT_NOW as error:
        screen = Screen(plain(_refusal(words, error)), (back,))
    await visit.office.writing.edit(visit.chat, message, screen)


def _confirming(visit: Visit, of: Round, table: ThemesTable) -> Screen:
    words, place = visit.words, visit.given[0]
    yes = Button(
        words.say("Release them for good"),
        f"themes_out.{place}.{tag(table.model_dump_json())}.{of.code}",
        style="danger",
    )
    once = words.say(
        "So it would come out: once, for good, under these names. Whatever is decided about texts afterwards changes "
        "nothing of it."
    )
    return Screen(paragraphs(_told(words, of, table), plain(once)), ((yes,), _to_question(visit)))


def _told(words: Speech, of: Round, table: ThemesTable) -> str:
    consultation = of.consultation
    few = words.say("under {n}", n=words.number(consultation.release.smallest_cell))
    themes = [
        plain(f"{few if each.count is None else words.number(each.count)} – {each.name}") for each in table.themes
    ]
    title = text_in(consultation.question_by_id[table.question].text, words.language)
    return lines(bold(shortened(title, TITLE_LENGTH)), fitted(themes, LIST_ROOM))


def _refusal(words: Speech, error: ThemesNotDue | ThemesRefused | DecisionFailed | ReleasedMeanwhile) -> str:
    match error:
        case StillOpen():
            return words.say("Themes come out once, when nobody answers any more: after the round has closed.")
        case ClosingFirst():
            return words.say(
                "The last results of the round have to be released first. That happens by itself, on the hour after "
                "closing."
            )
        case ReleasedAlready():
            return words.say("The themes of this question are released already, once for good.")
        case NoThemes():
            return words.say("There are no themes yet, or the question itself was not released: too few answered it.")
        case ThemesRefused():
            return words.say(
                "With what was released before they would tell too much of a few people: nothing comes out."
            )
        case _:
            return words.say("Something was released just now, or it took too long. Please try again.")


def _to_question(visit: Visit) -> tuple[Button, ...]:
    return (Button(visit.words.say("◀ This question"), f"words_of.{visit.given[0]}.{visit.given[-1]}"),)


def setup() -> Topic:
    """The release of themes."""
    return Topic(taps=(Tap("themes_due", MAY, show_due), Tap("themes_out", MAY, release)))
