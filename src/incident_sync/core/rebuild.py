"""Floor 3. The store was lost, or is older than the sides: what they show is all there is. Pure.

Nothing that the store holds proves anything then, so what the sides agree on is taken, and where
they differ nobody can tell which came last: nothing is written there, and a person decides.
Channels are known by the row that names them, or by the label in their purpose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from incident_sync.core.intake import link_of
from incident_sync.core.labels import given_number
from incident_sync.core.rank import SLACK
from incident_sync.core.working import Working
from incident_sync.model.edit import Conflict
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import AGAIN, Agreed, Base, Item, Link, Reach, State
from incident_sync.model.values import Value, alike, meaning, same
from incident_sync.model.view import Invalid, Row, View
from incident_sync.model.vocabulary import Vocabulary

UNDECIDED = "the sides differ, and nobody can tell which came last"
"""Why a field is left alone on a record that shows something else than the hub holds."""


def to_read(channels: Iterable[Row], rows: Sequence[Row], vocabulary: Vocabulary) -> list[str]:
    """The channels of ours to be read, by ref: those whose incident goes on, as far as rows say.

    ``channels`` are the rows of channels that nobody knows any more, ``rows`` those of the records.
    """
    live = [row for row in rows if vocabulary.is_active(row.values.get("status"))]
    names = {name for row in rows for name in (row.label, row.channel)} - {""}
    going_on = {name for row in live for name in (row.label, row.channel)} - {""}
    unknown = [one.ref for one in channels if not names & {one.label, one.ref}]
    ours = [one.ref for one in channels if going_on & {one.label, one.ref}]
    return list(dict.fromkeys([*(row.channel for row in live if row.channel), *ours, *unknown]))


def bind_channels(work: Working, view: View) -> Iterator[Row]:
    """Bind each channel of ours to its incident; the rows that are left are nobody's yet."""
    named = {row.channel: number for _, number, row in work.seen if row.channel}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in view.rows:
        number = _incident_of(work, row, named) if row.kind is Kind.INCIDENT else None
        if number is None:
            yield row
        else:
            found[number].append(row)
    for number, rows in found.items():
        # A successor has its incident's label, too: the row says which one counts.
        best = max(rows, key=lambda row: (row.ref in named, row.reach is Reach.OPEN, row.ref))
        _bind(work, number, best)


def _incident_of(work: Working, row: Row, named: Mapping[str, int]) -> int | None:
    known = work.world.index.get(SLACK, {}).get(Kind.INCIDENT, {}).get(row.ref)
    if row.ref in named or known is not None:
        return named.get(row.ref, known.item if known else None)
    labels = {item.label: item.id for item in work.incidents() if item.label}
    return labels.get(row.label) if row.label else None


def _bind(work: Working, number: int, row: Row) -> None:
    item, old = work.item(number), work.link(SLACK, number)
    fresh = replace(link_of(SLACK, row, item), item=number)
    if old is not None:
        kept = dict(old.notes) if old.ref == row.ref else _left_to_successor(old)
        fresh = replace(fresh, notes={**kept, **row.notes})
    work.bind(fresh)
    work.seen.append((SLACK, number, row))
    if item.state is State.HISTORY:
        work.keep(replace(item, state=State.LIVE))


def _left_to_successor(old: Link) -> dict[str, str]:
    """The one announcement, and a number of its own for all that is made in its channel."""
    kept = {name: old.notes[name] for name in ("announcement",) if name in old.notes}
    return {**kept, AGAIN: old.after}


def take_in(work: Working, row: Row) -> Item | None:
    """The incident of a channel of ours that no record has a row of; None where it is archived.

    Where the channel names a row, that was deleted: whoever did so is not overruled.
    """
    if row.reach is not Reach.OPEN:
        return None
    values = {"title": row.where.lstrip("#"), **row.values}
    state = State.DETACHED if row.recorded else State.LIVE
    number = given_number(row.label)
    item = work.new_item(
        Kind.INCIDENT, SLACK, values, None, label=row.label, number=number, state=state
    )
    _bind(work, item.id, row)
    if row.recorded:
        work.record("detached", item.id)
        what = "its row is gone; `incident-sync restore` puts it back"
        work.made.invalid.append((Invalid(SLACK, row.where, "row", row.label, what), None))
    return item


def settle(work: Working) -> None:
    """Take over what the sides agree on; keep what they do not for a person."""
    rows: dict[int, dict[str, Row]] = defaultdict(dict)
    for side, number, row in work.seen:
        rows[number][side] = row
    for number, by_side in rows.items():
        _attach(work, number, by_side)
        for name in FIELDS[work.item(number).kind]:
            claims = {s: row.values[name] for s, row in by_side.items() if name in row.values}
            if claims:
                _settle(work, number, name, claims)
    fresh = {item.id for item in work.made.items.values() if item.state is not State.HISTORY}
    work.made.unsure = fresh
    work.made.invalid = [(one, None) for one, _ in work.made.invalid]  # the channel knows


def _attach(work: Working, number: int, by_side: Mapping[str, Row]) -> None:
    if any(side in work.rules.records for side in by_side):
        work.attach(number)


def _settle(work: Working, number: int, name: str, claims: Mapping[str, Value]) -> None:
    item = work.item(number)
    first = next(side for side in (*work.rules.records, SLACK) if side in claims)
    differ = any(not alike(value, claims[first]) for value in claims.values())
    counts = differ and item.kind is Kind.INCIDENT
    # What the card shows stays on it, whatever else of the incident is edited there.
    chosen = SLACK if counts and SLACK in claims else first
    _agree(work, item, name, chosen, claims[chosen])
    version = work.item(number).agreed(name).version
    for side, value in claims.items():
        link = work.link(side, number)
        if link is not None:
            work.bind(_based(link, name, Base(value, version)))
    if counts:
        _undecided(work, item, name, chosen, claims)


def _agree(work: Working, item: Item, name: str, side: str, value: Value) -> None:
    before = item.agreed(name)
    if before.version and same(before.value, value):
        return
    if not before.version and not meaning(value):
        return
    version = before.version + 1
    after = Agreed(value, version, side, "", work.now, ((version, side),))
    work.keep(work.item(item.id).having(**{name: after}))


def _based(link: Link, name: str, base: Base) -> Link:
    return replace(link, base={**link.base, name: base})


def _undecided(
    work: Working, item: Item, name: str, chosen: str, claims: Mapping[str, Value]
) -> None:
    work.made.conflicts.append(
        Conflict(item.id, name, item.value(name), dict(claims), chosen, undecided=True)
    )
    for side in work.rules.records:
        link = work.link(side, item.id)
        if link is not None and side in claims and not alike(claims[side], claims[chosen]):
            work.bind(replace(link, blocked={**link.blocked, name: UNDECIDED}))


def decided(work: Working, number: int, name: str) -> None:
    """Somebody says what a field is: it may be written everywhere again."""
    for side in work.rules.records:
        link = work.link(side, number)
        if link is not None and link.blocked.get(name) == UNDECIDED:
            rest = {field: why for field, why in link.blocked.items() if field != name}
            work.bind(replace(link, blocked=rest))
