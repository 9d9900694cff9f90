"""Floor 6. Gather all that a side is told about an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from incident_sync.core.rank import SLACK
from incident_sync.model.action import Brief
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.people import Directory
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.model.world import Decision
from incident_sync.ports import Side
from incident_sync.store import Store

NOBODY = Item(0, Kind.INCIDENT)
"""Stands for no incident at all, where something is said outside of one."""


class Briefs:
    """Briefs of the items one round works on, from the store or from a decision on trial."""

    def __init__(
        self,
        store: Store,
        sides: Mapping[str, Side],
        directory: Directory,
        words: Vocabulary,
        trial: Decision | None = None,
    ) -> None:
        self._store = store
        self._sides = sides
        self._directory = directory
        self._words = words
        self._trial = trial

    def of(self, numbers: Iterable[int]) -> list[Brief]:
        """The briefs of items and, for children, of their incidents too, incidents first."""
        wanted = set(numbers)
        items = self._items(wanted)
        parents = {item.parent for item in items.values() if item.parent is not None}
        items |= self._items(parents - wanted)
        children = self._children(parents | wanted)
        inner = {child for some in children.values() for child in some}
        items |= self._items(inner - set(items))
        links = self._links(set(items))
        head = str(self._store.head())
        ordered = sorted(wanted | parents, key=lambda n: (items[n].parent is not None, n))
        return [self._brief(items[number], items, children, links, head) for number in ordered]

    def _brief(
        self,
        item: Item,
        items: Mapping[int, Item],
        children: Mapping[int, list[int]],
        links: Mapping[int, Mapping[str, Link]],
        head: str,
    ) -> Brief:
        own = links.get(item.id, {})
        kin = [items[child] for child in children.get(item.id, ())]
        records = {side: own[side] for side in self._records if side in own}
        return Brief(
            item=item,
            links=own,
            parent=items[item.parent] if item.parent is not None else None,
            parent_links=links.get(item.parent, {}) if item.parent is not None else {},
            follow_ups=tuple(child for child in kin if child.kind is Kind.FOLLOW_UP),
            urls={side: self._sides[side].url(own[side], item)
                  for side in self._sides if side in own and self._has_address(own[side])},
            installation=self._store.installation,
            directory=self._directory,
            extra=_extra(records.values()),
            notes={side: "; ".join([*_blocked(link), *self._parked(item, own)])
                   for side, link in records.items()}
            if item.state is State.LIVE else {},
            head=head,
        )  # fmt: skip

    def _has_address(self, link: Link) -> bool:
        """Whether to name a counterpart elsewhere; a channel that gets a successor is the past."""
        return self._sides[link.side].is_record or not link.wanted

    def _parked(self, item: Item, own: Mapping[str, Link]) -> list[str]:
        """What a person has to mend in the channel of an incident that goes on."""
        link = own.get(SLACK)
        why = _SHUT.get(link.reach) if link else None
        if link is None or why is None or not self._words.is_active(item.value("status")):
            return []
        known = item.label and not link.notes.get("private")  # its successor would be public
        return [f"channel: {why}" + (f", or incident-sync restore {item.label}" if known else "")]

    def nobody(self) -> Brief:
        """The brief for something said outside of any incident."""
        return Brief(
            NOBODY,
            installation=self._store.installation,
            directory=self._directory,
            head=str(self._store.head()),
        )

    @property
    def _records(self) -> list[str]:
        return [name for name, side in self._sides.items() if side.is_record]

    def _items(self, numbers: set[int]) -> dict[int, Item]:
        items = self._store.items(numbers)
        made = self._trial.items if self._trial else {}
        return items | {number: made[number] for number in numbers if number in made}

    def _children(self, numbers: set[int]) -> dict[int, list[int]]:
        children = {parent: list(some) for parent, some in self._store.children(numbers).items()}
        for item in self._trial.items.values() if self._trial else ():
            if item.parent in numbers and item.id not in children.get(item.parent, []):
                children.setdefault(item.parent, []).append(item.id)
        return children

    def _links(self, numbers: set[int]) -> dict[int, dict[str, Link]]:
        links = {number: dict(some) for number, some in self._store.links_of(numbers).items()}
        for (side, number), link in self._trial.links.items() if self._trial else ():
            if number in numbers:
                links.setdefault(number, {})[side] = link
        return links


def _blocked(link: Link) -> list[str]:
    """What a person has to mend in the row, for its sync note."""
    return [f"{name}: {why}" for name, why in link.blocked.items()]


_SHUT = {
    Reach.ARCHIVED: "it is archived, so nothing is mirrored to it; unarchive it in Slack",
    Reach.GONE: "it is gone, or the bot is not in it, so nothing is mirrored to it; "
    "invite the bot again",
}


def _extra(links: Iterable[Link]) -> dict[str, str]:
    """The user's own columns; where both records have one of that name, the first that says it."""
    found: dict[str, str] = {}
    for link in links:
        found |= {name: text for name, text in link.extra.items() if not found.get(name)}
    return found
