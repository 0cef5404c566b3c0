"""From a round's link to a poster that can be printed."""

from datetime import date
from io import BytesIO
from typing import Final

import segno
from pydantic import BaseModel, ConfigDict

from flows.consultation import Consultation, text_in
from results.speech import speech
from results.typesetting.compiler import pdf
from results.typesetting.direction import is_right_to_left
from results.typesetting.printable import Printed

TEMPLATE: Final = "poster/poster.typ"
_QUIET_MODULES: Final = 4
"""White around the code: ISO/IEC 18004 asks for four modules."""


class Poster(BaseModel):
    """The poster as data, in words; the template beside it draws it. `code`: the QR code as SVG; `link`: in letters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    right_to_left: bool
    organiser: Printed
    title: Printed
    call: Printed
    how: Printed
    code: str
    about_code: str
    link: str
    by_name: Printed
    facts: tuple[Printed, ...]
    elsewhere: Printed


def poster(consultation: Consultation, language: str, *, link: str, username: str, until: date | None) -> bytes:
    """The poster as PDF, A4, in `language`: the same input gives the same bytes.

    `link` leads into the round, `username` is that of the bot; `until`: the last day, None where none is set.
    """
    return pdf(TEMPLATE, drawn(consultation, language, link=link, username=username, until=until))


def drawn(consultation: Consultation, language: str, *, link: str, username: str, until: date | None) -> Poster:
    """The poster as data."""
    words, notice, shown = speech(language), consultation.privacy, link.removeprefix("https://")
    facts = [words.say("Until {day}", day=words.day(until))] if until else []
    if notice.minimum_age is not None:
        facts.append(words.say("For everyone aged {n} and over", n=words.number(notice.minimum_age)))
    elsewhere = "" if notice.on_paper is None else text_in(notice.on_paper, language)
    return Poster(
        language=language,
        right_to_left=is_right_to_left(language),
        organiser=text_in(consultation.organiser, language),
        title=text_in(consultation.title, language),
        call=words.say("Have your say"),
        how=words.say("Point your phone's camera here and answer on Telegram, by tapping. It takes a few minutes."),
        code=qr_code(link),
        link=shown,
        about_code=words.say("QR code that leads to {link}", link=shown),
        by_name=words.say("Or look for @{name} on Telegram.", name=username),
        facts=tuple(facts),
        elsewhere=words.say("Without Telegram: {where}", where=elsewhere) if elsewhere else "",
    )


def qr_code(link: str) -> str:
    """The link as a QR code (ISO/IEC 18004) in SVG, which still reads when a quarter of it is dirty or torn."""
    written = BytesIO()
    segno.make_qr(link, error="q").save(written, kind="svg", border=_QUIET_MODULES, xmldecl=False, light="#fff")
    return written.getvalue().decode("ascii")
