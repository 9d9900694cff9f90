"""Pins, reactions and bookmarks."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import Control, code


def test_a_pin_shows_on_the_message_and_in_the_list(slack: WebClient, incidents: str) -> None:
    """pinned_to in history, permalink in pins.list, newest pin first."""
    stamps = [slack.chat_postMessage(channel=incidents, text=t)["ts"] for t in "ab"]
    for ts in stamps:
        slack.pins_add(channel=incidents, timestamp=ts)
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert shown["pinned_to"] == [incidents]
    items = slack.pins_list(channel=incidents)["items"]
    assert [item["message"]["ts"] for item in items] == stamps[::-1]
    assert items[0]["message"]["permalink"].endswith(stamps[1].replace(".", ""))
    slack.pins_remove(channel=incidents, timestamp=stamps[1])
    slack.chat_delete(channel=incidents, ts=stamps[0])
    assert slack.pins_list(channel=incidents)["items"] == []


def test_pin_refusals(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """Each by its own code."""
    ts = slack.chat_postMessage(channel=incidents, text="a")["ts"]
    slack.pins_add(channel=incidents, timestamp=ts)
    slack.conversations_setTopic(channel=incidents, topic="t")
    system = slack.conversations_history(channel=incidents, limit=1)["messages"][0]["ts"]
    for channel, stamp, error in (
        (incidents, ts, "already_pinned"),
        (incidents, "1700000000.000000", "message_not_found"),
        (incidents, "17", "bad_timestamp"),
        (incidents, system, "not_pinnable"),
        (sandbox.channel_id("random"), ts, "not_in_channel"),
        ("C404", ts, "channel_not_found"),
    ):
        with pytest.raises(SlackApiError) as caught:
            slack.pins_add(channel=channel, timestamp=stamp)
        assert code(caught.value) == error
    slack.pins_remove(channel=incidents, timestamp=ts)
    with pytest.raises(SlackApiError) as caught:
        slack.pins_remove(channel=incidents, timestamp=ts)
    assert code(caught.value) == "no_pin"


def test_reactions_count_people(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """Ours and theirs are one entry; taking both back leaves nothing."""
    ts = slack.chat_postMessage(channel=incidents, text="a")["ts"]
    slack.reactions_add(channel=incidents, timestamp=ts, name="pushpin")
    sandbox.act("react", channel="incidents", user="sam", ts=ts, name="pushpin")
    shown = slack.reactions_get(channel=incidents, timestamp=ts)["message"]["reactions"]
    users = [slack.auth_test()["user_id"], sandbox.user_id("sam")]
    assert shown == [{"name": "pushpin", "users": users, "count": 2}]
    for name, error in (("pushpin", "already_reacted"), (":x:", "invalid_name")):
        with pytest.raises(SlackApiError) as caught:
            slack.reactions_add(channel=incidents, timestamp=ts, name=name)
        assert code(caught.value) == error
    slack.reactions_remove(channel=incidents, timestamp=ts, name="pushpin")
    with pytest.raises(SlackApiError) as caught:
        slack.reactions_remove(channel=incidents, timestamp=ts, name="pushpin")
    assert code(caught.value) == "no_reaction"
    sandbox.act("unreact", channel="incidents", user="sam", ts=ts, name="pushpin")
    shown = slack.conversations_history(channel=incidents, limit=1)["messages"][0]
    assert "reactions" not in shown


def test_bookmarks_are_not_deduplicated(slack: WebClient, incidents: str) -> None:
    """The same link twice is two bookmarks; edit and remove go by id."""
    add = {"channel_id": incidents, "title": "Row", "type": "link", "link": "https://x.example"}
    first = slack.bookmarks_add(**add)["bookmark"]["id"]
    second = slack.bookmarks_add(**add)["bookmark"]["id"]
    slack.bookmarks_edit(channel_id=incidents, bookmark_id=first, title="Sheet row")
    slack.bookmarks_remove(channel_id=incidents, bookmark_id=second)
    kept = slack.bookmarks_list(channel_id=incidents)["bookmarks"]
    assert [(each["id"], each["title"]) for each in kept] == [(first, "Sheet row")]


def test_bookmark_refusals(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """Each by its own code."""
    add = {"channel_id": incidents, "title": "Row", "type": "link", "link": "https://x.example"}
    for changed, error in (
        ({"link": "ftp://x.example"}, "invalid_link"),
        ({"type": "folder"}, "invalid_bookmark_type"),
        ({"channel_id": sandbox.channel_id("random")}, "permission_denied"),
        ({"title": ""}, "invalid_arguments"),
    ):
        with pytest.raises(SlackApiError) as caught:
            slack.bookmarks_add(**{**add, **changed})
        assert code(caught.value) == error
    with pytest.raises(SlackApiError) as caught:
        slack.bookmarks_edit(channel_id=incidents, bookmark_id="Bk404", title="x")
    assert code(caught.value) == "not_found"
