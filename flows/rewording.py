"""Which texts differ between two consultations of one structure."""

from collections.abc import Iterator

from flows.consultation import Consultation

Reworded = tuple[str | None, str | None]
"""A text as it was and as it is; None where there was or is none."""


def reworded(before: Consultation, after: Consultation) -> list[Reworded]:
    """The texts that change, come or go, in the order of the questionnaire, language by language."""
    one, other = (each.model_dump(mode="json", by_alias=True) for each in (before, after))
    return list(_differing(one, other))


def _differing(before: object, after: object) -> Iterator[Reworded]:
    match before, after:
        case dict(), dict():
            for key in dict.fromkeys([*after, *before]):
                if key != "languages":
                    yield from _differing(before.get(key), after.get(key))
        case None, dict():
            yield from _differing({}, after)
        case dict(), None:
            yield from _differing(before, {})
        case list(), list():
            for one, other in zip(before, after, strict=True):
                yield from _differing(one, other)
        case (str() | None, str() | None) if before != after:
            yield before, after
        case _:
            pass
