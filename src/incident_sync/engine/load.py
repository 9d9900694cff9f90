"""Floor 6. Load just the part of the store that one look speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from incident_sync.core import held, undo
from incident_sync.core.labels import meant
from incident_sync.core.match import wanted
from incident_sync.history import Entry
from incident_sync.model.edit import Past
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head
from incident_sync.model.people import Directory
from incident_sync.model.values import decode
from incident_sync.model.view import Command, View
from incident_sync.model.world import Ref, Rules, World
from incident_sync.store import Store

Index = Mapping[str, Mapping[Kind, Mapping[str, Ref]]]


def load(
    store: Store,
    views: Sequence[View],
    said: Sequence[Command],
    directory: Directory,
    rules: Rules,
    behind: Head | None = None,
) -> World:
    """The world of one decision: items, links and children of all that was seen or said.

    For a record that is read for the first time, all that it may already hold too;
    all there is where the store is ``behind`` that head.
    """
    index: Index = {view.side: store.index(view.side) for view in views}
    labels = store.find_labels(_labels(views) | _spoken_of(said, rules))
    ids = set(labels.values()) | {number for view in views for number in wanted(view, index)}
    ids |= _spoken_in(said, index)
    spoken_of = past(store, [undo.read(one.argument).entry for one in said if one.verb == "undo"])
    ids |= {one.item for one in spoken_of.values() if one.item is not None}
    adopted = frozenset(view.side for view in views if store.adopted(view.side))
    for view in views:
        if view.side in rules.records and view.side not in adopted:
            ids |= store.unlinked(view.side)
    if behind is not None:
        ids |= {item.id for item in store.all(Kind.INCIDENT)}
    items = store.items(ids)
    family = {item.parent for item in items.values() if item.parent} | ids
    children = store.children(family)
    everyone = family | {child for some in children.values() for child in some}
    guard = store.guard()
    named = {held.named(one.argument) for one in said if one.verb == "approve"}
    return World(
        items=store.items(everyone),
        links=store.links_of(everyone),
        index=index,
        ids=Ids(store),
        counter=store.counter(),
        children={parent: tuple(some) for parent, some in children.items()},
        labels=labels,
        pending={view.side: store.pending(view.side) for view in views},
        adopted=adopted,
        directory=directory,
        guard=guard,
        approved=frozenset(store.approved()) | held.let_pass(said, guard),
        answered=store.guards_of(named),
        filled=Filled(store),
        minter=minter(store, views, rules.records),
        behind=behind,
        past=spoken_of,
    )


def past(store: Store, numbers: Iterable[int]) -> dict[int, Past]:
    """The entries of history of these numbers, as far as they are there."""
    found = {}
    for number in sorted(set(numbers)):
        kept = store.entry(number)
        if kept is not None:
            found[number] = _past(store, *kept)
    return found


def _past(store: Store, entry: Entry, values: Mapping[str, Any]) -> Past:
    told = Past(entry.seq, entry.kind, entry.item, entry.side, entry.field)
    if entry.kind not in undo.KINDS or entry.item is None or set(values) < set(entry.commitments):
        return told
    kept = store.open_conflicts([entry.item]) if entry.kind == "conflict" else []
    return replace(
        told,
        values={name: decode(value) for name, value in values.items()},
        open=any(one.entry == entry.seq for one in kept),
    )


MINTS = "mints"
"""The cursor that remembers, while a record is away, that it is the one to give IDs."""


def minter(store: Store, views: Iterable[View], records: Collection[str]) -> str:
    """The record that gives incidents their IDs, empty where the store does."""
    seen = {view.side: view.mints for view in views}
    for side in records:
        if seen.get(side, bool(store.cursors(side).get(MINTS))):
            return side
    return ""


class Ids(Iterator[int]):
    """Keys for new items, reserved in the store a handful at a time and only when asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ready: Iterator[int] = iter(())
        self._size = 8

    def __next__(self) -> int:
        number = next(self._ready, None)
        if number is None:
            self._ready = iter(self._store.reserve_ids(self._size))
            self._size *= 2
            number = next(self._ready)
        return number


class Filled(Mapping[tuple[str, str], int]):
    """How many rows of a record have a value in a field, counted only when it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, column: tuple[str, str]) -> int:
        return self._store.filled(*column)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Trial(Iterator[int]):
    """Keys that are never stored, for a plan that writes nothing."""

    def __init__(self) -> None:
        self._next = 0

    def __next__(self) -> int:
        self._next -= 1
        return self._next


def on_trial(world: World) -> World:
    """The same world, from which nothing is reserved."""
    return replace(world, ids=Trial())


def _labels(views: Iterable[View]) -> set[str]:
    named = {label for view in views for row in view.rows for label in (row.label, row.parent)}
    return named - {""}


def _spoken_in(said: Iterable[Command], index: Index) -> set[int]:
    channels = index.get("slack", {}).get(Kind.INCIDENT, {})
    return {channels[command.ref].item for command in said if command.ref in channels}


def _spoken_of(said: Iterable[Command], rules: Rules) -> set[str]:
    """The labels of incidents that are to be put back, whoever says so and wherever."""
    return {name for one in said if one.verb == "restore" for name in meant(one.argument, rules)}
