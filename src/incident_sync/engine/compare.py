"""Floor 6. Compare the store with all sides; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from incident_sync.core.compare import Difference, Held, differences
from incident_sync.errors import Permanent, Temporary
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.finding import Finding, amiss, fine, wrong
from incident_sync.model.people import Directory
from incident_sync.model.values import plain
from incident_sync.model.view import Known, View
from incident_sync.ports import Side
from incident_sync.store import Store

_REMEDY = "incident-sync plan shows what the next cycle makes of it."
_BLOCKED = "Mend or decide that: until then this field is left as it is there."


def compare(store: Store, sides: Mapping[str, Side]) -> dict[str, list[Finding]]:
    """What every side shows against what the store holds: a finding a difference, or one line.

    Every counterpart is read: a Sheet in one call, Notion in a call a hundred pages, Slack in one
    an active incident.
    """
    held, directory = _held(store), Directory(store.members())
    found: dict[str, list[Finding]] = {}
    for side in sorted(sides.values(), key=lambda one: one.is_record):
        try:
            view = side.observe(_all(store, side, directory))
        except (Temporary, Permanent) as error:
            found[side.name] = [wrong(_what(side.name), error)]
            continue
        directory = Directory(view.members) if view.members is not None else directory
        found[side.name] = list(map(_finding, differences(view, held))) or [_well(view, held)]
    return found


def _well(view: View, held: Held) -> Finding:
    known = held.refs.get(view.side, {})
    rows = {row.ref for row in view.rows if row.kind is Kind.INCIDENT and row.ref in known}
    return fine(_what(view.side), f"{len(rows)} incidents were compared")


def _what(side: str) -> str:
    return f"{side.capitalize()}: as the store has it"


def _all(store: Store, side: Side, directory: Directory) -> Known:
    """Nothing is known, so that all is reported."""
    return Known(
        active=store.active_refs(side.name),
        cursors={} if side.is_record else store.cursors(side.name),
        directory=directory,
        first=True,
        dry=True,
        rebuilding=True,
    )


def _held(store: Store) -> Held:
    items = {item.id: item for kind in Kind for item in store.all(kind)}
    links = store.links_of(items)
    refs: dict[str, dict[str, int]] = {}
    for number, some in links.items():
        for side, link in some.items():
            refs.setdefault(side, {})[link.ref] = number
    return Held(items, links, refs)


def _finding(one: Difference) -> Finding:
    side = one.side.capitalize()
    if one.item is None:
        said = f'"{plain(one.there)}" stands there, and {one.why}'
        return amiss(f"{side}: a row of nobody", said, _REMEDY, one.where)
    name = one.item.label or str(one.item.value("title") or "")
    if not one.field:
        return amiss(f"{side}: {name}", one.why, _REMEDY)
    title = FIELDS[one.item.kind][one.field].title
    there, store = plain(one.there), plain(one.store)
    said = f"{_quoted(there)} there, {_quoted(store)} in the store"
    said += f" ({one.why})" if one.why else ""
    return amiss(f"{side}: {name} {title}", said, _BLOCKED if one.why else _REMEDY, one.where)


def _quoted(value: object) -> str:
    return "nothing" if value in (None, "") else f'"{value}"'
