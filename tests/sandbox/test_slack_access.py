"""Tokens, scopes, users and the ways arguments are sent."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from incident_sandbox.service import Request
from incident_sandbox.slack import args
from incident_sandbox.slack.errors import SlackError
from tests.sandbox.shell_client import TOKEN, Control, code


def test_who_the_token_is(slack: WebClient) -> None:
    """auth.test and team.info agree; the scopes stand in a header."""
    me = slack.auth_test()
    assert me["url"] == "https://sandbox.slack.com/"
    assert me["is_enterprise_install"] is False
    assert slack.team_info()["team"]["id"] == me["team_id"]
    assert "chat:write" in me.headers["x-oauth-scopes"].split(",")


def test_bad_tokens(sandbox: Control) -> None:
    """None, a foreign one, one in the query, a revoked one."""
    with pytest.raises(SlackApiError) as caught:
        sandbox.web("xoxb-other").auth_test()
    assert code(caught.value) == "invalid_auth"
    path = "/slack/api/auth.test"
    assert sandbox.call("GET", path)[1] == {"ok": False, "error": "not_authed"}
    assert sandbox.call("GET", f"{path}?token={TOKEN}")[1]["error"] == "not_authed"
    assert sandbox.call("POST", path, {"token": TOKEN})[1]["error"] != "ok"
    sandbox.act("revoke_token")
    with pytest.raises(SlackApiError) as caught:
        sandbox.web().auth_test()
    assert code(caught.value) == "token_revoked"


def test_missing_scopes_are_named(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """``needed`` and ``provided``; private channels need their own."""
    sandbox.act("set_scopes", scopes=["channels:read", "chat:write"])
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_create(name="inc-1")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "channels:manage"
    assert caught.value.response["provided"] == "channels:read,chat:write"
    slack.conversations_list(types="public_channel")
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_list(types="public_channel,private_channel")
    assert caught.value.response["needed"] == "groups:read"
    slack.conversations_info(channel=incidents)
    sandbox.act("make_private", channel="incidents", user="priya")
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_info(channel=incidents)
    assert caught.value.response["needed"] == "groups:read"


def test_users_come_with_addresses_by_scope_only(slack: WebClient, sandbox: Control) -> None:
    """users:read.email decides; other teams' addresses are never shown."""
    sam = sandbox.user_id("sam")
    assert slack.users_info(user=sam)["user"]["profile"]["email"] == "sam@example.com"
    olu = slack.users_info(user=sandbox.user_id("olu"))["user"]
    assert "email" not in olu["profile"]
    assert olu["team_id"] != slack.auth_test()["team_id"]
    assert slack.users_lookupByEmail(email="Sam@example.com")["user"]["id"] == sam
    for email in ("nobody@example.com", "olu@example.com"):
        with pytest.raises(SlackApiError) as caught:
            slack.users_lookupByEmail(email=email)
        assert code(caught.value) == "users_not_found"
    sandbox.act("set_scopes", scopes=["users:read"])
    assert "email" not in slack.users_info(user=sam)["user"]["profile"]
    with pytest.raises(SlackApiError) as caught:
        slack.users_info(user="U404")
    assert code(caught.value) == "user_not_found"


def test_users_are_listed_in_pages(slack: WebClient, sandbox: Control) -> None:
    """Guests, foreigners, bots and the deactivated are all there."""
    sandbox.act("deactivate_user", user="lena")
    names = [user["name"] for page in slack.users_list(limit=3) for user in page["members"]]
    assert {"slackbot", "incident-sync", "gus", "olu", "lena"} < set(names)
    assert len(names) == len(set(names)) == 8


def test_arguments_come_in_four_ways(sandbox: Control, incidents: str) -> None:
    """Form, JSON, multipart and query mean the same."""
    ways = [
        ("application/x-www-form-urlencoded", urlencode({"channel": incidents}), ""),
        ("application/json; charset=utf-8", json.dumps({"channel": incidents}), ""),
        ("multipart/form-data; boundary=b", multipart(incidents), ""),
        ("", "", f"?channel={incidents}"),
    ]
    for kind, body, query in ways:
        headers = {"content-type": kind} if kind else {}
        pairs = (("channel", incidents),) if query else ()
        request = Request("POST", "/api/x", pairs, headers, body.encode())
        assert args.read(request)[0].need("channel") == incidents


def multipart(channel: str) -> str:
    """A multipart body with one field."""
    part = f'Content-Disposition: form-data; name="channel"\r\n\r\n{channel}'
    return f"--b\r\n{part}\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("text/plain", b"x", "invalid_post_type"),
        ("", b"x", "missing_post_type"),
        ("multipart/form-data", b"x", "invalid_form_data"),
        ("application/x-www-form-urlencoded", b"a=%ff", "invalid_form_data"),
    ],
)
def test_bodies_slack_would_not_read(kind: str, body: bytes, error: str) -> None:
    """Each has its own code."""
    headers = {"content-type": kind} if kind else {}
    with pytest.raises(SlackError) as caught:
        args.read(Request("POST", "/api/x", (), headers, body))
    assert caught.value.code == error


def test_unknown_methods_are_refused(slack: WebClient) -> None:
    """With the method's name."""
    with pytest.raises(SlackApiError) as caught:
        slack.api_call("conversations.explode")
    assert code(caught.value) == "unknown_method"
    assert caught.value.response["req_method"] == "conversations.explode"


def test_lone_surrogates_survive(slack: WebClient, incidents: str) -> None:
    """Odd text in JSON comes back as it went."""
    text = "nul \x00 surrogate \ud800 rtl \u202e"
    slack.api_call("chat.postMessage", json={"channel": incidents, "text": text})
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert shown["text"] == text
