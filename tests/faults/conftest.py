"""One sandbox and one mother of processes a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.place import fresh_sandbox
from tests.faults.mother import Mother
from tests.faults.stage import Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Where scenarios are played."""
    folder = tmp_path_factory.mktemp("faults")
    for sandbox in fresh_sandbox():
        with Mother(folder / "out") as mother:
            yield Stage(sandbox, sandbox.control("GET", "/state"), folder, mother)
