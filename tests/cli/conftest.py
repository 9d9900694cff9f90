"""One sandbox process a session, blank for every test, and a mirrored register in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.place import Json, Place, cleared, fresh_sandbox, place_in

REGISTER: list[Json] = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Lead": "Sam Rivera"},
    {"Title": "Slow search", "Status": "Investigating", "Severity": "Minor"},
    {"ID": "OLD-1", "Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
]


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    """The process, and the state that it began with."""
    for sandbox in fresh_sandbox():
        yield sandbox, sandbox.control("GET", "/state")


@pytest.fixture
def sandbox(running: tuple[Sandbox, dict[str, Any]]) -> Sandbox:
    """A blank sandbox without quotas."""
    return cleared(*running)


@pytest.fixture
def fresh(sandbox: Sandbox, tmp_path: Path) -> Place:
    """A register that was never mirrored."""
    return place_in(sandbox, tmp_path, REGISTER)


@pytest.fixture
def place(fresh: Place) -> Place:
    """The register, mirrored and at rest."""
    for _ in range(2):
        assert fresh.cycle().errors == []
    fresh.unfreeze()
    fresh.forget_calls()
    return fresh
