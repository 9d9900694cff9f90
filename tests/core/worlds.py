"""Small worlds for the judgement: items, links and rows as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from incident_sync.core.decide import decide
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Agreed, Base, Item, Link, State
from incident_sync.model.people import Person
from incident_sync.model.values import Value, meaning
from incident_sync.model.view import Command, Row, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.model.world import Decision, Ref, Rules, World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = Vocabulary(
    Words(("Minor", "Major"), {"Major": ("outage",)}),
    ("Investigating", "Fixing", "Monitoring"),
    ("Resolved", "Declined"),
)
RULES = Rules(WORDS, ("sheets", "notion"), settle=timedelta(0))
SIDES = ("slack", "sheets", "notion")
PRIYA = Person("Priya", "priya@example.com", "U1")


def item(
    number: int = 1, *, state: State = State.LIVE, label: str | None = None, **values: Value
) -> Item:
    """An incident whose values are all at version 1, by somebody on Slack."""
    ready: dict[str, Value] = {
        "title": f"Title {number}", "status": "Fixing", "severity": "Minor", **values,
    }  # fmt: skip
    fields = {
        n: Agreed(v, 1, "slack", trail=((1, "slack"),)) for n, v in ready.items() if v is not None
    }
    named = f"INC-{number}" if label is None else label
    return Item(number, Kind.INCIDENT, named, number if named else None, state=state, fields=fields)


def child(number: int, kind: Kind, parent: Item, **values: Value) -> Item:
    """A child whose values are all at version 1."""
    fields = {name: Agreed(value, 1, "slack") for name, value in values.items()}
    return Item(number, kind, f"{parent.label}-F{number}", parent=parent.id, fields=fields)


def linked(one: Item, side: str = "sheets", ref: str = "", **more: Any) -> Link:
    """The item's counterpart, which shows all of it."""
    names = FIELDS[one.kind]
    base = {name: Base(one.value(name), one.agreed(name).version) for name in names}
    shown = {name: meaning(one.value(name)) for name in names}
    named = ref or (f"C{one.id}" if side == "slack" else one.label)
    more = {"digest": f"d{one.id}", **more}
    return Link(side, named, one.id, one.kind, base=base, shown=shown, **more)


def world(items: Sequence[Item] = (), links: Sequence[Link] = (), **more: Any) -> World:
    """A world of these items and links, every record in it adopted."""
    by_item: dict[int, dict[str, Link]] = {}
    index: dict[str, dict[Kind, dict[str, Ref]]] = {}
    children: dict[int, tuple[int, ...]] = {}
    for link in links:
        by_item.setdefault(link.item, {})[link.side] = link
        refs = index.setdefault(link.side, {}).setdefault(link.kind, {})
        refs[link.ref] = Ref(link.item, link.digest, link.missing)
    for one in items:
        if one.parent is not None:
            children[one.parent] = (*children.get(one.parent, ()), one.id)
    return World(
        **{
            "items": {one.id: one for one in items},
            "links": by_item,
            "index": index,
            "ids": count(100),
            "counter": max([0, *(one.number or 0 for one in items)]),
            "children": children,
            "labels": {one.label: one.id for one in items if one.label},
            "adopted": frozenset(RULES.records),
            **more,
        }
    )


def mirrored(*items: Item) -> tuple[World, dict[tuple[str, int], Link]]:
    """Items that stand on all three sides."""
    links = {(side, one.id): linked(one, side) for one in items for side in SIDES}
    return world(items, list(links.values())), links


def row(ref: str, *, digest: str = "new", kind: Kind = Kind.INCIDENT, **more: Any) -> Row:
    """A row; what is no property of rows is a value of it."""
    own = {n: more.pop(n) for n in list(more) if n in Row.__dataclass_fields__}
    return Row(
        kind, ref, digest, values=more, **{"label": "" if ref.startswith("?") else ref, **own}
    )


def row_of(one: Item, link: Link, **changed: Value) -> Row:
    """The row of an item, in which somebody typed some values."""
    values = {name: base.value for name, base in link.base.items()}
    digest = f"{link.digest}*" if changed else link.digest
    label = one.label if link.side != "slack" else ""
    return Row(
        one.kind,
        link.ref,
        digest,
        {**values, **changed},
        label=label,
        where=f"{link.side}!{link.ref}",
    )


def view(side: str, *rows: Row, present: Sequence[str] | None = None, **more: Any) -> View:
    """A complete look at a side's incidents; nothing was missing unless ``present`` says so."""
    there = frozenset(present if present is not None else [one.ref for one in rows])
    return View(side, **{"whole": frozenset({Kind.INCIDENT}), "present": {Kind.INCIDENT: there},
                         "rows": rows, **more})  # fmt: skip


def said(verb: str, argument: str = "", ref: str = "C1", **more: Any) -> Command:
    """Something asked for in a channel."""
    key = more.pop("key", f"slack:{ref}:{verb}:{argument}"[:60])
    return Command(key, ref, verb, argument, **{"by": PRIYA, "at": NOW, **more})


def decided(
    views: Sequence[View] = (), commands: Sequence[Command] = (), within: World | None = None,
    rules: Rules = RULES, at: datetime = NOW,
) -> Decision:  # fmt: skip
    """What a look leads to."""
    return decide(views, commands, within or world(), rules, at)


def value_of(made: Decision, one: Item, name: str) -> Value:
    """A field's value after a decision."""
    return made.items.get(one.id, one).value(name)


def told(made: Decision, kind: str) -> list[Mapping[str, Any]]:
    """What is to be said of a kind."""
    return [message.data for message in made.messages if message.kind == kind]
