"""Floor 4. A store for tests: the real file format in a folder that nobody waits for.

A database without a file would not let one connection read while another writes, as the real one
does.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Engine, update

from incident_sync.store.opening import immediately, open_engine
from incident_sync.store.schema import meta


def open_temporary() -> tuple[Engine, str]:
    """An engine on a fresh store, and its folder; :func:`forget` takes both away."""
    folder = tempfile.mkdtemp(prefix="incident-sync-")
    path = Path(folder, "store.db")
    path.touch(0o600)
    path.write_bytes(_blank())
    engine, _ = open_engine(f"sqlite:///{path}", create=False, synchronous="OFF")
    with immediately(engine) as connection:
        own = update(meta).where(meta.c.key == "installation")
        connection.execute(own.values(value=token_hex(4)))
    return engine, folder


def forget(engine: Engine, folder: str) -> None:
    """Close the store and delete its folder."""
    engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def _blank() -> bytes:
    # Migrated once a process: a thousand tests would wait half a minute for a thousand migrations.
    with tempfile.TemporaryDirectory(prefix="incident-sync-") as folder:
        path = Path(folder, "blank.db")
        engine, _ = open_engine(f"sqlite:///{path}", create=True, synchronous="OFF")
        engine.dispose()
        return path.read_bytes()
