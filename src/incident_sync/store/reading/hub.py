"""Floor 4. Questions about the hub: items, links, cursors, members. No writing, no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.people import Member
from incident_sync.store import codec
from incident_sync.store.reading.reader import CHUNK, Reader, chunks
from incident_sync.store.records import Ref
from incident_sync.store.schema import cursors, heartbeat, items, links


class HubReading(Reader):
    """What the sides last agreed on, and where each of them stands."""

    @property
    def installation(self) -> str:
        """Eight hex digits made once with the store: whose channels these are."""
        return str(self._meta("installation", ""))

    def index(self, side: str) -> dict[Kind, dict[str, Ref]]:
        """Every link of a side by kind and ref, as light as a look needs it."""
        found: dict[Kind, dict[str, Ref]] = {kind: {} for kind in Kind}
        by_kind = {kind.value: refs for kind, refs in found.items()}
        table = links.c
        question = select(table.kind, table.ref, table.item, table.digest, table.missing)
        for kind, ref, item, digest, missing in self._tuples(question.where(table.side == side)):
            by_kind[kind][ref] = Ref(item, digest, missing)
        return found

    def items(self, ids: Iterable[int]) -> dict[int, Item]:
        """The items of those ids; unknown ids are left out."""
        return {
            row["id"]: codec.item(row)
            for part in chunks(ids)
            for row in self._rows(select(items).where(items.c.id.in_(part)))
        }

    def links_of(self, ids: Iterable[int]) -> dict[int, dict[str, Link]]:
        """The links of those items, by item and side; an item without any is left out."""
        found: dict[int, dict[str, Link]] = {}
        for part in chunks(ids):
            for row in self._rows(select(links).where(links.c.item.in_(part))):
                found.setdefault(row["item"], {})[row["side"]] = codec.link(row)
        return found

    def children(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """The ids of each item's children, oldest first; an item without any is left out."""
        found: dict[int, list[int]] = {}
        for part in chunks(ids):
            question = select(items.c.parent, items.c.id).where(items.c.parent.in_(part))
            for parent, child in self._tuples(question.order_by(items.c.id)):
                found.setdefault(parent, []).append(child)
        return found

    def dirty(self) -> set[int]:
        """The items that some side does not show yet."""
        return {row[0] for row in self._tuples(select(items.c.id).where(items.c.dirty))}

    def find_labels(self, labels: Iterable[str]) -> dict[str, int]:
        """The item of each label, exactly as written; the oldest where two share one."""
        found: dict[str, int] = {}
        for part in chunks(label for label in labels if label):
            question = select(items.c.label, items.c.id).where(items.c.label.in_(part))
            for label, item in self._tuples(question.order_by(items.c.id)):
                found.setdefault(label, item)
        return found

    def find_refs(self, side: str, refs: Iterable[str]) -> dict[str, int]:
        """The item of each ref that the side is linked by, whatever its kind."""
        return {
            ref: item
            for part in chunks(refs)
            for ref, item in self._tuples(
                select(links.c.ref, links.c.item).where(links.c.side == side, links.c.ref.in_(part))
            )
        }

    def active_refs(self, side: str) -> tuple[str, ...]:
        """The refs of incidents that go on, are mirrored and can be written; oldest first."""
        return self._refs(side, items.c.active, items.c.state == State.LIVE.value)

    def recent_refs(self, side: str, since: datetime) -> tuple[str, ...]:
        """The refs of incidents closed at ``since`` or later; oldest first."""
        return self._refs(side, items.c.closed_at >= since, ~items.c.active)

    def notes(self, side: str, refs: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """The side's own memory by ref; refs that are no links are left out."""
        return {
            ref: notes
            for part in chunks(refs)
            for ref, notes in self._tuples(
                select(links.c.ref, links.c.notes).where(
                    links.c.side == side, links.c.ref.in_(part)
                )
            )
        }

    def all(self, kind: Kind) -> Iterator[Item]:
        """Every item of a kind, oldest first, a thousand in memory at a time."""
        last = 0
        while True:
            question = select(items).where(items.c.kind == kind.value, items.c.id > last)
            rows = self._rows(question.order_by(items.c.id).limit(CHUNK))
            yield from map(codec.item, rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1]["id"]

    def count(self, kind: Kind) -> int:
        """How many items of a kind there are."""
        question = select(func.count()).select_from(items).where(items.c.kind == kind.value)
        return int(self._tuples(question)[0][0])

    def highest_id(self) -> int:
        """The highest id of an item; 0 where there is none."""
        return self._tuples(select(func.max(items.c.id)))[0][0] or 0

    def cursors(self, side: str) -> dict[str, str]:
        """What the side wants to be told at its next look, by name."""
        question = select(cursors.c.name, cursors.c.value).where(cursors.c.side == side)
        return dict(self._tuples(question))

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
        return int(self._tuples(select(heartbeat.c.turn))[0][0])

    def heartbeat(self) -> Mapping[str, Any]:
        """What the last cycle left, and who holds the lease.

        ``turn``, ``started_at``, ``duration`` in seconds, ``health`` by side; ``holder`` (empty
        where free), ``fencing``, ``host``, ``pid``, ``since``, ``expires_at``. Times are None
        where nothing happened yet.
        """
        hidden = {"id", "place", "born", "expires_steady"}
        row = self._rows(select(heartbeat))[0]
        return {name: value for name, value in row.items() if name not in hidden}

    def _refs(self, side: str, *wanted: ColumnElement[bool]) -> tuple[str, ...]:
        # Asked in two steps, and sorted here: few incidents go on, but with a join or an order
        # SQLite walks all of them.
        incidents = select(items.c.id).where(items.c.kind == Kind.INCIDENT.value, *wanted)
        ids = sorted(row[0] for row in self._tuples(incidents))
        mine = (links.c.side == side, links.c.reach == Reach.OPEN.value)
        return tuple(
            row[0]
            for part in chunks(ids)
            for row in self._tuples(
                select(links.c.ref).where(*mine, links.c.item.in_(part)).order_by(links.c.item)
            )
        )
