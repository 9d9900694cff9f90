"""Calls and their failures: each becomes one of the error family, and says what to do."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.sides.slack.client import Client
from incident_sync.wire import CallCounter, Policy, Rate, Wire
from tests.sandbox.shell_client import TOKEN, Control
from tests.sides.slack.desk import START, Desk, incident, options


def client(url: str, **policy: Any) -> Client:
    """A client that tries once."""
    clock = ManualClock(START)
    limits = Policy(attempts=1, **policy)
    wire = Wire(
        "slack", clock=clock, rates={}, default_rate=Rate(1000), counter=CallCounter(),
        policy=limits,
    )  # fmt: skip
    return Client(lambda: TOKEN, url, wire, clock)


def failure(control: Control, **fault: Any) -> IncidentSyncError:
    """The error of auth.test under a fault."""
    control.fault(method="auth.test", **fault)
    with pytest.raises(IncidentSyncError) as caught:
        client(control.urls["slack_api_url"], timeout=1).read("auth.test")
    assert TOKEN not in f"{caught.value!r} {caught.value}"
    return caught.value


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "phase": "before"},
        {"kind": "drop", "phase": "after"},
        {"kind": "slow", "seconds": 2.0},
        *({"kind": "status", "status": status} for status in (500, 502, 503, 504)),
        *(
            {"kind": "status", "status": 200, "body": body}
            for body in ("<html>proxy</html>", "", '{"ok": tr', "[]", "null", '"ok"', "[1]")
        ),
        *(
            {"kind": "status", "status": 200, "body": {"ok": False, "error": code}}
            for code in ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
        ),
    ],
)
def test_nobody_knows_what_happened(control: Control, fault: dict[str, Any]) -> None:
    """It may work later, and it may have worked already."""
    error = failure(control, **fault)
    assert isinstance(error, Temporary)
    assert not error.outcome_known


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None), (None, None)])
def test_slack_asks_to_slow_down(control: Control, header: str | None, seconds: float) -> None:
    """It did not act, and says how long to wait."""
    error = failure(control, kind="status", status=429, retry_after=header)
    assert isinstance(error, Temporary)
    assert error.outcome_known
    assert error.retry_after == seconds


def test_slack_asks_to_slow_down_in_its_other_spelling(control: Control) -> None:
    """chat.postMessage has a code of its own for it."""
    body = {"ok": False, "error": "rate_limited"}
    error = failure(control, kind="status", status=200, body=body)
    assert isinstance(error, Temporary)
    assert error.outcome_known


def test_nobody_listens() -> None:
    """A refused connection did nothing, so anything may be sent again."""
    with pytest.raises(Temporary) as caught:
        client("http://127.0.0.1:1/slack/api/").read("auth.test")
    assert caught.value.outcome_known


@pytest.mark.parametrize(
    "code", ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "accesslimited"]
)
def test_the_token_is_no_good(control: Control, code: str) -> None:
    """Nothing can be done with it; the remedy says what to do."""
    body = {"ok": False, "error": code}
    error = failure(control, kind="status", status=200, body=body)
    assert isinstance(error, SideUnusable)
    assert error.remedy


def test_a_spare_scope_is_not_vital(control: Control) -> None:
    """Without pins the rest goes on."""
    control.act("set_scopes", scopes=["channels:read"])
    with pytest.raises(Permanent) as caught:
        client(control.urls["slack_api_url"]).write("pins.add", channel="C1", timestamp="1.0")
    assert not isinstance(caught.value, SideUnusable)
    assert "pins:write" in str(caught.value)


def test_a_refusal_names_the_argument_but_not_its_text(control: Control) -> None:
    """What Slack says of an argument helps; what people wrote stays out."""
    sent = {"channel": control.channel_id("incidents"), "text": "x", "metadata": "not an object"}
    with pytest.raises(Permanent, match="invalid_metadata_format") as caught:
        client(control.urls["slack_api_url"]).post(**sent)
    assert caught.value.code == "invalid_metadata_format"


def test_a_proxy_of_the_environment_minds_its_exceptions(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A local address is reached although a proxy is set for the rest."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert client(control.urls["slack_api_url"]).read("auth.test")["ok"]


def test_no_secret_and_no_words_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Not at DEBUG either, and not where an answer cannot be read."""
    caplog.set_level(logging.DEBUG)
    fault = {"kind": "status", "status": 200, "body": "<html>canary-answer</html>"}
    desk.control.fault(method="conversations.setTopic", **fault)
    desk.open(incident(title="canary-title"))
    assert TOKEN not in caplog.text
    assert "canary" not in caplog.text
    assert TOKEN not in repr(options(token=lambda: TOKEN))
