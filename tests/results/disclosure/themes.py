"""A town whose staff put texts under themes, and the attacker who looks at the counts."""

import random
from collections import Counter
from datetime import UTC, datetime

from flows.consultation import Consultation, Release
from results.own_words.releasing import told_themes
from results.own_words.themes import WordsTable
from results.published import OptionLine, Published, QuestionTable, ThemeLine
from results.release.deciding import Decision, decide_themes

HOUR = datetime(2026, 1, 1, tzinfo=UTC)
OPTIONS = [{"id": each, "text": each} for each in ("a", "b", "c")]


def town(**release: int) -> Consultation:
    return Consultation.model_validate(
        {
            "id": "town",
            "languages": ["en"],
            **dict.fromkeys(("organiser", "title", "intro", "thanks"), "text"),
            "release": release,
            "sections": [
                {
                    "id": "all",
                    "title": "All",
                    "questions": [
                        {"id": "many", "type": "multiple", "own_words": True, "options": OPTIONS, "text": "?"},
                        {"id": "why", "type": "text", "text": "?"},
                    ],
                }
            ],
        }
    )


def closed(own_words: int | None = 40, wrote: int = 80) -> Published:
    """The release that followed the closing."""
    options = tuple(OptionLine(option=each, count=60) for each in "abc")
    many = QuestionTable(question="many", version=1, n=100, mentions=180, options=options, own_words=own_words)
    return Published(
        round="town",
        number=1,
        released=HOUR,
        exact=False,
        n_answered=None,
        n_submitted=None,
        n_imported=0,
        questions=(many, QuestionTable(question="why", version=1, n=wrote)),
    )


def exact(question: str, read: int, **themes: int) -> WordsTable:
    lines = tuple(ThemeLine(name=name, count=n) for name, n in themes.items())
    return WordsTable(question=question, n=read, themes=lines, quotations=(), waiting=0)


def decided(*tables: WordsTable, after: Published, consultation: Consultation | None = None) -> Decision:
    consultation = consultation or town()
    candidates = [told_themes(each, consultation.release) for each in tables]
    return decide_themes(consultation, candidates, history=[after], hour=HOUR, over=lambda: False)


def theme_poller(seed: int, policy: Release, *, live: bool) -> int | None:
    """Looks after every text that staff put under a theme; the victim's was the last of 61 to 251.

    `live`: told as staff put texts under themes, rounded, as was done before; else once, by the rules.
    """
    chance = random.Random(seed)
    weights = [chance.random() ** 2 + 0.02 for _ in range(6)]
    before = Counter(chance.choices("abcdef", weights, k=chance.randint(60, 250)))
    victim = chance.choices("abcdef", weights)[0]
    after = before + Counter([victim])
    if live:
        return len(_stepped(before, after, policy)) or len(after)
    document = decided(exact("why", after.total(), **after), after=closed(wrote=after.total())).document
    return None if document is None else len(document.themes[0].themes)


def _stepped(before: Counter[str], after: Counter[str], policy: Release) -> set[str]:
    """The themes whose told counts differ between two looks."""
    tables = [told_themes(exact("why", each.total(), **each), policy) for each in (before, after)]
    first, second = ({line.name: line.count for line in table.themes} for table in tables)
    return {name for name in second if name in first and first[name] != second[name]}
