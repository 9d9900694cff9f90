"""Floor 6. Finding what an action of unknown outcome did, before anything is sent again.

A channel by its exact name, made by us and not before the intent; a message by its metadata; a
bookmark by its link. Whether to look stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from incident_sync.model.action import Action, Outcome
from incident_sync.sides.slack import channels, codec, listing, text
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.codec import Channel, Post
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.planning import part_key
from incident_sync.sides.slack.reading import PAGE, THREAD_PAGE

SLACK = timedelta(seconds=60)
"""How far Slack's clock may be behind ours."""
_TURNS = range(2, 10)


class Finder:
    """Looks for the traces of actions; ``me`` tells who we are when it is needed."""

    def __init__(self, client: Client, me: Callable[[], Identity]) -> None:
        self._client = client
        self._me = me

    def find(self, action: Action, since: datetime) -> Outcome | None:
        """What an action intended at ``since`` did; None where it left no trace."""
        if action.kind == "open_channel":
            return self._find_channel(action, since)
        if action.kind == "add_bookmark":
            return self._find_bookmark(action)
        if action.kind == "edit_note":
            return self._find_note(action)
        if action.kind == "reply":
            return None  # nobody but its reader can see whether it came: rather twice than never
        oldest = codec.stamp(since - SLACK)
        return self._find_post(action, oldest, lambda one: one.key == action.key)

    def find_part(self, action: Action, since: str) -> Outcome | None:
        """A card, announcement or bookmark that this incident was given under another key."""
        if action.kind == "add_bookmark":
            return self._find_bookmark(action)
        label = action.data["label"]
        facet = next(iter(action.facets))
        key = part_key(facet)
        return self._find_post(
            action,
            since,
            lambda one: bool(label) and one.label == label and bool(key.fullmatch(one.key)),
        )

    def opened(self, action: Action, channel: Channel) -> Outcome:
        """The outcome of a channel that was opened."""
        digest, notes = channels.opened(channel)
        inherited = action.data.get("notes") or {}
        return Outcome(action, ref=channel.id, digest=digest, notes={**inherited, **notes})

    def posted(self, action: Action, ts: str) -> Outcome:
        """The outcome of a message that stands under ``ts``."""
        data = action.data
        notes: dict[str, str] = {}
        if action.kind == "post_card":
            notes = {"card": ts}
        elif action.kind == "post_announcement":
            notes = {"announcement": f"{data['channel']}:{ts}"}
        elif action.kind == "post_note":
            notes = {"note": ts, "note_text": data["said"]}
        elif action.kind == "edit_note":
            alone = ts != data["ts"]
            notes = {"note": ts, "note_text": data["alone"] if alone else data["said"]}
        return Outcome(action, notes=notes)

    def _find_channel(self, action: Action, since: datetime) -> Outcome | None:
        name, label = action.data["name"], action.data["label"]
        former = channels.former(action.data.get("notes") or {})
        names = {name, *(text.next_name(name, turn) for turn in _TURNS)}
        me = self._me().user
        earliest = (since - SLACK).timestamp()
        listed = self._client.every(
            "conversations.list",
            "channels",
            limit=listing.PAGE,
            types=listing.TYPES,
            exclude_archived=False,
        )
        for raw in listed:
            channel = codec.channel(raw)
            ours = channel.creator == me and channel.created >= int(earliest)
            ours = ours and channel.id not in former
            # One that says whose it is, and says another's label, is another incident's.
            if channel.name in names and ours and channel.owner[0] in ("", label):
                return self.opened(action, channel)
        return None

    def _find_post(
        self, action: Action, oldest: str, is_it: Callable[[Post], bool]
    ) -> Outcome | None:
        me = self._me()
        for one in self._posts(action, oldest):
            if one.is_by(me) and is_it(one):
                return self.posted(action, one.ts)
        return None

    def _posts(self, action: Action, oldest: str) -> Iterator[Post]:
        channel = action.data.get("channel") or action.ref
        thread = action.data.get("thread")
        where = {"ts": thread, "limit": THREAD_PAGE} if thread else {"limit": PAGE}
        method = "conversations.replies" if thread else "conversations.history"
        for page in self._client.pages(
            method, channel=channel, oldest=oldest, include_all_metadata=True, **where
        ):
            yield from (codec.post(one) for one in page.get("messages") or ())

    def _find_note(self, action: Action) -> Outcome | None:
        ts = action.data["ts"]
        page = self._client.read(
            "conversations.history",
            channel=action.ref,
            oldest=ts,
            inclusive=True,
            limit=PAGE,
            include_all_metadata=True,
        )
        for raw in page.get("messages") or ():
            one = codec.post(raw)
            if one.key == action.key:
                return self.posted(action, one.ts)
        return None

    def _find_bookmark(self, action: Action) -> Outcome | None:
        answer = self._client.read("bookmarks.list", channel_id=action.ref)
        for one in answer.get("bookmarks") or ():
            if one.get("link") == action.data["link"]:
                return Outcome(action, notes={"bookmark": one["id"]})
        return None
