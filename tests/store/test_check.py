"""What ``doctor`` says of a store that no configuration is needed for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from incident_sync.clock import ManualClock, SystemClock
from incident_sync.model.finding import Finding
from incident_sync.store import Store, check_store
from tests.sides.checked import by_name, wrong
from tests.store.samples import AT

DATABASE, DISK, LEASE = "Store: database", "Store: disk", "Store: lease"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a store may be."""
    return f"sqlite:///{tmp_path / 'x.db'}"


def test_a_store_that_is_not_there_yet_is_well_and_not_made(url: str, tmp_path: Path) -> None:
    """The first cycle makes it; an empty file is one whose maker was interrupted."""
    for _ in range(2):
        store, found = check_store(url, SystemClock())
        assert store is None
        assert wrong(found) == []
        assert "none yet" in by_name(found)[DATABASE].said
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) == 0
        (tmp_path / "x.db").touch(0o600)


def test_a_full_disk_is_told(url: str, tmp_path: Path) -> None:
    """Less room than asked for is red; and nothing is made to find that out."""
    line = by_name(check_store(url, SystemClock(), least=1 << 60)[1])[DISK]
    assert line.ok is False
    assert "Free some space" in line.remedy
    assert wrong(check_store(url, SystemClock(), least=1)[1]) == []
    assert list(tmp_path.iterdir()) == []


def test_the_password_of_a_database_is_not_told() -> None:
    """A server that does not answer is named without it."""
    address = "postgresql+psycopg://sync:canary@127.0.0.1:1/incidents"
    _, found = check_store(address, SystemClock())
    assert wrong(found) == [DATABASE]
    assert "canary" not in repr(found)
    assert DISK not in by_name(found)


def test_a_process_that_hangs_is_named(url: str) -> None:
    """At work as long as its lease is; alive after that, somebody has to stop it."""
    clock = ManualClock(AT)
    with Store.open(url, clock) as store:
        store.acquire("run", 10)
        assert "is at work" in by_name(_lease(url, clock))[LEASE].said
        clock.advance(11)
        line = by_name(_lease(url, clock))[LEASE]
        assert line.ok is False
        assert str(os.getpid()) in line.where
        assert "Stop that process" in line.remedy


def _lease(url: str, clock: ManualClock) -> list[Finding]:
    store, found = check_store(url, clock)
    assert store is not None
    store.close()
    return found
