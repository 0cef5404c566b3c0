"""The commands of `glas words`, with their parameters."""
# ruff: noqa: PLC0415 - imports inside the commands keep `glas --help` cheap, as in `bot.cli.app`

from typing import Annotated

import typer

from bot.cli.doing import do, group, now
from bot.cli.parameters import AnyRound, RoundOption

Texts = Annotated[
    list[str], typer.Argument(metavar="TEXT...", help="Texts, by the names that `glas words list` gives them.")
]
Twins = Annotated[bool, typer.Option("--twins", help="Also those that stand in one group with them in the list.")]


def build_words() -> typer.Typer:
    """The group `glas words`."""
    words = group("Read what people wrote in their own words, and decide what others see of it.")
    for name, command in (
        ("list", words_list),
        ("redact", words_redact),
        ("approve", words_approve),
        ("aside", words_aside),
        ("theme", words_theme),
        ("themes", words_themes),
        ("release", words_release),
        ("undo", words_undo),
    ):
        words.command(name)(command)
    return words


def words_list(
    round_: AnyRound = None,
    question: Annotated[str | None, typer.Option(metavar="ID", help="Only the texts of this question.")] = None,
    settled: Annotated[bool, typer.Option("--all", help="Also what was decided about already.")] = False,
    groups: Annotated[int, typer.Option(min=1, help="How many groups to show.")] = 50,
) -> None:
    """Show the texts that wait for a decision, those that probably say the same together."""
    from bot.cli.words import list_words

    do(lambda settings: list_words(settings, round_, question, now(), settled=settled, groups=groups))


def words_redact(
    texts: Texts,
    hide: Annotated[list[str], typer.Option(metavar="PART", help="What to take out: a name, an illness. Repeatable.")],
    round_: RoundOption = None,
) -> None:
    """Take names, illnesses and the like out of texts, wherever they are shown."""
    from bot.cli.words import redact

    do(lambda settings: redact(settings, round_, texts, hide, now()))


def words_approve(texts: Texts, twins: Twins = False, round_: RoundOption = None) -> None:
    """Let texts be shown to everybody, as quotations."""
    from bot.cli.words import approve

    do(lambda settings: approve(settings, round_, texts, now(), alike=twins))


def words_aside(texts: Texts, twins: Twins = False, round_: RoundOption = None) -> None:
    """Take texts out of the list without showing them to anybody."""
    from bot.cli.words import put_aside

    do(lambda settings: put_aside(settings, round_, texts, now(), alike=twins))


def words_theme(
    name: Annotated[str, typer.Argument(metavar="THEME", help="The theme's name; a new one makes a new theme.")],
    texts: Texts,
    twins: Twins = False,
    round_: RoundOption = None,
) -> None:
    """Count texts under a theme of their question."""
    from bot.cli.words import theme

    do(lambda settings: theme(settings, round_, name, texts, now(), alike=twins))


def words_themes(
    round_: AnyRound = None,
    public: Annotated[
        bool, typer.Option("--public", help="As others see them: what was released, and quotations after closing.")
    ] = False,
) -> None:
    """Show themes with their counts, and quotations."""
    from bot.cli.themes import themes

    do(lambda settings: themes(settings, round_, now(), public=public))


def words_release(
    questions: Annotated[
        list[str] | None, typer.Option("--question", metavar="ID", help="Only themes of this one. Repeatable.")
    ] = None,
    sure: Annotated[bool, typer.Option("--yes", help="Release without asking first.")] = False,
    round_: AnyRound = None,
) -> None:
    """Release the counts of themes, after the round has closed: of each question once, for good."""
    from bot.cli.themes import release_themes

    do(lambda settings: release_themes(settings, round_, questions or [], now(), sure=sure))


def words_undo(round_: AnyRound = None) -> None:
    """Take the newest decision back; again, and the one before."""
    from bot.cli.words import undo_last

    do(lambda settings: undo_last(settings, round_, now()))
