"""The control API: calls, faults, gates, clock, people."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import PATIENCE_S, TOKEN, Control

GONE = (HTTPException, ConnectionError, URLError)
POSTING = """
import sys
from slack_sdk import WebClient
client = WebClient(sys.argv[1], base_url=sys.argv[2], retry_handlers=[])
client.chat_postMessage(channel=sys.argv[3], text="from a process")
"""


def texts(sandbox: Control, channel: str) -> list[str]:
    """What people and bots said in a channel."""
    found = sandbox.slack()["channels"][channel]["messages"].values()
    return [m["text"] for m in found if "subtype" not in m]


def test_calls_are_counted_and_logged(sandbox: Control, slack: WebClient, incidents: str) -> None:
    """Number, method, effect, error, arguments; never the token."""
    sandbox.ok("PUT", "clock", {"now": "2026-11-23T12:00:00+00:00"})
    slack.conversations_list(exclude_archived=True)
    slack.chat_postMessage(channel=incidents, text="x")
    with pytest.raises(SlackApiError):
        slack.chat_postMessage(channel="C404", text="x")
    calls = sandbox.ok("GET", "calls")
    assert calls["counts"] == {"slack": {"conversations.list": 1, "chat.postMessage": 2}}
    first, second, third = calls["log"]
    peer = first.pop("peer")
    assert peer.startswith("127.0.0.1:")
    assert first == {
        "n": 1,
        "service": "slack",
        "method": "conversations.list",
        "http": "POST",
        "path": "/api/conversations.list",
        "at": "2026-11-23T12:00:00+00:00",
        "done": 1,
        "status": 200,
        "error": None,
        "effect": False,
        "fault": None,
        "args": {"exclude_archived": "1"},
    }
    assert (second["effect"], second["args"]) == (True, {"channel": incidents, "text": "x"})
    assert (third["effect"], third["error"]) == (False, "channel_not_found")
    assert TOKEN not in str(calls)
    sandbox.call("POST", f"/slack/api/auth.test?token={TOKEN}", {"token": TOKEN})
    assert TOKEN not in str(sandbox.ok("GET", "calls"))
    sandbox.ok("DELETE", "calls")
    assert sandbox.ok("GET", "calls") == {"counts": {}, "log": []}
    slack.auth_test()
    assert sandbox.log()[0]["n"] == 1


@pytest.mark.parametrize(("phase", "kept"), [("before", []), ("after", ["x"])])
def test_a_drop_spares_or_keeps_the_effect(
    sandbox: Control, slack: WebClient, incidents: str, phase: str, kept: list[str]
) -> None:
    """The client cannot tell the two apart; the state can."""
    sandbox.fault(kind="drop", method="chat.postMessage", phase=phase)
    with pytest.raises(GONE):
        slack.chat_postMessage(channel=incidents, text="x")
    assert texts(sandbox, incidents) == kept
    entry = sandbox.log()[0]
    assert (entry["status"], entry["effect"]) == (None, bool(kept))
    assert entry["done"] == (1 if kept else None)
    assert entry["fault"] == f"drop:{phase}"
    slack.chat_postMessage(channel=incidents, text="again")
    assert texts(sandbox, incidents) == [*kept, "again"]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_status_replaces_the_reply(
    sandbox: Control, slack: WebClient, incidents: str, phase: str
) -> None:
    """429 with any Retry-After, 5xx with a proxy's page or a body of one's own."""
    sandbox.fault(kind="status", status=429, retry_after="soon", phase=phase)
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel=incidents, text="x")
    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["retry-after"] == "soon"
    assert texts(sandbox, incidents) == (["x"] if phase == "after" else [])
    sandbox.fault(kind="status", status=502, phase=phase)
    with pytest.raises(SlackApiError) as caught:
        slack.auth_test()
    assert caught.value.response.status_code == 502
    assert "non-JSON" in caught.value.response["error"]
    sandbox.fault(kind="status", status=200, body={"ok": False, "error": "fatal_error"})
    with pytest.raises(SlackApiError) as caught:
        slack.auth_test()
    assert caught.value.response["error"] == "fatal_error"
    slack.auth_test()


def test_faults_choose_their_call(sandbox: Control, slack: WebClient) -> None:
    """By count among matching calls, by log number, several times, until cleared."""

    def failing(calls: int) -> list[int]:
        failed = []
        for number in range(1, calls + 1):
            try:
                slack.auth_test()
            except SlackApiError:
                failed.append(number)
        return failed

    sandbox.fault(kind="status", method="auth.test", call=3, times=2)
    slack.team_info()
    assert failing(6) == [3, 4]
    sandbox.ok("DELETE", "calls")
    sandbox.fault(kind="status", n=2)
    assert failing(3) == [2]
    sandbox.fault(kind="status", times=None)
    assert failing(3) == [1, 2, 3]
    assert sandbox.ok("GET", "faults")["faults"][0]["fired"] == 3
    sandbox.ok("DELETE", "faults")
    assert failing(2) == []
    sandbox.fault(kind="status", service="sheets")
    assert failing(2) == []


def test_a_kill_switch_stays_thrown(sandbox: Control, slack: WebClient, incidents: str) -> None:
    """From its call on nothing answers and nothing happens, whatever the method."""
    sandbox.fault(kind="kill_switch", method="chat.postMessage", phase="after")
    slack.auth_test()
    for _ in range(2):
        with pytest.raises(GONE):
            slack.chat_postMessage(channel=incidents, text="x")
    with pytest.raises(GONE):
        slack.auth_test()
    assert texts(sandbox, incidents) == ["x"]
    sandbox.ok("DELETE", "faults")
    slack.auth_test()


def test_slow_and_hanging_calls(sandbox: Control, incidents: str) -> None:
    """Slow ones are answered, hanging ones are not; after means after the effect."""
    sandbox.fault(kind="slow", seconds=0.2)
    sandbox.web().auth_test()
    sandbox.fault(kind="hang", phase="after")
    with pytest.raises(TimeoutError):
        sandbox.web(timeout=1).chat_postMessage(channel=incidents, text="x")
    assert texts(sandbox, incidents) == ["x"]
    with ThreadPoolExecutor(1) as pool:
        sandbox.fault(kind="hang")
        waiting = pool.submit(sandbox.web().chat_postMessage, channel=incidents, text="y")
        while len(sandbox.log()) < 3:
            pass
        sandbox.ok("DELETE", "faults")
        with pytest.raises(GONE):
            waiting.result(PATIENCE_S)
    assert texts(sandbox, incidents) == ["x"]


@pytest.mark.parametrize("fault", [{}, {"kind": "flood"}, {"kind": "drop", "phase": "during"}])
def test_nonsense_is_no_fault(sandbox: Control, fault: dict[str, Any]) -> None:
    """400, and nothing armed."""
    assert sandbox.call("POST", "faults", fault)[0] == 400
    assert sandbox.call("POST", "faults", {"kind": "drop", "colour": "red"})[0] == 400
    assert sandbox.ok("GET", "faults") == {"faults": []}


def test_a_gate_holds_one_call(sandbox: Control, incidents: str) -> None:
    """Others pass meanwhile; released, it goes on as if nothing had been."""
    sandbox.fault(kind="gate", method="chat.postMessage")
    with ThreadPoolExecutor(1) as pool:
        held_post = pool.submit(sandbox.web().chat_postMessage, channel=incidents, text="x")
        held = sandbox.ok("GET", f"gates?wait={PATIENCE_S}")["held"]
        assert held == {
            "n": 1,
            "service": "slack",
            "method": "chat.postMessage",
            "phase": "before",
        }
        sandbox.web().auth_test()
        assert texts(sandbox, incidents) == []
        assert sandbox.ok("POST", "gates/release") == {"released": True}
        assert held_post.result(PATIENCE_S)["ok"]
    assert texts(sandbox, incidents) == ["x"]
    assert sandbox.ok("GET", "gates?wait=0.05") == {"held": None}
    assert sandbox.ok("POST", "gates/release") == {"released": False}


def test_the_log_tells_arrival_from_being_carried_out(sandbox: Control, incidents: str) -> None:
    """A call that was held came first and was done last, on the connection it came on."""
    sandbox.fault(kind="gate", method="chat.postMessage")
    with ThreadPoolExecutor(1) as pool:
        post = pool.submit(sandbox.web().chat_postMessage, channel=incidents, text="x")
        sandbox.ok("GET", f"gates?wait={PATIENCE_S}")
        sandbox.web().auth_test()
        assert [(call["n"], call["done"]) for call in sandbox.log()] == [(1, None), (2, 1)]
        sandbox.ok("POST", "gates/release")
        post.result(PATIENCE_S)
    held, other = sandbox.log()
    assert (held["done"], other["done"]) == (2, 1)
    assert held["peer"] != other["peer"]
    sandbox.ok("DELETE", "calls")
    sandbox.web().auth_test()
    assert sandbox.log()[0]["done"] == 1


@pytest.mark.parametrize(
    ("phase", "proceed", "kept"),
    [
        ("before", False, []),
        ("before", True, ["from a process"]),
        ("after", False, ["from a process"]),
    ],
)
def test_a_client_killed_at_the_gate(
    sandbox: Control, incidents: str, phase: str, *, proceed: bool, kept: list[str]
) -> None:
    """SIGKILL exactly before or after the effect."""
    sandbox.fault(kind="gate", method="chat.postMessage", phase=phase)
    url = sandbox.urls["slack_api_url"]
    command = [sys.executable, "-c", POSTING, TOKEN, url, incidents]
    with subprocess.Popen(command) as client:  # noqa: S603
        assert sandbox.ok("GET", f"gates?wait={PATIENCE_S}")["held"]["phase"] == phase
        client.send_signal(signal.SIGKILL)
    sandbox.ok("POST", "gates/release", {"proceed": proceed})
    assert sandbox.ok("GET", "gates")["held"] is None
    assert texts(sandbox, incidents) == kept


def test_the_clock_freezes_shifts_and_advances(sandbox: Control) -> None:
    """Bad instants are refused."""
    frozen = sandbox.ok("PUT", "clock", {"now": "2026-01-02T03:04:05Z"})
    assert frozen["frozen"]
    assert sandbox.ok("PUT", "clock", {"advance_s": 60})["now"] == "2026-01-02T03:05:05+00:00"
    assert sandbox.call("GET", "clock")[2]["date"] == "Fri, 02 Jan 2026 03:05:05 GMT"
    shifted = sandbox.ok("PUT", "clock", {"offset_s": -3600})
    assert not shifted["frozen"]
    assert sandbox.ok("PUT", "clock", {"advance_s": 10})["offset_s"] == -3590
    assert sandbox.call("PUT", "clock", {"now": "noon"})[0] == 400


def test_control_is_for_local_programs(sandbox: Control) -> None:
    """A web page's request is refused, so are unknown services and bad bodies."""
    assert sandbox.call("GET", "state", Origin="https://evil.example")[0] == 403
    assert sandbox.call("POST", "act", {"service": "fax", "verb": "send"})[0] == 400
    assert sandbox.call("PUT", "state", {"fax": {}})[0] == 400
    assert sandbox.call("POST", "act", [])[0] == 400
    assert sandbox.call("GET", "/fax/machine")[0] == 404


def test_raw_paths_and_counts_of_unknown_methods(sandbox: Control) -> None:
    """The path is logged as it was sent."""
    sandbox.call("GET", "/slack/api/a%2Fb?x=%20y")
    entry = sandbox.log()[0]
    assert (entry["path"], entry["args"]) == ("/api/a%2Fb", {"x": " y"})
    assert entry["error"] == "unknown_method"
