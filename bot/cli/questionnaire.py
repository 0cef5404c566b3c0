"""`glas questionnaire`: the consultation on paper."""

import os
from pathlib import Path

from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.cli.sources import consultation_of
from bot.settings import Settings
from results.questionnaire.making import questionnaire


async def write_questionnaire(settings: Settings, source: str | None, output: Path, language: str | None) -> None:
    """Writes the questionnaire of a consultation's file, or of a round, to a new file."""
    consultation = await consultation_of(settings, source)
    document = questionnaire(consultation, language_of(consultation, language))
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(document)
    complain(f"questionnaire written to {output}")
