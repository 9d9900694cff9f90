"""Floor 6. One look at Slack: which channels are read, and what of them is reported.

The calls: ⌈channels/999⌉ for the listing, one for each active incident's channel, one more in turn
for a recently closed one; whatever else is asked for is seldom. What a text means
stays out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Member
from incident_sync.model.view import Command, Known, Row, View
from incident_sync.sides.slack import channels, codec, progress, reading, returning
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.codec import Channel
from incident_sync.sides.slack.hints import EVERYTHING, Told
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.listing import Listing
from incident_sync.sides.slack.notice import CHILDREN, Digests, Notice
from incident_sync.sides.slack.options import SlackOptions
from incident_sync.sides.slack.reading import Reading
from incident_sync.sides.slack.sight import Sight

USERS_PAGE = 200
MEMBERS_LAST = timedelta(days=1)
MEMBERS_REST = timedelta(minutes=10)
_ANNOUNCED = "announced"


class Look:
    """One look; made for it, and thrown away after it. ``sight`` is what is worth keeping.

    ``told`` says what is looked at; all that is not, is as it was ``seen`` last.
    """

    def __init__(
        self,
        client: Client,
        options: SlackOptions,
        clock: Clock,
        me: Identity,
        known: Known,
        told: Told = EVERYTHING,
        seen: Sight | None = None,
    ) -> None:
        self._client = client
        self._options = options
        self._now = clock.now()
        self._now_ts = codec.stamp(self._now)
        self._me = me
        self._known = known
        self._linked = known.digests.get(Kind.INCIDENT, {})
        self._told = told
        seen = seen or Sight()
        self._listing = Listing(client, options, me, known, told, seen.announce)
        self._problems: list[IncidentSyncError] = []
        self._foreign: list[Channel] = []
        self._rows: list[Row] = []
        self.sight = Sight(self._listing.announce) if told.sweep else seen
        self.sight.hear(told.newest)

    def view(self) -> View:
        """What differs from what was known.

        No kind is ever whole: that a channel is missing from the listing is settled by asking for
        it, that a message is by reading the stretch it stood in.
        """
        read = self._read_all()
        lobby = self._read_announcement()
        unlinked = list(self._listing.unlinked())
        heard = [*read, *([lobby] if lobby else [])]
        members = self._members(heard, unlinked)
        directory = self._known.directory if members is None else Directory(members)
        notice = Notice(self._me, self._options, directory, fresh=members is not None)
        self._report_children(read, notice)
        if self._known.rebuilding:
            self._report_again(read)
        else:
            self._report_progress(read, notice)
        told = {*self._to_read(), *(row.ref for row in self._rows)}
        self._rows += self._listing.moved(told, self._now_ts)
        self._report_unlinked(unlinked, {one.channel.id for one in read}, directory)
        return View(
            side="slack",
            rows=tuple(self._rows),
            commands=_commands(heard, notice),
            numbers=self._listing.numbers,
            cursors=self._cursors(lobby, notice, members),
            members=members,
            problems=(
                *self._listing.problems,
                *channels.foreign(self._foreign),
                *self._problems,
            ),
            head=max(filter(None, map(self._head, heard)), default=None),
            spoke=max(filter(None, map(self._spoke, heard)), default=None),
            forgotten=frozenset(one.id for one in unlinked if self._is_ours(one)),
        )

    # Reading.

    def _in_turn(self) -> str:
        """The one more channel of this look; empty while nothing was closed lately, or is shut."""
        turns = list(self._known.recent)
        if not turns and not self._known.parked:
            return ""
        turns += [self.sight.announce.id] if self.sight.announce else []
        return turns[self._known.turn % len(turns)] if turns else ""

    def _to_read(self) -> list[str]:
        if not self._told.sweep:
            known = {*self._known.active, *self._known.recent}
            return [ref for ref in sorted(self._told.channels) if ref in known]
        turn = self._in_turn()
        also = [turn] if turn in self._known.recent else []
        return list(dict.fromkeys([*self._known.active, *also]))

    def _read_all(self) -> list[Reading]:
        """What was read; one channel that fails does not stop the others, two in a row do."""
        found: list[Reading] = []
        failed = False
        for ref in self._to_read():
            try:
                one = self._read(ref)
            except Temporary as error:
                if failed:
                    raise
                failed = True
                self._problems.append(error)
                continue
            failed = False
            found += [one] if one else []
        return found

    def _read(self, ref: str) -> Reading | None:
        notes = self._known.notes.get(ref, {})
        try:
            channel = self._listing.channel(ref)
            if not self._can_be_read(channel, notes):
                return None
            again = self._known.rebuilding
            found = reading.read(self._client, channel, notes, self._me, threads=True, again=again)
        except SideUnusable:
            raise
        except Permanent as error:
            self._lost(ref, notes, error)
            return None
        self._see(found, notes)
        return found

    def _see(self, found: Reading, notes: Mapping[str, str]) -> None:
        ref = found.channel.id
        self.sight.newest[ref] = found.newest
        for one in found.windows[0].posts:
            mark = found.marks.get(one.ts) or reading.mark_of(notes, one.ts)
            self.sight.threads[ref, one.ts] = mark

    def _can_be_read(self, channel: Channel, notes: Mapping[str, str]) -> bool:
        if channels.is_foreign(channel, self._options.installation):
            self._foreign.append(channel)
            return False
        reach = channels.reach(channel)
        row = channels.standing_row(channel, self._linked.get(channel.id, ""), notes, self._now_ts)
        if row is not None and reach is not Reach.OPEN:
            self._rows.append(row)
            self._problems += [channels.not_in(channel)] if reach is Reach.GONE else []
        return reach is Reach.OPEN

    def _lost(self, ref: str, notes: Mapping[str, str], error: Permanent) -> None:
        if error.code not in {"channel_not_found", "not_in_channel"}:
            self._problems.append(error)
            return
        row = channels.gone_row(ref, self._linked.get(ref, ""), notes, self._now_ts)
        if row is not None:
            error.where = row.where
            self._problems.append(error)
            self._rows.append(row)

    def _read_announcement(self) -> Reading | None:
        announce = self.sight.announce
        if announce is None or not announce.member:
            return None
        if not self._hears_announcement(announce.id):
            return None
        # A store that is behind knows of another time how far it was read.
        notes = {} if self._known.rebuilding else self._announced(announce.id)
        # What is shut is told in a thread, and people answer where they are told.
        threads = self._known.awaiting_approval or self._known.parked
        try:
            again = self._known.rebuilding
            return reading.read(
                self._client, announce, notes, self._me, threads=threads, again=again
            )
        except SideUnusable:
            raise
        except (Temporary, Permanent) as error:
            self._problems.append(error)
            return None

    def _hears_announcement(self, ref: str) -> bool:
        if not self._told.sweep:
            return ref in self._told.channels
        asked = self._known.awaiting_approval or self._known.rebuilding
        return asked or self._in_turn() == ref

    # Reporting.

    def _report_children(self, read: list[Reading], notice: Notice) -> None:
        children = self._known_children(read)
        for one in read:
            self._rows += notice.rows(one, children.get(one.channel.id, {}))

    def _report_progress(self, read: list[Reading], notice: Notice) -> None:
        for one in read:
            ref = one.channel.id
            row = progress.row(
                one,
                self._linked.get(ref, ""),
                self._known.notes.get(ref, {}),
                now=self._now_ts,
                held=notice.has_unknown_asker(one),
            )
            self._rows += [row] if row else []

    def _report_again(self, read: list[Reading]) -> None:
        """All that the channels read tell, now that the store does not know them any more."""
        for one in read:
            posts, channel = one.windows[0].posts, one.channel
            card = returning.card_of(posts, channel, self._me)
            if card is None and one.windows[0].since != channels.NEVER:
                first = reading.first_posts(self._client, channel)
                card = returning.card_of(first, channel, self._me)
            self._rows.append(returning.read_row(one, card))

    def _report_unlinked(
        self, unlinked: list[Channel], read: set[str], directory: Directory
    ) -> None:
        unread = [one for one in unlinked if one.id not in read]
        ours = {one.id for one in unread if self._is_ours(one)}
        # One that was to be read and could not be still says whose it is.
        self._rows = [row for row in self._rows if row.ref not in ours]
        for one in unread:
            if one.id in ours:
                self._rows.append(returning.unread_row(one))
            else:
                self._rows.append(channels.unlinked_row(one, self._options, directory))

    def _is_ours(self, channel: Channel) -> bool:
        return channels.is_ours(channel, self._options.installation)

    def _head(self, one: Reading) -> Head | None:
        return returning.head_of((p for window in one.windows for p in window.posts), self._me)

    def _spoke(self, one: Reading) -> datetime | None:
        own = [post.touched for post in one.windows[0].posts if post.said and post.is_by(self._me)]
        return codec.moment(max(own)) if own else None

    def _known_children(self, read: list[Reading]) -> dict[str, Digests]:
        """The digests of what stands in the channels read ("C1:1763913600.000100"), by channel."""
        found: dict[str, dict[Kind, dict[str, str]]] = {one.channel.id: {} for one in read}
        for kind in CHILDREN:
            for child, digest in self._known.digests.get(kind, {}).items():
                of_channel = found.get(child.partition(":")[0])
                if of_channel is not None:
                    of_channel.setdefault(kind, {})[child] = digest
        return {ref: kinds for ref, kinds in found.items() if kinds}

    def _cursors(
        self, lobby: Reading | None, notice: Notice, members: tuple[Member, ...] | None
    ) -> dict[str, str]:
        cursors = dict(self._listing.cursors)
        if members is not None:
            cursors["members_at"] = self._now.isoformat()
        if lobby is not None and not notice.has_unknown_asker(lobby):
            notes = self._announced(lobby.channel.id)
            changed = progress.notes(lobby, notes)
            kept = {**notes, **changed, "channel": lobby.channel.id}
            if changed:
                written = {name: value for name, value in kept.items() if value}
                cursors[_ANNOUNCED] = json.dumps(written, sort_keys=True)
        return cursors

    def _announced(self, ref: str) -> dict[str, str]:
        """The notes of the announcement channel, which no link keeps."""
        kept: dict[str, str] = json.loads(self._known.cursors.get(_ANNOUNCED) or "{}")
        return kept if kept.get("channel") == ref else {}

    # People.

    def _members(self, heard: list[Reading], unlinked: list[Channel]) -> tuple[Member, ...] | None:
        """The workspace's members, where it is time to ask for them."""
        known = self._known.directory
        notice = Notice(self._me, self._options, known)
        strange = any(notice.has_strangers(one) for one in heard) or any(
            known.member(one.creator) is None for one in unlinked
        )
        if not self._members_are_due(strange=strange):
            return None
        listed = self._client.every("users.list", "members", limit=USERS_PAGE)
        return tuple(codec.member(one, self._me.team) for one in listed)

    def _members_are_due(self, *, strange: bool) -> bool:
        kept = self._known.cursors.get("members_at")
        if not kept or not self._known.directory.members:
            return True
        age = self._now - datetime.fromisoformat(kept)
        return not timedelta() <= age < (MEMBERS_REST if strange else MEMBERS_LAST)


def _commands(heard: list[Reading], notice: Notice) -> tuple[Command, ...]:
    found = (command for one in heard for command in notice.commands(one))
    return tuple(sorted(found, key=lambda command: (command.at, command.key)))
