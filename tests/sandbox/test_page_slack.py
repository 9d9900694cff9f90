"""What the page is told of Slack."""

from __future__ import annotations

from slack_sdk import WebClient

from tests.sandbox.page_client import state
from tests.sandbox.shell_client import Control


def test_one_channel_is_opened(sandbox: Control, incidents: str) -> None:
    """The one asked for, else #incidents; of all others only what the side bar shows."""
    made = sandbox.act("create_channel", user="sam", name="inc-1-x")["channel"]
    slack = state(sandbox)["slack"]
    assert slack["open"]["id"] == incidents
    listed = {one["name"]: one for one in slack["channels"]}
    assert listed["incidents"]["mirrored"] is True
    assert (listed["inc-1-x"]["mirrored"], listed["inc-1-x"]["archived"]) == (False, False)
    assert set(listed["inc-1-x"]) == {"id", "name", "private", "archived", "mirrored", "latest"}
    assert state(sandbox, f"?channel={made}")["slack"]["open"]["name"] == "inc-1-x"
    assert state(sandbox, "?channel=C404")["slack"]["open"]["id"] == incidents


def test_people_are_told_from_programs(sandbox: Control) -> None:
    """A visitor acts as a person: neither as the bot nor as somebody who left."""
    sandbox.act("deactivate_user", user="lena")
    slack = state(sandbox)["slack"]
    people = {one["handle"] for one in slack["users"].values() if one["person"]}
    assert people == {"priya", "sam", "tomas", "gus", "olu"}
    assert slack["users"][slack["bot"]]["person"] is False


def test_a_message_says_what_can_be_done_with_it(
    sandbox: Control, slack: WebClient, incidents: str
) -> None:
    """Whether somebody typed it, its edits, reactions, pins and thread; no metadata."""
    ts = sandbox.act("post", user="sam", channel="incidents", text="a & b")["ts"]
    sandbox.act("edit", channel="incidents", ts=ts, text="a & c")
    sandbox.act("react", user="lena", channel="incidents", ts=ts, name="eyes")
    sandbox.act("pin", user="lena", channel="incidents", ts=ts)
    sandbox.act("post", user="lena", channel="incidents", text="yes", thread_ts=ts)
    event = {"event_type": "x", "event_payload": {}}
    slack.chat_postMessage(channel=incidents, text="y", metadata=event)
    opened = state(sandbox)["slack"]["open"]
    typed, reply, posted = opened["messages"][-3:]
    assert (typed["text"], typed["typed"], typed["edited"]) == ("a &amp; c", True, True)
    assert [one["name"] for one in typed["reactions"]] == ["eyes"]
    assert (typed["reply_count"], reply["thread_ts"], opened["pins"]) == (1, ts, [ts])
    assert (posted["typed"], "metadata" in posted) == (False, False)


def test_a_long_channel_shows_its_end_and_its_pins(sandbox: Control) -> None:
    """200 messages and the pinned card, and how many are left out."""
    pinned = sandbox.act("post", user="sam", channel="incidents", text="the card")["ts"]
    sandbox.act("pin", user="sam", channel="incidents", ts=pinned)
    for number in range(201):
        sandbox.act("post", user="sam", channel="incidents", text=str(number))
    opened = state(sandbox)["slack"]["open"]
    assert len(opened["messages"]) == 201
    assert [one["text"] for one in opened["messages"][:2]] == ["the card", "1"]
    assert opened["left_out"] == 7  # six who joined, and the first of them all
