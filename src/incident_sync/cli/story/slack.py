"""Floor 9. What Slack holds, read from the raw state of the workspace. Nothing is done here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.cli.story.failed import Failed

_TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class Post:
    """One message: ``ts``, the ``user`` who wrote it, the ``text`` that people see.

    ``thread`` is empty outside of one; ``told`` marks what Slack itself says of a channel.
    """

    ts: str
    user: str
    text: str
    thread: str
    told: bool

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread; the first of a thread does not."""
        return self.thread not in ("", self.ts)


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: ``posts`` oldest first, replies included; ``pinned`` their ts."""

    id: str
    name: str
    topic: str
    purpose: str
    archived: bool
    created: int
    posts: tuple[Post, ...]
    pinned: frozenset[str]
    members: frozenset[str]
    links: tuple[str, ...]


class Workspace:
    """The whole of Slack as one look found it."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self.bot: str = raw["bot"]["user_id"]
        self._handles = {key: user["name"] for key, user in raw["users"].items()}
        self.channels = tuple(self._channel(one) for one in raw["channels"].values())

    def user(self, handle: str) -> str:
        """The id behind a handle."""
        ids = {name: key for key, name in self._handles.items()}
        return str(ids[handle])

    def channel(self, name_or_id: str) -> Channel:
        """The channel of that name or id; raises Failed where there is none."""
        for one in self.channels:
            if name_or_id in (one.id, one.name):
                return one
        names = ", ".join(one.name for one in self.channels)
        raise Failed(f"a channel {name_or_id}", names)

    def incidents(self, prefix: str = "inc-") -> list[Channel]:
        """The channels of incidents, archived ones too."""
        return [one for one in self.channels if one.name.startswith(prefix)]

    def card(self, channel: Channel) -> str:
        """The text of the pinned message of ours; empty where none is pinned."""
        return "\n".join(
            post.text
            for post in channel.posts
            if post.ts in channel.pinned and post.user == self.bot
        )

    def notes(self, channel: Channel, since: str) -> list[str]:
        """What the bot has posted after ``since`` (a ts), threads left out."""
        said = [post for post in channel.posts if post.user == self.bot and post.ts > since]
        return [post.text for post in said if not post.told and not post.is_reply]

    def announcement(self, channel: Channel) -> str:
        """The announcement of an incident in #incidents; empty where there is none."""
        said = [
            post.text
            for post in self.channel("incidents").posts
            if post.user == self.bot and f"#{channel.name}" in post.text and not post.is_reply
        ]
        return "\n".join(said)

    def _channel(self, raw: Mapping[str, Any]) -> Channel:
        return Channel(
            id=raw["id"], name=raw["name"], archived=raw["is_archived"], created=raw["created"],
            topic=_unescaped(raw["topic"]["value"]), purpose=_unescaped(raw["purpose"]["value"]),
            posts=tuple(self._post(ts, one) for ts, one in raw["messages"].items()),
            pinned=frozenset(pin["ts"] for pin in raw["pins"]),
            members=frozenset(raw["members"]),
            links=tuple(mark.get("link", "") for mark in raw["bookmarks"]),
        )  # fmt: skip

    def _post(self, ts: str, raw: Mapping[str, Any]) -> Post:
        blocks = raw.get("blocks")
        text = "\n".join("".join(self._words(block)) for block in blocks) if blocks else ""
        shown = text or self._plain(raw.get("text", ""))
        told = raw.get("subtype", "").startswith("channel_")
        return Post(ts, raw.get("user", ""), shown, raw.get("thread_ts", ""), told)

    def _words(self, node: Any) -> Iterator[str]:
        """The text of a block, in its order; people and channels by name."""
        if isinstance(node, list):
            for one in node:
                yield from self._words(one)
        elif isinstance(node, dict):
            if "user_id" in node:
                yield f"@{self._handles.get(node['user_id'], node['user_id'])}"
            elif "channel_id" in node:
                yield f"#{self._name(node['channel_id'])}"
            elif isinstance(node.get("text"), str):
                yield node["text"]
            else:
                yield from self._words(list(node.values()))

    def _plain(self, text: str) -> str:
        def named(found: re.Match[str]) -> str:
            sign, key, label = found.groups()
            if sign == "@":
                return f"@{self._handles.get(key, key)}"
            return f"#{self._name(key)}" if sign == "#" else label or key

        return _unescaped(_TOKEN.sub(named, text))

    def _name(self, channel: str) -> str:
        found = self._raw["channels"].get(channel)
        return str(found["name"]) if found else channel


def squeezed(text: str) -> str:
    """A text with one space wherever it has any."""
    return " ".join(text.split())


def _unescaped(text: str) -> str:
    for escaped, plain in _ESCAPES:
        text = text.replace(escaped, plain)
    return text
