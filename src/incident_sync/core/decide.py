"""Floor 3. One look at all sides becomes one decision. Pure.

Match every row, take in the fresh ones, read the commands, merge the edits, apply the declared
rules, and queue what people should hear. The order in which sides and rows come does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from incident_sync.core import adoption, asked, guard, held, parked, rebuild, rules, tell
from incident_sync.core.intake import link_of, number_of, still, take_in, wait
from incident_sync.core.match import Matched, match
from incident_sync.core.merge import merge
from incident_sync.core.rank import SLACK
from incident_sync.core.twins import sibling, twins
from incident_sync.core.working import Working
from incident_sync.model.edit import Edit
from incident_sync.model.fields import EXTRA, FIELDS, Kind, field_of
from incident_sync.model.head import Head
from incident_sync.model.item import WANTED, Base, Item, Link, Reach, State
from incident_sync.model.values import encode, same
from incident_sync.model.view import Command, Row, View
from incident_sync.model.world import Decision, Rules, World

CHILDREN = frozenset(Kind) - {Kind.INCIDENT}


def decide(
    views: Sequence[View], said: Sequence[Command], world: World, how: Rules, now: datetime
) -> Decision:
    """What one look leads to.

    ``views`` are those of the sides that could be read, ``said`` the commands not run yet, those of
    the views among them.
    """
    work = Working(world, how, now)
    work.made.counter = max([world.counter, *(view.numbers for view in views)])
    edits: list[Edit] = []
    if world.behind is not None:
        _rebuild(work, views, world.behind)
    else:
        for view in views:
            edits += _look(work, view)
    adoption.name(work)
    for command in sorted(said, key=lambda one: (one.at, one.key)):
        edits += asked.run(work, command)
    edits = guard.hold_clearings(work, _last_words(work, edits))
    _merge_all(work, edits)
    parked.tell(work)
    adoption.settle(work)
    tell.tell(work)
    work.made.unjudged = held.unjudged(work, views)
    work.made.declared = _declared(work)
    return work.made


def _declared(work: Working) -> set[int]:
    """The incidents that are new, and no history that goes on again."""
    declared = [one.item for one in work.made.events if one.kind == "declared"]
    return {number for number in declared if number is not None and number not in work.world.items}


def _rebuild(work: Working, views: Sequence[View], head: Head) -> None:
    """Take the sides as they are, the records first: their rows name the channels.

    Children come last, when every incident is known.
    """
    work.made.rebuilt = head
    work.record("rebuilt", None, values={"head": str(head)})
    records = [view for view in views if view.side in work.rules.records]
    talk = [view for view in views if view not in records]
    for view in records:
        _look(work, _part(view, {Kind.INCIDENT}))
    work.made.adopted |= {view.side for view in talk}
    rest = [(view, row) for view in talk for row in rebuild.bind_channels(work, view)]
    for view, row in sorted(rest, key=lambda one: _incidents_first(one[1])):
        _bind_rest(work, view, row)
    for view in records:
        _look(work, _part(view, CHILDREN))
    rebuild.settle(work)


def _part(view: View, kinds: Collection[Kind]) -> View:
    rows = tuple(row for row in view.rows if row.kind in kinds)
    return replace(view, rows=rows, whole=view.whole & frozenset(kinds))


def _bind_rest(work: Working, view: View, row: Row) -> None:
    """A child, or a channel that no record names."""
    known = work.world.index.get(view.side, {}).get(row.kind, {}).get(row.ref)
    if known is not None:
        _compare(work, view.side, known.item, row)
    elif row.ref in view.forgotten:
        rebuild.take_in(work, row)
    else:
        _fresh(work, view.side, row)


def _incidents_first(row: Row) -> bool:
    return row.kind is not Kind.INCIDENT


def _look(work: Working, view: View) -> list[Edit]:
    """Everything one view says; the edits it holds."""
    matched = match(view, work.world)
    edits: list[Edit] = []
    met = [(number, row) for number, row in matched.known if work.link(view.side, number) is None]
    for number, row in matched.known:
        edits += _compare(work, view.side, number, row)
    pairs = list(twins(work, view.side, matched.fresh))
    work.paired += [(view.side, number, row) for number, row in (*met, *pairs)]
    for number, row in pairs:
        edits += _compare(work, view.side, number, row)
    fresh = [row for row in matched.fresh if all(row is not twin for _, twin in pairs)]
    for row in sorted(fresh, key=_incidents_first):
        edits += _fresh(work, view.side, row)
    _copies(work, view.side, matched)
    guard.miss(work, view, matched.lost)
    # Where people talk nothing is ever read whole; it was looked at.
    whole = Kind.INCIDENT in view.whole or view.side not in work.rules.records
    if whole and view.side not in work.world.adopted:
        work.made.adopted.add(view.side)
    return edits


def _fresh(work: Working, side: str, row: Row) -> list[Edit]:
    """A row that nobody knew: what it says of a child that another side has are edits."""
    known = sibling(work, side, row)
    if known is not None:
        return _compare(work, side, known.id, row)
    item = take_in(work, side, row, original=_original(work, row))
    if item is not None:
        work.seen.append((side, item.id, row))
        work.made.invalid += [(one, item.id) for one in row.invalid]
    return []


def _original(work: Working, row: Row) -> Item | None:
    """The incident whose ID or channel a row of nobody bears: people copy rows and pages."""
    number = work.world.labels.get(row.label) if row.label and row.ref != row.label else None
    if number is None:
        ref = work.world.index.get(SLACK, {}).get(Kind.INCIDENT, {}).get(row.channel)
        number = ref.item if ref is not None else None
    return work.item(number) if number is not None else None


def _copies(work: Working, side: str, matched: Matched) -> None:
    """Rows with one ID, none of which is the original beyond doubt: none is written."""
    for row in matched.twins:
        wait(work, side, row, "id", "another row has this ID too")
    for number, rows in matched.copies.items():
        item = work.item(number)
        work.hold(side, number, [*FIELDS[item.kind], "id", "channel", "sync_note"])
        for row in rows:
            wait(work, side, row, "id", f"{len(rows)} rows have this ID and none is as it was")
        places = [row.where for row in rows]
        work.say(
            number, "told", f"copies:{side}:{item.label}",
            code="duplicate", label=item.label, where=places,
        )  # fmt: skip


def _compare(work: Working, side: str, number: int, row: Row) -> list[Edit]:
    """The edits of a row against its baselines; the link moves to what was read."""
    item = _labelled(work, side, work.item(number), row)
    old = work.link(side, number)
    link = old or replace(link_of(side, row, item), base={}, shown={})
    # Nothing can be told from what is known of another time.
    names = _differing(row, link) if work.world.behind is None else []
    edits = [_edit(number, side, name, row, link, work.now) for name in names]
    typing = _typing(work, side, item, row, edits)
    fresh = _moved(link, row, holding=bool(typing))
    if fresh != old:
        work.bind(fresh)
    work.seen.append((side, number, row))
    if work.world.behind is None:
        _returned(work, item, side, old, row)
    if link.digest != row.digest or old is None:
        work.made.invalid += [
            (one, number) for one in row.invalid if link.blocked.get(one.field) != one.reason
        ]
    return [edit for edit in edits if edit.field not in typing]


def _labelled(work: Working, side: str, item: Item, row: Row) -> Item:
    """The item with the ID that its row shows, where it had none yet."""
    if item.label or not row.label:
        return item
    number = number_of(work, row.label, minted=side == work.world.minter)
    return work.named(replace(item, label=row.label, number=number))


def _differing(row: Row, link: Link) -> list[str]:
    return [
        name for name, value in row.values.items() if not same(value, link.baseline(name).value)
    ]


def _edit(number: int, side: str, name: str, row: Row, link: Link, now: datetime) -> Edit:
    base = link.baseline(name)
    return Edit(
        number, name, side, base.value, row.values[name], base.version, row.at or now, row.by
    )


def _typing(work: Working, side: str, item: Item, row: Row, edits: list[Edit]) -> set[str]:
    """The prose that somebody may still be typing: neither read nor written in this cycle."""
    prose = {
        edit.field
        for edit in edits
        if not edit.field.startswith(EXTRA)
        and field_of(item.kind, edit.field).prose
        and not held.is_asked(work, edit)
    }
    if side not in work.rules.records or not prose or still(work, side, row):
        return set()
    work.hold(side, item.id, prose)
    return prose


def _moved(link: Link, row: Row, *, holding: bool) -> Link:
    """The link as of this look; while a text is held back the row must be read again."""
    return replace(
        link,
        ref=row.ref,
        digest=link.digest if holding else row.digest,
        shown={**link.shown, **row.shown},
        blocked={**_undecided(link), **row.left_alone},
        missing=0,
        reach=row.reach,
        notes={**link.notes, **row.notes, **_found(link, row)},
        extra=dict(row.extra) or link.extra,
    )


def _found(link: Link, row: Row) -> dict[str, str]:
    """What was to be put back is there: a person was faster."""
    return {WANTED: ""} if link.wanted and row.reach is Reach.OPEN else {}


def _undecided(link: Link) -> dict[str, str]:
    """The fields that wait for a person, whatever else of the row is edited."""
    return {name: why for name, why in link.blocked.items() if why == rebuild.UNDECIDED}


def _returned(work: Working, item: Item, side: str, old: Link | None, row: Row) -> None:
    """A record's row that came back, or that was archived; of channels ``parked`` tells."""
    if side not in work.rules.records:
        return
    if item.state is State.DETACHED or (old and old.reach is Reach.GONE):
        work.attach(item.id)
        # What somebody asked us to put back is in the history already, whoever did it.
        if not (old and old.wanted):
            work.record("attached", item.id, side=side)
    if old is not None and row.reach is not old.reach and row.reach is not Reach.OPEN:
        key = f"told:{item.id}:{row.reach}:{row.digest}"
        work.say(
            item.id, "told", key, code=str(row.reach), label=item.label, where=row.where, side=side
        )
        work.record("parked", item.id, side=side, values={"reach": str(row.reach)})


def _last_words(work: Working, edits: list[Edit]) -> list[Edit]:
    """Of several edits of one field by one side before anybody read them, the last one counts."""
    last = {(edit.item, edit.field, edit.side): edit for edit in edits}
    for edit in edits:
        final = last[edit.item, edit.field, edit.side]
        if not same(edit.new, final.new):
            work.record(
                "superseded", edit.item, side=edit.side, field=edit.field,
                by=edit.by.name if edit.by else "", values={"new": encode(edit.new)},
            )  # fmt: skip
    return list(last.values())


def _merge_all(work: Working, edits: list[Edit]) -> None:
    """Merge field by field, then let the declared rules follow from what changed."""
    work.made.edits = edits
    by_field: dict[tuple[int, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        by_field[edit.item, edit.field].append(edit)
    was_active = {number: work.active(work.item(number)) for number, _ in by_field}
    for (number, name), rivals in by_field.items():
        _merge_one(work, number, name, rivals, active=was_active[number])
    touched = set(by_field)
    for change in list(work.made.changes):
        rules.follow(work, change, touched)


def _merge_one(work: Working, number: int, name: str, rivals: list[Edit], *, active: bool) -> None:
    item = work.item(number)
    rebuild.decided(work, number, name)
    order = work.ranks.order(field_of(item.kind, name), active=active)
    merged = merge(item.agreed(name), rivals, order)
    if merged.agreed != item.agreed(name):
        work.keep(item.having(**{name: merged.agreed}))
    if merged.change is not None:
        work.made.changes.append(merged.change)
        work.try_again(number, name)
        _count_as_seen(work, number, name)
    if merged.conflict is not None:
        work.made.conflicts.append(merged.conflict)
    for edit in rivals:
        agrees = same(edit.new, merged.agreed.value)
        version = merged.agreed.version if agrees else edit.base
        _rebase(work, edit, Base(edit.new, version))


def _count_as_seen(work: Working, number: int, name: str) -> None:
    """A record that shows the new value already is not written: what follows there is no rival."""
    agreed = work.item(number).agreed(name)
    for side in work.rules.records:
        link = work.link(side, number)
        base = link.base.get(name) if link is not None else None
        if link is not None and base is not None and same(base.value, agreed.value):
            seen = replace(base, version=agreed.version)
            work.bind(replace(link, base={**link.base, name: seen}))


def _rebase(work: Working, edit: Edit, base: Base) -> None:
    """The side's baseline is what was read there, whether it won or not."""
    link = work.link(edit.side, edit.item)
    if link is not None:
        work.bind(replace(link, base={**link.base, edit.field: base}))
