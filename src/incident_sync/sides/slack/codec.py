"""Floor 6. Slack's JSON as frozen values, and back; pure.

Shapes after java-slack-sdk, json-logs/samples. What a message asks or means stays out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from incident_sync.model.people import Member, Person
from incident_sync.model.values import instant
from incident_sync.sides.slack import text
from incident_sync.sides.slack.identity import Identity

EVENT_TYPE = "incident_sync"
_SAID = {"", "thread_broadcast", "file_share", "me_message", "bot_message"}
_MARKER = re.compile(r"(?:([^\s|]+) )?incident-sync:([\w-]+)")


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; ``created`` in seconds since 1970, ``purpose`` as people read it.

    ``topic`` and ``described`` are topic and purpose as Slack has them, escaped.
    """

    id: str
    name: str
    creator: str
    created: int
    private: bool
    archived: bool
    member: bool
    purpose: str = ""
    topic: str = ""
    described: str = ""

    @property
    def owner(self) -> tuple[str, str]:
        """Label and installation id that the purpose carries; empty where it carries none."""
        # The last one: a title may quote another's.
        found = _MARKER.findall(self.purpose)
        return found[-1] if found else ("", "")


@dataclass(frozen=True, slots=True)
class Post:
    """A message. ``ts`` names it in its channel and is its time; ``text`` is still escaped.

    ``thread`` is the ts of its thread, its own where it leads one; ``key``, ``label``, ``head`` and
    ``claims`` are what our metadata says, ``blocks`` the JSON of what carries it; ``said`` is False
    for what Slack itself noted, and for what was deleted.
    """

    ts: str
    user: str
    bot: str
    text: str
    said: bool
    thread: str = ""
    broadcast: bool = False
    latest_reply: str = ""
    replies: int = 0
    edited: str = ""
    author: str = ""
    reactions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pinned_in: frozenset[str] = frozenset()
    key: str = ""
    label: str = ""
    head: str = ""
    claims: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread alone, and not in the channel."""
        return self.thread not in ("", self.ts) and not self.broadcast

    @property
    def touched(self) -> str:
        """When it was last written or edited, as a ts."""
        return max(self.ts, self.edited)

    def is_by(self, me: Identity) -> bool:
        """Whether it is our own."""
        return self.user == me.user or (self.bot != "" and self.bot == me.bot)


def channel(data: Mapping[str, Any]) -> Channel:
    """A channel of conversations.list, info, create or join."""
    described = (data.get("purpose") or {}).get("value", "")
    return Channel(
        id=data["id"],
        name=data["name"],
        creator=data.get("creator", ""),
        created=int(data.get("created", 0)),
        private=bool(data.get("is_private")),
        archived=bool(data.get("is_archived")),
        member=bool(data.get("is_member")),
        purpose=text.unescape(described),
        topic=(data.get("topic") or {}).get("value", ""),
        described=described,
    )


def post(data: Mapping[str, Any]) -> Post:
    """A message of conversations.history or replies, read with its metadata."""
    payload = _payload(data)
    subtype = data.get("subtype") or ""
    reactions = data.get("reactions") or ()
    return Post(
        ts=data["ts"],
        user=data.get("user") or "",
        bot=data.get("bot_id") or "",
        text=_content(data),
        said=subtype in _SAID,
        thread=data.get("thread_ts") or "",
        broadcast=subtype == "thread_broadcast",
        latest_reply=data.get("latest_reply") or "",
        replies=data.get("reply_count") or 0,
        edited=(data.get("edited") or {}).get("ts", ""),
        author=data.get("username") or (data.get("bot_profile") or {}).get("name", ""),
        reactions={one["name"]: frozenset(one.get("users") or ()) for one in reactions},
        pinned_in=frozenset(data.get("pinned_to") or ()),
        key=str(payload.get("key", "")),
        label=str(payload.get("incident", "")),
        head=str(payload.get("head", "")),
        claims=payload.get("claims") or {},
        blocks=tuple(data.get("blocks") or ()) if payload.get("claims") else (),
    )


def _payload(data: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = data.get("metadata") or {}
    ours = metadata.get("event_type") == EVENT_TYPE
    return (metadata.get("event_payload") or {}) if ours else {}


def _content(data: Mapping[str, Any]) -> str:
    # An alert of another app may stand in its attachment alone, a shared file in its name.
    attached = (one.get("fallback") or one.get("text") for one in data.get("attachments") or ())
    files = (text.escape(one.get("name") or "") for one in data.get("files") or ())
    said: str = data.get("text") or next(filter(None, (*attached, *files)), "")
    return said


def member(data: Mapping[str, Any], team: str) -> Member:
    """A person of users.list; ``foreign`` where they belong to another workspace than ``team``."""
    profile = data.get("profile") or {}
    real_name = profile.get("real_name") or data.get("real_name") or data.get("name") or data["id"]
    return Member(
        person=Person(
            name=profile.get("display_name") or real_name,
            email=profile.get("email") or "",
            slack=data["id"],
        ),
        handle=data.get("name") or "",
        real_name=real_name,
        guest=bool(data.get("is_restricted") or data.get("is_ultra_restricted")),
        foreign=bool(data.get("is_stranger")) or data.get("team_id", team) != team,
        gone=bool(data.get("deleted")),
        bot=bool(data.get("is_bot")) or data["id"] == "USLACKBOT",
    )


def metadata(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a message of ours carries, so that it is found again after a doubt.

    ``data`` is its action's: ``label``, where our history stood (``head``), a card's ``claims``.
    """
    payload: dict[str, Any] = {"key": key, "incident": data["label"], "head": data.get("head", "")}
    claims = {"claims": data["claims"]} if "claims" in data else {}
    return {"event_type": EVENT_TYPE, "event_payload": payload | claims}


def moment(ts: str) -> datetime:
    """The instant of a message's ts ("1763913600.000100"), in UTC, whole milliseconds."""
    return instant(datetime.fromtimestamp(float(ts), UTC))


def stamp(at: datetime) -> str:
    """The ts that a message of that instant would have at the earliest."""
    return f"{at.timestamp():.6f}"


def permalink(me: Identity, channel_id: str, one: Post) -> str:
    """A message's address (docs.slack.dev/reference/methods/chat.getPermalink), at no call."""
    address = f"{me.url}archives/{channel_id}/p{one.ts.replace('.', '')}"
    return f"{address}?thread_ts={one.thread}&cid={channel_id}" if one.is_reply else address
