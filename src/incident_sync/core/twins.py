"""Floor 3. Which fresh row of one record is an incident that another record holds. Pure.

Two records kept by hand hold the same incidents: they are met once and mirrored, not doubled. The
ID or the channel's address names one beyond doubt. At adoption so does a title that stands once in
each, on the same day where both say a day; whoever is not so found is an incident of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from incident_sync.core.intake import is_adopting, parent_of
from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item
from incident_sync.model.values import Value, alike, same
from incident_sync.model.view import Row
from incident_sync.model.vocabulary import fold

Name = tuple[str, ...]


def twins(work: Working, side: str, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """The fresh rows of ``side`` that are incidents of another record, with their items."""
    rest = [row for row in rows if row.kind is Kind.INCIDENT]
    items = [item for item in work.incidents() if work.link(side, item.id) is None]
    tiers: list[tuple[Callable[[Row], Name], Callable[[Item], Name]]] = [
        (lambda row: _some(row.label), lambda item: _some(item.label)),
        (lambda row: _some(row.channel), lambda item: _some(_channel(work, item))),
    ]
    if is_adopting(work, side):
        tiers += [
            (lambda row: _dated(row.values), lambda item: _dated(_kept(work, item))),
            (lambda row: _title(row.values), lambda item: _title(_kept(work, item))),
        ]
    taken: set[int] = set()
    for of_row, of_item in tiers:
        named = _alone((item for item in items if item.id not in taken), of_item)
        for name, row in _alone(rest, of_row).items():
            item = named.get(name)
            if item is not None and not _differ(item, row):
                taken.add(item.id)
                rest.remove(row)
                yield item.id, row


def sibling(work: Working, side: str, row: Row) -> Item | None:
    """The child that a fresh row of ``side`` shows, of the same incident and not known there yet.

    A message is known by its address; where the store is behind, also by what it says.
    """
    parent = parent_of(work, side, row) if row.kind is not Kind.INCIDENT else None
    if parent is None:
        return None
    children = [one for one in work.children(parent.id, row.kind) if not work.link(side, one.id)]
    link, text = row.values.get("link"), row.values.get("text")
    found = [one for one in children if link and same(one.value("link"), link)]
    if work.world.behind is not None:
        found += [one for one in children if text and alike(one.value("text"), text)]
    return next(iter(found), None)


def _alone(things: Iterable[Any], name_of: Callable[[Any], Name]) -> Mapping[Name, Any]:
    """The things by name, of those whose name no other has."""
    found: dict[Name, list[Any]] = defaultdict(list)
    for thing in things:
        found[name_of(thing)].append(thing)
    return {name: some[0] for name, some in found.items() if name and len(some) == 1}


def _differ(item: Item, row: Row) -> bool:
    """Whether an ID or a day says that they are two."""
    labels = {item.label, row.label} - {""}
    days = {_day(item.value("reported_at")), _day(row.values.get("reported_at"))} - {""}
    return len(labels) > 1 or len(days) > 1


def _some(text: str) -> Name:
    return (text,) if text else ()


def _channel(work: Working, item: Item) -> str:
    link = work.link(SLACK, item.id)
    return link.ref if link else ""


def _kept(work: Working, item: Item) -> Mapping[str, Value]:
    """What a record calls an item; nothing where none has it: a channel proves too little."""
    if not any(work.link(record, item.id) for record in work.rules.records):
        return {}
    return {name: item.value(name) for name in ("title", "reported_at")}


def _title(values: Mapping[str, Value]) -> Name:
    return _some(fold(str(values.get("title") or "")))


def _dated(values: Mapping[str, Value]) -> Name:
    title, day = _title(values), _day(values.get("reported_at"))
    return (*title, day) if title and day else ()


def _day(value: Value) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else ""
