"""Floor 3. The three-way merge of one field, and nothing else. Pure.

An edit knows the hub version that its side's baseline stood for; it is concurrent with every newer
version, however long ago that one came. Among concurrent values the side of the highest rank wins
and the others are kept as a conflict. The result does not depend on the order in which the edits
arrive: that is why a field remembers, in its trail, who set each version that somebody may not
have seen, and not only the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from incident_sync.core.rank import rank
from incident_sync.model.edit import Change, Conflict, Edit
from incident_sync.model.item import Agreed
from incident_sync.model.values import Value, same

Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The field afterwards, what moved, and what was kept beside it."""

    agreed: Agreed
    change: Change | None = None
    conflict: Conflict | None = None


def merge(agreed: Agreed, edits: Sequence[Edit], order: Order) -> Merged:
    """Merge the edits of one field of one item, at most one per side, into the hub's value."""
    settled = _confirm(agreed, edits, order)
    rivals = [edit for edit in edits if not same(edit.new, agreed.value)]
    if not rivals:
        return Merged(settled)
    contenders = [edit for edit in rivals if not _beaten(settled, edit, order)]
    if not contenders:
        return Merged(settled, conflict=_conflict(rivals, agreed.origin, agreed.value, None))
    winner = min(contenders, key=lambda edit: rank(order, edit.side))
    after = Agreed(
        value=winner.new,
        version=settled.version + 1,
        origin=winner.side,
        by=winner.by.name if winner.by else "",
        at=winner.at,
        trail=_extend(settled.trail, settled.version + 1, winner.side, order),
    )
    unseen = agreed if winner.base < agreed.version else None
    return Merged(after, _change(winner, agreed), _lost(rivals, winner, unseen))


def _confirm(agreed: Agreed, edits: Sequence[Edit], order: Order) -> Agreed:
    """Let a higher side that typed the very value stand behind it, as if it had come first."""
    voices = [agreed.origin, *(edit.side for edit in edits if same(edit.new, agreed.value))]
    best = min(voices, key=lambda side: rank(order, side)) if agreed.version else agreed.origin
    if best == agreed.origin:
        return agreed
    return replace(agreed, origin=best, trail=_extend(agreed.trail, agreed.version, best, order))


def _beaten(agreed: Agreed, edit: Edit, order: Order) -> bool:
    """Whether a version that the editor had not seen was set by a higher side."""
    mine = rank(order, edit.side)
    return any(version > edit.base and rank(order, side) < mine for version, side in agreed.trail)


def _extend(
    trail: tuple[tuple[int, str], ...], version: int, side: str, order: Order
) -> tuple[tuple[int, str], ...]:
    """The trail with one more version; what a later and no lower one covers is dropped.

    Only the highest rank after a given version is ever asked for, so one entry a side is enough.
    """
    mine = rank(order, side)
    kept = [entry for entry in trail if entry[0] != version and rank(order, entry[1]) < mine]
    return (*kept, (version, side))


def _change(winner: Edit, before: Agreed) -> Change:
    return Change(
        winner.item, winner.field, before.value, winner.new, winner.side, winner.by, winner.at
    )


def _lost(rivals: Sequence[Edit], winner: Edit, unseen: Agreed | None) -> Conflict | None:
    if unseen is not None:
        return _conflict(rivals, unseen.origin, unseen.value, winner)
    return _conflict(rivals, winner.side, winner.new, winner)


def _conflict(
    rivals: Sequence[Edit], other: str, value: Value, winner: Edit | None
) -> Conflict | None:
    """The record of several values for one field; None where they all mean the same."""
    values: dict[str, Value] = {other: value} | {edit.side: edit.new for edit in rivals}
    best = winner.new if winner else value
    if all(same(one, best) for one in values.values()):
        return None
    first = winner or rivals[0]
    kept = winner.side if winner else other
    return Conflict(first.item, first.field, first.old, values, kept)
