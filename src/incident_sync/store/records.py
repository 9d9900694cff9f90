"""Floor 4. What the store hands out that no other room has a word for. Frozen data alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident_sync.clock import Clock
from incident_sync.model.edit import Conflict
from incident_sync.model.world import Guard, Ref


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write, until it runs out.

    ``fencing`` rises with every acquisition; ``until`` is on the clock's steady time, in seconds,
    and counts suspension; ``expires_at`` the same moment on the wall.
    """

    holder: str
    fencing: int
    expires_at: datetime
    until: float

    def left(self, clock: Clock) -> float:
        """Seconds left; keep it above the deadline of every call made under this lease."""
        return self.until - clock.monotonic()


@dataclass(frozen=True, slots=True)
class Kept:
    """A conflict as it is kept: ``state`` "open" or "resolved", ``entry`` its place in history."""

    id: int
    conflict: Conflict
    at: datetime
    state: str
    entry: int | None


__all__ = ["Guard", "Kept", "Lease", "Ref"]
