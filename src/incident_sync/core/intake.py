"""Floor 3. Rows of nobody: when one declares an incident, and when it is history. Pure.

At adoption a row is live only if its status is an active one and it was not resolved; all else is
history, known and never written. Later a row declares an incident once it has a title and has
stood still; a row whose status says that it is over is history here too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from incident_sync.core.labels import given_number, own_number
from incident_sync.core.working import Working
from incident_sync.model.edit import RULE
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link, State
from incident_sync.model.values import Value, alike, encode
from incident_sync.model.view import Invalid, Row


def take_in(work: Working, side: str, row: Row, *, original: Item | None = None) -> Item | None:
    """Make an item of a fresh row, or None where it is not one (yet).

    ``original`` is the incident whose ID or channel this row copies.
    """
    if row.kind is not Kind.INCIDENT:
        return _child(work, side, row)
    if not str(row.values.get("title") or "").strip():
        return wait(work, side, row, "title", "it has no title yet")
    if original is not None and _has_name_of(original, row):
        return wait(work, side, row, "id", _copy_of(original, row))
    adopting = is_adopting(work, side)
    if side in work.rules.records and not adopting and not still(work, side, row):
        return None
    return _incident(work, side, row, adopting=adopting, original=original)


def _has_name_of(original: Item, row: Row) -> bool:
    """Whether a copy has no title of its own yet: Notion's Duplicate puts a number behind it."""
    title, name = str(row.values.get("title") or ""), str(original.value("title") or "")
    return title == name or re.fullmatch(re.escape(name) + r" \(\d+\)", title) is not None


def is_adopting(work: Working, side: str) -> bool:
    """Whether this is a record that was never read whole before: what it says is no edit.

    So it is where the store is behind: what it knew of the record is of another time.
    """
    known = side in work.world.adopted and work.world.behind is None
    return side in work.rules.records and not known


def _copy_of(original: Item, row: Row) -> str:
    named = original.label or f'"{original.value("title")}"'
    what = "ID" if row.label == original.label else "channel"
    return f"it is a copy, with the {what} of {named}: give it a title of its own"


def still(work: Working, side: str, row: Row) -> bool:
    """Whether the row has stood as it is for the time that people need to finish typing."""
    if work.rules.settle.total_seconds() <= 0:
        return True
    digest, since = work.world.pending.get(side, {}).get(row.ref, ("", work.now))
    if digest == row.digest and work.now - since >= work.rules.settle:
        work.made.settled.add((side, row.ref))
        return True
    if digest != row.digest:
        work.made.pending[side, row.ref] = (row.digest, work.now)
    work.made.waiting = True
    return False


def wait(work: Working, side: str, row: Row, field: str, reason: str) -> Item | None:
    """Leave a row alone that nobody can mirror, and name it once; always None."""
    if work.world.pending.get(side, {}).get(row.ref, ("",))[0] != row.digest:
        work.made.pending[side, row.ref] = (row.digest, work.now)
        work.made.invalid.append((Invalid(side, row.where, field, row.label, reason), None))
    return None


def _incident(work: Working, side: str, row: Row, *, adopting: bool, original: Item | None) -> Item:
    values = dict(row.values)
    if original is not None:
        values = {name: value for name, value in values.items() if _is_own(name, value, original)}
    live = _is_live(work, row, values, adopting=adopting)
    if live and not adopting:
        values = _defaults(work, row, values)
    minted = side == work.world.minter
    label = row.label if minted or original is None else ""
    item = work.new_item(
        Kind.INCIDENT, side, values, row.by, label=label,
        number=number_of(work, label, minted=minted),
        state=State.LIVE if live else State.HISTORY,
    )  # fmt: skip
    item = _by_rule(work, item, row, live=live and not adopting)
    if live and not adopting:  # another record may know it by an ID: adoption.name comes later
        item = work.enliven(item)
    work.bind(link_of(side, row, item))
    kind = "adopted" if adopting else "declared" if live else "recorded"
    work.record(kind, item.id, side=side, by=row.by.name if row.by else "", values=_said(item))
    return item


_TYPED = ("title", "status", "severity", "lead", "summary")
"""What a copied row says of its own; its dates and reporter are the original's."""


def _is_own(name: str, value: Value, original: Item) -> bool:
    """Whether a copied row may say that: what customers were told, only in words of its own."""
    if name == "customer_update":
        return not alike(value, original.value(name))
    return name in _TYPED


def _is_live(work: Working, row: Row, values: dict[str, Value], *, adopting: bool) -> bool:
    if row.blocked.keys() & {"status", "resolved_at"} or values.get("resolved_at") is not None:
        return False  # what nobody can read is not empty
    status = values.get("status")
    if status is None:
        return not adopting
    return work.rules.vocabulary.is_active(status)


def _defaults(work: Working, row: Row, values: dict[str, Value]) -> dict[str, Value]:
    """What a new incident starts with where nobody said anything."""
    vocabulary = work.rules.vocabulary
    ready: dict[str, Value] = {
        "status": vocabulary.active[0],
        "severity": vocabulary.severity.words[0],
        "reported_at": work.rules.stamp(work.now),
    }
    missing = {
        name: value
        for name, value in ready.items()
        if values.get(name) is None and name not in row.blocked
    }
    return values | missing


def _by_rule(work: Working, item: Item, row: Row, *, live: bool) -> Item:
    """Mark the values that nobody typed as set by rule: any human edit outranks them."""
    if not live:
        return item
    ruled = {
        name: Agreed(agreed.value, 1, RULE, "", work.now, ((1, RULE),))
        for name, agreed in item.fields.items()
        if row.values.get(name) in (None, "")
    }
    item = item.having(**ruled)
    work.keep(item)
    return item


def number_of(work: Working, label: str, *, minted: bool) -> int | None:
    """What an ID counts, remembered as the highest seen; ``minted`` by the record that mints."""
    number = given_number(label) if minted else own_number(label, work.rules)
    work.made.counter = max(work.made.counter, number or 0)
    return number


def _child(work: Working, side: str, row: Row) -> Item | None:
    parent = parent_of(work, side, row)
    if parent is None:
        reason = "no incident has that ID" if row.parent else "it names no incident"
        return wait(work, side, row, "incident", reason)
    if not str(row.values.get("text") or "").strip():
        return None
    known = work.world.behind is None and side in work.world.adopted
    if side in work.rules.records and known and not still(work, side, row):
        return None
    child = work.new_child(parent, row.kind, side, dict(row.values), row.by)
    if row.label:
        child = replace(child, label=row.label)
        work.keep(child)
    work.bind(link_of(side, row, child))
    work.record("added", child.id, side=side, by=row.by.name if row.by else "", values=_said(child))
    return child


def parent_of(work: Working, side: str, row: Row) -> Item | None:
    """The incident that a child's row names, by its label or by the side's own ref."""
    ref = work.world.index.get(side, {}).get(Kind.INCIDENT, {}).get(row.parent)
    number = work.world.labels.get(row.parent) if ref is None else ref.item
    if number is not None:
        return work.item(number)
    for (at, item), link in work.made.links.items():
        named = (at == side and link.ref == row.parent) or work.item(item).label == row.parent
        if row.parent and link.kind is Kind.INCIDENT and named:
            return work.item(item)
    return None


def link_of(side: str, row: Row, item: Item) -> Link:
    """The link of a row to the item it was just recognised as: all it shows is the baseline."""
    base = {
        name: Base(value, item.agreed(name).version if item.value(name) == value else 0)
        for name, value in row.values.items()
    }
    return Link(
        side, row.ref, item.id, row.kind, row.digest, base, dict(row.shown), row.left_alone,
        reach=row.reach, notes=dict(row.notes), extra=dict(row.extra),
    )  # fmt: skip


def _said(item: Item) -> dict[str, object]:
    return {name: encode(agreed.value) for name, agreed in item.fields.items()}
