"""Floor 4. Changes to the history: appending, and forgetting a value. Nothing else ever."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select, update

from incident_sync.clock import Clock
from incident_sync.errors import Permanent
from incident_sync.history import Draft, Entry, append
from incident_sync.model.head import Head
from incident_sync.store import codec
from incident_sync.store.schema import conflicts, history, history_values
from incident_sync.store.writing.writer import Writer

_SALT_BYTES = 16


class PastWriting(Writer):
    """What happened, for good."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        super().__init__(connection, clock)
        self.redacted = False
        self._head: tuple[int, str] | None = None

    def follow(self, head: Head) -> None:
        """Go on after a rebuild: in the generation behind ``head``, the last one published.

        A history that has not begun yet begins behind it, so that its first entry names it.
        """
        self._set_meta("generation", head.generation + 1)
        seq, previous = self._last()
        self._head = (seq, previous or head.digest)

    def append(self, draft: Draft) -> Entry:
        """Write the next entry of the chain."""
        seq, previous = self._head or self._last()
        entry, kept = append(draft, previous, seq + 1, lambda: secrets.token_bytes(_SALT_BYTES))
        self._batch.add(history, codec.entry_row(entry))
        for secret in kept:
            self._batch.add(history_values, codec.secret_row(entry.seq, secret))
        self._head = (entry.seq, entry.digest)
        return entry

    def redact(self, seq: int) -> None:
        """Forget the values of an entry for good, here and in the conflict it tells of.

        The chain stays verifiable. Raises Permanent where there is no such entry.
        """
        if not self._batch.ask(select(history.c.seq).where(history.c.seq == seq)):
            raise Permanent(
                f"There is no history entry {seq}", remedy="`incident-sync history` lists them."
            )
        beside = update(history_values).where(history_values.c.seq == seq)
        self._batch.run(beside.values(salt="", value=None))
        told = update(conflicts).where(conflicts.c.entry == seq)
        self._batch.run(told.values({"base": None, "values": {}, "state": "resolved"}))
        self.redacted = True

    def _last(self) -> tuple[int, str]:
        newest = select(history.c.seq, history.c.digest).order_by(history.c.seq.desc()).limit(1)
        found = self._batch.ask(newest)
        return (found[0]["seq"], found[0]["digest"]) if found else (0, "")
