"""Floor 3. What is too much at once: those actions alone wait for a person. Pure.

Counted per record and by what was done there: rows gone, values cleared, channels to open. The
rest of the cycle goes on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from incident_sync.core.working import Working
from incident_sync.model.action import Action
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Reach, State
from incident_sync.model.values import meaning
from incident_sync.model.view import View
from incident_sync.model.world import Guard, Rules

GONE_AFTER = 2
"""A row counts as gone after so many complete reads missed it."""


def too_many(count: int, total: int, share: float) -> bool:
    """Whether ``count`` of ``total`` rows is more than max(1, share), or all of several."""
    # Rounded, since 0.29 * 100 is a little less than 29.
    return count > max(1, int(round(total * share, 6))) or (count == total and count > 1)


def miss(work: Working, view: View, lost: Iterable[int]) -> None:
    """Count one more complete read that did not find these; detach what is gone for good."""
    gone = []
    detached = 0
    for number in lost:
        link, item = work.link(view.side, number), work.item(number)
        if link is None or link.reach is Reach.GONE or item.state is State.DETACHED:
            detached += item.kind is Kind.INCIDENT
            continue
        if link.missing < GONE_AFTER:
            link = replace(link, missing=link.missing + 1)
            work.bind(link)
        work.hold(view.side, number, ["*"])
        if link.missing >= GONE_AFTER:
            gone.append(item)
    _detach(work, view.side, gone, detached)


def _detach(work: Working, side: str, gone: Sequence[Item], before: int) -> None:
    """Detach what is gone; held where that is too much, or nothing would remain of the record."""
    rows = [item for item in gone if item.kind is Kind.INCIDENT]
    total = len(work.world.index.get(side, {}).get(Kind.INCIDENT, {}))
    many = too_many(len(rows), total, work.rules.max_changed_share) or len(rows) + before >= total
    for item in gone:
        key = f"{side}:{item.id}:detach"
        if many and item.kind is Kind.INCIDENT and key not in work.world.approved:
            work.made.held[key] = f"{item.label or item.value('title')}: its row is gone"
            continue
        rest = _take_away(work, side, item)
        if item.label and item.kind is Kind.INCIDENT:
            work.say(
                item.id, "told", f"detached:{side}:{item.id}:{work.now.isoformat()}",
                code="detached", label=item.label, side=side, rest=rest,
            )  # fmt: skip


def _take_away(work: Working, side: str, item: Item) -> list[str]:
    """Mark a row as gone; the records that still have one. Without any the item is detached."""
    link = work.link(side, item.id)
    if link is not None:
        work.bind(replace(link, reach=Reach.GONE))
    work.record("detached", item.id, side=side)
    rest = [other for other in work.rules.records if other != side and _stands(work, other, item)]
    if not rest:
        work.keep(replace(work.item(item.id), state=State.DETACHED))
    return rest


def _stands(work: Working, side: str, item: Item) -> bool:
    link = work.link(side, item.id)
    return link is not None and link.reach is not Reach.GONE


def hold_clearings(work: Working, edits: list[Edit]) -> list[Edit]:
    """Hold back cleared values where a record lost too many of one field at once."""
    cleared: dict[tuple[str, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.side in work.rules.records and not meaning(edit.new):
            cleared[edit.side, edit.field].append(edit)
    held = set()
    for (side, _), some in cleared.items():
        total = len(work.world.index.get(side, {}).get(Kind.INCIDENT, {}))
        if too_many(len(some), total, work.rules.max_changed_share):
            held |= {id(edit) for edit in some if _hold(work, edit)}
    return [edit for edit in edits if id(edit) not in held]


def _hold(work: Working, edit: Edit) -> bool:
    key = f"{edit.side}:{edit.item}:clear:{edit.field}"
    if key in work.world.approved:
        return False
    item, link = work.item(edit.item), work.link(edit.side, edit.item)
    work.made.held[key] = f"{item.label or item.value('title')}: {edit.field} cleared"
    work.hold(edit.side, edit.item, [edit.field])
    if link is not None:  # read it again next time: what stands there is not accepted yet
        work.bind(replace(link, digest=""))
    return True


def hold_channels(
    opening: Sequence[tuple[Action, Item]],
    rules: Rules,
    guard: Guard | None,
    approved: Iterable[str],
) -> dict[str, str]:
    """Which channels may not be opened now: those of a record where too many are asked for.

    What is held already stays held without counting, so that a new incident is never stuck behind.
    """
    passed = set(approved)
    before = set(guard.held) if guard and guard.state == "held" else set()
    held: dict[str, str] = {}
    by_record: dict[str, list[tuple[Action, Item]]] = defaultdict(list)
    for action, item in opening:
        if item.origin in rules.records and action.key not in passed:
            by_record[item.origin].append((action, item))
    for some in by_record.values():
        new = [one for one in some if one[0].key not in before]
        stuck = (
            some if len(new) > rules.max_new_channels else [one for one in some if one not in new]
        )
        held |= {action.key: f"{item.label}: {item.value('title')}" for action, item in stuck}
    return held


def guard_of(held: dict[str, str], limit: int) -> Guard | None:
    """The guard for a held set; its id names exactly that set."""
    if not held:
        return None
    keys = tuple(sorted(held))
    print_ = hashlib.blake2b("\n".join(keys).encode(), digest_size=3).hexdigest()
    return Guard(print_, reason(held, limit), keys)


def reason(held: dict[str, str], limit: int) -> str:
    """Why a set is held, in a sentence."""
    channels = sum(key.endswith(":channel") for key in held)
    gone = sum(key.endswith(":detach") for key in held)
    cleared = len(held) - channels - gone
    parts = [
        f"{channels} channels to open, more than max_new_channels = {limit}" if channels else "",
        f"{gone} rows gone" if gone else "",
        f"{cleared} values cleared" if cleared else "",
    ]
    return "; ".join(part for part in parts if part)
