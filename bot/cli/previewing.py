"""`glas preview`: a consultation as a citizen sees it, in the sandbox's chat page."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.cli.checking import draft_in, summary, told_beside
from bot.cli.errors import complain
from bot.forms.trial import for_trying
from bot.sandboxed import prepare, sandboxed, serve, until_stopped
from sandbox.pace import Pace

_CODE = "trial"


async def preview_file(file: Path, port: int) -> None:
    """Serves until SIGINT or SIGTERM, from a database in a folder of its own, which is removed then.

    Raises Refusal with every mistake, and OSError for a port in use.
    """
    stop = until_stopped()
    draft = await draft_in(file)
    for each in draft.missing:
        complain(f"still missing: {each}")
    told_beside(draft)
    with TemporaryDirectory(prefix="glas-preview-") as folder:
        async with sandboxed(Path(folder), name="Glas (trial)", port=port, pace=Pace.OFF) as (settings, url):
            await prepare(settings, for_trying(draft.consultation), _CODE)
            typer.echo(f"Trial of {summary(draft.consultation)}; nothing is kept. Ctrl-C ends it.")
            typer.echo(f"Chat page: {url}/?start=r_{_CODE}")
            await serve(settings, stop, trial=True)
