"""What the store's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_sync.clock import ManualClock
from incident_sync.store import Store
from tests.store.samples import AT, url


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands."""
    return ManualClock(AT)


@pytest.fixture
def store(clock: ManualClock) -> Iterator[Store]:
    """An empty store."""
    with Store.in_memory(clock) as store:
        yield store


@pytest.fixture
def path(tmp_path: Path, clock: ManualClock) -> Path:
    """The file of an empty store, closed."""
    file = tmp_path / "incident-sync.db"
    Store.open(url(file), clock).close()
    return file
