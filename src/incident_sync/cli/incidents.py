"""Floor 9. An incident as scripts and tables read it."""

from __future__ import annotations

from typing import Any

from incident_sync.app import App
from incident_sync.errors import ConfigError
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Item
from incident_sync.model.values import plain


def document(app: App, item: Item) -> dict[str, Any]:
    """One incident by field name, with ``links`` per side."""
    sides = {side.name: side for side in app.sides}
    links = app.store.links_of([item.id]).get(item.id, {})
    fields = {name: plain(item.value(name)) for name in FIELDS[Kind.INCIDENT]}
    urls = {name: sides[name].url(link, item) for name, link in links.items() if name in sides}
    return {"id": item.label or None, **fields, "state": str(item.state), "links": urls}


def found(app: App, label: str) -> Item:
    """The incident of that ID; the case and a missing prefix are forgiven."""
    rules = app.mirror.rules
    digits = label.lstrip("#")
    wanted = [label, label.upper(), *([rules.label(int(digits))] if digits.isdecimal() else [])]
    for name, number in app.store.find_labels(wanted).items():
        item = app.store.items([number])[number]
        if item.kind is Kind.INCIDENT and name in wanted:
            return item
    raise ConfigError(
        f"no incident is called {label}", remedy="See incident-sync list for those there are."
    )
