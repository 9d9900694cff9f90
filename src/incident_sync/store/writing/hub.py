"""Floor 4. Changes to the hub: items, links, cursors, members, numbers. No judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from incident_sync.model.item import Item, Link
from incident_sync.model.people import Member
from incident_sync.store import codec
from incident_sync.store.reading.reader import chunks
from incident_sync.store.schema import cursors, heartbeat, items, links
from incident_sync.store.writing.writer import Writer


class HubWriting(Writer):
    """What the sides agreed on, and where each of them stands."""

    def save_item(
        self, item: Item, *, active: bool, closed_at: datetime | None, dirty: bool
    ) -> None:
        """Keep an item under its id, new or changed.

        ``active`` says that its status goes on, ``closed_at`` since when it does not, ``dirty``
        that some side does not show it yet.
        """
        row = codec.item_row(item, active=active, closed_at=closed_at, dirty=dirty)
        self._batch.save(items, row)

    def set_dirty(self, ids: Iterable[int], dirty: bool) -> None:  # noqa: FBT001 - a value
        """Mark items as shown everywhere, or not; those marked so already are not touched."""
        for part in chunks(ids):
            marked = update(items).where(items.c.id.in_(part), items.c.dirty != dirty)
            self._batch.run(marked.values(dirty=dirty))

    def set_unsure(self, ids: Iterable[int]) -> None:
        """Keep the items of which a side may show more than is known; see ``Store.unsure``."""
        wanted = sorted(ids)
        if wanted != self._meta("unsure", []):
            self._set_meta("unsure", wanted)

    def save_link(self, link: Link) -> None:
        """Keep a link under its side and item, new or changed.

        A ref belongs to one item alone: where it moves from one to another, drop the old link
        first.
        """
        self._batch.save(links, codec.link_row(link))

    def drop_link(self, side: str, item: int) -> None:
        """Forget where an item stands on a side."""
        self._batch.run(delete(links).where(links.c.side == side, links.c.item == item))

    def set_cursors(self, side: str, names: Mapping[str, str]) -> None:
        """Keep the cursors given; those left out stay, an empty one is forgotten."""
        mine = cursors.c.side == side
        rows = self._batch.ask(select(cursors.c.name, cursors.c.value).where(mine))
        kept = {row["name"]: row["value"] for row in rows}
        for name, value in names.items():
            if value and kept.get(name) != value:
                self._batch.save(cursors, {"side": side, "name": name, "value": value})
        gone = [name for name, value in names.items() if not value and name in kept]
        for part in chunks(gone):
            self._batch.run(delete(cursors).where(mine, cursors.c.name.in_(part)))

    def set_members(self, members: tuple[Member, ...]) -> None:
        """Keep the workspace's members."""
        self._set_meta("members", [codec.member_data(member) for member in members])

    def set_adopted(self, side: str) -> None:
        """Remember that the side was completely read."""
        self._set_meta(f"adopted {side}", value=True)

    def raise_counter(self, number: int) -> None:
        """Remember the highest incident number seen; a lower one changes nothing."""
        if number > self._meta("counter", 0):
            self._set_meta("counter", number)

    def mint(self, count: int) -> list[int]:
        """The next ``count`` incident numbers, above all that was ever seen."""
        last = self._meta("counter", 0)
        self.raise_counter(last + count)
        return list(range(last + 1, last + count + 1))

    def beat(
        self, turn: int, started_at: datetime, duration: float, health: Mapping[str, Any]
    ) -> None:
        """Remember the cycle that just ended: its number, begin, seconds, and health by side."""
        self._batch.run(
            update(heartbeat).values(
                turn=turn, started_at=started_at, duration=duration, health=dict(health)
            )
        )
