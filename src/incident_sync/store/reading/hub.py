"""Floor 4. Questions about the hub: items, links, cursors, members. No writing, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.people import Member
from incident_sync.model.values import meaning
from incident_sync.store import codec
from incident_sync.store.reading.reader import CHUNK, Reader, chunks, given, some
from incident_sync.store.records import Ref
from incident_sync.store.schema import cursors, heartbeat, items, links

_INDEX = select(links.c.kind, links.c.ref, links.c.item, links.c.digest, links.c.missing).where(
    links.c.side == given("side")
)
_ITEMS = select(items).where(items.c.id.in_(some("ids")))
_LINKS = select(links).where(links.c.item.in_(some("ids")))
_BASES = select(links.c.base).where(links.c.side == given("side"))
_CHILDREN = (
    select(items.c.parent, items.c.id).where(items.c.parent.in_(some("ids"))).order_by(items.c.id)
)
_DIRTY = select(items.c.id).where(items.c.dirty)
_LABELS = (
    select(items.c.label, items.c.id).where(items.c.label.in_(some("labels"))).order_by(items.c.id)
)
_OF_REFS = (links.c.side == given("side"), links.c.ref.in_(some("refs")))
_REFS = select(links.c.ref, links.c.item).where(*_OF_REFS)
_NOTES = select(links.c.ref, links.c.notes).where(*_OF_REFS)
# The refs of incidents are asked in two steps, and sorted here: few incidents go on, but with a
# join or an order SQLite walks all of them.
_INCIDENTS = select(items.c.id).where(items.c.kind == Kind.INCIDENT.value)
_ACTIVE = _INCIDENTS.where(items.c.active, items.c.state == State.LIVE.value)
_RECENT = _INCIDENTS.where(items.c.closed_at >= given("since"), ~items.c.active)
_OPEN_REFS = (
    select(links.c.ref)
    .where(
        links.c.side == given("side"),
        links.c.reach == Reach.OPEN.value,
        links.c.item.in_(some("ids")),
    )
    .order_by(links.c.item)
)
_SHUT = select(links.c.item).where(
    links.c.side == given("side"),
    links.c.reach != Reach.OPEN.value,
    links.c.item.in_(some("ids")),
)
_ALL = (
    select(items)
    .where(items.c.kind == given("kind"), items.c.id > given("last"))
    .order_by(items.c.id)
    .limit(CHUNK)
)
_LINKED = select(links.c.item).where(links.c.side == given("side"))
_UNLINKED = select(items.c.id).where(
    items.c.kind == Kind.INCIDENT.value, items.c.id.not_in(_LINKED)
)
_COUNT = select(func.count()).select_from(items).where(items.c.kind == given("kind"))
_HIGHEST = select(func.max(items.c.id))
_CURSORS = select(cursors.c.name, cursors.c.value).where(cursors.c.side == given("side"))
_TURN = select(heartbeat.c.turn)
_BEAT = select(heartbeat)


class HubReading(Reader):
    """What the sides last agreed on, and where each of them stands."""

    @cached_property
    def _own_installation(self) -> str:
        return str(self._meta("installation", ""))

    def index(self, side: str) -> dict[Kind, dict[str, Ref]]:
        """Every link of a side by kind and ref, as light as a look needs it."""
        found: dict[Kind, dict[str, Ref]] = {kind: {} for kind in Kind}
        by_kind = {kind.value: refs for kind, refs in found.items()}
        for kind, ref, item, digest, missing in self._tuples(_INDEX, side=side):
            by_kind[kind][ref] = Ref(item, digest, missing)
        return found

    def items(self, ids: Iterable[int]) -> dict[int, Item]:
        """The items of those ids; unknown ids are left out."""
        return {
            row["id"]: codec.item(row)
            for part in chunks(ids)
            for row in self._rows(_ITEMS, ids=part)
        }

    def links_of(self, ids: Iterable[int]) -> dict[int, dict[str, Link]]:
        """The links of those items, by item and side; an item without any is left out."""
        found: dict[int, dict[str, Link]] = {}
        for part in chunks(ids):
            for row in self._rows(_LINKS, ids=part):
                found.setdefault(row["item"], {})[row["side"]] = codec.link(row)
        return found

    def filled(self, side: str, field: str) -> int:
        """How many rows of a side were last read with a value in that field."""
        bases = (codec.bases(base) for (base,) in self._tuples(_BASES, side=side))
        return sum(bool(meaning(base[field].value)) for base in bases if field in base)

    def children(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """The ids of each item's children, oldest first; an item without any is left out."""
        found: dict[int, list[int]] = {}
        for part in chunks(ids):
            for parent, child in self._tuples(_CHILDREN, ids=part):
                found.setdefault(parent, []).append(child)
        return found

    def dirty(self) -> set[int]:
        """The items that some side does not show yet."""
        return {row[0] for row in self._tuples(_DIRTY)}

    def unsure(self) -> set[int]:
        """The items that a side may show already though the store forgot it."""
        return set(self._meta("unsure", ()))

    def find_labels(self, labels: Iterable[str]) -> dict[str, int]:
        """The item of each label, exactly as written; the oldest where two share one."""
        found: dict[str, int] = {}
        for part in chunks(label for label in labels if label):
            for label, item in self._tuples(_LABELS, labels=part):
                found.setdefault(label, item)
        return found

    def find_refs(self, side: str, refs: Iterable[str]) -> dict[str, int]:
        """The item of each ref that the side is linked by, whatever its kind."""
        return {
            ref: item
            for part in chunks(refs)
            for ref, item in self._tuples(_REFS, side=side, refs=part)
        }

    def active_refs(self, side: str) -> tuple[str, ...]:
        """The refs of incidents that go on, are mirrored and can be written; oldest first."""
        return self._refs(side, self._tuples(_ACTIVE))

    def recent_refs(self, side: str, since: datetime) -> tuple[str, ...]:
        """The refs of incidents closed at ``since`` or later; oldest first."""
        return self._refs(side, self._tuples(_RECENT, since=since))

    def is_parked(self, side: str) -> bool:
        """Whether an incident that goes on has a counterpart there that cannot be written."""
        going_on = [row[0] for row in self._tuples(_ACTIVE)]
        return any(self._tuples(_SHUT, side=side, ids=part) for part in chunks(going_on))

    def notes(self, side: str, refs: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """The side's own memory by ref; refs that are no links are left out."""
        return {
            ref: notes
            for part in chunks(refs)
            for ref, notes in self._tuples(_NOTES, side=side, refs=part)
        }

    def all(self, kind: Kind) -> Iterator[Item]:
        """Every item of a kind, oldest first, a thousand in memory at a time."""
        last = 0
        while True:
            rows = self._rows(_ALL, kind=kind.value, last=last)
            yield from map(codec.item, rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1]["id"]

    def unlinked(self, side: str) -> set[int]:
        """The incidents that have no counterpart on a side."""
        return {row[0] for row in self._tuples(_UNLINKED, side=side)}

    def count(self, kind: Kind) -> int:
        """How many items of a kind there are."""
        return int(self._tuples(_COUNT, kind=kind.value)[0][0])

    def highest_id(self) -> int:
        """The highest id of an item; 0 where there is none."""
        return self._tuples(_HIGHEST)[0][0] or 0

    def cursors(self, side: str) -> dict[str, str]:
        """What the side wants to be told at its next look, by name."""
        return dict(self._tuples(_CURSORS, side=side))

    def members(self) -> tuple[Member, ...]:
        """The workspace's members as last read."""
        return tuple(codec.member(data) for data in self._meta("members", ()))

    def adopted(self, side: str) -> bool:
        """Whether the side was completely read once."""
        return bool(self._meta(f"adopted {side}", default=False))

    def counter(self) -> int:
        """The highest incident number seen anywhere; 0 before the first."""
        return int(self._meta("counter", 0))

    def turn(self) -> int:
        """How many cycles were finished."""
        return int(self._tuples(_TURN)[0][0])

    def heartbeat(self) -> Mapping[str, Any]:
        """What the last cycle left, and who holds the lease.

        ``turn``, ``started_at``, ``duration`` in seconds, ``health`` by side; ``holder`` (empty
        where free), ``fencing``, ``host``, ``pid``, ``since``, ``expires_at``. Times are None
        where nothing happened yet.
        """
        hidden = {"id", "place", "born", "expires_steady"}
        row = self._rows(_BEAT)[0]
        return {name: value for name, value in row.items() if name not in hidden}

    def _refs(self, side: str, incidents: Sequence[Any]) -> tuple[str, ...]:
        return tuple(
            row[0]
            for part in chunks(sorted(row[0] for row in incidents))
            for row in self._tuples(_OPEN_REFS, side=side, ids=part)
        )
