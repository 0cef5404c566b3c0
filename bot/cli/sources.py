"""Where a command gets its consultation from: a file, or a round."""

from pathlib import Path

from bot.cli.checking import consultation_in
from bot.opening import chosen_round, opened
from bot.settings import Settings
from flows.consultation import Consultation


async def consultation_of(settings: Settings, source: str | None) -> Consultation:
    """The consultation of a file, or of the round of that code; of the only round when None. Raises Refusal."""
    file = None if source is None else _file(source)
    if file is not None:
        return await consultation_in(file)
    async with opened(settings) as database:
        return (await chosen_round(database, source)).consultation


def _file(source: str) -> Path | None:
    """The file when there is one of that name, or when it is named like one; else it is a round's code."""
    path = Path(source)
    return path if path.exists() or path.suffix in {".yaml", ".yml", ".xlsx"} else None
