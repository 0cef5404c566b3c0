"""Every command of `glas` with its parameters, and nothing else: what a command does is in a module of its own.

Those modules are imported by the commands that need them, so that `glas --help` costs neither a database nor Telegram.
"""
# ruff: noqa: PLC0415 - imports inside the commands are the point of this file

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.broadcast_commands import build_broadcasts
from bot.cli.doing import do, group, now
from bot.cli.errors import told
from bot.cli.form_commands import export_form, import_, preview, template
from bot.cli.formats import Format
from bot.cli.paces import Pace
from bot.cli.paper_commands import enter, poster, questionnaire, withdraw
from bot.cli.parameters import AnyRound, Exact, Language, PassphraseFile, RoundOption, Source
from bot.cli.round_commands import build_rounds
from bot.cli.sandbox_command import sandbox
from bot.cli.staff_commands import build_staff
from bot.cli.words_commands import build_words
from bot.refusal import Refusal
from results.exports.formats import ExportFormat

if TYPE_CHECKING:
    from bot.settings import Settings


def build_app() -> typer.Typer:
    """The command line."""
    app = group("Glas: a city asks, citizens answer in Telegram.")
    for command in (
        run,
        demo,
        check,
        export_form,
        template,
        preview,
        results,
        release,
        replay,
        enter,
        withdraw,
        questionnaire,
        poster,
        diagram,
        export,
        report,
        recount,
        audit,
        example,
        doctor,
        sandbox,
    ):
        app.command()(command)
    app.command("import")(import_)
    app.add_typer(build_rounds(), name="round")
    database = group("Look after the database.")
    database.command("upgrade")(db_upgrade)
    database.command("backup")(db_backup)
    app.add_typer(database, name="db")
    keys = group("Back the key ring up, and restore it.")
    keys.command("backup")(keys_backup)
    keys.command("restore")(keys_restore)
    app.add_typer(keys, name="keys")
    app.add_typer(build_broadcasts(), name="broadcast")
    app.add_typer(build_staff(), name="staff")
    app.add_typer(build_words(), name="words")
    return app


def run(
    webhook: Annotated[
        bool | None,
        typer.Option(
            "--webhook/--polling",
            help="How updates come in. When left out: by webhook if GLAS_WEBHOOK_URL is set.",
        ),
    ] = None,
) -> None:
    """Serve the open rounds on Telegram, until Ctrl-C."""

    async def work(settings: "Settings") -> None:
        if settings.bot_token is None:  # said before anything is made, or Telegram's library is loaded
            raise Refusal("GLAS_BOT_TOKEN is not set: @BotFather gives a token; without one there is `glas demo`")
        if webhook and settings.webhook_url is None:
            raise Refusal("GLAS_WEBHOOK_URL is not set: it tells Telegram where to send, such as https://.../telegram")
        if webhook is False:
            settings = settings.model_copy(update={"webhook_url": None})
        from bot.intake.errors import IntakeError
        from bot.running import run as serve

        with told(IntakeError):
            await serve(settings)

    do(work)


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the chat page; 0 takes a free one.")] = 8080,
    data: Annotated[Path, typer.Option(help="Folder for what the demo stores, emptied first.")] = Path("demo-data"),
    pace: Annotated[Pace, typer.Option(help="How fast the sandbox lets a bot send.")] = Pace.DOCUMENTED,
) -> None:
    """Try it without Telegram: a chat page in the browser and the Timișoara consultation, until Ctrl-C."""

    async def work(_: "Settings") -> None:
        from bot.demo import demo as show

        await show(port=port, data=data, pace=pace.value, tell=typer.echo)

    do(work)


def check(file: Annotated[Path, typer.Argument(help="A consultation: YAML, or a workbook (.xlsx).")]) -> None:
    """Name every mistake of a consultation, or say that there is none."""
    import asyncio

    from bot.cli.checking import check_file

    with told(OSError):
        asyncio.run(check_file(file))


def results(
    round_: AnyRound = None,
    form: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TABLE,
    exact: Exact = False,
    language: Language = None,
) -> None:
    """Print the results of a round."""
    from bot.cli.results import print_results

    do(lambda settings: print_results(settings, round_, language, now(), json=form is Format.JSON, exact=exact))


def release(round_: AnyRound = None) -> None:
    """Release what may be shown by now, unless this hour's release was made; the bot does so by itself."""
    from bot.cli.release import release as release_round

    do(lambda settings: release_round(settings, round_, now()))


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One response a line; - is standard input.")],
    round_: RoundOption = None,
) -> None:
    """Put answers from a file through the conversation, and store them apart as imported."""
    from bot.cli.replay import replay as replay_lines

    do(lambda settings: replay_lines(settings, file, round_, now()))


def export(
    round_: AnyRound = None,
    form: Annotated[ExportFormat, typer.Option("--format", help="For which programs.")] = ExportFormat.JSONL,
    public: Annotated[bool, typer.Option("--public", help="The released tables only, which anybody may see.")] = False,
    language: Language = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A new file, which only you may read; else standard output.")
    ] = None,
) -> None:
    """Write what counts of every response, in shuffled order; it is confidential. With --public: released tables."""
    from bot.cli.export import export as export_rows
    from bot.cli.export import export_public

    if public:
        do(lambda settings: export_public(settings, round_, output, form, language))
    else:
        do(lambda settings: export_rows(settings, round_, output, form, language, now=now()))


def report(
    output: Annotated[Path, typer.Option(metavar="FILE.pdf", help="A new file.")],
    round_: AnyRound = None,
    language: Language = None,
    exact: Annotated[bool, typer.Option("--exact", help="Exact figures, for staff only; said on every page.")] = False,
) -> None:
    """Write the report of a round as a PDF, from what was released last."""
    from bot.cli.report import write_report

    do(lambda settings: write_report(settings, round_, language, output, now(), exact=exact))


def recount(round_: AnyRound = None) -> None:
    """Count a round's answers anew, and correct its tallies."""
    from bot.cli.database import recount_round

    do(lambda settings: recount_round(settings, round_, now()))


def audit(
    verify: Annotated[bool, typer.Option("--verify", help="Say only whether its chain of lines is whole.")] = False,
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="With --verify: a head that was kept; lines cut off at the end show by it."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
) -> None:
    """Print who looked at exact figures or changed something, and when."""
    from bot.cli.audit import print_audit, verify_audit

    json = form is Format.JSON
    if not verify and head is not None:
        raise typer.BadParameter("goes with --verify", param_hint="--head")
    do(lambda settings: verify_audit(settings, head=head, json=json) if verify else print_audit(settings, json=json))


def diagram(
    source: Source = None,
    section: Annotated[str | None, typer.Option(metavar="ID", help="Draw the questions of this section.")] = None,
    page: Annotated[bool, typer.Option("--page", help="Draw all of it, as a page in Markdown.")] = False,
    language: Language = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="A new file; else standard output.")] = None,
) -> None:
    """Draw a consultation as a state machine of its sections, in Mermaid."""
    from bot.cli.diagram import write_diagram

    do(lambda settings: write_diagram(settings, source, section, language, output, page=page))


def doctor(form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE) -> None:
    """Say what is well, doubtful or wrong with settings, Telegram, database, keys and machine, and what to do."""
    import asyncio

    from bot.cli.doctor import examine

    asyncio.run(examine(now(), json=form is Format.JSON))


def example(name: Annotated[str, typer.Argument(metavar="NAME", help="Such as timisoara-2021.")]) -> None:
    """Print responses that come with Glas, reconstructed from published tables, for `glas replay`."""
    from bot.cli.example import print_example

    with told(OSError):
        print_example(name)


def db_upgrade() -> None:
    """Bring the database to the state that this version needs."""
    from bot.cli.database import upgrade_tables

    do(upgrade_tables)


def db_backup(file: Annotated[Path, typer.Argument(help="A new file for the copy.")]) -> None:
    """Copy the database while it is in use, without what was erased; the copy holds every answer."""
    from bot.cli import database

    do(lambda settings: database.back_up_database(settings, file, now()))


def keys_backup(
    file: Annotated[Path, typer.Argument(help="A new file for the copy.")], passphrase_file: PassphraseFile = None
) -> None:
    """Write a copy of the key ring that only a passphrase opens."""
    from bot.cli import keyring
    from bot.opening import FORESEEN
    from bot.settings import load_settings

    with told(*FORESEEN):
        keyring.backup(load_settings(), file, passphrase_file, now())


def keys_restore(
    file: Annotated[Path, typer.Argument(help="A copy that `glas keys backup` wrote.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a copy of the key ring where GLAS_KEYS says."""
    from bot.cli import keyring
    from bot.opening import FORESEEN
    from bot.settings import load_settings

    with told(*FORESEEN):
        keyring.restore(load_settings(), file, passphrase_file, now())
