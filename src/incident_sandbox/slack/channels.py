"""Channels: how they come to be, change and are shown, by whomever it is done."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from incident_sandbox.slack import events, messages
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json, Workspace, microseconds

MAX_NAME: Final = 80
GOOD_NAME: Final = re.compile(r"[a-z0-9_-]+\Z")
PUNCTUATION: Final = re.compile(r"[\W_]+\Z")


def check_name(name: str) -> None:
    """Refuse a name as ``conversations.create`` does, whole and unchanged.

    Raises ``SlackError`` (docs.slack.dev/reference/methods/conversations.create).
    """
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise SlackError("invalid_name_maxlength")
    if PUNCTUATION.match(name):
        raise SlackError("invalid_name_punctuation")
    if not GOOD_NAME.match(name):
        raise SlackError("invalid_name_specials")


def check_free(ws: Workspace, name: str) -> None:
    """Refuse a name that any channel has: archived and private ones keep theirs."""
    if ws.named(name) is not None:
        raise SlackError("name_taken")


def create(
    ws: Workspace, name: str, creator: str, now: datetime, *, private: bool = False
) -> Channel:
    """Make a channel with its creator as the only member."""
    made = int(now.timestamp())
    channel = Channel(
        id=ws.mint("C"),
        name=name,
        created=made,
        creator=creator,
        updated=microseconds(now) // 1000,
        is_private=private,
    )
    ws.channels[channel.id] = channel
    events.channel_named(ws, channel, "created")
    join(ws, channel, creator, now)
    return channel


def join(ws: Workspace, channel: Channel, user: str, now: datetime, inviter: str = "") -> None:
    """Add a member; Slack says so in the channel."""
    channel.members.append(user)
    team = ws.users[user]["team_id"]
    channel.is_ext_shared = channel.is_ext_shared or team != ws.team["id"]
    extra = {"inviter": inviter} if inviter else {}
    text = f"<@{user}> has joined the channel"
    messages.add_system(ws, channel, "channel_join", now, user=user, text=text, **extra)
    events.joined(ws, channel, user, inviter)


def leave(ws: Workspace, channel: Channel, user: str, now: datetime) -> None:
    """Remove a member, who left or was removed."""
    channel.members.remove(user)
    text = f"<@{user}> has left the channel"
    messages.add_system(ws, channel, "channel_leave", now, user=user, text=text)


def rename(ws: Workspace, channel: Channel, name: str, user: str, now: datetime) -> None:
    """Give a new name; the old one is free again."""
    old, channel.name = channel.name, name
    channel.previous_names = [old, *channel.previous_names]
    _updated(channel, now)
    text = f'<@{user}> has renamed the channel from "{old}" to "{name}"'
    fields = {"user": user, "text": text, "old_name": old, "name": name}
    messages.add_system(ws, channel, "channel_name", now, **fields)
    events.channel_named(ws, channel, "rename")


def describe(
    ws: Workspace, channel: Channel, what: tuple[str, str], user: str, now: datetime
) -> None:
    """Set ("topic" or "purpose", its value); the value is already escaped."""
    kind, value = what
    said = {"value": value, "creator": user, "last_set": int(now.timestamp())}
    if kind == "topic":
        channel.topic = said
    else:
        channel.purpose = said
    _updated(channel, now)
    text = f"<@{user}> set the channel {kind}: {value}"
    fields = {"user": user, "text": text, kind: value}
    messages.add_system(ws, channel, f"channel_{kind}", now, **fields)


def archive(ws: Workspace, channel: Channel, user: str, now: datetime) -> None:
    """Archive. The bot's membership goes too (unpublished: the harsher reading)."""
    text = f"<@{user}> archived the channel"
    messages.add_system(ws, channel, "channel_archive", now, user=user, text=text)
    events.channel_is(ws, channel, "archive", {"user": user})
    channel.is_archived = True
    channel.members = [each for each in channel.members if each != ws.bot_user]
    _updated(channel, now)


def unarchive(ws: Workspace, channel: Channel, user: str, now: datetime) -> None:
    """Unarchive; the caller becomes a member, the bot does not come back."""
    channel.is_archived = False
    _updated(channel, now)
    text = f"<@{user}> un-archived the channel"
    messages.add_system(ws, channel, "channel_unarchive", now, user=user, text=text)
    events.channel_is(ws, channel, "unarchive", {"user": user})
    if user not in channel.members:
        join(ws, channel, user, now)


def make_private(ws: Workspace, channel: Channel, user: str, now: datetime) -> None:
    """Turn private: who is no member no longer sees it."""
    channel.is_private = True
    _updated(channel, now)
    text = "made this channel *private*"
    subtype = "channel_convert_to_private"
    messages.add_system(ws, channel, subtype, now, user=user, text=text)


def _updated(channel: Channel, now: datetime) -> None:
    channel.updated = microseconds(now) // 1000


def view(ws: Workspace, channel: Channel) -> Json:
    """Return the conversation object (java-slack-sdk json-logs)."""
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "previous_names": list(channel.previous_names),
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_member": ws.is_joined(channel),
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": [ws.team["id"]],
        "context_team_id": ws.team["id"],
        "created": channel.created,
        "creator": channel.creator,
        "updated": channel.updated,
        "unlinked": 0,
        "topic": dict(channel.topic),
        "purpose": dict(channel.purpose),
        "properties": {},
    }
