"""One sandbox process for all tests, put back to its first state for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.shell_client import Control, running


@pytest.fixture(scope="session")
def process() -> Iterator[tuple[Control, dict[str, Any]]]:
    """A running sandbox, and the state it started with."""
    with running("--seed", "7") as (control, _):
        yield control, control.ok("GET", "state")


@pytest.fixture
def sandbox(process: tuple[Control, dict[str, Any]]) -> Control:
    """The sandbox as new, quotas off, in real time."""
    control, fresh = process
    control.ok("DELETE", "faults")
    control.ok("PUT", "state", fresh)
    control.ok("PUT", "quotas", {"enabled": False})
    control.ok("PUT", "clock", {"offset_s": 0})
    control.ok("DELETE", "calls")
    return control


@pytest.fixture
def slack(sandbox: Control) -> WebClient:
    """The real Slack SDK against the sandbox, its own retries off."""
    return sandbox.web()


@pytest.fixture
def incidents(sandbox: Control) -> str:
    """The id of #incidents, which the bot is in."""
    return sandbox.channel_id("incidents")
