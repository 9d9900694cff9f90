"""What the engine would remember of one side, so that a side's laws can be tested without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from incident_sync.core.restore import wanted
from incident_sync.engine.remember import shown_after
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, Reach
from incident_sync.model.people import Directory
from incident_sync.model.values import Value, meaning, same
from incident_sync.model.view import Known, Row, View
from incident_sync.ports import Side

INSTALLATION = "ab12cd34"
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Heard:
    """What one look says that people did: (item, field, meaning) edits, and rows of nobody."""

    view: View
    edits: tuple[tuple[int, str, str], ...] = ()
    fresh: tuple[Row, ...] = ()


class Keeper:
    """Looks at a side, makes it show items, and remembers what came of it as the engine does."""

    def __init__(self, side: Side, directory: Directory, words: Mapping[str, str]) -> None:
        self.side = side
        self.directory = directory
        self._fields = {word: field for field, word in words.items()}
        self.links: dict[int, Link] = {}
        self.items: dict[int, Item] = {}
        self.cursors: dict[str, str] = {}
        self.turn = 0

    def known(self) -> Known:
        """What the side is told before it looks."""
        digests: dict[Kind, dict[str, str]] = {}
        for link in self.links.values():
            digests.setdefault(link.kind, {})[link.ref] = link.digest
        open_links = [link for link in self.links.values() if link.reach is Reach.OPEN]
        return Known(
            digests=digests,
            active=tuple(link.ref for link in open_links if link.kind is Kind.INCIDENT),
            notes={link.ref: link.notes for link in open_links},
            cursors=self.cursors,
            directory=self.directory,
            turn=self.turn,
        )

    def look(self) -> Heard:
        """Look once; the baselines move to what was read, whatever a person meant by it."""
        self.turn += 1
        view = self.side.observe(self.known())
        self.cursors = {k: v for k, v in {**self.cursors, **view.cursors}.items() if v}
        if view.members is not None:
            self.directory = Directory(view.members)
        edits: list[tuple[int, str, str]] = []
        fresh: list[Row] = []
        for row in view.rows:
            link = self._link_of(row)
            if link is None:
                fresh.append(row)
                continue
            edits += [(link.item, name, meaning(value)) for name, value in _new(row, link).items()]
            self.links[link.item] = _read(link, row)
        refs = {link.ref: link.item for link in self.links.values()}
        edits += [
            (refs[said.ref], self._fields.get(said.verb, said.verb), meaning(said.argument))
            for said in view.commands
            if said.ref in refs
        ]
        return Heard(view, tuple(edits), tuple(fresh))

    def adopt(self, row: Row, item: Item) -> Link:
        """Link a row to the item it was taken for: what it shows is the baseline."""
        link = Link(self.side.name, row.ref, item.id, row.kind)
        self.items[item.id] = item
        self.links[item.id] = _read(link, row)
        return self.links[item.id]

    def want(self, item: Item) -> None:
        """Somebody asks for what is gone of an item to be put back."""
        self.links[item.id] = wanted(self.links[item.id])

    def brief(self, item: Item) -> Brief:
        """What the side is told of an item."""
        link = self.links.get(item.id)
        above = self.links.get(item.parent) if item.parent else None
        kin = [one for one in self.items.values() if one.parent == item.id]
        return Brief(
            item=item,
            links={self.side.name: link} if link else {},
            parent=self.items[item.parent] if item.parent else None,
            parent_links={self.side.name: above} if above else {},
            follow_ups=tuple(one for one in kin if one.kind is Kind.FOLLOW_UP),
            urls={self.side.name: self.side.url(link, item)} if link else {},
            installation=INSTALLATION,
            directory=self.directory,
        )

    def plan(self, item: Item) -> tuple[Action, ...]:
        """The actions that make the side show an item; none where it does."""
        self.items[item.id] = item
        brief = self.brief(item)
        link, facets = self.links.get(item.id), self.side.fit(brief)
        if link is None or link.wanted:
            return self.side.plan(Gap(brief, None, facets, link))
        lacking = {
            name: facets[name]
            for name, mark in self.side.prints(facets).items()
            if mark != link.shown.get(name, "") and name not in link.blocked
        }
        return self.side.plan(Gap(brief, link, lacking)) if lacking else ()

    def carry_out(self, actions: Sequence[Action]) -> list[Outcome]:
        """Do them, in the batches that the side wants, and remember what came of it."""
        batches = self.side.batches(actions)
        outcomes = [done for batch in batches for done in self.side.apply(batch)]
        for outcome in outcomes:
            self.remember(outcome)
        return outcomes

    def remember(self, outcome: Outcome) -> None:
        """Move the link to what an outcome says."""
        number = outcome.action.item
        link = shown_after(self.side, outcome, self.links.get(number), self.items.get(number))
        if link is not None:
            self.links[number] = link

    def show(self, *items: Item) -> list[Outcome]:
        """Make the side show items, in rounds, until it does or something was not done."""
        outcomes: list[Outcome] = []
        for _ in range(ROUNDS):
            actions = [action for item in items for action in self.plan(item)]
            if not actions:
                return outcomes
            done = self.carry_out(actions)
            outcomes += done
            if not all(one.done for one in done):
                return outcomes
        raise AssertionError(f"it never settles: {actions}")

    def open(self, item: Item) -> str:
        """The ref of an item that the side now shows whole; nothing may fail."""
        for outcome in self.show(item):
            assert outcome.done, outcome.error or "moved"
        return self.links[item.id].ref

    def say(self, item: Item, message: Message) -> tuple[Action, ...]:
        """The actions that say something about an item."""
        return self.side.say(message, self.brief(item))

    def _link_of(self, row: Row) -> Link | None:
        same_kind = [link for link in self.links.values() if link.kind is row.kind]
        return next((link for link in same_kind if link.ref in (row.ref, row.label)), None)


def _new(row: Row, link: Link) -> dict[str, Value]:
    return {n: v for n, v in row.values.items() if not same(v, link.baseline(n).value)}


def _read(link: Link, row: Row) -> Link:
    base = {name: Base(value, 1) for name, value in row.values.items()}
    return replace(
        link,
        ref=row.ref,
        digest=row.digest,
        base={**link.base, **base},
        shown={**link.shown, **row.shown},
        blocked={**row.blocked, **{one.field: one.reason for one in row.invalid}},
        reach=row.reach,
        notes={**link.notes, **row.notes},
    )


def incident(number: int = 1, **values: Value) -> Item:
    """An active incident as the hub holds it, every value at version 1."""
    ready: dict[str, Value] = {
        "title": "Checkout errors", "status": "Investigating", "severity": "Minor", **values,
    }  # fmt: skip
    label = f"INC-{number}"
    return Item(number, Kind.INCIDENT, label, number, origin="", fields=_agreed(ready))


def follow_up(number: int, parent: int, **values: Value) -> Item:
    """A follow-up of an incident."""
    label = f"INC-{parent}-F{number}"
    return Item(number, Kind.FOLLOW_UP, label, parent=parent, fields=_agreed(values))


def _agreed(values: dict[str, Any]) -> dict[str, Agreed]:
    return {name: Agreed(value, 1) for name, value in values.items()}


def with_values(item: Item, **values: Value) -> Item:
    """The item once somebody changed these fields."""
    changed = {n: Agreed(v, item.agreed(n).version + 1) for n, v in values.items()}
    return item.having(**changed)
