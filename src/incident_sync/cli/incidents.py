"""Floor 9. An incident as scripts and tables read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from incident_sync.app import App
from incident_sync.core import labels
from incident_sync.errors import ConfigError
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Item
from incident_sync.model.values import plain
from incident_sync.store import Kept


def document(app: App, item: Item) -> dict[str, Any]:
    """One incident by field name, with ``links`` per side."""
    sides = {side.name: side for side in app.sides}
    links = app.store.links_of([item.id]).get(item.id, {})
    fields = {name: plain(item.value(name)) for name in FIELDS[Kind.INCIDENT]}
    urls = {name: sides[name].url(link, item) for name, link in links.items() if name in sides}
    return {"id": item.label or None, **fields, "state": str(item.state), "links": urls}


def conflicts(app: App, kept: Iterable[Kept]) -> list[dict[str, Any]]:
    """Conflicts, newest first, as scripts read them."""
    newest = sorted(kept, key=lambda one: one.id, reverse=True)
    items = app.store.items({one.conflict.item for one in newest})
    return [_conflict(one, items[one.conflict.item]) for one in newest]


def _conflict(kept: Kept, item: Item) -> dict[str, Any]:
    one = kept.conflict
    return {
        "entry": kept.entry, "incident": item.called, "field": one.field, "base": plain(one.base),
        "values": {side: plain(value) for side, value in one.values.items()},
        "winner": one.winner, "at": plain(kept.at), "state": kept.state,
    }  # fmt: skip


def found(app: App, label: str) -> Item:
    """The incident of that ID; the case and a missing prefix are forgiven."""
    wanted = labels.meant(label, app.mirror.rules)
    for name, number in app.store.find_labels(wanted).items():
        item = app.store.items([number])[number]
        if item.kind is Kind.INCIDENT and name in wanted:
            return item
    raise ConfigError(
        f"no incident is called {label}", remedy="See incident-sync list for those there are."
    )
