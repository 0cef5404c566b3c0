"""What staff see of own words: the questions of a round, one question, one text, the themes to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from bot.markup import bold, italic, lines, paragraphs, plain, quoted
from bot.screen import Button, Screen
from bot.screens.looking import fitted
from bot.screens.view import abreast, in_pairs
from bot.staff.rounds import to_round
from flows.consultation import text_in
from results.labels import shortened
from results.own_words.handles import handle, stamp, tag
from results.own_words.queue import next_after, settled, waiting
from results.own_words.themes import WordsTable, words_tables
from results.speech import Speech
from storage.audit import Act
from storage.own_words import OwnWords, ReviewStep, Verdict, questions_with_own_words
from storage.rounds import Round

PIECE: Final = 1000
"""Characters of a text that a card shows at once: a message has room for them however they count."""

TITLE_LENGTH: Final = 120
THEMES_LENGTH: Final = 200
LABEL_LENGTH: Final = 40
TWIN_LENGTH: Final = 80
MOST_TWINS: Final = 3
"""Likely twins that a card names; the screen on which they are decided about names all that there is room for."""

LIST_ROOM: Final = 3000
"""UTF-16 units for what is listed: beside it stand a title and what has just happened."""

MOST_THEMES: Final = 60
"""Themes that a keyboard has room for; others are typed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text, those of its question in order, its likely twins among those that wait, and what can be undone."""

    round: Round
    text: OwnWords
    texts: Sequence[OwnWords]
    twins: Sequence[OwnWords]
    step: ReviewStep | None

    @property
    def alike(self) -> int:
        """How many texts are decided about together: this one and its twins."""
        return len(self.twins) + 1

    @property
    def pointer(self) -> str:
        """What a button says of the text: which it is, and as what it was seen."""
        return f"{handle(self.text.key)}.{stamp(self.text)}"


def menu(
    words: Speech, of: Round, texts: Sequence[OwnWords], step: ReviewStep | None, notice: str | None = None
) -> Screen:
    """The questions that are answered by typing, with how many texts wait."""
    questions = questions_with_own_words(of)
    left = {each: len(waiting(text for text in texts if text.question == each)) for each in questions}
    whole = {each: sum(text.question == each for text in texts) for each in questions}
    listed = [
        lines(
            plain(f"{place}. {shortened(_title(words, of, each), TITLE_LENGTH)}"),
            italic(words.say("{n} of {whole} wait", n=words.number(left[each]), whole=words.number(whole[each]))),
        )
        for place, each in enumerate(questions, 1)
    ]
    buttons = [
        Button(f"{place} ({words.number(left[each])})", f"words_of.{place}.{of.code}")
        for place, each in enumerate(questions, 1)
    ]
    return Screen(
        paragraphs(
            plain(notice) if notice else None,
            bold(words.say("Own words: {code}", code=of.code)),
            plain(
                words.say(
                    "What people typed is shown to nobody else until you decide about it: approved as a quotation, "
                    "counted under a theme, or set aside. The audit notes who reads it."
                )
                if questions
                else words.say("This consultation asks for no own words.")
            ),
            fitted(listed, LIST_ROOM) if listed else None,
        ),
        (
            *abreast(buttons),
            *_undoing(words, of, step),
            to_round(words, of.code),
        ),
    )


def question_card(
    words: Speech,
    of: Round,
    question: str,
    texts: Sequence[OwnWords],
    *,
    step: ReviewStep | None,
    notice: str | None = None,
) -> Screen:
    """What came of the texts of a question so far, and the ways to them; `texts` are those of the question."""
    place = questions_with_own_words(of).index(question) + 1
    left, done = len(waiting(texts)), len(settled(texts))
    tables = words_tables(texts, (question,))
    rows = []
    if left:
        reading = words.say("Read what waits ({n})", n=words.number(left))
        rows.append((Button(reading, f"words_read.{place}.waiting.{of.code}", style="primary"),))
    if done:
        decided = words.say("What was decided ({n})", n=words.number(done))
        rows.append((Button(decided, f"words_read.{place}.settled.{of.code}"),))
    if tables and tables[0].themes:
        rows.append((Button(words.say("Release these themes…"), f"themes_due.{place}.{of.code}"),))
    return Screen(
        paragraphs(
            plain(notice) if notice else None,
            bold(shortened(_title(words, of, question), TITLE_LENGTH)),
            plain(_left(words, left)),
            *(_come_of(words, each) for each in tables),
        ),
        (*rows, *_undoing(words, of, step), to_words(words, of.code)),
    )


def text_card(words: Speech, found: Found, *, page: int = 0, notice: str | None = None) -> Screen:
    """One text, as it would be shown, with how it stands and what can be decided; `page`: which piece of a long one."""
    of, text = found.round, found.text
    parts = pieces(text.shown)
    page = min(page, len(parts) - 1)
    part = words.say("Part {n} of {whole}", n=words.number(page + 1), whole=words.number(len(parts)))
    return Screen(
        paragraphs(
            plain(notice) if notice else None,
            bold(shortened(_title(words, of, text.question), TITLE_LENGTH)),
            quoted(parts[page]),
            italic(part) if len(parts) > 1 else None,
            lines(*map(plain, _standing(words, text))),
            _alike(words, found) if found.twins else None,
            italic(_left(words, len(waiting(found.texts)))),
        ),
        (
            *_reading_on(words, found, page, len(parts)),
            *_deciding(words, found),
            *_next(words, found),
            *_undoing(words, of, found.step),
            _to_question(words, of, text.question),
        ),
    )


def themes_card(words: Speech, found: Found, n: int) -> Screen:
    """Under which theme the text goes, with its twins where `n` is more than one; those are then all named."""
    of, text, meant = found.round, found.text, f"{found.pointer}.{n}"
    [table] = words_tables(found.texts, (text.question,))
    shown = [text, *found.twins] if n > 1 else [text]
    rows = [
        (
            Button(
                f"{shortened(each.name, LABEL_LENGTH)} ({words.number(each.count or 0)})",
                f"put.{meant}.{tag(each.name)}.{of.code}",
            ),
        )
        for each in table.themes[:MOST_THEMES]
    ]
    rows.append((Button(words.say("Another theme…"), f"themed.{meant}.{of.code}", style="primary"),))
    if n > 1:
        rows += [
            (Button(words.say("Approve all as quotations"), f"quote.{meant}.{of.code}"),),
            (Button(words.say("Set all aside"), f"aside.{meant}.{of.code}"),),
        ]
    return Screen(
        paragraphs(
            bold(words.say("Under which theme?")),
            fitted([plain(f"• {shortened(each.shown, PIECE)}") for each in shown], LIST_ROOM),
            plain(words.say_n("It is about this {n} text.", "It is about these {n} texts.", n)),
        ),
        (*rows, back_to_text(words, found)),
    )


def back_to_text(words: Speech, found: Found) -> tuple[Button, ...]:
    """The row that leads to the text."""
    return (Button(words.say("◀ Back"), f"word.{handle(found.text.key)}.0.{found.round.code}"),)


def to_words(words: Speech, code: str) -> tuple[Button, ...]:
    """The row that leads to the round's own words."""
    return (Button(words.say("◀ Own words"), f"words.{code}"),)


def decision_name(words: Speech, act: Act) -> str:
    """What was decided, in a few words."""
    return {
        Act.WORDS_QUOTED: words.say("approved as a quotation"),
        Act.WORDS_REDACTED: words.say("redacted"),
        Act.WORDS_PUT_ASIDE: words.say("set aside"),
        Act.WORDS_UNDER_THEME: words.say("put under a theme"),
    }[act]


def pieces(text: str) -> list[str]:
    """The text in parts that a card has room for, cut between words where that can be."""
    parts = []
    while len(text) > PIECE:
        cut = text.rfind(" ", PIECE // 2, PIECE) + 1 or PIECE
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _title(words: Speech, of: Round, question: str) -> str:
    return text_in(of.consultation.question_by_id[question].text, words.language)


def _left(words: Speech, n: int) -> str:
    if not n:
        return words.say("No text of this question waits for a decision.")
    return words.say_n(
        "{n} text of this question waits for a decision.", "{n} texts of this question wait for a decision.", n
    )


def _come_of(words: Speech, table: WordsTable) -> str:
    themes = [plain(f"{words.number(each.count or 0)} – {each.name}") for each in table.themes]
    said = [plain(f"“{shortened(each, PIECE)}”") for each in table.quotations]
    return fitted(
        [
            *([bold(words.say("Themes"))] if themes else []),
            *themes,
            *([bold(words.say("Quotations"))] if said else []),
            *said,
        ],
        LIST_ROOM,
    )


def _standing(words: Speech, text: OwnWords) -> list[str]:
    review = text.review
    match review.verdict:
        case Verdict.WAITING:
            told = []
        case Verdict.QUOTED:
            told = [words.say("✓ Approved as a quotation")]
        case Verdict.ASIDE:
            told = [words.say("Set aside")]
        case _:
            assert_never(review.verdict)
    if review.shown is not None:
        told.append(words.say("Parts of it were left out."))
    if review.themes:
        told.append(words.say("Under: {themes}", themes=shortened(", ".join(sorted(review.themes)), THEMES_LENGTH)))
    return told


def _alike(words: Speech, found: Found) -> str:
    heading = words.say_n("{n} text probably says the same:", "{n} texts probably say the same:", len(found.twins))
    named = [plain(f"• {shortened(each.shown, TWIN_LENGTH)}") for each in found.twins[:MOST_TWINS]]
    return lines(plain(heading), *named, "…" if len(found.twins) > MOST_TWINS else None)


def _deciding(words: Speech, found: Found) -> tuple[tuple[Button, ...], ...]:
    code, verdict = found.round.code, found.text.review.verdict
    rows: list[tuple[Button, ...]] = []
    if verdict is not Verdict.QUOTED:
        rows.append((Button(words.say("Approve as a quotation"), f"quote.{found.pointer}.1.{code}", style="success"),))
    rows += in_pairs(
        [
            Button(words.say("Redact…"), f"redact.{found.pointer}.{code}"),
            Button(words.say("Theme…"), f"themes.{found.pointer}.1.{code}"),
        ]
    )
    if found.twins:
        together = words.say("All {n} alike…", n=words.number(found.alike))
        rows.append((Button(together, f"themes.{found.pointer}.{found.alike}.{code}"),))
    if verdict is not Verdict.ASIDE:
        rows.append((Button(words.say("Set aside"), f"aside.{found.pointer}.1.{code}"),))
    return tuple(rows)


def _reading_on(words: Speech, found: Found, page: int, whole: int) -> tuple[tuple[Button, ...], ...]:
    to = f"word.{handle(found.text.key)}.{{}}.{found.round.code}"
    ways = []
    if page > 0:
        ways.append(Button(words.say("◀ Read back"), to.format(page - 1)))
    if page + 1 < whole:
        ways.append(Button(words.say("Read on ▶"), to.format(page + 1)))
    return in_pairs(ways)


def _next(words: Speech, found: Found) -> tuple[tuple[Button, ...], ...]:
    """To the next of those that wait, or of those that were decided about: of whichever this text is."""
    among = settled(found.texts) if found.text.review.is_settled else waiting(found.texts)
    following = next_after(found.text.key, among)
    if following is None:
        return ()
    return ((Button(words.say("Next text ▶"), f"word.{handle(following.key)}.0.{found.round.code}"),),)


def _undoing(words: Speech, of: Round, step: ReviewStep | None) -> tuple[tuple[Button, ...], ...]:
    """The way to take the newest decision back, whoever made it."""
    if step is None:
        return ()
    name = words.say("↩ Undo: {act} ({n})", act=decision_name(words, step.act), n=words.number(len(step.texts)))
    return ((Button(name, f"words_undo.{step.number}.{of.code}"),),)


def _to_question(words: Speech, of: Round, question: str) -> tuple[Button, ...]:
    place = questions_with_own_words(of).index(question) + 1
    return (Button(words.say("◀ This question"), f"words_of.{place}.{of.code}"),)
