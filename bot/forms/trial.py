"""A consultation made fit for trying, however much of it is still missing."""

from flows.consultation import Consultation, Privacy

_STAND_INS = {"retention_months": 12, "key_erased_after_days": 30, "minimum_age": 16}


def for_trying(consultation: Consultation) -> Consultation:
    """The same, with stand-ins for what its privacy notice lacks: their names in brackets, and usual numbers.

    A round opens only with a whole notice, and a trial is a round that nobody else sees.
    """
    lacking = {name: _STAND_INS.get(name, f"[{name}]") for name in consultation.privacy.missing}
    given = consultation.privacy.model_dump(exclude_none=True)
    return consultation.model_copy(update={"privacy": Privacy.model_validate({**given, **lacking})})
