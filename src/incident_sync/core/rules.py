"""Floor 3. The declared rules: values that follow from an edit though nobody typed them. Pure."""

from __future__ import annotations

from dataclasses import replace

from incident_sync.core.held import waits_for_channel
from incident_sync.core.working import Working
from incident_sync.model.edit import RULE, Change
from incident_sync.model.item import Agreed, Item, State
from incident_sync.model.values import Value


def follow(work: Working, change: Change, touched: set[tuple[int, str]]) -> None:
    """What a changed status entails: the resolved stamp, and history that comes back to life.

    ``touched`` are the fields that people edited in this very look: a rule never speaks over them.
    """
    vocabulary = work.rules.vocabulary
    item = work.item(change.item)
    if item.state is State.HISTORY:
        goes_on = vocabulary.is_active(item.value("status")) and item.value("resolved_at") is None
        if change.field in {"status", "resolved_at"} and goes_on:
            work.enliven(item)
            work.record("declared", item.id, side=change.side)
        return
    if change.field != "status":
        return
    if vocabulary.is_closed(change.new) and waits_for_channel(work, item):
        # What was declared in bulk and taken back before anybody let it pass was never live.
        work.keep(replace(item, state=State.HISTORY))
        return
    if (item.id, "resolved_at") in touched or _unreadable(work, item):
        return
    if vocabulary.is_closed(change.new) and item.value("resolved_at") is None:
        _set(work, item, work.rules.stamp(change.at), change)
    elif vocabulary.is_closed(change.old) and vocabulary.is_active(change.new):
        _set(work, item, None, change)


def _unreadable(work: Working, item: Item) -> bool:
    """Whether some side holds a resolved time that we could not read: not ours to overrule."""
    links = [work.link(side, item.id) for side in work.rules.records]
    return any(link is not None and "resolved_at" in link.blocked for link in links)


def _set(work: Working, item: Item, value: Value, cause: Change) -> None:
    before = item.agreed("resolved_at")
    if before.value == value:
        return
    version = before.version + 1
    trail = (*before.trail, (version, RULE))
    after = Agreed(value, version, RULE, "", cause.at, trail)
    work.keep(replace(item, fields={**item.fields, "resolved_at": after}))
    work.made.changes.append(
        Change(item.id, "resolved_at", before.value, value, RULE, None, cause.at)
    )
