"""Quotas: a minute's burst, Retry-After, a window that slides."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import Control

NOON = "2026-11-23T12:00:00+00:00"


def refusal(slack: WebClient, method: str, **params: str) -> int | None:
    """Seconds to wait, ``None`` if the call passed."""
    try:
        slack.api_call(method, params=params)
    except SlackApiError as error:
        answer = error.response
    else:
        return None
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    return int(answer.headers["retry-after"])


@pytest.fixture
def noon(sandbox: Control) -> Control:
    """Quotas on, clock frozen."""
    sandbox.ok("PUT", "clock", {"now": NOON})
    sandbox.ok("PUT", "quotas", {"enabled": True})
    return sandbox


def test_a_tier_is_a_minutes_burst(noon: Control, slack: WebClient) -> None:
    """Twenty listings pass at once, the next waits out the minute."""
    assert [refusal(slack, "conversations.list") for _ in range(20)] == [None] * 20
    assert refusal(slack, "conversations.list") == 60
    assert refusal(slack, "users.list") is None
    noon.ok("PUT", "clock", {"advance_s": 59.5})
    assert refusal(slack, "conversations.list") == 1
    noon.ok("PUT", "clock", {"advance_s": 1})
    assert refusal(slack, "conversations.list") is None
    refused = [call for call in noon.log() if call["error"] == "ratelimited"]
    assert len(refused) == 2
    assert not any(call["effect"] for call in refused)


def test_posts_are_paced_per_channel(noon: Control, slack: WebClient, incidents: str) -> None:
    """Five in five seconds to one channel; another channel has its own pace."""
    other = slack.conversations_create(name="inc-1")["channel"]["id"]

    def post(channel: str) -> int | None:
        return refusal(slack, "chat.postMessage", channel=channel, text="x")

    assert [post(incidents) for _ in range(6)] == [None] * 5 + [5]
    assert post(other) is None
    noon.ok("PUT", "clock", {"advance_s": 5.1})
    assert post(incidents) is None


def test_quotas_can_be_off(noon: Control, slack: WebClient) -> None:
    """For large tests; a clock turned back owes nothing."""
    noon.ok("PUT", "quotas", {"enabled": False})
    assert [refusal(slack, "conversations.list") for _ in range(30)] == [None] * 30
    noon.ok("PUT", "quotas", {"enabled": True})
    for _ in range(20):
        refusal(slack, "conversations.list")
    noon.ok("PUT", "clock", {"advance_s": -3600})
    assert refusal(slack, "conversations.list") is None
