"""Floor 9. ``incident-sync history [ID]``: what happened, and who did it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from incident_sync.cli import incidents, output
from incident_sync.history import Entry
from incident_sync.model.values import decode, plain

if TYPE_CHECKING:
    from incident_sync.store import Store

_HEADS = ("#", "At", "ID", "What", "Field", "Where", "By", "Values")


@click.command("history")
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(config: Path | None, id_: str | None, limit: int, as_json: bool) -> int:
    """Show the history, newest first: edits, effects, conflicts and decisions."""
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        item = incidents.found(app, id_).id if id_ else None
        told = entries(app.store, limit=limit, item=item)
    if as_json:
        output.document(told)
        return 0
    names = ("seq", "at", "incident", "kind", "field", "side", "by", "values")
    output.table(_HEADS, [[_text(entry[name]) for name in names] for entry in told])
    return 0


def entries(store: Store, *, limit: int, item: int | None = None) -> list[dict[str, Any]]:
    """The newest entries first, as ``--json`` prints them; of one incident, or of all."""
    return [_entry(*one) for one in store.history(item=item, limit=limit)]


def _entry(entry: Entry, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "seq": entry.seq, "at": plain(entry.at), "kind": entry.kind, "incident": entry.label,
        "side": entry.side, "field": entry.field, "by": entry.by,
        "values": {name: _readable(data) for name, data in values.items()},
        "digest": entry.digest,
    }  # fmt: skip


def _readable(data: Any) -> Any:
    known = isinstance(data, dict) and set(data) & {"person", "at", "on"}
    return plain(decode(data)) if known else data


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items() if one not in (None, ""))
    return "" if value is None else str(value)
