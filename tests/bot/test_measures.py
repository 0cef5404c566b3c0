"""What the parts measure of themselves."""

import structlog

from bot.delivery.gate import Gate
from bot.measures import Measures
from bot.outages import Outage


def test_each_has_a_registry_of_its_own() -> None:
    one, other = Measures(), Measures()
    one.updates.labels("message").inc()
    assert one.value("glas_updates_total", kind="message") == 1
    assert other.value("glas_updates_total", kind="message") == 0
    assert b'glas_updates_total{kind="message"} 1.0' in one.exposition()
    assert b"process_resident_memory_bytes" in one.exposition()


def test_a_total_is_over_all_labels() -> None:
    measures = Measures()
    assert measures.total("glas_updates_set_aside_total") == 0
    measures.set_aside.labels("failed").inc(2)
    measures.set_aside.labels("refused").inc()
    assert measures.total("glas_updates_set_aside_total") == 3


def test_refusals_and_the_time_for_which_the_token_is_held() -> None:
    measures, now = Measures(), 100.0
    gate = Gate(lambda: now, measures)
    gate.told_to_wait(1, 60)
    assert measures.value("glas_told_to_wait_total") == 1
    assert measures.value("glas_token_held_seconds_total") == 0, "one chat's refusal holds that chat alone"
    gate.told_to_wait(2, 30)
    gate.told_to_wait(1, 20)
    assert measures.value("glas_token_held_seconds_total") == 30
    now = 104.0
    gate.told_to_wait(2, 40)
    assert measures.value("glas_token_held_seconds_total") == 44, "what overlaps is counted once"


def test_an_outage_is_counted_once_and_is_over_once() -> None:
    measures = Measures()
    outage = Outage("database", measures)
    with structlog.testing.capture_logs():
        for _ in range(3):
            outage.failed()
        assert measures.value("glas_outages_total", of="database") == 1
        assert measures.value("glas_outage", of="database") == 1
        outage.over()
    assert measures.value("glas_outage", of="database") == 0
