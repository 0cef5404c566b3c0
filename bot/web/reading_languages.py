"""In which language a reader is answered: the one chosen on the page, else what the browser asks for."""

from typing import Final

from results.speech import best_of

_LONGEST: Final = 500
"""Of an Accept-Language; browsers send a tenth of it."""


def language_of(chosen: str | None, accepted: str, available: tuple[str, ...]) -> str:
    """One of the available languages: that chosen, else the best for the header Accept-Language, else the first."""
    return chosen if chosen in available else best_of(_by_weight(accepted), available)


def _by_weight(accepted: str) -> list[str]:
    """The languages of the header, the dearest first; what cannot be read is left out."""
    weighed = []
    for part in accepted[:_LONGEST].split(","):
        language, _, parameter = part.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0 and language.strip():
            weighed.append((language.strip(), weight))
    return [language for language, _ in sorted(weighed, key=lambda each: -each[1])]
