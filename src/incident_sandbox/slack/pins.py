"""pins.add, remove and list."""

from __future__ import annotations

from typing import Final

from incident_sandbox.slack import events, messages
from incident_sandbox.slack.context import Context, message_in
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json, Workspace

MAX_PINS: Final = 100  # commonly said, unpublished


def add(ctx: Context) -> Json:
    """Pin a message; system messages are ``not_pinnable``."""
    channel = ctx.open_joined()
    message = message_in(channel, ctx.args.stamp("timestamp"))
    if channel.pin_of(message["ts"]):
        raise SlackError("already_pinned")
    if message.get("subtype", "").startswith("channel_"):
        raise SlackError("not_pinnable")
    if len(channel.pins) >= MAX_PINS:
        raise SlackError("too_many_pins")
    now = int(ctx.now.timestamp())
    pin(ctx.ws, channel, message["ts"], ctx.ws.bot_user, now)
    return {}


def remove(ctx: Context) -> Json:
    """Unpin a message."""
    channel = ctx.open_joined()
    message = message_in(channel, ctx.args.stamp("timestamp"))
    if not unpin(ctx.ws, channel, message["ts"], ctx.ws.bot_user):
        raise SlackError("no_pin")
    return {}


def list_all(ctx: Context) -> Json:
    """Return all pins, newest first; there are no pages."""
    channel = ctx.joined()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": each["created"],
            "created_by": each["created_by"],
            "message": messages.linked(ctx.ws, channel, channel.messages[each["ts"]]),
        }
        for each in reversed(channel.pins)
    ]
    return {"items": items}


def pin(ws: Workspace, channel: Channel, ts: str, user: str, now: int) -> None:
    """Pin, as somebody, at a second."""
    channel.pins.append({"ts": ts, "created": now, "created_by": user})
    ws.touch()
    events.pin(ws, channel, "pin_added", user, channel.pins[-1])


def unpin(ws: Workspace, channel: Channel, ts: str, user: str) -> bool:
    """Unpin; tell whether it was pinned."""
    gone = channel.pin_of(ts)
    if gone is not None:
        channel.pins.remove(gone)
        ws.touch()
        events.pin(ws, channel, "pin_removed", user, gone)
    return gone is not None
