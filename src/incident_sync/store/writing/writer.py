"""Floor 4. What every change goes through. No change itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from incident_sync.clock import Clock
from incident_sync.store.schema import meta
from incident_sync.store.writing.batch import Batch


class Writer:
    """A connection inside a transaction, and the rows that wait for it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._batch = Batch(connection)
        self._clock = clock

    def flush(self) -> None:
        """Send what waits; the store does so before it commits."""
        self._batch.flush()

    def _meta(self, key: str, default: Any) -> Any:
        found = self._batch.ask(select(meta.c.value).where(meta.c.key == key))
        return found[0]["value"] if found else default

    def _set_meta(self, key: str, value: Any) -> None:
        if self._meta(key, None) != value:
            self._batch.save(meta, {"key": key, "value": value})
