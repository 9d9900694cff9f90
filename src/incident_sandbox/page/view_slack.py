"""What the page shows of Slack: people, channels, one of them opened, the open modals."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
MOST_MESSAGES = 200
USUAL = "incidents"
_KEPT = ("ts", "user", "text", "blocks", "subtype", "thread_ts", "reply_count", "reactions")
_OPENED = ("id", "name", "is_private", "is_archived", "members", "bookmarks", "ephemerals")


def shown(state: Json, channel: str) -> Json:
    """The workspace, with a channel opened by its id; else the one people meet first."""
    channels = state["channels"]
    usual = next((key for key, raw in channels.items() if raw["name"] == USUAL), "")
    opened = channels.get(channel) or channels.get(usual)
    return {
        "bot": state["bot"]["user_id"],
        "users": {key: _user(raw) for key, raw in state["users"].items()},
        "channels": [_channel(raw, state["bot"]["user_id"]) for raw in channels.values()],
        "open": None if opened is None else _opened(opened),
        "views": state.get("views", {}),
    }


def _user(raw: Json) -> Json:
    return {
        "name": raw["real_name"],
        "handle": raw["name"],
        "email": raw["profile"].get("email", ""),
        "person": bool(raw["profile"].get("email")) and not raw["deleted"],
        "guest": raw["is_restricted"] or raw.get("is_stranger", False),
    }


def _channel(raw: Json, bot: str) -> Json:
    return {
        "id": raw["id"],
        "name": raw["name"],
        "private": raw["is_private"],
        "archived": raw["is_archived"],
        "mirrored": bot in raw["members"],
        "latest": max(raw["messages"], default=""),
    }


def _opened(raw: Json) -> Json:
    messages = list(raw["messages"].values())
    pinned = [pin["ts"] for pin in raw["pins"]]
    early = messages[:-MOST_MESSAGES]
    # The card is pinned early on and has to be seen however long people talk.
    kept = [each for each in early if each["ts"] in pinned] + messages[-MOST_MESSAGES:]
    return {
        **{name: raw[name] for name in _OPENED},
        "topic": raw["topic"]["value"],
        "purpose": raw["purpose"]["value"],
        "pins": pinned,
        "messages": [_message(each) for each in kept],
        "left_out": len(messages) - len(kept),
    }


def _message(raw: Json) -> Json:
    told = {name: raw[name] for name in _KEPT if name in raw}
    return {**told, "typed": "client_msg_id" in raw, "edited": "edited" in raw}
