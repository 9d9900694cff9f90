"""Floor 4. The store itself: opened, read, written in whole transactions, leased to one writer."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine

from incident_sync.clock import Clock
from incident_sync.store import lease as leases
from incident_sync.store.failures import translated
from incident_sync.store.opening import immediately, open_engine
from incident_sync.store.reading import Reading
from incident_sync.store.records import Lease
from incident_sync.store.temporary import forget, open_temporary
from incident_sync.store.writing import Writing


class Store(Reading):
    """The hub, the links, what waits and what happened.

    Questions see what was committed: ask before writing, not inside ``writing``. Any thread may use
    a store. Every method raises StoreBusy where another process keeps the database busy,
    ConfigError where it cannot be used (full disk, damage), Unsafe where a change contradicts
    what it holds; then nothing of that transaction was written.
    """

    def __init__(self, engine: Engine, where: str, clock: Clock, *, installation: str = "") -> None:
        super().__init__(engine, where)
        self._clock = clock
        self._installation = installation
        self._writer = threading.RLock()
        self._busy = False
        self._reserved = 0

    @classmethod
    def open(cls, url: str, clock: Clock, *, create: bool = True, installation: str = "") -> Store:
        """The store at an SQLAlchemy URL, made (SQLite, for its owner alone) and migrated.

        With ``create=False``, for commands that only read, it must be there and be current. A store
        that is current is not written to. ``installation`` goes before the store's own id. Raises
        ConfigError with the remedy where it cannot be used, and StoreBusy where another process
        keeps it busy.
        """
        engine, where = open_engine(url, create=create)
        return cls(engine, where, clock, installation=installation)

    @classmethod
    def in_memory(cls, clock: Clock, *, installation: str = "") -> Store:
        """A store for tests, gone with the object: like the real one, but nothing waits for a disk.

        It lives in a temporary folder; see ``store.temporary`` for why.
        """
        engine, folder = open_temporary()
        store = cls(engine, folder, clock, installation=installation)
        weakref.finalize(store, forget, engine, folder)
        return store

    @property
    def installation(self) -> str:
        """Eight hex digits, or what was given to go before them: whose channels these are."""
        return self._installation or self._own_installation

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reserve_ids(self, count: int) -> range:
        """Ids for ``count`` new items, given to nobody else by this store; nothing is written.

        Only the holder of the lease may save items under them. Ids may have gaps.
        """
        with self._writer:
            first = max(self._reserved, self.highest_id()) + 1
            self._reserved = first + count - 1
            return range(first, first + count)

    @contextmanager
    def writing(self, lease: Lease | None = None) -> Iterator[Writing]:
        """One transaction, all or nothing: an exception inside leaves nothing behind.

        Raises Unsafe where ``lease`` is no longer the last one given out, before anything is
        written. Transactions of several threads queue; they do not nest.
        """
        with self._transaction() as connection:
            leases.hold(connection, lease)
            writing = Writing(connection, self._clock)
            yield writing
            writing.flush()
        if writing.redacted:
            self._forget_journal()

    def acquire(self, holder: str, ttl_s: float) -> Lease:
        """Take the lease for ``ttl_s`` seconds; ``holder`` is how people know us ("run", "sync").

        Raises Unsafe, naming who has it and what to do, unless it is free, ran out, or was held by
        a process of this machine that is dead, or by this process under the same name.
        """
        with self._transaction() as connection:
            return leases.acquire(connection, self._clock, holder, ttl_s)

    def renew(self, lease: Lease) -> None:
        """Let the lease run out its whole time from now; Unsafe where it was taken over."""
        with self._transaction() as connection:
            leases.renew(connection, self._clock, lease)

    def keep(self, lease: Lease, seconds: float) -> None:
        """Make sure that our own lease lasts so many seconds; Unsafe where it was taken over.

        One question to the database; one transaction as well where less is left.
        """
        with translated(self._where), self._engine.connect() as connection:
            left = leases.left(connection, self._clock, lease)
        if left < seconds:
            self.renew(lease)

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing where somebody took it over."""
        with self._transaction() as connection:
            leases.release(connection, lease)

    def holder(self) -> leases.Holder | None:
        """Who has the lease, or had it and did not give it back; None where nobody has."""
        with translated(self._where), self._engine.connect() as connection:
            return leases.holder(connection, self._clock)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._writer:
            if self._busy:
                raise RuntimeError("transactions of the store do not nest")
            self._busy = True
            try:
                with translated(self._where), immediately(self._engine) as connection:
                    yield connection
            finally:
                self._busy = False

    def _forget_journal(self) -> None:
        # The page as it was before a redaction lies in the write-ahead log until this.
        if self._engine.dialect.name == "sqlite":
            with translated(self._where), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
