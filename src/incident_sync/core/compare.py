"""Floor 3. Where a side shows something else than the store holds. Pure; nothing is decided here.

It is what ``doctor --sides`` tells: a mirror is trusted once its work can be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.values import Value, alike
from incident_sync.model.view import Row, View


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one item that a side shows otherwise.

    ``item`` is None for a counterpart of nobody, ``field`` empty where the whole of it is missing
    or unknown; ``why`` says what is known of it: what a person has to mend or decide first.
    """

    side: str
    item: Item | None
    field: str = ""
    store: Value = None
    there: Value = None
    where: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds: items by id, their links by item and side, refs by side."""

    items: Mapping[int, Item]
    links: Mapping[int, Mapping[str, Link]]
    refs: Mapping[str, Mapping[str, int]]


def differences(view: View, held: Held) -> Iterator[Difference]:
    """Where a side's view, in which every counterpart is reported, is not as the store has it."""
    seen: set[int] = set()
    for row in filter(lambda row: _compares(view, row), view.rows):
        number = _item_of(view.side, row, held)
        if number is None:
            yield from _unknown(view, row)
            continue
        seen.add(number)
        yield from _fields(view.side, row, held.items[number], held.links[number][view.side])
    for number, item in held.items.items():
        link = held.links.get(number, {}).get(view.side)
        if link is not None and number not in seen and _should_show(view, link, item):
            yield Difference(view.side, item, why="it is not there")


def _compares(view: View, row: Row) -> bool:
    """Whether a row shows an item: a message that became a timeline entry is not edited for it."""
    return row.kind is Kind.INCIDENT or row.kind in view.whole


def _item_of(side: str, row: Row, held: Held) -> int | None:
    refs = held.refs.get(side, {})
    return refs.get(row.ref, refs.get(row.label) if row.label else None)


def _unknown(view: View, row: Row) -> Iterator[Difference]:
    """A record's row of nobody is worth a word where it says what it is about."""
    title = row.values.get("title") or row.values.get("text") or row.label
    if title and row.reach is Reach.OPEN and row.kind in view.whole:
        yield Difference(
            view.side, None, there=title, where=row.where, why="the store knows none such"
        )


def _fields(side: str, row: Row, item: Item, link: Link) -> Iterator[Difference]:
    for name in FIELDS[item.kind]:
        if name in row.values and not alike(row.values[name], item.value(name)):
            # What a side cannot show, and history that was left as it is, are no news.
            if alike(row.values[name], link.baseline(name).value) and item.state is State.HISTORY:
                continue
            why = link.blocked.get(name, "")
            yield Difference(side, item, name, item.value(name), row.values[name], row.where, why)


def _should_show(view: View, link: Link, item: Item) -> bool:
    """Whether a complete view would have shown it."""
    there = link.reach is Reach.OPEN and item.state is not State.DETACHED
    return there and link.kind in view.whole
