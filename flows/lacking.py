"""What a privacy notice lacks before a round can be made, in words for who writes it."""

from collections.abc import Sequence

from flows.sentence import Sentence, sentence

_PARTS = {
    "controller": sentence("who is responsible (`controller`)"),
    "contact": sentence("a contact for data protection (`contact`)"),
    "legal_basis": sentence("the legal basis (`legal_basis`)"),
    "retention_months": sentence("months until answers are erased (`retention_months`)"),
    "key_erased_after_days": sentence("days until the key is erased (`key_erased_after_days`)"),
    "minimum_age": sentence("the minimum age (`minimum_age`)"),
    "complaints": sentence("where to complain (`complaints`)"),
    "on_paper": sentence("how to answer on paper (`on_paper`)"),
}


def notice_lacks(missing: Sequence[str]) -> Sentence:
    """The sentence for a privacy notice without these parts, which are fields of `flows.consultation.Privacy`."""
    return sentence(
        "the privacy notice lacks: {parts}; fill in the sheet `privacy`, in YAML what stands below `privacy:`",
        parts=tuple(_PARTS[name] for name in missing),
    )
