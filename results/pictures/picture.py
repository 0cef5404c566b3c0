"""A ranking as a PNG: 960 pixels wide, as high as it has to be, to be read on a phone.

Pure: who shows pictures keeps them, one per snapshot, language and ranking.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from flows.consultation import Consultation
from results.account import by_choice
from results.charts.bars import option_bars, section_bars, section_title
from results.charts.dots import mean_dots
from results.charts.notes import note_on_dark, note_on_lines, note_on_places
from results.charts.shapes import Bars, Dots
from results.charts.telling import Telling
from results.published import Published, QuestionTable, SectionTable
from results.speech import speech
from results.typesetting.compiler import png
from results.typesetting.printable import Printed

_TEMPLATE: Final = "pictures/picture.typ"


class Picture(BaseModel):
    """The picture as data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    over: Printed
    title: Printed
    chart: Annotated[Bars | Dots, Field(discriminator="kind")]
    notes: tuple[Printed, ...]


def section_picture(published: Published, consultation: Consultation, language: str, section: str) -> bytes | None:
    """The ranking of a section, or of the options of its only question. None where nothing of it is told."""
    telling = Telling(speech(language), consultation, published, language)
    table = telling.rankings.get(section)
    if table is not None and len(table.items) > 1:
        return _section(telling, table)
    first, *more = consultation.section_by_id[section].questions
    return None if more else question_picture(published, consultation, language, first.id)


def question_picture(published: Published, consultation: Consultation, language: str, question: str) -> bytes | None:
    """The options of a question. None where nothing of it is told."""
    telling = Telling(speech(language), consultation, published, language)
    table = telling.tables.get(question)
    return None if table is None or not table.n or not table.options else _question(telling, table)


def _section(telling: Telling, table: SectionTable) -> bytes | None:
    if any(item.mean for item in table.items):
        return _drawn(telling, section_title(telling, table.section), mean_dots(telling, table))
    if any(item.share_of_mentions for item in table.items):
        return _drawn(telling, section_title(telling, table.section), section_bars(telling, table))
    return None


def _question(telling: Telling, table: QuestionTable) -> bytes:
    return _drawn(telling, telling.question(table.question), option_bars(telling, table))


def _drawn(telling: Telling, title: str, chart: Bars | Dots) -> bytes:
    return png(
        _TEMPLATE,
        Picture(
            language=telling.language,
            over=telling.text(telling.consultation.title),
            title=title,
            chart=chart,
            notes=tuple(_notes(telling, chart)),
        ),
    )


def _notes(telling: Telling, chart: Bars | Dots) -> list[str]:
    say, day = telling.words.say, telling.published.released
    notes = [by_choice(telling.words), note_on_lines(telling)]
    if chart.place:
        notes += [note_on_places(telling), note_on_dark(telling)]
    if telling.published.exact:
        notes.append(say("Exact figures, for staff only"))
    elif day is not None:
        notes.append(say("Released: {moment}", moment=telling.words.moment(day)))
    return notes
