"""Floor 4. What the store hands out that no other room has a word for. Frozen data alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident_sync.model.edit import Conflict
from incident_sync.model.world import Guard, Ref


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write, taken for ``ttl_s`` seconds at a time.

    ``fencing`` rises with every acquisition. How long it still lasts stands in the store alone, so
    that nobody goes by a copy that is out of date.
    """

    holder: str
    fencing: int
    ttl_s: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A conflict as it is kept: ``state`` "open" or "resolved", ``entry`` its place in history."""

    id: int
    conflict: Conflict
    at: datetime
    state: str
    entry: int | None


__all__ = ["Guard", "Kept", "Lease", "Ref"]
