"""Floor 6. Channels of ours whose store was lost, or is older than they are: what they tell; pure.

A channel's purpose says whose it is, its card what it last showed. Whatever we did there before is
found again, and not done a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from incident_sync.model.fields import Kind
from incident_sync.model.head import Head, read_head
from incident_sync.model.item import Reach
from incident_sync.model.people import Person
from incident_sync.model.view import Row
from incident_sync.sides.slack import channels, claims, fit, progress
from incident_sync.sides.slack.codec import Channel, Post
from incident_sync.sides.slack.identity import Identity
from incident_sync.sides.slack.planning import part_key
from incident_sync.sides.slack.reading import Reading

_CARD = part_key("card")
_ROW = re.compile(r"https?://")


def head_of(posts: Iterable[Post], me: Identity) -> Head | None:
    """The greatest head that our own posts carry."""
    heads = (read_head(one.head) for one in posts if one.is_by(me))
    return max((head for head in heads if head), default=None)


def card_of(posts: Iterable[Post], channel: Channel, me: Identity) -> Post | None:
    """The incident's card among a channel's posts: the newest, should there be two."""
    label = channel.owner[0]
    ours = (one for one in posts if one.is_by(me) and one.said and label in ("", one.label))
    found = [one for one in ours if _CARD.fullmatch(one.key)]
    return max(found, key=lambda one: one.ts, default=None)


def unread_row(channel: Channel) -> Row:
    """The row of a channel of ours that nobody reads now; its parts are looked for once needed."""
    reach = channels.reach(channel)
    return Row(
        Kind.INCIDENT,
        channel.id,
        str(channels.digest(channel, reach)),
        shown=_shown(channel, None),
        label=channel.owner[0],
        recorded=bool(_ROW.search(channel.purpose)),
        where=f"#{channel.name}",
        reach=reach,
        notes=_notes(channel),
    )


def read_row(one: Reading, card: Post | None) -> Row:
    """The row of a channel of ours that was read, with the values that its card claims."""
    channel = one.channel
    values = claims.values(card) if card else {}
    lead = values.get("lead")
    invited = {"invited": lead.slack} if isinstance(lead, Person) and lead.slack else {}
    return Row(
        Kind.INCIDENT,
        channel.id,
        str(channels.digest(channel, Reach.OPEN, one.read)),
        values=values,
        shown=_shown(channel, card),
        label=channel.owner[0] or (card.label if card else ""),
        recorded=bool(_ROW.search(channel.purpose)),
        where=f"#{channel.name}",
        notes={
            **_notes(channel),
            **progress.notes(one, {}),
            **({"card": card.ts} if card else {}),
            **invited,
        },
    )


def _notes(channel: Channel) -> dict[str, str]:
    private = {"private": "1"} if channel.private else {}
    # Asked for exclusively, so a second earlier.
    return {"name": channel.name, **private, "found": f"{channel.created - 1}.000000"}


def _shown(channel: Channel, card: Post | None) -> dict[str, str]:
    """What stands there as we would write it, so that it is not written again."""
    pinned = {"pin": card.ts} if card and channel.id in card.pinned_in else {}
    return fit.prints({"topic": channel.topic, "purpose": channel.described, **pinned})
