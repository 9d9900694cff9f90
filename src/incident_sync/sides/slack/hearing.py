"""Floor 6. What an event of Slack's means: something asked of us, or a channel to look at.

Shapes after docs.slack.dev/reference/events. Nothing is done here, and nothing rests on an event:
one that is missing, late or doubled changes when something is seen, not what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from incident_sync.model.people import Member
from incident_sync.model.view import Command
from incident_sync.sides.slack import codec, grammar
from incident_sync.sides.slack.codec import Post
from incident_sync.sides.slack.hints import Hints
from incident_sync.sides.slack.notice import Notice

Event = Mapping[str, Any]

_CHANNEL_EVENTS = {
    f"{what}_{how}"
    for what in ("channel", "group")
    for how in ("archive", "unarchive", "deleted", "rename", "created", "left", "joined")
}
_MEMBERSHIP = {"member_joined_channel", "member_left_channel"}
_DESCRIBED = ("_name", "_topic", "_purpose", "_archive", "_unarchive")
"""How the subtypes end that Slack notes in a channel when it is another one now."""
_UNSAID = {"message_changed", "message_deleted"}


@dataclass(frozen=True, slots=True)
class Hearing:
    """``concerns`` tells whether a channel is one that we mirror; ``member`` who a user is."""

    hints: Hints
    notice: Callable[[], Notice]
    member: Callable[[str], Member | None]
    concerns: Callable[[str], bool]

    def heard(self, event: Event) -> Command | None:
        """What somebody asked in a message; all else that matters becomes a hint."""
        kind = str(event.get("type"))
        if kind in {"message", "app_mention"}:
            return self._message(event)
        if kind in _CHANNEL_EVENTS | _MEMBERSHIP:
            self._moved(event)
        elif kind.startswith(("reaction_", "pin_")):
            self._marked(event)
        return None

    def _message(self, event: Event) -> Command | None:
        channel, subtype = str(event["channel"]), str(event.get("subtype") or "")
        if subtype in _UNSAID:
            self._rewritten(channel, event)
            return None
        one = codec.post(event)
        if one.said and not one.is_reply:
            self.hints.said(channel, one.ts)
        notice = self.notice()
        if one.is_by(notice.me):
            return None
        if not one.said:
            if subtype.endswith(_DESCRIBED):
                self._look_at(channel)
            return None
        return self._asked(channel, one, notice)

    def _asked(self, channel: str, one: Post, notice: Notice) -> Command | None:
        said = grammar.read(one.text, notice.me.user)
        if said is None or one.bot or not one.user:
            return None
        return notice.command(channel, one, said, self.member(one.user))

    def _rewritten(self, channel: str, event: Event) -> None:
        """An edit may have a new meaning, a deletion takes one away; our own edits have neither."""
        now = event.get("message") or {}
        before = event.get("previous_message") or {}
        ours = bool(now) and codec.post({"ts": "", **now}).is_by(self.notice().me)
        if not ours and now.get("text") != before.get("text"):
            self._look_at(channel)

    def _marked(self, event: Event) -> None:
        item = event.get("item") or {}
        channel = str(event.get("channel_id") or item.get("channel") or "")
        emoji = str(event.get("reaction") or "").partition("::")[0]
        options = self.notice().options
        counts = emoji in {"", options.pin_emoji, options.todo_emoji}
        if counts and event.get("user") != self.notice().me.user:
            self._look_at(channel)

    def _moved(self, event: Event) -> None:
        told = event.get("channel") or ""
        channel = told if isinstance(told, Mapping) else {"id": told}
        by = event.get("user") or channel.get("creator")
        me = self.notice().me.user
        # Somebody invites us: a channel that we are to mirror, perhaps.
        invited = by == me and bool(event.get("inviter"))
        fresh = str(channel.get("name") or "").startswith(self.notice().options.prefix)
        if invited or (fresh and by != me):
            self.hints.happened(str(channel["id"]))
        elif event.get("type") not in _MEMBERSHIP or by == me:
            self._look_at(str(channel["id"]))

    def _look_at(self, channel: str) -> None:
        if self.concerns(channel):
            self.hints.happened(channel)
