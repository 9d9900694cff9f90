"""Messages and threads: how they are added, changed, removed and shown."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Final

from incident_sandbox.slack import events
from incident_sandbox.slack.workspace import SLACKBOT, Channel, Json, Workspace, microseconds, stamp

THREAD_KEYS: Final = (
    "reply_count",
    "reply_users_count",
    "latest_reply",
    "reply_users",
    "is_locked",
    "subscribed",
)
BROADCAST: Final = "thread_broadcast"
TOMBSTONE: Final = "tombstone"


def add(ws: Workspace, channel: Channel, message: Json, now: datetime) -> Json:
    """Append a message, giving it a ``ts`` of its own in the channel; return it.

    A message with ``thread_ts`` joins that thread and its parent is brought up to
    date. ``ts`` never repeats or runs backwards, even if the clock does.
    """
    channel.last_us = max(microseconds(now), channel.last_us + 1)
    ts = stamp(channel.last_us)
    kept = {"type": "message", "team": ws.team["id"], **message, "ts": ts}
    channel.messages[ts] = kept
    if "thread_ts" in kept:
        parent = channel.messages[kept["thread_ts"]]
        kept["parent_user_id"] = parent["user"]
        refresh_thread(channel, parent)
    ws.touch()
    events.message(ws, channel, kept)
    return kept


def add_system(
    ws: Workspace, channel: Channel, subtype: str, now: datetime, **fields: object
) -> Json:
    """Append what Slack itself says, ``channel_topic`` say."""
    return add(ws, channel, {"subtype": subtype, **fields}, now)


def refresh_thread(channel: Channel, parent: Json) -> None:
    """Recompute what a parent says of its thread; an empty one leaves no trace."""
    replies = replies_of(channel, parent["ts"])
    for key in (*THREAD_KEYS, "thread_ts"):
        parent.pop(key, None)
    if not replies:
        return
    users = list(dict.fromkeys(reply["user"] for reply in replies))
    parent.update(
        thread_ts=parent["ts"],
        reply_count=len(replies),
        reply_users_count=len(users),
        latest_reply=replies[-1]["ts"],
        reply_users=users,
        is_locked=False,
        subscribed=False,
    )


def replies_of(channel: Channel, ts: str) -> list[Json]:
    """Return a thread's replies, oldest first, without the parent."""
    return [m for m in channel.messages.values() if is_reply(m, ts)]


def is_reply(message: Json, thread_ts: str | None = None) -> bool:
    """Tell whether a message is a reply (in that thread, if one is given)."""
    thread = message.get("thread_ts")
    return thread not in (None, message["ts"]) and thread_ts in (None, thread)


def in_history(message: Json) -> bool:
    """Tell whether the channel shows it: everything but unbroadcast replies."""
    return not is_reply(message) or message.get("subtype") == BROADCAST


def is_gone(message: Json | None) -> bool:
    """Tell whether nothing of a message is left to act on."""
    return message is None or message.get("subtype") == TOMBSTONE


def remove(ws: Workspace, channel: Channel, ts: str) -> None:
    """Delete a message; a parent with replies leaves a tombstone in its place."""
    message = channel.messages.pop(ts)
    channel.pins = [pin for pin in channel.pins if pin["ts"] != ts]
    if message.get("reply_count"):
        _bury(channel, message)
        events.changed(ws, channel, channel.messages[ts], message)
        return ws.touch()
    if is_reply(message):
        parent = channel.messages[message["thread_ts"]]
        refresh_thread(channel, parent)
        if is_gone(parent) and not parent.get("reply_count"):
            del channel.messages[parent["ts"]]
    events.deleted(ws, channel, message)
    return ws.touch()


def _bury(channel: Channel, message: Json) -> None:
    kept: Json = {key: message[key] for key in THREAD_KEYS if key in message}
    channel.messages[message["ts"]] = {
        "type": "message",
        "subtype": TOMBSTONE,
        "text": "This message was deleted.",
        "user": SLACKBOT,
        "hidden": True,
        "ts": message["ts"],
        "thread_ts": message["ts"],
        "team": message["team"],
        **kept,
    }
    # Back to its place: the messages are kept in the order of their time.
    channel.messages = dict(sorted(channel.messages.items()))


def edit(
    ws: Workspace, channel: Channel, message: Json, *, user: str, fields: Json, now: datetime
) -> None:
    """Change fields (``None`` removes one) and mark the message as edited."""
    old = deepcopy(message)
    for key, value in fields.items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    edited_us = max(microseconds(now), int(message["ts"].replace(".", "")) + 1)
    message["edited"] = {"user": user, "ts": stamp(edited_us)}
    ws.touch()
    events.changed(ws, channel, message, old)


def view(channel: Channel, message: Json, *, metadata: bool = False) -> Json:
    """Return a message as the API shows it: pins added, metadata if asked for."""
    shown = {k: v for k, v in message.items() if metadata or k != "metadata"}
    pin = channel.pin_of(message["ts"])
    if pin is not None:
        shown["pinned_to"] = [channel.id]
        shown["pinned_info"] = {
            "channel": channel.id,
            "pinned_by": pin["created_by"],
            "pinned_ts": pin["created"],
        }
    return shown


def permalink(ws: Workspace, channel: Channel, message: Json) -> str:
    """Return the message's URL (docs.slack.dev chat.getPermalink)."""
    base: str = ws.team["url"]
    url = f"{base}archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if is_reply(message):
        url += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return url


def linked(ws: Workspace, channel: Channel, message: Json) -> Json:
    """Return a message as the API shows it, its URL added."""
    link = permalink(ws, channel, message)
    return {**view(channel, message), "permalink": link}
