"""A place at rest to which many tests go back, instead of each making one of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from incident_sync.clock import ManualClock
from tests.engine.place import Json, Place


@dataclass(frozen=True, slots=True)
class Kept:
    """A place, and all that it held when it was kept: the services, the store, the config."""

    place: Place
    state: Json
    store: bytes
    config: str
    moment: datetime

    @classmethod
    def of(cls, place: Place) -> Kept:
        state = place.sandbox.control("GET", "/state")
        config = place.config.read_text(encoding="utf-8")
        return cls(place, state, place.state.read_bytes(), config, place.clock.now())

    def again(self) -> Place:
        """The place as it was; nothing of what happened there since is left."""
        for file in self.place.folder.iterdir():
            file.unlink()
        place = replace(self.place, clock=ManualClock(self.moment))
        place.sandbox.control("DELETE", "/faults")
        place.sandbox.control("PUT", "/state", self.state)
        place.state.write_bytes(self.store)
        place.state.chmod(0o600)
        place.config.write_text(self.config, encoding="utf-8")
        place.config.chmod(0o600)
        place.forget_calls()
        return place
