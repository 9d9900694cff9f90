"""Every failure becomes one of the error family, says what to do, and tells no secret."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.sides.notion.client import NotionClient, _trust
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.wire import CallCounter, Policy, Rate, Wire
from tests.sides.notion.desk import DATABASE, SOURCE, START, TOKEN, Sandbox

PAGE = "4e15de75-0000-4000-a000-00000000dead"


def client(url: str, token: str = TOKEN, **policy: Any) -> NotionClient:
    """A client that tries once."""
    clock = ManualClock(START)
    wire = Wire(
        "notion", clock=clock, rates={}, default_rate=Rate(1000), counter=CallCounter(),
        policy=Policy(attempts=1, **policy),
    )  # fmt: skip
    return NotionClient(NotionOptions(lambda: token, DATABASE, url), wire, clock)


def failure(sandbox: Sandbox, **fault: Any) -> IncidentSyncError:
    """The error of reading a page under a fault."""
    sandbox.fault(method="GET /v1/pages/{id}", **fault)
    with pytest.raises(IncidentSyncError) as caught:
        client(sandbox.url, timeout=1).page(PAGE)
    assert TOKEN not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
    return caught.value


def said(status: int, code: str, message: str = "Said.", **more: Any) -> dict[str, Any]:
    """An answer in the form of Notion's errors."""
    body = {"object": "error", "status": status, "code": code, "message": message, **more}
    return {"kind": "status", "status": status, "body": body}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "phase": "before"},
        {"kind": "drop", "phase": "after"},
        {"kind": "slow", "seconds": 2.0},
        *({"kind": "status", "status": status} for status in (500, 502, 503, 504, 529)),
        said(503, "service_unavailable"),
        said(503, "database_connection_unavailable", additional_data={"error_type": "x"}),
        said(504, "gateway_timeout"),
        said(529, "service_overload"),
        said(408, "request_timeout"),
        *(
            {"kind": "status", "status": 200, "body": body}
            for body in (
                "<html>proxy</html>", "", '{"ok": tr', "[]", "null", '"page"', "7", "{}",
                '{"object": "page"}', '{"object": "list", "results": []}',
                '{"object": "page", "id": "x", "properties": [], "last_edited_time": ""}',
            )
        ),
        {"kind": "status", "status": 404, "body": "<html>not here</html>"},
        {"kind": "status", "status": 302, "body": "", "headers": {"location": "/login"}},
    ],
    ids=str,
)  # fmt: skip
def test_nobody_knows_what_happened(sandbox: Sandbox, fault: dict[str, Any]) -> None:
    """It may work later, and it may have worked already."""
    error = failure(sandbox, **fault)
    assert isinstance(error, Temporary)
    assert not error.outcome_known
    assert error.remedy


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 429, "body": "<html>slow down</html>"},
        said(429, "rate_limited"),
        said(409, "conflict_error"),
    ],
    ids=str,
)
def test_what_was_surely_not_done(sandbox: Sandbox, fault: dict[str, Any]) -> None:
    """Notion says that it did not act, so that it may be sent again."""
    error = failure(sandbox, **fault)
    assert isinstance(error, Temporary)
    assert error.outcome_known


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"kind": "status", "status": 429, "retry_after": 7}, 7),
        ({**said(429, "rate_limited"), "retry_after": 130}, 130),
        (said(429, "rate_limited", additional_data={"retry_after": "95"}), 95),
        ({"kind": "status", "status": 529, "retry_after": 12}, 12),
        ({**said(529, "service_overload"), "retry_after": 12}, 12),
        (said(429, "rate_limited", additional_data={"retry_after": []}), None),
    ],
    ids=str,
)
def test_the_wish_to_wait_is_heard(
    sandbox: Sandbox, fault: dict[str, Any], seconds: float | None
) -> None:
    """From the header or from the body, also where it is longer than a minute."""
    error = failure(sandbox, **fault)
    assert isinstance(error, Temporary)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    ("fault", "kind", "code", "words"),
    [
        (said(401, "unauthorized"), SideUnusable, "unauthorized", "secret"),
        ({"kind": "status", "status": 401, "body": ""}, SideUnusable, "unauthorized", "secret"),
        (said(403, "restricted_resource"), SideUnusable, "restricted_resource", "Read content"),
        (
            said(429, "rate_limited",
                 additional_data={"rate_limit_reason": "public_api_request_blocked"}),
            SideUnusable, "public_api_request_blocked", "support",
        ),
        (said(404, "object_not_found"), Permanent, "object_not_found", ""),
        (said(400, "validation_error"), Permanent, "validation_error", "Mend"),
        (said(400, "missing_version"), Permanent, "missing_version", "Mend"),
        (said(409, "row_limit_exceeded"), Permanent, "row_limit_exceeded", "Mend"),
        ({"kind": "status", "status": 418, "body": "short"}, Permanent, "418", "Mend"),
    ],
    ids=str,
)  # fmt: skip
def test_what_needs_somebody(
    sandbox: Sandbox, fault: dict[str, Any], kind: type, code: str, words: str
) -> None:
    """It is not tried again by itself; the remedy says what to do."""
    error = failure(sandbox, **fault)
    assert type(error) is kind
    assert isinstance(error, Permanent)
    assert error.code == code
    assert words in error.remedy


def test_notions_own_words_are_quoted(sandbox: Sandbox) -> None:
    """On one line, and not without end."""
    message = "body failed validation:\n" + "x" * 900
    told = str(failure(sandbox, **said(400, "validation_error", message)))
    assert "body failed validation: xxx" in told
    assert "\n" not in told
    assert len(told) < 500


def test_no_connection_is_no_doubt() -> None:
    """Where nobody listened, nothing was done."""
    with pytest.raises(Temporary) as caught:
        client("http://127.0.0.1:9").create_page(SOURCE, {})
    assert caught.value.outcome_known
    assert "network" in caught.value.remedy


@pytest.mark.parametrize("url", ["ftp://a.example", "nonsense", "http://[::1", ""])
def test_an_address_that_is_none(url: str) -> None:
    """The configuration has to be mended."""
    with pytest.raises(SideUnusable, match="address") as caught:
        client(url).page(PAGE)
    assert "api_url" in caught.value.where


@pytest.mark.parametrize(
    ("name", "value"),
    [("SSL_CERT_FILE", "/nowhere/ca.pem"), ("HTTPS_PROXY", "gopher://me:canary@a.example:1")],
)
def test_an_environment_that_cannot_be_used(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Certificates that are not there, a proxy of no known kind: named, its password not shown."""
    monkeypatch.setenv(name, value)
    _trust.cache_clear()  # as a process that is started with it
    with pytest.raises(SideUnusable) as caught:
        client(sandbox.url).page(PAGE)
    assert name in caught.value.where
    assert "canary" not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"


@pytest.mark.parametrize("token", ["", "ntn_ü-canary", "ntn_canary\nX-Other: 1", "ntn_canary\x7f"])
def test_a_token_that_is_none_is_not_sent_and_not_shown(sandbox: Sandbox, token: str) -> None:
    """It could break the header, and no message quotes it."""
    with pytest.raises(SideUnusable) as caught:
        client(sandbox.url, token).page(PAGE)
    shown = f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
    assert "canary" not in shown
    assert sandbox.calls() == {}


def test_half_a_character_is_refused_before_it_is_sent(sandbox: Sandbox) -> None:
    """A lone surrogate is no text; the other writes go on."""
    runs = [{"text": {"content": "\ud83d"}}]
    with pytest.raises(Permanent, match="half a character"):
        client(sandbox.url).create_page(SOURCE, {"title": {"title": runs}})
    assert sandbox.calls() == {}


def test_a_path_is_no_id(sandbox: Sandbox) -> None:
    """An id that would ask for something else is not asked for."""
    with pytest.raises(Permanent) as caught:
        client(sandbox.url).page("../users")
    assert caught.value.code == "object_not_found"
    assert sandbox.calls() == {}
