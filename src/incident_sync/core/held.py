"""Floor 3. The set of actions that waits for a person: what it is called, what it says. Pure.

A key names one action: ``sheets:7:detach``, ``notion:7:clear:summary``, ``slack:7:channel``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item
from incident_sync.model.values import meaning
from incident_sync.model.view import Command, View
from incident_sync.model.world import Guard

GONE_AFTER = 2
"""A row counts as gone after so many complete reads missed it."""
_AROUND = " \t`'\"“”’.,:*_~<>"
"""What people paste along with an ID."""


class Key(NamedTuple):
    """One held action: on which side, of which item, what ("detach", "clear", "channel")."""

    side: str
    item: int
    what: str
    field: str = ""


def detaching(side: str, item: int) -> str:
    """The key of taking a row for gone."""
    return f"{side}:{item}:detach"


def clearing(side: str, item: int, field: str) -> str:
    """The key of taking over an emptied value."""
    return f"{side}:{item}:clear:{field}"


def parsed(key: str) -> Key:
    """What a key names."""
    side, item, what, *rest = key.split(":", 3)
    return Key(side, int(item), what, *rest)


def gone_from(side: str, keys: Iterable[str]) -> set[int]:
    """The items of the rows that those keys take for gone from a side."""
    named = map(parsed, keys)
    return {one.item for one in named if (one.side, one.what) == (side, "detach")}


def keys_of(guard: Guard | None) -> frozenset[str]:
    """The keys that wait for an answer."""
    return frozenset(guard.held) if guard is not None and guard.state == "held" else frozenset()


def let_pass(said: Iterable[Command], guard: Guard | None) -> frozenset[str]:
    """A held set that one of these very commands approves, by somebody who may."""
    wanted = {named(one.argument) for one in said if one.verb == "approve" and one.may == "all"}
    return keys_of(guard) if guard is not None and guard.id in wanted else frozenset()


def before(work: Working) -> frozenset[str]:
    """The keys that waited when this decision began, and still do."""
    return keys_of(work.world.guard) - work.world.approved


def is_asked(work: Working, edit: Edit) -> bool:
    """Whether an edit is a clearing that a person was asked about: it stands still already."""
    key = clearing(edit.side, edit.item, edit.field)
    return not meaning(edit.new) and key in keys_of(work.world.guard) | work.world.approved


def waits_for_channel(work: Working, item: Item) -> bool:
    """Whether the incident's channel is held."""
    return f"{SLACK}:{item.id}:channel" in before(work)


def line(key: str, item: Item | None) -> str:
    """One held action, as people read it."""
    one = parsed(key)
    title = str(item.value("title") or "") if item else ""
    name = (item.label if item else "") or title or f"incident {one.item}"
    if one.what == "channel":
        return f"{name}: {title}" if title and name != title else name
    return f"{name}: its row is gone" if one.what == "detach" else f"{name}: {one.field} cleared"


def lines(keys: Iterable[str], items: Mapping[int, Item]) -> dict[str, str]:
    """The lines of several held actions, by key."""
    return {key: line(key, items.get(parsed(key).item)) for key in keys}


def guard_of(held: Collection[str], limit: int) -> Guard | None:
    """The guard for a held set; its id names exactly that set."""
    if not held:
        return None
    keys = tuple(sorted(held))
    print_ = hashlib.blake2b("\n".join(keys).encode(), digest_size=3).hexdigest()
    return Guard(print_, reason(keys, limit), keys)


def reason(keys: Iterable[str], limit: int) -> str:
    """Why a set is held, in a sentence: how much of what, and where."""
    held = [parsed(key) for key in keys]
    channels = sum(one.what == "channel" for one in held)
    gone = Counter(one.side for one in held if one.what == "detach")
    cleared = Counter((one.side, one.field) for one in held if one.what == "clear")
    return "; ".join(
        [
            *([f"{_count(channels, 'channel')} to open, more than max_new_channels = {limit}"]
              if channels else []),
            *(f"{_count(count, 'row')} gone from {side}" for side, count in gone.items()),
            *(f"{_count(count, 'value')} cleared in {side}: {field}"
              for (side, field), count in cleared.items()),
        ]
    )  # fmt: skip


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def named(typed: str) -> str:
    """The ID that somebody typed or pasted, whatever stands around it."""
    return typed.strip(_AROUND).casefold()


def unjudged(work: Working, views: Sequence[View]) -> set[str]:
    """The keys of which this look can say neither that it is still so nor that it is not.

    Their side was not read, or not whole, or not the row in question.
    """
    by_side = {view.side: view for view in views}
    read = {(side, number) for side, number, _ in work.seen}
    keys = keys_of(work.world.guard) | work.world.approved
    return {key for key in keys if _is_open(work, parsed(key), by_side, read)}


def _is_open(
    work: Working, key: Key, views: Mapping[str, View], read: Collection[tuple[str, int]]
) -> bool:
    view = views.get(key.side)
    if view is None:
        return key.side in {SLACK, *work.rules.records}
    if key.what == "detach":
        return Kind.INCIDENT not in view.whole
    if key.what == "channel" or (key.side, key.item) in read:
        return False
    missing = (ref.missing for refs in work.world.index.get(key.side, {}).values()
               for ref in refs.values() if ref.item == key.item)  # fmt: skip
    return next(missing, GONE_AFTER) < GONE_AFTER
