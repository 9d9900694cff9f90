"""Floor 3. What follows once a record was read for the first time. Pure.

What it holds already is left alone: where another record says something else of the same history,
both stay as they are, and the difference is a conflict that a person can read. What it lacks it is
given; history that it can only know by an ID gets one, which no other record is asked to show.
"""

from __future__ import annotations

from dataclasses import replace

from incident_sync.core.intake import is_adopting
from incident_sync.core.working import Working
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Base, Item, State


def name(work: Working) -> None:
    """Give what was adopted and goes on an ID, now that every record was asked for the one it has.

    Sooner, a row without an ID and its twin that has one would be two incidents.
    """
    fresh = [item for item in work.made.items.values() if item.kind is Kind.INCIDENT]
    for item in sorted(fresh, key=lambda one: one.id):
        if item.state is State.LIVE and item.id not in work.world.items:
            work.enliven(item)


def settle(work: Working) -> None:
    """Finish the adoption of the records that were adopted in this decision."""
    for side, number, _ in work.paired:
        if is_adopting(work, side) and work.item(number).state is State.HISTORY:
            _leave(work, work.item(number))
    for item in work.incidents():
        if item.state is State.HISTORY and not item.label and _lacks_row(work, item):
            work.label(item)
    for side in work.made.adopted & set(work.rules.records):
        known = {**work.world.items, **work.made.items}
        work.made.lacking |= {number for number in known if work.link(side, number) is None}


def _leave(work: Working, item: Item) -> None:
    """Take what each record says of a piece of history as seen: none of it is to be written."""
    for side in work.rules.records:
        link = work.link(side, item.id)
        if link is not None:
            base = {
                name: Base(link.baseline(name).value, item.agreed(name).version)
                for name in (*FIELDS[item.kind], *link.base)  # a cell that is empty is left so too
            }
            work.bind(replace(link, base=base))


def _lacks_row(work: Working, item: Item) -> bool:
    """Whether a record that knows its rows by their ID will get a row for this item."""
    if work.world.minter:
        return False
    ready = work.rules.labelled & (work.world.adopted | work.made.adopted)
    return any(work.link(side, item.id) is None for side in ready)
