"""Floor 3. Which row is which item. Pure.

A row is known by its ID, a channel by its id; position never counts. A row of history that has no
ID is known by what stands in it, so a row that vanished and one that appeared may be one row that
somebody edited: they are paired by likeness. A row that lost its ID is found by its channel link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from incident_sync.core.rank import SLACK
from incident_sync.model.fields import Kind
from incident_sync.model.item import Link
from incident_sync.model.values import meaning
from incident_sync.model.view import Row, View
from incident_sync.model.world import Ref, World

ALIKE = 0.5
"""Share of filled fields that must agree before an edited row without ID counts as the same."""


@dataclass(slots=True)
class Matched:
    """Which row is whose.

    ``known`` pairs items with their rows, ``fresh`` are rows of nobody, ``lost`` the items whose
    counterpart was not found in a complete read, ``copies`` rows that share one ID with no way to
    tell which is the original, by item.
    """

    known: list[tuple[int, Row]] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    copies: dict[int, list[Row]] = field(default_factory=dict)


def match(view: View, world: World) -> Matched:
    """Match every reported row of a view, and find which links it misses."""
    found = Matched()
    index = world.index.get(view.side, {})
    groups: dict[str, list[Row]] = defaultdict(list)
    loose: list[Row] = []
    for row in view.rows:
        ref = index.get(row.kind, {}).get(row.ref)
        if ref is not None:
            found.known.append((ref.item, row))
        elif row.label and row.ref != row.label:
            groups[row.label].append(row)
        else:
            loose.append(row)
    missing = _missing(view, index)
    _originals(groups, view, world, found, missing)
    for row in loose:
        _place(row, view.side, world, found, missing)
    found.lost = sorted(ref.item for refs in missing.values() for ref in refs.values())
    return found


def _missing(view: View, index: Mapping[Kind, Mapping[str, Ref]]) -> dict[Kind, dict[str, Ref]]:
    """The links that a complete read of their kind did not find."""
    gone: dict[Kind, dict[str, Ref]] = {}
    for kind in view.whole:
        here = view.present.get(kind, frozenset())
        gone[kind] = {ref: link for ref, link in index.get(kind, {}).items() if ref not in here}
    return gone


def _originals(
    groups: Mapping[str, list[Row]],
    view: View,
    world: World,
    found: Matched,
    missing: dict[Kind, dict[str, Ref]],
) -> None:
    """Of several rows with one ID, the one that equals its baseline keeps it (people copy rows)."""
    for label, rows in groups.items():
        kind = rows[0].kind
        ref = world.index.get(view.side, {}).get(kind, {}).get(label)
        if ref is None:
            found.fresh += rows
            continue
        missing.get(kind, {}).pop(label, None)
        same = [row for row in rows if row.digest == ref.digest]
        if len(same) == 1:
            found.known.append((ref.item, same[0]))
            found.fresh += [row for row in rows if row is not same[0]]
        else:
            found.copies[ref.item] = rows


def _place(
    row: Row, side: str, world: World, found: Matched, missing: dict[Kind, dict[str, Ref]]
) -> None:
    """Find the item of a row whose ref is unknown here, or count it as new."""
    gone = missing.get(row.kind, {})
    item = _by_label(row, side, world, gone)
    if item is None:
        item = _by_channel(row, side, world, gone)
    if item is None:
        item = _by_likeness(row, side, world, gone)
    if item is None:
        found.fresh.append(row)
        return
    for ref in [ref for ref, link in gone.items() if link.item == item]:
        del gone[ref]
    found.known.append((item, row))


def _by_label(row: Row, side: str, world: World, gone: Mapping[str, Ref]) -> int | None:
    item = world.labels.get(row.label) if row.label else None
    if item is None:
        return None
    linked = side in world.links.get(item, {})
    return None if linked and item not in _items(gone.values()) else item


def _by_channel(row: Row, side: str, world: World, gone: Mapping[str, Ref]) -> int | None:
    """A row that lost its ID still names its channel; a copied link names somebody else's."""
    ref = world.index.get(SLACK, {}).get(Kind.INCIDENT, {}).get(row.channel)
    if ref is None:
        return None
    linked = side in world.links.get(ref.item, {})
    return None if linked and ref.item not in _items(gone.values()) else ref.item


def _by_likeness(row: Row, side: str, world: World, gone: Mapping[str, Ref]) -> int | None:
    """The vanished row most like this one; one with an ID must be equal in every field."""
    best, likest = 0.0, None
    for ref in gone.values():
        link = world.links.get(ref.item, {}).get(side)
        if link is None:
            continue
        needed = ALIKE if not row.label and link.ref.startswith("?") else 1.0
        score = likeness(row, link)
        if score >= needed and score > best:
            best, likest = score, ref.item
    return likest


def likeness(row: Row, link: Link) -> float:
    """The share of fields, filled on either, in which a row still says what the baseline did."""
    names = {name for name, value in row.values.items() if meaning(value)}
    names |= {name for name, base in link.base.items() if meaning(base.value)}
    if not names:
        return 0.0
    agree = sum(
        meaning(row.values.get(name)) == meaning(link.baseline(name).value) for name in names
    )
    return agree / len(names)


def _items(refs: Iterable[Ref]) -> set[int]:
    return {ref.item for ref in refs}


def wanted(view: View, world_index: Mapping[str, Mapping[Kind, Mapping[str, Ref]]]) -> set[int]:
    """The items that must be loaded before this view can be matched."""
    index = world_index.get(view.side, {})
    wanted: set[int] = set()
    for row in view.rows:
        here = index.get(row.kind, {})
        for ref in (row.ref, row.label, row.parent):
            if ref in here:
                wanted.add(here[ref].item)
        for parent in (row.parent, row.channel):
            for side in world_index.values():
                if parent and parent in side.get(Kind.INCIDENT, {}):
                    wanted.add(side[Kind.INCIDENT][parent].item)
    for refs in _missing(view, index).values():
        wanted |= _items(refs.values())
    return wanted
