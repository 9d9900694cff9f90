"""One sandbox process a session; every test finds it as on its first day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.place import cleared, fresh_sandbox


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    """The process, and the state that it began with."""
    for sandbox in fresh_sandbox():
        yield sandbox, sandbox.control("GET", "/state")


@pytest.fixture
def sandbox(running: tuple[Sandbox, dict[str, Any]]) -> Sandbox:
    """A blank sandbox without quotas."""
    return cleared(*running)
