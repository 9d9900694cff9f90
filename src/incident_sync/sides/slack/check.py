"""Floor 6. What has to be right in Slack, looked at in two calls; for ``doctor``.

Nothing is written and no channel joined. The sentences are those of a cycle's own errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Temporary
from incident_sync.model.finding import Finding, amiss, fine, unseen, wrong
from incident_sync.model.skew import clock_finding, read_date
from incident_sync.model.view import Known
from incident_sync.sides.slack import faults, identity
from incident_sync.sides.slack.channels import MOST_NAMED, is_ours
from incident_sync.sides.slack.client import Client
from incident_sync.sides.slack.codec import Channel
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.listing import Listing
from incident_sync.sides.slack.options import SlackOptions

_FIND = "finding incident channels"
_OPEN = "opening channels, topics and purposes"
_HEAR = "commands, reactions, pins and edits in incident channels"
SCOPES = {
    "channels:read": _FIND,
    "groups:read": f"{_FIND} that are private",
    "channels:manage": _OPEN,
    "channels:join": "joining channels that people made",
    "channels:history": _HEAR,
    "groups:history": f"{_HEAR} that are private",
    "chat:write": "card, notes, the announcement",
    "pins:read": "finding the pinned card again",
    "pins:write": "pinning the card",
    "reactions:read": "reactions for the timeline and for follow-ups",
    "bookmarks:read": "finding the bookmark to the row again",
    "bookmarks:write": "the bookmark to the row",
    "users:read": "names of leads and reporters",
    "users:read.email": "matching people by e-mail address",
}
"""Every scope that the bot needs, with what for (docs.slack.dev/reference/scopes)."""

_VITAL = frozenset({"channels:read", "groups:read", "channels:history", "users:read"})
"""Without these no look at Slack comes to its end."""

_API, _TOKEN = "Slack: API", "Slack: bot token"
_CHANNELS, _ANNOUNCE = "Slack: channels", "Slack: announcement channel"
_NOBODY = "unknown"
_AFTER = "it is looked at once what stands above is mended"


class Checkup:
    """One look at everything that Slack needs."""

    def __init__(
        self, client: Client, options: SlackOptions, clock: Clock, cursors: Mapping[str, str]
    ) -> None:
        """``cursors`` are those of the last look; without any, Slack was never looked at."""
        self._client = client
        self._options = options
        self._clock = clock
        self._first = not cursors
        self._granted: frozenset[str] | None = None

    def findings(self) -> Iterator[Finding]:
        """See ``ports.Side.check``."""
        me, found = self._identity()
        yield from found
        yield self._clock_finding()
        yield from map(self._scope, SCOPES)
        yield from self._channels(me)

    def _identity(self) -> tuple[Identity | None, list[Finding]]:
        try:
            answer = self._client.read("auth.test")
            me = identity.of(answer, self._options.token(), "00" * 8)
        except Temporary as error:
            return None, [wrong(_API, error), unseen(_TOKEN, _AFTER)]
        except IncidentSyncError as error:
            return None, [self._reached(), wrong(_TOKEN, error)]
        except KeyError:
            unreadable = faults.of_status("auth.test", 200, {}, self._clock.now())
            return None, [wrong(_API, unreadable), unseen(_TOKEN, _AFTER)]
        self._granted = self._scopes()
        if not me.bot:
            # As Slack words it where a method minds.
            refusal = faults.of_answer("auth.test", {"error": "not_allowed_token_type"})
            return None, [self._reached(), wrong(_TOKEN, refusal)]
        who = f"it works, as {answer.get('user', me.user)} in {answer.get('team', me.team)}"
        return me, [self._reached(), fine(_TOKEN, who, me.url)]

    def _reached(self) -> Finding:
        return fine(_API, "it answers", self._options.api_url)

    def _clock_finding(self) -> Finding:
        theirs = read_date(self._client.headers.get("date"))
        return clock_finding("Slack", theirs, self._clock.now())

    def _scopes(self) -> frozenset[str] | None:
        """The scopes granted, which every answer names; None where a proxy took that away."""
        told = self._client.headers.get("x-oauth-scopes")
        return None if told is None else frozenset(map(str.strip, told.split(",")))

    def _scope(self, scope: str) -> Finding:
        what, why = f"Slack: scope {scope}", SCOPES[scope]
        if self._granted is None:
            return unseen(what, f"{_AFTER}; it is for {why}")
        if scope in self._granted:
            return fine(what, f"granted, for {why}")
        error = faults.of_answer("auth.test", {"error": "missing_scope", "needed": scope})
        lacking = wrong(what, error)
        return replace(lacking, said=f"{lacking.said}, for {why}", vital=scope in _VITAL)

    def _channels(self, me: Identity | None) -> Iterator[Finding]:
        if me is None or not self._may("channels:read", "groups:read"):
            yield from (unseen(what, _AFTER) for what in (_CHANNELS, _ANNOUNCE))
            return
        # Without a store of ours, every channel that an installation speaks for is a foreign one.
        options = replace(self._options, installation=self._options.installation or _NOBODY)
        try:
            listing = Listing(self._client, options, me, Known(dry=True))
        except IncidentSyncError as error:
            yield wrong(_CHANNELS, error)
            yield unseen(_ANNOUNCE, _AFTER)
            return
        announcing = list(listing.problems)
        # On the way it gathers whose channels are not ours.
        known = [one for one in listing.unlinked() if is_ours(one, options.installation)]
        foreign = [error for error in listing.problems if error not in announcing]
        yield wrong(_CHANNELS, foreign[0]) if foreign else self._own(known)
        yield wrong(_ANNOUNCE, announcing[0]) if announcing else self._announcement(listing)

    def _own(self, ours: Sequence[Channel]) -> Finding:
        if ours and self._first:
            return amiss(
                _CHANNELS,
                f"{len(ours)} are ours, and there is no store that knows them: it was lost",
                "Put the newest backup of the store in its place; without one, incident-sync sync"
                " rebuilds it from the sides, but for its history.",
                ", ".join(f"#{one.name}" for one in ours[:MOST_NAMED]),
            )
        prefix = self._options.prefix
        return fine(_CHANNELS, f"no other installation works in channels that begin with {prefix}")

    def _announcement(self, listing: Listing) -> Finding:
        channel = listing.announce
        if channel is None:
            return fine(_ANNOUNCE, "announce is empty: incidents are announced nowhere")
        where = f"#{channel.name}"
        if channel.member:
            return fine(_ANNOUNCE, "it is there, and the bot is in it", where)
        if self._may("channels:join"):
            return fine(_ANNOUNCE, "it is there; the bot joins it with the next cycle", where)
        return amiss(
            _ANNOUNCE,
            "the bot is not in it, and may not join by itself",
            f"Invite the bot to the channel: /invite @{self._options.command}.",
            where,
        )

    def _may(self, *scopes: str) -> bool:
        return self._granted is None or self._granted >= set(scopes)
