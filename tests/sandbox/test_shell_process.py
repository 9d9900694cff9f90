"""The process: one ready line, a clean exit, saved state, a frozen clock."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.shell_client import PATIENCE_S, running


def test_ready_line_and_clean_exit() -> None:
    """Six URLs on loopback; SIGTERM and SIGINT end it with 0."""
    for number in (signal.SIGTERM, signal.SIGINT):
        with running() as (control, process):
            url = control.urls["url"]
            assert url.startswith("http://127.0.0.1:")
            assert control.urls == {
                "url": url,
                "slack_api_url": f"{url}/slack/api/",
                "sheets_url": f"{url}/sheets",
                "drive_url": f"{url}/drive",
                "notion_api_url": f"{url}/notion",
                "control_url": f"{url}/_control",
            }
            process.send_signal(number)
            assert process.wait(PATIENCE_S) == 0


def test_a_taken_port_is_said() -> None:
    """Exit 2 with a reason."""
    with running() as (control, _):
        port = control.urls["url"].rpartition(":")[2]
        command = [sys.executable, "-m", "incident_sandbox", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "cannot listen" in done.stderr


def test_a_hung_call_does_not_hold_up_the_exit() -> None:
    """Held and hanging calls are dropped at shutdown."""
    with running() as (control, process):
        control.fault(kind="hang")
        with pytest.raises(TimeoutError):
            control.web(timeout=1).auth_test()
        control.fault(kind="gate")
        with pytest.raises(TimeoutError):
            control.web(timeout=1).auth_test()
        process.terminate()
        assert process.wait(PATIENCE_S) == 0


def test_state_outlives_the_process(tmp_path: Path) -> None:
    """What was saved at exit is there at the next start."""
    state = tmp_path / "sandbox.json"
    with running("--state", str(state)) as (control, process):
        posted = control.web().conversations_create(name="inc-1")["channel"]["id"]
        dumped = control.slack()
        process.terminate()
        assert process.wait(PATIENCE_S) == 0
    assert list(tmp_path.iterdir()) == [state]
    with running("--state", str(state), "--seed", "5") as (control, _):
        assert control.channel_id("inc-1") == posted
        assert control.slack() == dumped


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 99, "services": {}}'])
def test_a_bad_state_file_is_refused(tmp_path: Path, content: str) -> None:
    """Exit 2 with a reason, the file untouched."""
    state = tmp_path / "sandbox.json"
    state.write_text(content)
    command = [sys.executable, "-m", "incident_sandbox", "--state", str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "cannot load the state" in done.stderr
    assert state.read_text() == content


def test_the_clock_may_start_frozen() -> None:
    """--now freezes; every answer carries the date; the same seed gives the same ids."""
    states = []
    for _ in range(2):
        with running("--now", "2026-11-23T12:00:00Z", "--seed", "3") as (control, _):
            slack = control.web()
            answer = slack.conversations_create(name="inc-1")
            assert answer.headers["Date"] == "Mon, 23 Nov 2026 12:00:00 GMT"
            assert answer["channel"]["created"] == 1795435200
            states.append(json.dumps(control.slack()))
    assert states[0] == states[1]
