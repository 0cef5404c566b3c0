"""/words: what people wrote in their own words is read one by one, and decided about: quoted, themed, set aside.

A button names its text and as what it was seen: when its citizen or a colleague has changed it meanwhile, nothing is
decided, and the text is shown as it is now. What is redacted and how a new theme is called is typed; see
`bot.staff.word_typing`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.markup import plain
from bot.screen import Screen
from bot.staff.rounds import chosen, named
from bot.staff.visit import Command, Tap, Topic, Visit
from bot.staff.word_cards import Found, decision_name, menu, question_card, text_card, themes_card, to_words
from results.own_words.deciding import put_under, quoted, set_aside
from results.own_words.handles import handle, stamp, tag
from results.own_words.queue import next_after, settled, waiting
from results.own_words.themes import themes_of
from results.own_words.twins import twins_of
from results.speech import Speech
from storage.audit import Act, note_once
from storage.own_words import (
    OwnWords,
    Review,
    decide,
    newest_step,
    own_words,
    questions_with_own_words,
    undo,
)
from storage.roles import Permission
from storage.rounds import Round

MAY = Permission.WORDS
"""Texts that nobody has looked at may name people and illnesses: they are for owners, as responses are row by row."""

Decision = Callable[[OwnWords], Review]


async def show_words(visit: Visit) -> None:
    """The questions of a round, or of the only one that has opened, with how many texts wait."""
    found = await chosen(visit, "words")
    if found is not None:
        await show_menu(visit, found)


async def show_menu(visit: Visit, of: Round, notice: str | None = None) -> None:
    """The questions of this round; `notice`: what has just happened."""
    texts, step = await own_words(visit.database, of), await newest_step(visit.database, of)
    await visit.show(menu(visit.words, of, texts, step, notice))


async def show_question(visit: Visit) -> None:
    """What came of one question, by its place among those that are answered by typing."""
    found = await question_named(visit)
    if found is not None:
        await _show_question(visit, *found)


async def read_texts(visit: Visit) -> None:
    """The first text of a question that waits, or that was decided about."""
    found = await question_named(visit)
    if found is None:
        return
    of, question = found
    texts = await own_words(visit.database, of, (question,))
    among = settled(texts) if visit.given[1] == "settled" else waiting(texts)
    if among:
        await show_text(visit, await _found(visit, of, among[0], texts))
    else:
        await _show_question(visit, of, question)


async def turn_to(visit: Visit) -> None:
    """A text, from one of its pieces on."""
    found = await text_named(visit)
    if found is not None:
        page = visit.given[1]
        await show_text(visit, found, page=int(page) if page.isdecimal() else 0)


async def choose_theme(visit: Visit) -> None:
    """The themes of a question, for one text or for all that are alike."""
    found = await as_seen(visit)
    if found is not None:
        await visit.show(themes_card(visit.words, found, len(meant(visit, found))))


async def approve(visit: Visit) -> None:
    """Lets the text, or all that are alike, be shown to everybody."""
    await take_decision(visit, Act.WORDS_QUOTED, quoted)


async def put_aside(visit: Visit) -> None:
    """Takes them out of the queue; nobody is shown them."""
    await take_decision(visit, Act.WORDS_PUT_ASIDE, set_aside)


async def put(visit: Visit) -> None:
    """Puts them under one of the themes of their question."""
    found = await text_named(visit)
    if found is None:
        return
    theme = next((each for each in themes_of(found.texts) if tag(each) == visit.given[3]), None)
    if theme is None:
        await show_text(visit, found, notice=visit.words.say("That theme is gone: please choose again."))
        return
    await take_decision(visit, Act.WORDS_UNDER_THEME, lambda text: put_under(text, theme), theme)


async def take_decision(visit: Visit, act: Act, decision: Decision, theme: str | None = None) -> None:
    """Decides so about the text that the button names, and its twins where it means them, then shows the next.

    Not when something of them has changed since: then it is shown as it is.
    """
    found = await text_named(visit)
    if found is None:
        return
    words, of, text = visit.words, found.round, found.text
    if stamp(text) != visit.given[1] and decision(text) == text.review:  # a button that was tapped twice
        await _go_on(visit, found, _done(words, act, int(visit.given[2]), theme))
        return
    if not await unchanged(visit, found):
        return
    decisions = {each: decision(each) for each in meant(visit, found)}
    missed = await decide(visit.database, of, act, decisions, by=visit.author)
    notice = _done(words, act, len(decisions) - len(missed), theme)
    if missed:
        left = words.say_n(
            "{n} text changed meanwhile and was left as it is.",
            "{n} texts changed meanwhile and were left as they are.",
            len(missed),
        )
        notice = f"{notice} {left}"
    await _go_on(visit, found, notice)


async def take_back(visit: Visit) -> None:
    """Undoes the decision that the button names, unless another is the newest by now."""
    of = await named(visit)
    number = visit.given[0]
    if of is None or not number.isdecimal():
        return
    words = visit.words
    undone = await undo(visit.database, of, visit.author, step=int(number))
    if undone is None:
        gone = words.say("It was undone already, or something was decided since. The button says what is undone now.")
        await show_menu(visit, of, gone)
        return
    notice = words.say("✓ Undone: {act}.", act=decision_name(words, undone.act))
    texts = await own_words(visit.database, of)
    restored = next((each for each in texts if each.key in undone.texts), None)
    if restored is None:
        await show_menu(visit, of, notice)
    else:
        await show_text(visit, await _found(visit, of, restored, texts), notice=notice)


async def question_named(visit: Visit) -> tuple[Round, str] | None:
    """The round and the question whose place stands first in the button."""
    of = await named(visit)
    if of is None:
        return None
    place, questions = visit.given[0], questions_with_own_words(of)
    if not place.isdecimal() or not 1 <= int(place) <= len(questions):
        await show_menu(visit, of)
        return None
    return of, questions[int(place) - 1]


async def text_named(visit: Visit) -> Found | None:
    """The text whose handle stands first in the button; None when it was said that it is gone."""
    of = await named(visit)
    if of is None:
        return None
    texts = await own_words(visit.database, of)
    text = await asyncio.to_thread(_by_handle, texts, visit.given[0])
    if text is not None:
        return await _found(visit, of, text, texts)
    gone = visit.words.say("That text is gone: who wrote it has changed or deleted the answer.")
    await visit.show(Screen(plain(gone), (to_words(visit.words, of.code),)))
    return None


def _by_handle(texts: Sequence[OwnWords], wanted: str) -> OwnWords | None:
    return next((each for each in texts if handle(each.key) == wanted), None)


async def as_seen(visit: Visit) -> Found | None:
    """The text that the button names, if it is as it was seen; else it was said that it is not."""
    found = await text_named(visit)
    return found if found is not None and await unchanged(visit, found) else None


async def unchanged(visit: Visit, found: Found) -> bool:
    """Whether it and those that are meant with it are as they were seen; if not, it was shown as it is now."""
    if stamp(found.text) == visit.given[1] and meant(visit, found):
        return True
    changed = visit.words.say(
        "Nothing was decided: this text, or one that is alike, has changed since you saw it, by who wrote it or by a "
        "colleague. So it is now:"
    )
    await show_text(visit, found, notice=changed)
    return False


def meant(visit: Visit, found: Found) -> Sequence[OwnWords]:
    """The text alone, or with its twins, where the button is for as many; none when they are not as many any more."""
    number = visit.given[2] if len(visit.given) > 3 else "1"
    if number == "1":
        return (found.text,)
    return (found.text, *found.twins) if number == str(found.alike) else ()


async def show_text(visit: Visit, found: Found, *, page: int = 0, notice: str | None = None) -> None:
    """The card of the text."""
    await visit.show(text_card(visit.words, found, page=page, notice=notice))


async def _found(visit: Visit, of: Round, text: OwnWords, texts: Sequence[OwnWords]) -> Found:
    """What is shown of a text, once the audit has its line for the day."""
    same = [each for each in texts if each.question == text.question]
    await _note_reading(visit, of, text.question)
    # In a thread, as the search for a handle: of very many texts it takes a while, and citizens must not wait for it.
    twins = await asyncio.to_thread(twins_of, text, waiting(same))
    return Found(of, text, same, twins.texts[1:], await newest_step(visit.database, of))


async def _show_question(visit: Visit, of: Round, question: str, notice: str | None = None) -> None:
    await _note_reading(visit, of, question)
    texts, step = await own_words(visit.database, of, (question,)), await newest_step(visit.database, of)
    await visit.show(question_card(visit.words, of, question, texts, step=step, notice=notice))


async def _note_reading(visit: Visit, of: Round, question: str) -> None:
    """A line a day for each question: one for each text would bury all others."""
    today = visit.at.replace(hour=0, minute=0, second=0, microsecond=0)
    await note_once(visit.database, visit.author, Act.WORDS_READ, f"round {of.code}: {question}", since=today)


async def _go_on(visit: Visit, found: Found, notice: str) -> None:
    """The next text that waits; the question when none does."""
    of, question = found.round, found.text.question
    texts = await own_words(visit.database, of, (question,))
    following = next_after(found.text.key, waiting(texts))
    if following is None:
        await _show_question(visit, of, question, notice)
    else:
        await show_text(visit, await _found(visit, of, following, texts), notice=notice)


def _done(words: Speech, act: Act, n: int, theme: str | None) -> str:
    done = decision_name(words, act) if theme is None else words.say("put under “{theme}”", theme=theme)
    return words.say_n("✓ {n} text: {done}.", "✓ {n} texts: {done}.", n, done=done)


def setup() -> Topic:
    """/words."""
    about = Command("words", lambda words: words.say("what people wrote in their own words"), MAY, show_words)
    runs: dict[str, Callable[[Visit], Awaitable[None]]] = {
        "words": show_words,
        "words_of": show_question,
        "words_read": read_texts,
        "words_undo": take_back,
        "word": turn_to,
        "themes": choose_theme,
        "quote": approve,
        "aside": put_aside,
        "put": put,
    }
    return Topic(commands=(about,), taps=tuple(Tap(verb, MAY, run) for verb, run in runs.items()))
