"""chat.*, history and threads: what is kept, what is refused, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.sandbox.shell_client import Control, code

META = {"event_type": "op", "event_payload": {"id": "1", "tags": [{"a": 1}], "flat": {"b": True}}}


def section(text: str) -> dict[str, Any]:
    """A mrkdwn section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def newest(slack: WebClient, channel: str, **more: Any) -> dict[str, Any]:
    """The channel's newest message."""
    found: dict[str, Any] = slack.conversations_history(channel=channel, limit=1, **more)[
        "messages"
    ][0]
    return found


def test_a_post_is_ours_and_kept_as_sent(slack: WebClient, incidents: str) -> None:
    """bot_id, user and app_id; the text untouched; blocks gain ids and defaults."""
    me = slack.auth_test()
    posted = slack.chat_postMessage(channel=incidents, text="a <b> & *c*", blocks=[section("hi")])
    kept = newest(slack, incidents)
    assert kept == posted["message"]
    assert (kept["user"], kept["bot_id"]) == (me["user_id"], me["bot_id"])
    assert kept["text"] == "a <b> & *c*"
    assert kept["blocks"][0]["block_id"]
    assert kept["blocks"][0]["text"]["verbatim"] is False
    assert "client_msg_id" not in kept


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": "{nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section("y")] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("y" * 3001)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("y" * 3000)] * 14}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": [{"type": "novel"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": "[]"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "op"}}, "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": {"event_type": "op", "event_payload": {"a": {"b": {}}}}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "op", "event_payload": {"a": "b" * 9000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "thread_ts": "1700000000.000000"}, "thread_not_found"),
        ({"text": "x", "username": "Sam"}, "missing_scope"),
        ({"text": 5}, "invalid_arguments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ],
)
def test_bad_posts(slack: WebClient, incidents: str, arguments: dict[str, Any], error: str) -> None:
    """Each is refused by its own code and leaves nothing."""
    before = newest(slack, incidents)
    with pytest.raises(SlackApiError) as caught:
        slack.api_call("chat.postMessage", json={"channel": incidents, **arguments})
    assert code(caught.value) == error
    assert newest(slack, incidents) == before


def test_header_context_and_fields_have_limits(slack: WebClient, incidents: str) -> None:
    """150 characters, 10 elements, 10 fields."""
    text = {"type": "plain_text", "text": "t"}
    fine: list[dict[str, Any]] = [
        {"type": "header", "text": {**text, "text": "h" * 150}},
        {"type": "context", "elements": [text] * 10},
        {"type": "section", "fields": [text] * 10},
        {"type": "divider"},
    ]
    slack.chat_postMessage(channel=incidents, text="x", blocks=fine)
    bad: list[dict[str, Any]] = [
        {"type": "header", "text": {**text, "text": "h" * 151}},
        {"type": "header", "text": {"type": "mrkdwn", "text": "h"}},
        {"type": "context", "elements": [text] * 11},
        {"type": "section", "fields": [text] * 11},
        {"type": "section"},
    ]
    for block in bad:
        with pytest.raises(SlackApiError) as caught:
            slack.chat_postMessage(channel=incidents, text="x", blocks=[block])
        assert code(caught.value) == "invalid_blocks"
        assert caught.value.response["response_metadata"]["messages"]


def test_long_text_falls_apart(slack: WebClient, incidents: str) -> None:
    """4,040 characters stay one message, 4,041 become several, blocks hold together."""
    one = slack.chat_postMessage(channel=incidents, text="x" * 4040)["ts"]
    assert newest(slack, incidents)["ts"] == one
    first = slack.chat_postMessage(channel=incidents, text="y" * 4041)
    assert len(first["message"]["text"]) == 4000
    assert newest(slack, incidents)["text"] == "y" * 41
    slack.chat_postMessage(channel=incidents, text="z" * 40_001, blocks=[section("b")])
    assert len(newest(slack, incidents)["text"]) == 40_000


def test_only_members_post_and_read(slack: WebClient, sandbox: Control) -> None:
    """Unjoined channels are closed without chat:write.public, and never readable."""
    random = sandbox.channel_id("random")
    calls: list[Callable[[], object]] = [
        lambda: slack.chat_postMessage(channel=random, text="x"),
        lambda: slack.conversations_history(channel=random),
        lambda: slack.conversations_replies(channel=random, ts="1.000000"),
    ]
    for call in calls:
        with pytest.raises(SlackApiError) as caught:
            call()
        assert code(caught.value) == "not_in_channel"
    sandbox.act("set_scopes", scopes=[*sandbox.slack()["scopes"], "chat:write.public"])
    slack.chat_postMessage(channel=random, text="x")


def test_metadata_is_shown_on_request_only(slack: WebClient, incidents: str) -> None:
    """include_all_metadata; update keeps it, ``{}`` removes it."""
    ts = slack.chat_postMessage(channel=incidents, text="x", metadata=META)["ts"]
    assert "metadata" not in newest(slack, incidents)
    assert newest(slack, incidents, include_all_metadata=True)["metadata"] == META
    slack.chat_update(channel=incidents, ts=ts, text="y")
    assert newest(slack, incidents, include_all_metadata=True)["metadata"] == META
    slack.chat_update(channel=incidents, ts=ts, text="y", metadata={})
    assert "metadata" not in newest(slack, incidents, include_all_metadata=True)


def test_text_alone_removes_blocks(slack: WebClient, incidents: str) -> None:
    """chat.update without blocks deletes them and marks the message edited."""
    ts = slack.chat_postMessage(channel=incidents, text="x", blocks=[section("b")])["ts"]
    changed = slack.chat_update(channel=incidents, ts=ts, text="y")
    assert "blocks" not in changed["message"]
    assert changed["message"]["edited"]["user"] == slack.auth_test()["user_id"]
    assert newest(slack, incidents)["text"] == "y"


def test_only_own_messages_are_changed(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """People's and Slack's own messages are not the bot's."""
    theirs = sandbox.act("post", channel="incidents", user="sam", text="hi")["ts"]
    ours = slack.chat_postMessage(channel=incidents, text="x")["ts"]
    slack.conversations_setTopic(channel=incidents, topic="t")
    system = newest(slack, incidents)["ts"]
    for ts, text, error in (
        (theirs, "x", "cant_update_message"),
        (system, "x", "cant_update_message"),
        ("1700000000.000000", "x", "message_not_found"),
        (ours, "x" * 4001, "msg_too_long"),
        (ours, " ", "no_text"),
    ):
        # The SDK's own method warns of blank text.
        sent = {"channel": incidents, "ts": ts, "text": text}
        with pytest.raises(SlackApiError) as caught:
            slack.api_call("chat.update", json=sent)
        assert code(caught.value) == error
    with pytest.raises(SlackApiError) as caught:
        slack.chat_delete(channel=incidents, ts=theirs)
    assert code(caught.value) == "cant_delete_message"
    slack.chat_delete(channel=incidents, ts=ours)
    with pytest.raises(SlackApiError) as caught:
        slack.chat_delete(channel=incidents, ts=ours)
    assert code(caught.value) == "message_not_found"


def test_replies_stay_out_of_history(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """The parent counts them; a broadcast shows in both."""
    parent = slack.chat_postMessage(channel=incidents, text="p")["ts"]
    sandbox.act("post", channel=incidents, user="sam", text="r1", thread_ts=parent)
    last = slack.chat_postMessage(
        channel=incidents, text="r2", thread_ts=parent, reply_broadcast=True
    )["ts"]
    shown = slack.conversations_history(channel=incidents, limit=2)["messages"]
    assert [m["text"] for m in shown] == ["r2", "p"]
    assert shown[0]["subtype"] == "thread_broadcast"
    assert (shown[1]["reply_count"], shown[1]["latest_reply"]) == (2, last)
    assert shown[1]["thread_ts"] == parent
    thread = slack.conversations_replies(channel=incidents, ts=parent)["messages"]
    assert [m["text"] for m in thread] == ["p", "r1", "r2"]
    alone = slack.conversations_replies(channel=incidents, ts=last)["messages"]
    assert [m["text"] for m in alone] == ["r2"]
    with pytest.raises(SlackApiError) as caught:
        slack.conversations_replies(channel=incidents, ts="1700000000.000000")
    assert code(caught.value) == "thread_not_found"


def test_a_deleted_parent_leaves_a_tombstone(
    slack: WebClient, sandbox: Control, incidents: str
) -> None:
    """Its thread lives on; with the last reply the tombstone goes."""
    parent = slack.chat_postMessage(channel=incidents, text="p")["ts"]
    reply = sandbox.act("post", channel=incidents, user="sam", text="r", thread_ts=parent)["ts"]
    slack.chat_delete(channel=incidents, ts=parent)
    shown = newest(slack, incidents)
    assert (shown["ts"], shown["subtype"], shown["reply_count"]) == (parent, "tombstone", 1)
    sandbox.act("delete", channel=incidents, ts=reply, user="sam")
    assert newest(slack, incidents)["ts"] < parent


def test_history_is_bounded_by_time_and_pages(
    slack: WebClient, sandbox: Control, incidents: str
) -> None:
    """Bounds are exclusive unless inclusive; pages lead back through all of it."""
    sandbox.ok("PUT", "clock", {"now": "2026-11-23T10:00:00+00:00"})
    stamps = [slack.chat_postMessage(channel=incidents, text=str(n))["ts"] for n in range(7)]
    assert len(set(stamps)) == 7
    between = {"channel": incidents, "oldest": stamps[1], "latest": stamps[5]}
    inside = slack.conversations_history(**between)["messages"]
    assert [m["text"] for m in inside] == ["4", "3", "2"]
    closed = slack.conversations_history(**between, inclusive=True)["messages"]
    assert [m["text"] for m in closed] == ["5", "4", "3", "2", "1"]
    listing = slack.conversations_history(channel=incidents, limit=3, oldest=stamps[0])
    pages = [([m["text"] for m in page["messages"]], page["has_more"]) for page in listing]
    assert pages == [(["6", "5", "4"], True), (["3", "2", "1"], False)]
    for arguments, error in (
        ({"limit": 1000}, "invalid_limit"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "tomorrow"}, "invalid_ts_latest"),
        ({"cursor": "x"}, "invalid_cursor"),
    ):
        with pytest.raises(SlackApiError) as caught:
            slack.api_call("conversations.history", params={"channel": incidents, **arguments})
        assert code(caught.value) == error


def test_long_threads_page(slack: WebClient, incidents: str) -> None:
    """The parent leads the first page only."""
    parent = slack.chat_postMessage(channel=incidents, text="p")["ts"]
    for n in range(4):
        slack.chat_postMessage(channel=incidents, text=str(n), thread_ts=parent)
    pages = slack.conversations_replies(channel=incidents, ts=parent, limit=2)
    texts = [[m["text"] for m in page["messages"]] for page in pages]
    assert texts == [["p", "0"], ["1", "2"], ["3"]]


def test_ephemerals_and_permalinks(slack: WebClient, sandbox: Control, incidents: str) -> None:
    """An ephemeral is in no history; a permalink names the channel and the ts."""
    ts = slack.chat_postMessage(channel=incidents, text="p")["ts"]
    sam = sandbox.user_id("sam")
    slack.chat_postEphemeral(channel=incidents, user=sam, text="psst")
    assert newest(slack, incidents)["ts"] == ts
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postEphemeral(channel=incidents, user=sandbox.user_id("olu"), text="psst")
    assert code(caught.value) == "user_not_in_channel"
    link = slack.chat_getPermalink(channel=incidents, message_ts=ts)["permalink"]
    assert link == f"https://sandbox.slack.com/archives/{incidents}/p{ts.replace('.', '')}"
