"""What an event means: something asked, a channel to look at, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.people import Directory, Member, Person
from incident_sync.sides.slack.hearing import Hearing
from incident_sync.sides.slack.hints import Hints
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.notice import Notice
from incident_sync.sides.slack.options import SlackOptions

ME = Identity("UBOT", "BBOT", "T1", "https://example.slack.com/", "00" * 8, "")
SAM = Member(Person("Sam Rivera", email="sam@example.com", slack="USAM"), "sam", "Sam Rivera")
OPTIONS = SlackOptions(token=lambda: "")


@pytest.fixture
def hearing() -> Hearing:
    """Of our channels there is C1 alone."""
    hints = Hints(ManualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)))
    directory = Directory((SAM,))
    return Hearing(
        hints,
        lambda: Notice(ME, OPTIONS, directory, fresh=True),
        directory.member,
        lambda channel: channel == "C1",
    )


def message(text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"type": "message", "channel": "C1", "user": "USAM", "text": text, "ts": "9.5", **more}


def test_a_mention_is_a_command_and_asks_for_no_look(hearing: Hearing) -> None:
    """It has the key that it would be found under in the channel, so it is run once."""
    command = hearing.heard(message("<@UBOT> severity major"))
    assert command is not None
    assert (command.key, command.ref) == ("slack:C1:9.5", "C1")
    assert (command.verb, command.argument) == ("severity", "major")
    assert (command.by, command.may, command.thread) == (SAM.person, "all", "9.5")
    assert not hearing.hints.pending
    assert hearing.hints.take().newest == {"C1": "9.5"}


def test_a_stranger_may_do_nothing(hearing: Hearing) -> None:
    """Somebody who is not in the workspace is answered, and not obeyed."""
    command = hearing.heard(message("<@UBOT> resolve", user="UNOBODY"))
    assert command is not None
    assert command.may == "nothing"


@pytest.mark.parametrize(
    "event",
    [
        message(),
        message("<@UBOT> resolve", user="UBOT"),
        message("<@UBOT> resolve", bot_id="BOTHER"),
        message(subtype="message_changed", message={"user": "UBOT", "text": "b"},
                previous_message={"user": "UBOT", "text": "a"}),
        message(subtype="message_changed", message={"user": "USAM", "text": "a"},
                previous_message={"user": "USAM", "text": "a"}),
        message(channel="C2", subtype="channel_topic"),
        message(subtype="channel_join"),
        {"type": "reaction_added", "user": "USAM", "reaction": "eyes", "item": {"channel": "C1"}},
        {"type": "reaction_added", "user": "UBOT", "reaction": "pushpin",
         "item": {"channel": "C1"}},
        {"type": "pin_added", "user": "USAM", "channel_id": "C2"},
        {"type": "member_joined_channel", "user": "USAM", "channel": "C1", "inviter": "ULENA"},
        {"type": "channel_created", "channel": {"id": "C3", "name": "lunch", "creator": "USAM"}},
        {"type": "channel_created", "channel": {"id": "C3", "name": "inc-3", "creator": "UBOT"}},
        {"type": "team_join", "user": {"id": "UNEW"}},
        {},
    ],
    ids=lambda event: "-".join(filter(None, (event.get("type"), event.get("subtype")))) or "empty",
)  # fmt: skip
def test_what_says_nothing_to_us_costs_no_look(hearing: Hearing, event: dict[str, Any]) -> None:
    """Talk, our own doings, other channels, other emoji."""
    assert hearing.heard(event) is None
    assert not hearing.hints.pending


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        (message(subtype="message_changed", message={"user": "USAM", "text": "b"},
                 previous_message={"user": "USAM", "text": "a"}), "C1"),
        (message(subtype="message_deleted", deleted_ts="8.0",
                 previous_message={"user": "UBOT", "text": "card"}), "C1"),
        (message(subtype="channel_topic", topic="x"), "C1"),
        ({"type": "reaction_added", "user": "USAM", "reaction": "pushpin",
          "item": {"channel": "C1"}}, "C1"),
        ({"type": "reaction_removed", "user": "USAM",
          "reaction": "ballot_box_with_check::skin-tone-2", "item": {"channel": "C1"}}, "C1"),
        ({"type": "pin_removed", "user": "USAM", "channel_id": "C1"}, "C1"),
        ({"type": "channel_archive", "user": "USAM", "channel": "C1"}, "C1"),
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "inc-1-new"}}, "C1"),
        ({"type": "channel_created",
          "channel": {"id": "C3", "name": "inc-3-x", "creator": "USAM"}}, "C3"),
        ({"type": "member_joined_channel", "user": "UBOT", "channel": "C4", "inviter": "USAM"},
         "C4"),
        ({"type": "member_left_channel", "user": "UBOT", "channel": "C1"}, "C1"),
    ],
)  # fmt: skip
def test_what_may_mean_something_is_looked_at(
    hearing: Hearing, event: dict[str, Any], channel: str
) -> None:
    """Which channel, and no more: what is there is found out by looking."""
    assert hearing.heard(event) is None
    assert hearing.hints.take().channels == {channel}
