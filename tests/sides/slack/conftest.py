"""One sandbox for this folder, put back to its first state for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.shell_client import Control, running
from tests.sides.slack.desk import Desk


@pytest.fixture(scope="session")
def process() -> Iterator[tuple[Control, dict[str, Any]]]:
    """A running sandbox, and the Slack it started with."""
    with running("--seed", "11") as (control, _):
        yield control, control.slack()


@pytest.fixture
def control(process: tuple[Control, dict[str, Any]]) -> Control:
    """The sandbox as new, quotas off."""
    control, fresh = process
    control.ok("DELETE", "faults")
    control.ok("PUT", "state", {"slack": fresh})
    control.ok("PUT", "quotas", {"enabled": False})
    control.ok("DELETE", "calls")
    return control


@pytest.fixture
def desk(control: Control) -> Desk:
    """A desk that has looked once, so that it knows itself and the people."""
    desk = Desk(control)
    desk.look()
    desk.calls()
    return desk
