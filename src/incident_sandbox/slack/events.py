"""What the bot is told of: events it subscribed to, of what its scopes and membership let it see.

Shapes: java-slack-sdk json-logs/samples/events. Slack sends an app its own actions too. Which
channels a ``channel_*`` event is sent for is documented for no membership: all public ones.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from incident_sandbox.slack.workspace import Channel, Json, Workspace

SCOPES: Final = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
}
SAID_BY_SLACK: Final = ("channel_", "message_", "tombstone")


def message(ws: Workspace, channel: Channel, said: Json) -> None:
    """Tell of a new message, a reply or a system message among them, and of a mention."""
    _message(ws, channel, {**said, "event_ts": said["ts"]})
    own = said.get("bot_id") == ws.bot.get("bot_id")
    system = str(said.get("subtype", "")).startswith(SAID_BY_SLACK)
    if not own and not system and f"<@{ws.bot_user}>" in said.get("text", ""):
        kept = {key: value for key, value in said.items() if key != "subtype"}
        mention = {**kept, "type": "app_mention", "channel": channel.id}
        _tell(ws, channel, "app_mention", {**mention, "event_ts": said["ts"]})


def changed(ws: Workspace, channel: Channel, new: Json, old: Json) -> None:
    """Tell of an edit, or of a parent that became a tombstone."""
    body = {"subtype": "message_changed", "message": new, "previous_message": old}
    _message(ws, channel, {"type": "message", "hidden": True, **body})


def deleted(ws: Workspace, channel: Channel, old: Json) -> None:
    """Tell of a message that is gone."""
    body = {"subtype": "message_deleted", "deleted_ts": old["ts"], "previous_message": old}
    _message(ws, channel, {"type": "message", "hidden": True, **body})


def reaction(ws: Workspace, channel: Channel, kind: str, given: tuple[str, str], to: Json) -> None:
    """Tell of ``reaction_added`` or ``reaction_removed``, (emoji, user), on a message."""
    name, user = given
    item = {"type": "message", "channel": channel.id, "ts": to["ts"]}
    body = {"type": kind, "user": user, "reaction": name, "item": item}
    _tell(ws, channel, kind, {**body, "item_user": to["user"]})


def pin(ws: Workspace, channel: Channel, kind: str, user: str, pinned: Json) -> None:
    """Tell of ``pin_added`` or ``pin_removed`` by somebody; ``pinned`` as a channel keeps it."""
    said = channel.messages.get(pinned["ts"], {})
    item = {"type": "message", "channel": channel.id, "message": said}
    made = {"created": pinned["created"], "created_by": pinned["created_by"]}
    info = {"channel": channel.id, "pinned_by": user, "pinned_ts": pinned["created"]}
    body = {"type": kind, "user": user, "channel_id": channel.id, "item": {**item, **made}}
    more = {"item_user": said.get("user", ""), "pin_count": len(channel.pins), "pinned_info": info}
    _tell(ws, channel, kind, {**body, **more})


def joined(ws: Workspace, channel: Channel, user: str, inviter: str) -> None:
    """Tell of a new member, the bot itself among them."""
    body = {"type": "member_joined_channel", "user": user, "channel": channel.id}
    more = {"channel_type": "G" if channel.is_private else "C", "team": ws.team["id"]}
    by = {"inviter": inviter} if inviter else {}
    _tell(ws, channel, "member_joined_channel", {**body, **more, **by})


def channel_is(ws: Workspace, channel: Channel, what: str, by: Json) -> None:
    """Tell of what befell a channel: ``archive``, ``unarchive`` or ``deleted``."""
    kind = f"{'group' if channel.is_private else 'channel'}_{what}"
    _tell(ws, channel, kind, {"type": kind, "channel": channel.id, **by})


def channel_named(ws: Workspace, channel: Channel, what: str) -> None:
    """Tell of a channel that was ``created`` (public ones only) or got its name by ``rename``."""
    kind = f"{'group' if channel.is_private else 'channel'}_{what}"
    told: Json = {"id": channel.id, "name": channel.name, "name_normalized": channel.name}
    told.update(is_channel=not channel.is_private, created=channel.created)
    if what == "created":
        told.update(creator=channel.creator, is_private=channel.is_private)
    _tell(ws, channel, kind, {"type": kind, "channel": told})


def _message(ws: Workspace, channel: Channel, event: Json) -> None:
    kind = "group" if channel.is_private else "channel"
    where = {"channel": channel.id, "channel_type": kind}
    _tell(ws, channel, f"message.{kind}s", {**event, **where})


def _tell(ws: Workspace, channel: Channel, subscription: str, event: Json) -> None:
    if subscription not in ws.subscribed or not _may_see(ws, channel, subscription):
        return
    # A copy: what happens to the message afterwards is another event.
    ws.happened.append(deepcopy(event))


def _may_see(ws: Workspace, channel: Channel, subscription: str) -> bool:
    reading = "groups:read" if channel.is_private else "channels:read"
    if SCOPES.get(subscription, reading) not in ws.scopes:
        return False
    return subscription.startswith("channel_") or ws.is_joined(channel)
