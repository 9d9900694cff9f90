"""Floor 9. ``incident-sync show ID``: one incident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from incident_sync.app import App
from incident_sync.cli import incidents, output
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.item import Item
from incident_sync.model.values import plain


@click.command("show")
@click.argument("id_", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(config: Path | None, id_: str, as_json: bool) -> int:
    """Show one incident: its follow-ups, its timeline, its open conflicts, its links."""
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        item = incidents.found(app, id_)
        shown = incidents.document(app, item) | _children(app, item) | _conflicts(app, item)
    if as_json:
        output.document(shown)
        return 0
    for name, value in shown.items():
        output.table(("", ""), [(name, _text(value))])
    return 0


def _children(app: App, item: Item) -> dict[str, Any]:
    ids = app.store.children([item.id]).get(item.id, [])
    children = [app.store.items(ids)[number] for number in ids]
    return {
        name: [
            {field: plain(child.value(field)) for field in FIELDS[kind]}
            for child in children
            if child.kind is kind
        ]
        for name, kind in (("follow_ups", Kind.FOLLOW_UP), ("timeline", Kind.TIMELINE))
    }


def _conflicts(app: App, item: Item) -> dict[str, Any]:
    """The conflicts of the incident and its children that nobody has decided yet."""
    family = [item.id, *app.store.children([item.id]).get(item.id, [])]
    return {"conflicts": incidents.conflicts(app, app.store.open_conflicts(family))}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items() if one)
    return "" if value is None else str(value)
