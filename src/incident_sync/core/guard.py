"""Floor 3. What is too much at once: those actions alone wait for a person. Pure.

Counted per record and by what was done there: rows gone, values cleared, channels to open. The
rest of the cycle goes on. What waits already is not counted again, so that it holds up nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from incident_sync.core import held
from incident_sync.core.held import GONE_AFTER, clearing, detaching
from incident_sync.core.working import Working
from incident_sync.model.action import Action
from incident_sync.model.edit import Edit
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Reach, State
from incident_sync.model.values import meaning
from incident_sync.model.view import View
from incident_sync.model.world import Rules


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
    rows = [detaching(side, item.id) for item in gone if item.kind is Kind.INCIDENT]
    stuck = _stuck(work, side, rows, before)
    for item in gone:
        key = detaching(side, item.id)
        if key in stuck:
            work.made.held[key] = held.line(key, item)
            continue
        rest = _take_away(work, side, item)
        if item.label and item.kind is Kind.INCIDENT:
            work.say(
                item.id, "told", f"detached:{side}:{item.id}:{work.now.isoformat()}",
                code="detached", label=item.label, side=side, rest=rest,
            )  # fmt: skip


def _stuck(work: Working, side: str, gone: Sequence[str], before: int) -> set[str]:
    """Which of the rows gone have to wait; ``before`` are those detached earlier."""
    asked = set(gone) - work.world.approved
    fresh = asked - held.before(work)
    standing = _rows(work, side) - before - (len(gone) - len(asked))
    many = too_many(len(fresh), standing, work.rules.max_changed_share) or len(asked) >= standing
    return asked if many else asked - fresh


def _rows(work: Working, side: str) -> int:
    return len(work.world.index.get(side, {}).get(Kind.INCIDENT, {}))


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
    cleared: dict[tuple[str, str], dict[str, Edit]] = defaultdict(dict)
    for edit in edits:
        key = clearing(edit.side, edit.item, edit.field)
        if edit.side in work.rules.records and not meaning(edit.new):
            cleared[edit.side, edit.field][key] = edit
    stuck = set()
    for column, some in cleared.items():
        stuck |= {id(_hold(work, key, some[key])) for key in _kept(work, column, set(some))}
    return [edit for edit in edits if id(edit) not in stuck]


def _kept(work: Working, column: tuple[str, str], cleared: set[str]) -> set[str]:
    """Which of the clearings in one column have to wait."""
    asked = cleared - work.world.approved
    fresh = asked - held.before(work)
    rows = work.world.index.get(column[0], {}).get(Kind.INCIDENT, {}).values()
    standing = sum(ref.missing < GONE_AFTER for ref in rows)
    many = too_many(len(fresh), standing, work.rules.max_changed_share)
    filled = work.world.filled.get(column) if len(fresh) > 1 and not many else None
    emptied = filled is not None and len(asked) >= filled
    return asked if many or emptied else asked - fresh


def _hold(work: Working, key: str, edit: Edit) -> Edit:
    link = work.link(edit.side, edit.item)
    work.made.held[key] = held.line(key, work.item(edit.item))
    work.hold(edit.side, edit.item, [edit.field])
    if link is not None:  # read it again next time: what stands there is not accepted yet
        work.bind(replace(link, digest=""))
    return edit


@dataclass(frozen=True, slots=True)
class Gate:
    """What decides which channels may open, beside their number.

    ``before`` are the keys that wait already, ``approved`` those that a person let pass; ``fresh``
    the incidents that somebody has just declared.
    """

    before: Collection[str] = frozenset()
    approved: Collection[str] = frozenset()
    fresh: Collection[int] = frozenset()


def hold_channels(
    opening: Sequence[tuple[Action, Item]], rules: Rules, gate: Gate
) -> dict[str, str]:
    """Which channels may not be opened now: those of a record where too many are asked for.

    What waits already stays so without counting, so that a new incident is never stuck behind it;
    nor is a grave one that has just been declared stuck behind many of the common sort.
    """
    by_record: dict[str, list[tuple[Action, Item]]] = defaultdict(list)
    for action, item in opening:
        if item.origin in rules.records and action.key not in gate.approved:
            by_record[_asked_in(item, rules)].append((action, item))
    stuck = [one for some in by_record.values() for one in _waiting(some, rules, gate)]
    return {action.key: held.line(action.key, item) for action, item in stuck}


def _asked_in(item: Item, rules: Rules) -> str:
    """The record in which somebody asked for the channel: by a new row, or by a status."""
    origin = item.agreed("status").origin
    return origin if origin in rules.records else item.origin


def _waiting(
    asked: Sequence[tuple[Action, Item]], rules: Rules, gate: Gate
) -> list[tuple[Action, Item]]:
    most = rules.max_new_channels
    fresh = [one for one in asked if one[0].key not in gate.before]
    grave = [one for one in fresh if one[1].id in gate.fresh and _is_grave(one[1], rules)]
    many = grave if len(grave) <= most else []
    passing = {one[0].key for one in (fresh if len(fresh) <= most else many)}
    return [one for one in asked if one[0].key not in passing]


def _is_grave(item: Item, rules: Rules) -> bool:
    """Whether it is graver than an incident is unless somebody says so."""
    usual = rules.vocabulary.severity.words[0]
    return item.value("severity") in set(rules.vocabulary.severity.words) - {usual}
