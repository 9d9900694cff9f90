"""Floor 6. Sorting the channels of a listing: ours, made by hand, another installation's; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from incident_sync.errors import Permanent, Unsafe
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Person
from incident_sync.model.view import Row
from incident_sync.sides.slack import text
from incident_sync.sides.slack.codec import Channel
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.options import SlackOptions

NEVER = "0"
"""The ts before every other."""
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """What a channel's row is compared by.

    ``standing`` covers name, privacy and reach, all in the listing, so that a channel that nobody
    reads this time is compared too; ``seen`` is when people last did something we know of, as a
    ts. Nothing that we do ourselves moves it.
    """

    standing: str
    seen: str = NEVER

    def __str__(self) -> str:
        return f"{self.standing}:{self.seen}"


def standing(name: str, reach: Reach, *, private: bool) -> str:
    """The part of a digest that the listing alone tells."""
    return f"{name}/{private:d}/{reach}"


def digest(channel: Channel, reach: Reach, seen: str = NEVER) -> Digest:
    """The digest of a channel's row."""
    return Digest(standing(channel.name, reach, private=channel.private), seen)


def parsed(known: str) -> Digest:
    """The digest that was written as ``known``; an empty one for anything else."""
    standing, _, seen = known.partition(":")
    return Digest(standing, seen or NEVER)


def highest_number(names: Iterable[str], prefix: str) -> int:
    """The highest incident number in channel names."""
    return max((text.number_of(name, prefix) for name in names), default=0)


def is_foreign(channel: Channel, installation: str) -> bool:
    """Whether another installation says that the channel is its own."""
    owner = channel.owner[1]
    return bool(installation and owner) and owner != installation


def is_ours(channel: Channel, installation: str) -> bool:
    """Whether the channel's purpose says that it is this installation's."""
    return bool(installation) and channel.owner[1] == installation


def foreign(channels: Iterable[Channel]) -> list[Unsafe]:
    """One problem naming the channels of other installations; none where there are none."""
    found = list(channels)
    names = sorted(f"#{channel.name}" for channel in found)
    if not names:
        return []
    whose = ", ".join(sorted({channel.owner[1] for channel in found}))
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [
        Unsafe(
            f"{', '.join(names[:MOST_NAMED])}{more} belong to another installation, {whose}",
            where="Slack",
            remedy="Stop the other one, or give this one a channel_prefix of its own. "
            "If this one lost its store and its machine, put a backup of the store back, or set "
            f'installation = "{whose}" in [state].',
        )
    ]


def may_declare(channel: Channel, me: Identity, installation: str) -> bool:
    """Whether an unlinked channel with the prefix speaks for an incident.

    One that we made and that says nothing yet is an effect in doubt: ``look_up`` finds it.
    """
    return is_ours(channel, installation) or channel.creator != me.user


def reach(channel: Channel) -> Reach:
    """Whether a channel can be written."""
    if channel.archived:
        return Reach.ARCHIVED
    return Reach.OPEN if channel.member else Reach.GONE


def standing_row(channel: Channel, known: str, notes: Mapping[str, str], now: str) -> Row | None:
    """The row of a linked channel whose name, privacy or reach is new; else None.

    ``now`` is the present as a ts: a channel that is archived twice is told of twice.
    """
    before, after = parsed(known), reach(channel)
    if digest(channel, after, before.seen) == before:
        return None
    return Row(
        Kind.INCIDENT,
        channel.id,
        str(digest(channel, after, max(before.seen, now))),
        where=f"#{channel.name}",
        reach=after,
        notes=with_notes(notes, description(channel, notes)),
    )


def gone_row(ref: str, known: str, notes: Mapping[str, str], now: str) -> Row | None:
    """The row of a linked channel that Slack no longer shows us; None where that is known."""
    name, before = notes.get("name") or ref, parsed(known)
    after = standing(name, Reach.GONE, private=bool(notes.get("private")))
    if after == before.standing:
        return None
    digest_now = str(Digest(after, max(before.seen, now)))
    return Row(Kind.INCIDENT, ref, digest_now, where=f"#{name}", reach=Reach.GONE)


def description(channel: Channel, notes: Mapping[str, str]) -> dict[str, str]:
    """The notes that describe a channel, where they changed."""
    current = {"name": channel.name, "private": "1" if channel.private else ""}
    return {name: value for name, value in current.items() if notes.get(name, "") != value}


def not_in(channel: Channel) -> Permanent:
    """The problem of a channel that the bot was removed from."""
    return Permanent(
        "the bot was removed from the channel",
        where=f"#{channel.name}",
        remedy="Invite the bot to it again.",
        code="not_in_channel",
    )


def unlinked_row(channel: Channel, options: SlackOptions, directory: Directory) -> Row:
    """The row of a channel that belongs to no incident we know of: somebody made it by hand."""
    notes = {"name": channel.name, **({"private": "1"} if channel.private else {})}
    creator = directory.member(channel.creator)
    person = creator.person if creator else Person(name=channel.creator, slack=channel.creator)
    created = datetime.fromtimestamp(channel.created, UTC)
    return Row(
        Kind.INCIDENT,
        channel.id,
        str(digest(channel, reach(channel))),
        values={
            "title": text.title_of(channel.name, options.prefix),
            "reporter": person,
            "reported_at": created,
        },
        where=f"#{channel.name}",
        by=person,
        at=created,
        notes={**notes, "read": NEVER},
    )


def former(notes: Mapping[str, str]) -> list[str]:
    """The channels that an incident had before the present one, by id."""
    return list(filter(None, (notes.get("former") or "").split(",")))


def opened(channel: Channel) -> tuple[str, dict[str, str]]:
    """Digest and notes of a channel that we just made."""
    begun = f"{channel.created}.000000"
    return str(digest(channel, Reach.OPEN, begun)), {"name": channel.name, "read": begun}


def with_notes(known: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """All notes after a change; an empty value means "forgotten"."""
    merged = {**known, **changed}
    return {name: value for name, value in merged.items() if value or known.get(name)}
