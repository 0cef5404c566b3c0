"""`glas questionnaire`: the consultation on paper."""

from pathlib import Path

from bot.cli.errors import complain
from bot.cli.languages import language_of
from bot.cli.new_files import refuse_unless_pdf, write_new
from bot.cli.sources import consultation_of
from bot.settings import Settings
from results.questionnaire.making import questionnaire


async def write_questionnaire(settings: Settings, source: str | None, output: Path, language: str | None) -> None:
    """Writes the questionnaire of a consultation's file, or of a round, to a new file."""
    refuse_unless_pdf(output)
    consultation = await consultation_of(settings, source)
    document = questionnaire(consultation, language_of(consultation, language))
    write_new(output, document)
    complain(f"questionnaire written to {output}")
