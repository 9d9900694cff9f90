"""Floor 3. Incidents that go on while their channel cannot be written. Pure.

What is to be done there waits. It is told once, also to whoever reopens an incident whose channel
is archived; that of one that is over is put away by people, and nobody misses it.
"""

from __future__ import annotations

from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.fields import Kind
from incident_sync.model.item import Link, Reach, State


def tell(work: Working) -> None:
    """Tell of the channels that this look found shut; the records note it while that lasts."""
    if work.world.behind is not None:
        return
    reopened = _reopened(work)
    moved = {number for side, number in work.made.links if side == SLACK} | reopened
    for number in sorted(moved):
        before, now = work.world.links.get(number, {}).get(SLACK), work.link(SLACK, number)
        if now is None or now.kind is not Kind.INCIDENT:
            continue
        changed = now.reach is not (before.reach if before else Reach.OPEN)
        if changed:
            work.made.lacking.add(number)
        if (changed or number in reopened) and _is_parked(work, now):
            _tell(work, now, reopened=number in reopened)


def _reopened(work: Working) -> set[int]:
    """The incidents that go on again since somebody said so."""
    words = work.rules.vocabulary
    return {
        change.item
        for change in work.made.changes
        if change.field == "status" and words.is_active(change.new)
        if not words.is_active(change.old)
    }


def _is_parked(work: Working, link: Link) -> bool:
    item = work.item(link.item)
    shut = link.reach is not Reach.OPEN and not link.wanted
    return shut and item.state is State.LIVE and work.active(item)


def _tell(work: Working, link: Link, *, reopened: bool) -> None:
    item = work.item(link.item)
    key = f"parked:{item.id}:{link.reach}:{work.now.isoformat()}"
    work.say(item.id, "told", key, code=str(link.reach), label=item.label, reopened=reopened)
    work.record("parked", item.id, side=SLACK, values={"reach": str(link.reach)})
