"""reactions.add, remove and get."""

from __future__ import annotations

import re
from typing import Final

from incident_sandbox.slack import events, messages
from incident_sandbox.slack.context import Context, message_in
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json, Workspace

EMOJI: Final = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?\Z")


def add(ctx: Context) -> Json:
    """React to a message."""
    channel = ctx.open_joined()
    name = _emoji(ctx)
    message = message_in(channel, ctx.args.stamp("timestamp"))
    if not react(ctx.ws, channel, message, name, ctx.ws.bot_user):
        raise SlackError("already_reacted")
    return {}


def remove(ctx: Context) -> Json:
    """Take the bot's own reaction back."""
    channel = ctx.open_joined()
    name = _emoji(ctx)
    message = message_in(channel, ctx.args.stamp("timestamp"))
    if not unreact(ctx.ws, channel, message, name, ctx.ws.bot_user):
        raise SlackError("no_reaction")
    return {}


def get(ctx: Context) -> Json:
    """Return a message with its reactions."""
    channel = ctx.joined()
    message = message_in(channel, ctx.args.stamp("timestamp"))
    shown = messages.linked(ctx.ws, channel, message)
    return {"type": "message", "channel": channel.id, "message": shown}


def react(ws: Workspace, channel: Channel, message: Json, name: str, user: str) -> bool:
    """Add a reaction; ``False`` if that person already gave it."""
    reactions = message.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user in found["users"]:
        return False
    found["users"].append(user)
    found["count"] += 1
    ws.touch()
    events.reaction(ws, channel, "reaction_added", (name, user), message)
    return True


def unreact(ws: Workspace, channel: Channel, message: Json, name: str, user: str) -> bool:
    """Take a reaction back; ``False`` if that person never gave it."""
    for each in message.get("reactions", []):
        if each["name"] == name and user in each["users"]:
            each["users"].remove(user)
            each["count"] -= 1
            message["reactions"] = [r for r in message["reactions"] if r["users"]]
            if not message["reactions"]:
                del message["reactions"]
            ws.touch()
            events.reaction(ws, channel, "reaction_removed", (name, user), message)
            return True
    return False


def _emoji(ctx: Context) -> str:
    name = ctx.args.need("name")
    if not EMOJI.match(name):
        raise SlackError("invalid_name")
    return name
