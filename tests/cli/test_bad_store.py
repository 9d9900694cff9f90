"""A store that cannot be used: wrong usage, one sentence with its remedy, nothing written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from incident_sync.clock import SystemClock
from incident_sync.store import Store
from tests.cli.conftest import Caller
from tests.cli.test_bad_input import said
from tests.engine.place import Place

COMMANDS = (["sync"], ["plan"], ["approve", "abc123"], ["declare", "Payments fail"], ["status"])
"""Those that write, and those that only read."""


def test_a_newer_store_is_refused_before_any_call(place: Place, call: Caller) -> None:
    """Whatever it is that an older program was asked to do, it leaves the store as it is."""
    with closing(sqlite3.connect(place.state)) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    before = place.dump()
    for words in COMMANDS:
        done = call(place, *words)
        assert done.code == 2
        said(done, "newer version (schema 9999", "incident-sync.db", "Install that version again")
        assert (place.calls(), place.dump()) == ({}, before)


def test_a_store_that_is_kept_busy_is_refused_before_any_call(
    place: Place, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else has it open for writing, and does not let go."""
    monkeypatch.setattr("incident_sync.store.opening._BUSY_S", 0.05)
    before = place.dump()
    with closing(sqlite3.connect(place.state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in (["sync"], ["declare", "Payments fail"]):
            done = call(place, *words)
            assert done.code == 2
            said(done, "keeps the store busy", "incident-sync.db", "stop whatever else uses that")
        other.execute("ROLLBACK")
    assert (place.calls(), place.dump()) == ({}, before)
    assert call(place, "sync").code == 0


def test_a_full_disk_writes_nothing_anywhere(
    place: Place, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be remembered is not done, either; with room again it is."""
    for number in range(40):
        place.adds(Title=f"Outage {number}", Status="Resolved", Summary="It was slow. " * 50)
    place.adds(Title="Payments fail", Status="Fixing")
    before = _kept(place)
    with monkeypatch.context() as full:
        full.setattr("incident_sync.store.opening._PRAGMAS", ("max_page_count=1",))
        done = call(place, "sync")
    assert done.code == 2
    said(done, "full", "incident-sync.db", "Free some space on that disk")
    assert (place.written(), _kept(place)) == ([], before)
    assert call(place, "sync").code == 0
    assert place.channel_of("Payments fail") in place.slack()["channels"]


def _kept(place: Place) -> list[str]:
    """The store but for who is at work, which fits where it stood."""
    return [line for line in place.dump() if "heartbeat" not in line]


REFUSED = """
import os, sys
import incident_sync.app, incident_sync.cli.sync_
from incident_sync.cli import main
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
main()
"""
"""As nobody, since whoever runs the tests may be allowed everything."""


@pytest.fixture
def somewhere() -> Iterator[Path]:
    """A folder that other users may pass through, unlike pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_a_store_that_may_not_be_used_is_refused_before_any_call(
    fresh: Place, somewhere: Path
) -> None:
    """Neither a file nor its folder without rights ends in a traceback, or in a call."""
    folder = somewhere / "state"
    folder.mkdir()
    store, config = folder / "incident-sync.db", somewhere / "incident-sync.toml"
    Store.open(f"sqlite:///{store}", SystemClock()).close()
    written = fresh.config.read_text(encoding="utf-8")
    config.write_text(f'{written}[state]\nurl = "sqlite:///{store}"\n', encoding="utf-8")
    config.chmod(0o600)
    for path in (folder, store, config):
        os.chown(path, *((65534, 65534) if os.geteuid() == 0 else (-1, -1)))
    fresh.forget_calls()
    for path, mode in ((store, 0o000), (store, 0o400), (folder, 0o500)):
        usual = path.stat().st_mode
        path.chmod(mode)
        program = [sys.executable, "-c", REFUSED, "--config", str(config), "sync"]
        done = subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603
        path.chmod(usual)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith("incident-sync: The store")
        assert str(store) in line
        assert "Let the user who runs incident-sync own the file" in line
    assert fresh.calls() == {}
