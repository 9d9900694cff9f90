"""Floor 6. The workspace's channels as one listing shows them, and entering those we may.

Which of them are read, and what is said in them, stays out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.view import Known, Row
from incident_sync.sides.slack import channels, codec
from incident_sync.sides.slack.client import Client, Json
from incident_sync.sides.slack.codec import Channel
from incident_sync.sides.slack.hints import EVERYTHING, Told
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.options import SlackOptions

PAGE = 999
TYPES = "public_channel,private_channel"
_REFUSED = "refused"


class Listing:
    """All channels that the bot can see, but for archived ones unless this is the first look.

    Between two sweeps only those that were ``told`` of, and ``announce`` as it was seen last.
    ``problems`` gathers what a person has to mend.
    """

    def __init__(
        self,
        client: Client,
        options: SlackOptions,
        me: Identity,
        known: Known,
        told: Told = EVERYTHING,
        announce: Channel | None = None,
    ) -> None:
        self._client = client
        self._options = options
        self._me = me
        self._known = known
        self._linked = known.digests.get(Kind.INCIDENT, {})
        self._refused: set[str] = set(json.loads(known.cursors.get(_REFUSED) or "[]"))
        self.problems: list[IncidentSyncError] = []
        self._whole = told.sweep
        listed = self._all() if told.sweep else map(self._one, sorted(told.channels))
        self._listed: dict[str, Json] = {one["id"]: one for one in listed if one}
        self.announce = self._announcement() if told.sweep else announce

    def _all(self) -> list[Json]:
        return self._client.every(
            "conversations.list",
            "channels",
            limit=PAGE,
            types=TYPES,
            exclude_archived=not self._known.first,
        )

    def _one(self, ref: str) -> Json | None:
        """A channel that was told of; None where it is gone: whoever reads it finds that out."""
        try:
            found: Json = self._client.read("conversations.info", channel=ref)["channel"]
        except Permanent as error:
            if error.code != "channel_not_found":
                raise
            return None
        return found

    @property
    def numbers(self) -> int:
        """The highest incident number in a channel's name."""
        names = (one["name"] for one in self._listed.values())
        return channels.highest_number(names, self._options.prefix)

    @property
    def cursors(self) -> dict[str, str]:
        """The channels that refused us, where that changed: each is asked once."""
        unseen = {"is_member": self._whole}
        out = (ref for ref in self._refused if not self._listed.get(ref, unseen).get("is_member"))
        written = json.dumps(sorted(out))
        return {} if written == (self._known.cursors.get(_REFUSED) or "[]") else {_REFUSED: written}

    def channel(self, ref: str) -> Channel:
        """A channel, asked for where it is not listed.

        Raises Permanent with code "channel_not_found" where it is gone.
        """
        listed = self._listed.get(ref)
        found = listed or self._client.read("conversations.info", channel=ref)["channel"]
        return codec.channel(found)

    def unlinked(self) -> Iterator[Channel]:
        """Channels with the prefix that belong to no incident we know of, entered."""
        foreign = []
        installation = self._options.installation
        for raw in self._listed.values():
            if raw["id"] in self._linked or not raw["name"].startswith(self._options.prefix):
                continue
            channel = codec.channel(raw)
            if self._is_former(channel):
                continue
            if channels.is_foreign(channel, installation):
                foreign += [] if channel.archived else [channel]
            elif channels.may_declare(channel, self._me, installation):
                entered = self._entered(channel)
                if entered is not None:
                    yield entered
        self.problems += channels.foreign(foreign)

    def moved(self, told: Collection[str], now: str) -> Iterator[Row]:
        """Linked channels, but for those ``told`` of, that stand otherwise than they did.

        ``now`` is the present as a ts.
        """
        for ref, known in self._linked.items():
            raw = self._listed.get(ref)
            if raw is None or ref in told or _is_as_known(raw, known):
                continue
            channel = self._returned(codec.channel(raw), known)
            row = channels.standing_row(channel, known, self._known.notes.get(ref, {}), now)
            if row is not None:
                yield row

    def _is_former(self, channel: Channel) -> bool:
        """Whether a channel has a successor: it is left alone, whatever becomes of it.

        The successor's notes say so, and its purpose, which has the same label.
        """
        if channel.id in self._former:
            return True
        ours = channels.is_ours(channel, self._options.installation)
        return ours and channel.owner[0] in self._labels

    @cached_property
    def _former(self) -> frozenset[str]:
        read = (*self._known.active, *self._known.recent)
        notes = (self._known.notes.get(ref, {}) for ref in read)
        return frozenset(ref for some in notes for ref in channels.former(some))

    @cached_property
    def _labels(self) -> frozenset[str]:
        """The labels of the incidents whose channel is linked and can be written."""
        linked = (codec.channel(raw) for ref, raw in self._listed.items() if ref in self._linked)
        open_ = (one for one in linked if channels.reach(one) is Reach.OPEN)
        return frozenset(one.owner[0] for one in open_) - {""}

    def _announcement(self) -> Channel | None:
        wanted = self._options.announce
        if not wanted:
            return None
        named = (one for one in self._listed.values() if one["name"] == wanted.lower())
        found: Json | None = self._listed.get(wanted) or next(named, None)
        if found is None or found.get("is_archived"):
            remedy = (
                "Create it, or unarchive it if it was archived; invite the bot if it is private; or"
                " set another one in announce."
            )
            problem = "the announcement channel is not there"
            self.problems.append(Permanent(problem, where=f"#{wanted}", remedy=remedy))
            return None
        channel = codec.channel(found)
        return channel if channel.member else self._join(channel) or channel

    def _entered(self, channel: Channel) -> Channel | None:
        if self.announce is not None and channel.id == self.announce.id:
            return None
        if channel.archived:
            ours = channels.is_ours(channel, self._options.installation)
            return channel if ours else None
        return channel if channel.member else self._join(channel)

    def _returned(self, channel: Channel, known: str) -> Channel:
        # Archiving takes the bot out; whoever unarchives wants the channel mirrored again.
        was_archived = channels.parsed(known).standing.endswith(f"/{Reach.ARCHIVED}")
        if channel.member or channel.archived or not was_archived:
            return channel
        return self._join(channel) or channel

    def _join(self, channel: Channel) -> Channel | None:
        """The channel once we are in it; asked once, a refusal is remembered."""
        if channel.private or channel.id in self._refused or self._known.dry:
            return None
        try:
            joined = self._client.write("conversations.join", channel=channel.id)
        except SideUnusable:
            raise
        except Permanent as error:
            self._refused.add(channel.id)
            error.where = f"#{channel.name}"
            self.problems.append(error)
            return None
        return codec.channel({**joined["channel"], "is_member": True})


def _is_as_known(raw: Mapping[str, object], known: str) -> bool:
    """Whether a listed channel stands as its digest says, told from the JSON alone, for speed."""
    if raw.get("is_archived") or not raw.get("is_member"):
        return False
    private = bool(raw.get("is_private"))
    return known.startswith(f"{channels.standing(str(raw['name']), Reach.OPEN, private=private)}:")
