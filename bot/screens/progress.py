"""How far the way has been gone: the line above every section's screens."""

from flows.consultation import Consultation
from results.speech import Speech


def progress(speech: Speech, consultation: Consultation, section: str) -> str:
    """ "Section 2 of 7 · ▓▓░░░░░"."""
    number = list(consultation.section_by_id).index(section) + 1
    total = len(consultation.sections)
    line = speech.say("Section {number} of {total}", number=speech.number(number), total=speech.number(total))
    return f"{line} · {'▓' * number}{'░' * (total - number)}"
