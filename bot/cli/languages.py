"""In which language a consultation's texts are printed."""

from bot.refusal import Refusal
from flows.consultation import Consultation


def language_of(consultation: Consultation, wanted: str | None) -> str:
    """The wanted one, the consultation's first when None. Raises Refusal for one that it has no texts in."""
    if wanted is not None and wanted not in consultation.languages:
        raise Refusal(f"the consultation has no texts in {wanted}, only in {', '.join(consultation.languages)}")
    return wanted or consultation.languages[0]
