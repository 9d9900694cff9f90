"""Floor 3. The working copy of one decision: reads fall through to the world, writes collect.

Pure in effect: the world it was given is never changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from incident_sync.core import labels
from incident_sync.core.rank import SLACK, Ranks
from incident_sync.model.action import Message
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Item, Link, State
from incident_sync.model.people import Person
from incident_sync.model.values import Value, is_meaning
from incident_sync.model.view import Row
from incident_sync.model.world import Decision, Event, Rules, World


class Working:
    """One decision in the making.

    ``asked`` are the edits that commands asked for so far, by item and field, and ``aloud`` the
    fields whose change the channel hears of though nobody said it on another side.
    """

    def __init__(self, world: World, rules: Rules, now: datetime) -> None:
        self.world = world
        self.rules = rules
        self.now = now
        self.ranks = Ranks(rules.records, rules.conflict)
        self.made = Decision(counter=world.counter)
        self._children: dict[int, list[int]] = defaultdict(list)
        self.paired: list[tuple[str, int, Row]] = []
        self.seen: list[tuple[str, int, Row]] = []
        self.asked: dict[tuple[int, str], Edit] = {}
        self.aloud: set[tuple[int, str]] = set()

    def item(self, number: int) -> Item:
        """The item as decided so far."""
        return self.made.items.get(number) or self.world.items[number]

    def link(self, side: str, item: int) -> Link | None:
        """An item's counterpart on a side, as decided so far."""
        return self.made.links.get((side, item)) or self.world.links.get(item, {}).get(side)

    def keep(self, item: Item) -> None:
        """Remember a changed item."""
        self.made.items[item.id] = item

    def bind(self, link: Link) -> None:
        """Remember a changed link."""
        self.made.links[link.side, link.item] = link

    def incidents(self) -> list[Item]:
        """The incidents of this decision, loaded or new, as decided so far."""
        known = {**self.world.items, **self.made.items}
        return [item for item in known.values() if item.kind is Kind.INCIDENT]

    def children(self, item: int, kind: Kind) -> list[Item]:
        """An incident's follow-ups or timeline entries, oldest first."""
        ids = [*self.world.children.get(item, ()), *self._children[item]]
        return [child for child in map(self.item, ids) if child.kind is kind]

    def active(self, item: Item) -> bool:
        """Whether the incident (or the child's incident) goes on."""
        top = item if item.parent is None else self.item(item.parent)
        return self.rules.vocabulary.is_active(top.value("status"))

    def mint(self) -> tuple[int, str]:
        """The next incident's number and label."""
        self.made.counter += 1
        return self.made.counter, self.rules.label(self.made.counter)

    def new_item(
        self, kind: Kind, origin: str, values: dict[str, Value], by: Person | None, **more: Any
    ) -> Item:
        """A new item whose first values come from ``origin``; the caller keeps and names it."""
        name = by.name if by else ""
        fields = {
            field: Agreed(value, 1, origin, name, self.now, ((1, origin),))
            for field, value in values.items()
            if value not in (None, "")
        }
        item = Item(next(self.world.ids), kind, origin=origin, fields=fields, **more)
        self.keep(item)
        return item

    def new_child(
        self, parent: Item, kind: Kind, origin: str, values: dict[str, Value], by: Person | None
    ) -> Item:
        """A new follow-up or timeline entry under an incident."""
        label = labels.of_child(parent, kind, len(self.children(parent.id, kind)) + 1)
        child = self.new_item(kind, origin, values, by, parent=parent.id, label=label)
        self._children[parent.id].append(child.id)
        return child

    def enliven(self, item: Item) -> Item:
        """Make an item live, with an ID if it has none and no record is to give it one."""
        if not item.label and not self.world.minter:
            item = self.label(item)
        item = replace(item, state=State.LIVE)
        self.keep(item)
        return item

    def attach(self, number: int) -> None:
        """Mirror an item again whose row is there again, or will be.

        Only what has a channel was live before; history stays history.
        """
        item = self.item(number)
        if item.state is State.DETACHED:
            top = number if item.parent is None else item.parent
            state = State.LIVE if self.link(SLACK, top) else State.HISTORY
            self.keep(replace(item, state=state))

    def label(self, item: Item) -> Item:
        """Give an item the next ID, and its children theirs."""
        number, label = self.mint()
        return self.named(replace(item, number=number, label=label))

    def named(self, item: Item) -> Item:
        """Keep an item that has just got its ID; its children get theirs."""
        self.keep(item)
        kin = map(self.item, [*self.world.children.get(item.id, ()), *self._children[item.id]])
        for child in labels.name_children(item, kin):
            self.keep(child)
        return item

    def say(self, item: int, kind: str, key: str, **data: Any) -> None:
        """Queue something to be said once; of a child, where its incident is talked about."""
        above = self.item(item).parent if item else None
        self.made.messages.append(Message(key, above or item, kind, data))

    def record(self, kind: str, item: int | None, **more: Any) -> None:
        """Put something into history."""
        self.made.events.append(Event(kind, item, **more))

    def try_again(self, item: int, name: str) -> None:
        """A record that could not show the former value of a field may show the one that counts.

        What stands there and cannot be read stays as it is.
        """
        for side in self.rules.records:
            link = self.link(side, item)
            if link is not None and name in link.blocked and is_meaning(link.shown.get(name, "")):
                rest = {field: why for field, why in link.blocked.items() if field != name}
                self.bind(replace(link, blocked=rest))

    def hold(self, side: str, item: int, fields: Iterable[str]) -> None:
        """Keep our hands off some fields of a row in this cycle."""
        self.made.holding |= {(side, item, name) for name in fields}
