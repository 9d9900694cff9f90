"""Which events reach the bot, and what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.sandbox.shell_client import Control
from tests.sandbox.socket_program import Program, connected


@pytest.fixture
def program(sandbox: Control) -> Iterator[Program]:
    """A program with one socket open."""
    with connected(sandbox) as found:
        yield found


def kinds(program: Program, count: int) -> list[str]:
    """The first events by type and subtype."""
    return [e.get("subtype", e["type"]) for e in program.wait(count)]


def test_the_bots_own_deeds_come_back(program: Program, slack: WebClient, incidents: str) -> None:
    """Post, reply, edit, react, pin, delete: Slack tells an app of its own actions too."""
    root = slack.chat_postMessage(channel=incidents, text="one")["ts"]
    reply = slack.chat_postMessage(channel=incidents, text="two", thread_ts=root)["ts"]
    slack.chat_update(channel=incidents, ts=root, text="uno")
    slack.reactions_add(channel=incidents, timestamp=root, name="pushpin")
    slack.reactions_remove(channel=incidents, timestamp=root, name="pushpin")
    slack.pins_add(channel=incidents, timestamp=root)
    slack.pins_remove(channel=incidents, timestamp=root)
    slack.chat_delete(channel=incidents, ts=reply)
    me = slack.auth_test()
    told = program.wait(8)
    posted, answered, edited, added, removed, pinned, unpinned, deleted = told
    assert (posted["user"], posted["bot_id"]) == (me["user_id"], me["bot_id"])
    assert (answered["ts"], answered["thread_ts"]) == (reply, root)
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "uno")
    assert edited["previous_message"]["text"] == "one"
    assert edited["ts"] > edited["message"]["ts"]
    assert edited["hidden"] is True
    assert (added["type"], removed["type"]) == ("reaction_added", "reaction_removed")
    assert added["item"] == {"type": "message", "channel": incidents, "ts": root}
    assert (added["reaction"], added["item_user"]) == ("pushpin", me["user_id"])
    assert (pinned["type"], pinned["pin_count"]) == ("pin_added", 1)
    assert (unpinned["type"], unpinned["pin_count"]) == ("pin_removed", 0)
    assert pinned["channel_id"] == incidents
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply)
    assert deleted["previous_message"]["text"] == "two"
    assert len({r.payload["event_id"] for r in program.came}) == 8


def test_a_deleted_parent_is_a_change_to_a_tombstone(
    sandbox: Control, program: Program, incidents: str
) -> None:
    """As long as it has replies."""
    root = sandbox.act("post", channel="incidents", user="sam", text="root")["ts"]
    sandbox.act("post", channel="incidents", user="sam", text="reply", thread_ts=root)
    sandbox.act("delete", channel="incidents", ts=root)
    gone = program.wait(3)[2]
    assert (gone["subtype"], gone["message"]["subtype"]) == ("message_changed", "tombstone")


def test_channels_tell_of_themselves(sandbox: Control, program: Program) -> None:
    """Names, topics, purposes and joins are messages; some are events of their own besides."""
    where = {"channel": "incidents", "user": "priya"}
    sandbox.act("set_topic", **where, topic="calm")
    sandbox.act("set_purpose", **where, purpose="to be calm")
    sandbox.act("add_user", handle="zoe", name="Zoe", email="zoe@example.com")
    sandbox.act("invite", **where, invited="zoe")
    sandbox.act("rename", **where, name="trouble")
    sandbox.act("archive", channel="trouble", user="priya")
    sandbox.act("unarchive", channel="trouble", user="priya")
    assert kinds(program, 9) == [
        "channel_topic",
        "channel_purpose",
        "channel_join",
        "member_joined_channel",
        "channel_name",
        "channel_rename",
        "channel_archive",
        "channel_archive",
        "channel_unarchive",
    ]
    topic, _, joined, member, named, renamed, *_ = program.events()
    assert topic["topic"] == "calm"
    assert joined["inviter"] == member["inviter"] == sandbox.user_id("priya")
    assert (named["old_name"], named["name"]) == ("incidents", "trouble")
    assert renamed["channel"]["name"] == "trouble"


def test_unjoined_channels_are_silent_but_for_their_being(
    sandbox: Control, program: Program
) -> None:
    """A public channel's making and deletion is told; what is said in it is not."""
    sandbox.act("create_channel", user="sam", name="elsewhere")
    sandbox.act("post", channel="elsewhere", user="sam", text="unheard")
    sandbox.act("create_channel", user="sam", name="secret", private=True)
    sandbox.act("post", channel="secret", user="sam", text="unheard")
    sandbox.act("rename", channel="secret", user="sam", name="secret-2")
    sandbox.act("delete_channel", channel="elsewhere", user="priya")
    sandbox.act("post", channel="incidents", user="sam", text="heard")
    assert kinds(program, 3) == ["channel_created", "channel_deleted", "message"]


def test_private_channels_have_twins(sandbox: Control, program: Program) -> None:
    """message.groups and group_*, where the bot is a member."""
    sandbox.act("create_channel", user="sam", name="secret", private=True)
    sandbox.act("invite", channel="secret", user="sam", invited="bot")
    sandbox.act("post", channel="secret", user="sam", text="x")
    sandbox.act("rename", channel="secret", user="sam", name="secret-2")
    sandbox.act("archive", channel="secret-2", user="sam")
    assert kinds(program, 7) == [
        "channel_join",
        "member_joined_channel",
        "message",
        "channel_name",
        "group_rename",
        "channel_archive",
        "group_archive",
    ]
    assert [e["channel_type"] for e in program.events("message")] == ["group"] * 4


def test_subscriptions_and_scopes_decide(sandbox: Control, program: Program) -> None:
    """No event without its subscription, its scope, or membership."""

    def post(text: str) -> None:
        sandbox.act("post", channel="incidents", user="sam", text=text)

    scopes = sandbox.slack()["scopes"]
    post("@incident-sync without app_mentions:read")
    sandbox.act("set_scopes", scopes=[*scopes, "app_mentions:read"])
    post("@incident-sync with it")
    sandbox.act("set_scopes", scopes=[s for s in scopes if s != "channels:history"])
    post("unheard: no scope")
    sandbox.act("set_scopes", scopes=scopes)
    sandbox.act("subscribe", events=["reaction_added"])
    post("unheard: not subscribed")
    sandbox.act("subscribe", events=["message.channels"])
    post("heard")
    sandbox.act("kick", channel="incidents", user="bot")
    post("unheard: not a member")
    sandbox.act("invite", channel="incidents", user="sam", invited="bot")
    assert kinds(program, 5) == ["message", "message", "app_mention", "message", "channel_join"]
    assert program.events("app_mention")[0]["text"].endswith("with it")
    assert "events is" in sandbox.refused("subscribe", events=["novel"])
