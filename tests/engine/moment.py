"""A place as it was at some moment, to be played from there again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident_sync.clock import ManualClock
from tests.engine.place import Json, Place, cleared


@dataclass(frozen=True, slots=True)
class Moment:
    """A place as it is: the services, the store (None where there is none), the configuration."""

    state: Json
    store: bytes | None
    config: str
    at: datetime

    @classmethod
    def of(cls, place: Place) -> Moment:
        store = place.state.read_bytes() if place.state.exists() else None
        state = place.sandbox.control("GET", "/state")
        return cls(state, store, place.config.read_text(encoding="utf-8"), place.clock.now())

    def again(self, place: Place) -> None:
        """Make the place so again."""
        cleared(place.sandbox, self.state)
        place.config.write_text(self.config, encoding="utf-8")
        for leftover in place.folder.glob("incident-sync.db*"):
            leftover.unlink()
        if self.store is not None:
            place.state.touch(0o600)
            place.state.write_bytes(self.store)
        place.clock = ManualClock(self.at)
        place.set_clock()
