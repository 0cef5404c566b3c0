"""`glas questionnaire`: the consultation on paper."""

import os
from pathlib import Path

from bot.cli.checking import consultation_in
from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.opening import chosen_round, opened
from bot.settings import Settings
from flows.consultation import Consultation
from results.questionnaire.making import questionnaire


async def write_questionnaire(settings: Settings, source: str | None, output: Path, language: str | None) -> None:
    """Writes the questionnaire of a consultation's file, or of a round, to a new file."""
    written = None if source is None else _file(source)
    consultation = await _of_round(settings, source) if written is None else consultation_in(written)
    document = questionnaire(consultation, language_of(consultation, language))
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(document)
    complain(f"questionnaire written to {output}")


def _file(source: str) -> Path | None:
    """The file when there is one of that name, or when it is named like one; else it is a round's code."""
    path = Path(source)
    return path if path.exists() or path.suffix in {".yaml", ".yml"} else None


async def _of_round(settings: Settings, code: str | None) -> Consultation:
    async with opened(settings) as database:
        return (await chosen_round(database, code)).consultation
