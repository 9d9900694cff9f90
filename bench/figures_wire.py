"""Pacing: how near the wire comes to the quota's floor, in virtual time."""

from datetime import UTC, datetime

from bench.figure import Figure, figures
from incident_sync.clock import ManualClock
from incident_sync.wire import CallCounter, Rate, Wire

CALLS = 100
RATE = Rate(20)


@figures
def drain() -> list[Figure]:
    """100 calls at 20 a minute, against the least time in which the quota lets them pass."""
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    wire = Wire("slack", clock=clock, rates={}, default_rate=RATE, counter=CallCounter())
    for _ in range(CALLS):
        wire.call("conversations.setTopic", lambda _timeout: None, repeatable=True)
    floor = (CALLS - 1) // RATE.calls * RATE.seconds
    name = f"drain of {CALLS} paced calls ÷ quota floor"
    return [Figure(name, clock.monotonic() / floor, "ratio", "<= 1.05")]
