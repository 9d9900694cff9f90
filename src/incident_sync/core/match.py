"""Floor 3. Which row is which item. Pure.

A row is known by its ID, a channel by its id; position never counts. A row of history that has no
ID is known by what stands in it, so a row that vanished and one that appeared may be one row that
somebody edited: they are paired by likeness. A row that lost its ID is found by its channel link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from incident_sync.core.rank import SLACK
from incident_sync.model.fields import Kind
from incident_sync.model.item import Link
from incident_sync.model.values import Value, meaning
from incident_sync.model.view import Row, View
from incident_sync.model.world import Ref, World

ALIKE = 0.5
"""Share of filled fields that must agree before an edited row without ID counts as the same."""


@dataclass(slots=True)
class Matched:
    """Which row is whose.

    ``known`` pairs items with their rows, ``fresh`` are rows of nobody, ``lost`` the items whose
    counterpart was not found in a complete read, ``copies`` rows that share one ID with no way to
    tell which is the original, by item; ``twins`` rows that share an ID nobody had before.
    """

    known: list[tuple[int, Row]] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    copies: dict[int, list[Row]] = field(default_factory=dict)
    twins: list[Row] = field(default_factory=list)


def match(view: View, world: World) -> Matched:
    """Match every reported row of a view, and find which links it misses.

    What is surest comes first, over all rows: ref, ID, channel, likeness. So the order of the rows
    decides nothing.
    """
    search = _Search(view, world)
    for row in search.unknown():
        if not (search.by_label(row) or search.by_channel(row)):
            search.rest.append(row)
    search.by_likeness()
    found = search.found
    found.fresh += search.rest
    found.lost = sorted(ref.item for refs in search.missing.values() for ref in refs.values())
    return found


class _Search:
    """One matching under way: ``missing`` links that nothing was found for, ``rest`` the rows."""

    def __init__(self, view: View, world: World) -> None:
        self._view = view
        self._world = world
        self._index = world.index.get(view.side, {})
        self._taken: set[int] = set()
        self._matched: set[str] = set()
        self.found = Matched()
        self.missing = _missing(view, self._index)
        self.rest: list[Row] = []

    def unknown(self) -> list[Row]:
        """The rows whose ref nobody knows; of several with one ID, those are settled here."""
        groups: dict[tuple[Kind, str], list[Row]] = defaultdict(list)
        loose: list[Row] = []
        for row in self._view.rows:
            ref = self._index.get(row.kind, {}).get(row.ref)
            if ref is not None:
                self._take(ref.item, row)
            elif row.label and row.ref != row.label:
                groups[row.kind, row.label].append(row)
            else:
                loose.append(row)
        for (kind, label), rows in groups.items():
            loose += self._original(self._index.get(kind, {}).get(label), rows)
        return loose

    def _original(self, ref: Ref | None, rows: list[Row]) -> list[Row]:
        """Of several rows with one ID, the one as it was keeps it (people copy rows).

        Gives back the one that may still be recognised by what else it says.
        """
        if ref is None:
            if len(rows) == 1 or self._is_taken(self._world.labels.get(rows[0].label)):
                return rows  # each may be a copy of a counterpart that is known by another ref
            self.found.twins += rows
            return []
        self.missing.get(rows[0].kind, {}).pop(rows[0].label, None)
        same = [row for row in rows if row.digest == ref.digest]
        if len(same) == 1:
            self._take(ref.item, same[0])
            self.found.fresh += [row for row in rows if row is not same[0]]
        else:
            self.found.copies[ref.item] = rows
        return []

    def by_label(self, row: Row) -> bool:
        """Whether its ID names an item that has no other row here."""
        return self._takes(row, self._world.labels.get(row.label) if row.label else None)

    def by_channel(self, row: Row) -> bool:
        """Whether a row that lost its ID still names its channel; a copied link names another's."""
        ref = self._world.index.get(SLACK, {}).get(Kind.INCIDENT, {}).get(row.channel)
        return self._takes(row, ref.item if ref else None)

    def _takes(self, row: Row, item: int | None) -> bool:
        if item is None or item in self._taken or self._is_taken(item):
            return False
        self._take(item, row)
        return True

    def _is_taken(self, item: int | None) -> bool:
        """Whether an item has its counterpart here already, and that is still there."""
        if item is None or self._view.side not in self._world.links.get(item, {}):
            return False
        return all(ref.item != item for some in self.missing.values() for ref in some.values())

    def by_likeness(self) -> None:
        """Pair vanished rows with the rows most like them: namesakes first, the most alike first.

        A row with an ID must be equal in every field.
        """
        for namesakes in (True, False):
            pairs = sorted(
                self._alike(namesakes=namesakes), key=lambda pair: (-pair[0], pair[1], pair[2].ref)
            )
            for _, item, row in pairs:
                if item not in self._taken and row.ref not in self._matched:
                    self._take(item, row)
            self.rest = [row for row in self.rest if row.ref not in self._matched]

    def _alike(self, *, namesakes: bool) -> Iterator[tuple[float, int, Row]]:
        """Rows and vanished items that may be one, with their likeness.

        Namesakes are found by their name, so that ten thousand rows that all changed in one way (a
        column was mapped) are not each compared with each.
        """
        candidates = self._vanished(named=namesakes)
        for row in self.rest:
            for link in candidates.get((row.kind, _name(row.values) if namesakes else ""), ()):
                needed = ALIKE if not row.label and link.ref.startswith("?") else 1.0
                score = likeness(row, link)
                if score >= needed:
                    yield score, link.item, row

    def _vanished(self, *, named: bool) -> Mapping[tuple[Kind, str], list[Link]]:
        """The links that nothing was found for, by kind and, if so wished, by name."""
        found: dict[tuple[Kind, str], list[Link]] = defaultdict(list)
        for kind, refs in self.missing.items():
            for ref in refs.values():
                link = self._world.links.get(ref.item, {}).get(self._view.side)
                if link is not None:
                    values = {name: base.value for name, base in link.base.items()}
                    found[kind, _name(values) if named else ""].append(link)
        return found

    def _take(self, item: int, row: Row) -> None:
        self._taken.add(item)
        self._matched.add(row.ref)
        gone = self.missing.get(row.kind, {})
        for ref in [ref for ref, link in gone.items() if link.item == item]:
            del gone[ref]
        self.found.known.append((item, row))


def _missing(view: View, index: Mapping[Kind, Mapping[str, Ref]]) -> dict[Kind, dict[str, Ref]]:
    """The links that a complete read of their kind did not find."""
    gone: dict[Kind, dict[str, Ref]] = {}
    for kind in view.whole:
        here = view.present.get(kind, frozenset())
        gone[kind] = {ref: link for ref, link in index.get(kind, {}).items() if ref not in here}
    return gone


def _name(values: Mapping[str, Value]) -> str:
    """What a row is called by: an incident's title, a child's text."""
    return meaning(values.get("title") or values.get("text"))


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
        wanted |= {ref.item for ref in refs.values()}
    return wanted
