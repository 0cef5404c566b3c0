"""A small consultation that is watched, and what was counted of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.consultation import Consultation
from storage.counters import Count
from storage.rounds import Round

CITY = ZoneInfo("Europe/Bucharest")
OPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 12, tzinfo=CITY)

TOWN = Consultation.model_validate(
    {
        "id": "town",
        "languages": ["ro", "en"],
        "organiser": "Primăria",
        "title": {"ro": "Parcurile noastre", "en": "Our parks"},
        "intro": "Intro",
        "thanks": "Mulțumim",
        "sections": [
            {
                "id": "parks",
                "title": {"ro": "Parcuri", "en": "Parks"},
                "questions": [
                    {
                        "id": "often",
                        "type": "rating",
                        "low": "rar",
                        "high": "des",
                        "text": {"ro": "Des?", "en": "Often?"},
                    },
                    {"id": "why", "type": "text", "text": {"ro": "De ce?", "en": "Why?"}},
                ],
            },
            {
                "id": "you",
                "title": {"ro": "Despre tine", "en": "About you"},
                "questions": [{"id": "age", "type": "number", "text": {"ro": "Vârsta?", "en": "Age?"}}],
            },
        ],
    }
)


def round_of(*, opens: datetime | None = OPENED, closes: datetime | None = None) -> Round:
    return Round(1, "parks", TOWN, "0" * 64, opens=opens, closes=closes)


def counted(kind: str, n: int, *, key: str = "", hours: int = 0) -> Count:
    """So many, in the hour that begins `hours` after the opening."""
    return Count(OPENED + timedelta(hours=hours), kind, key, n)
