"""The migrations make exactly the schema that the code speaks to, and only where they must."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from incident_sync.clock import ManualClock
from incident_sync.errors import ConfigError
from incident_sync.store import Store
from incident_sync.store.schema import SCHEMA, metadata
from tests.store.samples import dump, raw, url

OPEN = """
import sys
from incident_sync.clock import SystemClock
from incident_sync.store import Store
Store.open(sys.argv[1], SystemClock()).close()
print("alembic" in sys.modules)
"""


def opened(path: Path) -> subprocess.Popen[str]:
    """A process that opens the store and says whether it needed alembic."""
    program = [sys.executable, "-c", OPEN, url(path)]
    return subprocess.Popen(program, stdout=subprocess.PIPE, text=True)  # noqa: S603


def test_the_migrations_make_the_schema(store: Store) -> None:
    """A store made by the migrations has every table, column, index and rule, and no other."""
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_schema_names_the_newest_migration() -> None:
    """The number in the code is the one alembic would arrive at."""
    config = Config()
    config.set_main_option("script_location", "incident_sync.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_the_tables_can_be_made_on_postgresql() -> None:
    """No table needs what only SQLite has."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))


def test_alembic_is_loaded_only_to_migrate(tmp_path: Path) -> None:
    """The first opening migrates, every later one starts without a third of a second of imports."""
    for needed in ("True\n", "False\n"):
        with opened(tmp_path / "store.db") as process:
            assert process.communicate()[0] == needed


def test_two_first_openings_make_one_store(tmp_path: Path) -> None:
    """Started at the same moment, both end with the same whole store."""
    file = tmp_path / "store.db"
    with opened(file) as one, opened(file) as other:
        assert (one.wait(), other.wait()) == (0, 0)
    rows = [line for line in dump(file) if "INSERT INTO" in line and "installation" in line]
    assert len(rows) == 1


def test_an_interrupted_migration_leaves_an_empty_store(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables and first rows come together or not at all, and the next opening makes them."""
    file = tmp_path / "store.db"
    with monkeypatch.context() as patch:
        patch.setattr("incident_sync.store.opening.BLANK_HEARTBEAT", {"id": 2})
        with pytest.raises(Exception, match="contradicts"):
            Store.open(url(file), clock)
    assert [line for line in dump(file) if "CREATE" in line] == []
    with Store.open(url(file), clock) as store:
        assert store.turn() == 0


def test_readers_do_not_migrate(path: Path, clock: ManualClock) -> None:
    """A command that only reads leaves an older store to the next sync."""
    with raw(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(ConfigError, match="older version") as refused:
        Store.open(url(path), clock, create=False)
    assert "incident-sync sync" in refused.value.remedy
