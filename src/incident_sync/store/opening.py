"""Floor 4. From a URL to an engine whose schema is ours: pragmas, migration, the first rows.

Opening a store whose schema is current writes nothing and does not import alembic (a third of a
second). SQLite pragmas after sqlite.org/pragma.html; explicit BEGIN after "Serializable isolation /
Savepoints / Transactional DDL" in SQLAlchemy's SQLite dialect page.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from incident_sync.errors import ConfigError
from incident_sync.store.failures import translated
from incident_sync.store.files import claim
from incident_sync.store.schema import BLANK_HEARTBEAT, SCHEMA, heartbeat, meta

_BUSY_S = 30  # the first look at a register of ten thousand rows is one transaction of seconds
_PRAGMAS = ("foreign_keys=ON", "secure_delete=ON")


def open_engine(url: str, *, create: bool, synchronous: str = "FULL") -> tuple[Engine, str]:
    """The engine of a store, migrated, and where it is, as people may see it.

    Raises ConfigError where the file, its schema or the address cannot be used; StoreBusy where
    another process keeps it busy.
    """
    address = _address(url)
    where = _claimed(address, create=create)
    try:
        engine = _engine(address, synchronous)
    except (NoSuchModuleError, ImportError) as error:
        raise ConfigError(
            f"This installation cannot speak to {address.drivername}: {error}",
            where=where,
            remedy="Install its driver, or use sqlite:///incident-sync.db in `state.url`.",
        ) from error
    try:
        with translated(where):
            _bring_up_to_date(engine, where, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine, where


@contextmanager
def immediately(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the right to write from its start; rolled back on an error."""
    with engine.connect() as plain:
        connection = plain.execution_options(immediate=True)
        with connection.begin():
            yield connection


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        # The text may hold a password: it is not repeated, and the cause not kept.
        raise ConfigError(
            "The store's address cannot be read",
            where="state.url",
            remedy="Write it like sqlite:///incident-sync.db",
        ) from None


def _claimed(address: URL, *, create: bool) -> str:
    if address.get_backend_name() != "sqlite":
        return address.render_as_string(hide_password=True)
    if address.database in {None, "", ":memory:"}:
        raise ConfigError(
            "The store's address names no file",
            where="state.url",
            remedy="Write it like sqlite:///incident-sync.db",
        )
    path = Path(str(address.database))
    claim(path, create=create)
    return str(path)


def _engine(address: URL, synchronous: str) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, hide_parameters=True)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": _BUSY_S})

    @event.listens_for(engine, "connect")
    def _connected(driver: Any, _record: Any) -> None:
        _set_up(driver, synchronous)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if connection.get_execution_options().get("immediate"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _set_up(driver: DBAPIConnection, synchronous: str) -> None:
    # The driver's own way of beginning transactions is off: reads need none, writes take the lock
    # first, so that two writers queue instead of failing halfway.
    driver.isolation_level = None
    cursor = driver.cursor()
    for pragma in (*_PRAGMAS, f"synchronous={synchronous}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _bring_up_to_date(engine: Engine, where: str, *, create: bool) -> None:
    with engine.connect() as connection:
        version = _version(connection, where)
        current = version == SCHEMA
    if current:
        return
    if version > SCHEMA:
        raise ConfigError(
            f"The store was written by a newer version (schema {version}, this one has {SCHEMA})",
            where=where,
            remedy="Install that version again, or a newer one.",
        )
    if not create:
        raise ConfigError(
            "The store is of an older version", where=where, remedy="Run `incident-sync sync` once."
        )
    _migrate(engine)


def _version(connection: Connection, where: str) -> str:
    """The schema's number; empty where there is none yet."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if tables:
        raise ConfigError(
            "This is another program's database",
            where=where,
            remedy="Name a file of its own in `state.url`.",
        )
    return ""


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415 - only where there is something to migrate
    from alembic.config import Config  # noqa: PLC0415

    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    config = Config()
    config.set_main_option("script_location", "incident_sync.store:migrations")
    with immediately(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _first_rows(connection, engine)


def _first_rows(connection: Connection, engine: Engine) -> None:
    if connection.execute(heartbeat.select()).first() is None:
        connection.execute(heartbeat.insert(), BLANK_HEARTBEAT)
        connection.execute(
            meta.insert(),
            [
                {"key": "installation", "value": installation_of(engine.url)},
                {"key": "counter", "value": 0},
            ],
        )


def installation_of(url: str | URL) -> str:
    """Whose channels the store at a URL speaks for: the same again where it was lost.

    Another place, or another machine, is another installation.
    """
    url = make_url(url)
    where: tuple[object, ...] = (url.host, url.port, url.database)
    if url.get_backend_name() == "sqlite":
        where = (socket.gethostname(), _machine(), Path(str(url.database)).resolve())
    return hashlib.blake2b("\n".join(map(str, where)).encode(), digest_size=4).hexdigest()


def _machine() -> str:
    """The machine's own id (machine-id(5)); empty where it has none."""
    try:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
