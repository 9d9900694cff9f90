"""A clock to turn, and a wire on it."""

from datetime import UTC, datetime

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import Temporary
from incident_sync.wire import CallCounter, Rate, Wire

START = datetime(2026, 1, 1, tzinfo=UTC)


class Service:
    """A wire to a service that does what it is told: raise each error in turn, then answer."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.counter = CallCounter()
        self.errors: list[Exception] = []
        self.sent: list[tuple[float, float]] = []
        self.asked: list[tuple[float, float]] = []
        self.refusals: list[Exception | None] = []
        self.asking_takes = 0.0
        self.wire = Wire(
            "slack",
            clock=self.clock,
            rates={"slow": Rate(20), "channel": Rate(5, 5.0), "read": Rate(3)},
            default_rate=Rate(1000),
            counter=self.counter,
            permit=self.permit,
        )

    def permit(self, seconds: float) -> None:
        """Note when permission was asked and for how long; refuse as told, None being a yes."""
        self.asked.append((self.clock.monotonic(), seconds))
        self.clock.advance(self.asking_takes)
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal is not None:
            raise refusal

    def send(self, timeout: float) -> str:
        """One request; notes when it was sent and how long it might take."""
        self.sent.append((self.clock.monotonic(), timeout))
        if self.errors:
            raise self.errors.pop(0)
        return "answer"

    def call(
        self, method: str = "chat.update", *, repeatable: bool = True, rate_key: str | None = None
    ) -> str:
        """A call of ``send``."""
        return self.wire.call(method, self.send, repeatable=repeatable, rate_key=rate_key)

    @property
    def times(self) -> list[float]:
        """When each request was sent, in seconds since the start."""
        return [at for at, _ in self.sent]


@pytest.fixture
def service() -> Service:
    """A fresh service at time zero."""
    return Service()


def throttled(retry_after: float | None) -> Temporary:
    """A 429: surely not executed."""
    return Temporary("throttled", retry_after=retry_after, outcome_known=True)


def lost() -> Temporary:
    """A connection lost after the request was sent."""
    return Temporary("connection lost")
