"""Which stores can be opened, and what a person is told of those that cannot."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from incident_sync.clock import ManualClock, SystemClock
from incident_sync.errors import ConfigError
from incident_sync.store import Store
from tests.store.samples import incident, raw, save, url

OPEN = """
import os, sys
from incident_sync.clock import SystemClock
from incident_sync.store import Store
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Store.open(sys.argv[1], SystemClock())
except Exception as error:
    print(type(error).__name__, error)
"""


def refusal(path: Path, clock: ManualClock) -> str:
    """What a person reads when the store in that file is refused."""
    with pytest.raises(ConfigError) as refused:
        Store.open(url(path), clock)
    assert refused.value.remedy
    return str(refused.value)


def test_a_store_is_for_its_owner_alone(tmp_path: Path, clock: ManualClock) -> None:
    """The file and its journals are made 0600, whatever the process would let others do."""
    before = os.umask(0)
    try:
        with Store.open(url(tmp_path / "store.db"), clock) as store:
            save(store, incident(1))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}


def test_a_store_keeps_what_it_holds(path: Path, clock: ManualClock) -> None:
    """Closed and opened again, it is the same installation with the same incidents."""
    with Store.open(url(path), clock) as store:
        installation = store.installation
        save(store, incident(1))
    with Store.open(url(path), clock, create=False) as store:
        assert store.installation == installation
        assert store.items([1]) == {1: incident(1)}
    assert len(installation) == 8
    assert int(installation, 16) >= 0


def test_each_store_is_an_installation_of_its_own(clock: ManualClock) -> None:
    """Two stores never take each other's channels for their own."""
    with Store.in_memory(clock) as one, Store.in_memory(clock) as other:
        assert one.installation != other.installation


def test_a_store_in_memory_leaves_nothing(clock: ManualClock) -> None:
    """Its folder goes with it."""
    store = Store.in_memory(clock)
    folder = Path(store._where)
    assert folder.exists()
    store.close()
    del store
    assert not folder.exists()


def test_a_commit_is_on_the_disk(path: Path, clock: ManualClock) -> None:
    """A commit survives a power cut: write-ahead log with full syncing, foreign keys on."""
    with Store.open(url(path), clock) as store, store._engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 2, 1, 1]


def test_readers_are_told_to_sync_first(tmp_path: Path, clock: ManualClock) -> None:
    """A command that only reads makes no file, also none out of an empty one."""
    file = tmp_path / "store.db"
    for _ in range(2):
        with pytest.raises(ConfigError, match="no store yet") as refused:
            Store.open(url(file), clock, create=False)
        assert "incident-sync sync" in refused.value.remedy
        assert not file.exists() or file.read_bytes() == b""
        file.touch(0o600)
    Store.open(url(file), clock).close()
    Store.open(url(file), clock, create=False).close()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_can_read_is_refused(path: Path, clock: ManualClock, mode: int) -> None:
    """The remedy is the command that mends it."""
    path.chmod(mode)
    assert f"chmod 600 {path}" in refusal(path, clock)


def test_what_is_no_file_is_refused(tmp_path: Path, clock: ManualClock) -> None:
    """A folder, a missing folder and a file in its place are each named."""
    (tmp_path / "folder").mkdir(0o700)
    (tmp_path / "file").touch(0o600)
    assert "is no file" in refusal(tmp_path / "folder", clock)
    assert "cannot be made" in refusal(tmp_path / "missing" / "store.db", clock)
    assert "cannot be read" in refusal(tmp_path / "file" / "store.db", clock)


@pytest.mark.parametrize(
    ("locked", "mode"), [("file", 0o000), ("file", 0o400), ("folder", 0o000), ("folder", 0o500)]
)
def test_what_our_user_may_not_touch_is_refused(
    somewhere: Path, clock: ManualClock, locked: str, mode: int
) -> None:
    """Neither a file nor a folder without rights ends in a traceback. Tried as nobody."""
    folder = somewhere / "folder"
    folder.mkdir(0o700)
    file = folder / "store.db"
    Store.open(url(file), clock).close()
    _give_to_nobody(folder, file)
    target = file if locked == "file" else folder
    target.chmod(mode)
    program = [sys.executable, "-c", OPEN, url(file)]
    said = subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603
    target.chmod(0o700)
    assert said.stdout.startswith("ConfigError The store"), said.stderr


@pytest.fixture
def somewhere() -> Iterator[Path]:
    """A folder that other users may pass through, unlike pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def _give_to_nobody(*paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, 65534, 65534)


def test_a_damaged_file_is_refused(path: Path, clock: ManualClock) -> None:
    """A file that is no database, or one cut short, says what can be done without it."""
    path.write_bytes(b"not a database at all" * 1000)
    assert "Put a backup" in refusal(path, clock)


def test_a_damaged_page_is_named_when_it_is_met(path: Path, clock: ManualClock) -> None:
    """A page that rotted on the disk stops the reading with the same remedy."""
    with Store.open(url(path), clock) as store:
        save(store, *(incident(number) for number in range(1, 400)))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xa5" * (len(whole) // 2))
    with pytest.raises(ConfigError, match="malformed") as refused:
        _read_everything(path)
    assert "Put a backup" in refused.value.remedy


def _read_everything(path: Path) -> None:
    with Store.open(url(path), SystemClock()) as store:
        store.items(range(400))


def test_a_newer_schema_is_refused(path: Path, clock: ManualClock) -> None:
    """An older program never writes a newer store."""
    with raw(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version (schema 9999" in refusal(path, clock)


def test_another_programs_database_is_refused(tmp_path: Path, clock: ManualClock) -> None:
    """Its tables are left alone."""
    file = tmp_path / "other.db"
    file.touch(0o600)
    with raw(file) as database:
        database.execute("CREATE TABLE photos (id INTEGER)")
    before = file.read_bytes()
    assert "another program" in refusal(file, clock)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("incident-sync.db", "cannot be read"),
        ("nosuchdb://user:hunter2@host/db", "cannot speak to nosuchdb"),
        ("postgresql+nosuch://user:hunter2@host/db", "cannot speak to postgresql"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    clock: ManualClock, address: str, said: str
) -> None:
    """The message tells what is wrong with it, and never the password in it."""
    with pytest.raises(ConfigError, match=said) as refused:
        Store.open(address, clock)
    assert "hunter2" not in str(refused.value) + repr(refused.value.__cause__)
    assert refused.value.remedy
