"""What the running bot measures of itself, in Prometheus' terms: counts and times of the program, nothing of a person.

Made once by whoever starts the program, and handed to all that have something to tell; a part that is given none
measures for itself. Labels have few values, all known beforehand: never an id, a chat, a round or a text.
"""

from collections.abc import Callable
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_COMMIT_SECONDS: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
_SIZES: Final = (1, 2, 5, 10, 20, 50, 100, 200)
_WAIT_SECONDS: Final = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)


class Measures:
    """Each attribute is one measure; its help says what it counts."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.updates = Counter("glas_updates", "Updates that came, by kind.", ["kind"], registry=registry)
        self.set_aside = Counter(
            "glas_updates_set_aside",
            "Updates that were given up: unreadable, not handled, failed, or refused by the database.",
            ["reason"],
            registry=registry,
        )
        self.refused_requests = Counter(
            "glas_webhook_refused",
            "Requests to the webhook that were no update to take in.",
            ["reason"],
            registry=registry,
        )
        self.batch_size = Histogram(
            "glas_batch_size", "Requests in one transaction.", buckets=_SIZES, registry=registry
        )
        self.commit_seconds = Histogram(
            "glas_commit_seconds",
            "Time of one transaction, failed ones too.",
            buckets=_COMMIT_SECONDS,
            registry=registry,
        )
        self.gate_wait_seconds = Histogram(
            "glas_gate_wait_seconds",
            "How long a chat's next screen had to wait for its turn.",
            buckets=_WAIT_SECONDS,
            registry=registry,
        )
        self.told_to_wait = Counter("glas_told_to_wait", "Times that Telegram answered 429.", registry=registry)
        self.token_held_seconds = Counter(
            "glas_token_held_seconds", "Time for which the whole token was held after 429s.", registry=registry
        )
        self.calls = Counter(
            "glas_telegram_calls",
            "Calls to Telegram that concern a chat, by method and outcome.",
            ["method", "outcome"],
            registry=registry,
        )
        self.screens_owed = Gauge(
            "glas_screens_owed", "Chats that wait for a screen from this process.", registry=registry
        )
        self.outages = Counter(
            "glas_outages", "Times that something outside failed to answer.", ["of"], registry=registry
        )
        self.outage = Gauge("glas_outage", "1 while something outside does not answer.", ["of"], registry=registry)
        self.webhook_pending = Gauge(
            "glas_webhook_pending_updates", "Updates that Telegram holds for the webhook.", registry=registry
        )
        self.telegram_heard = Gauge(
            "glas_telegram_heard_timestamp_seconds", "When Telegram last answered or sent anything.", registry=registry
        )
        self.log_lines = Counter("glas_log_lines", "Lines of the log, by level.", ["level"], registry=registry)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)

    def value(self, name: str, **labels: str) -> float:
        """A sample as it stands, such as `value("glas_updates_total", kind="message")`; 0 for one never touched."""
        return self._registry.get_sample_value(name, labels) or 0.0

    def total(self, name: str) -> float:
        """The sum of a sample over all its labels, such as `total("glas_updates_total")`."""
        found = self._registry.restricted_registry([name]).collect()
        return sum(sample.value for family in found for sample in family.samples if sample.name == name)

    def exposition(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    def called(self, method: str, outcome: str, *, heard: bool = True) -> None:
        """Counts a call to Telegram; `heard`: it was answered, so Telegram can be reached."""
        self.calls.labels(method, outcome).inc()
        if heard:
            self.telegram_heard.set_to_current_time()

    def follow_owed(self, count: Callable[[], int]) -> None:
        """Asks `count` for the screens that are owed, whenever somebody looks."""
        self.screens_owed.set_function(count)
