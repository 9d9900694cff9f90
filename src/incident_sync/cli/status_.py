"""Floor 9. ``incident-sync status``: the mirror's health."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from incident_sync.app import App
from incident_sync.cli import output
from incident_sync.core import held
from incident_sync.engine.report import IN_STEP, PERSON
from incident_sync.model.fields import Kind
from incident_sync.model.values import plain
from incident_sync.model.world import Guard
from incident_sync.store import Store


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(config: Path | None, as_json: bool) -> int:
    """Show when the mirror last ran, how each side is, and what waits.

    Exit code 3 where something needs a person.
    """
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        shown = _status(app)
    if as_json:
        output.document(shown)
    else:
        output.table(("", ""), [(name, _text(value)) for name, value in shown.items()])
    needs_person = shown["guard"] or any(shown["sides"].values())
    return PERSON if needs_person else IN_STEP


def _status(app: App) -> dict[str, Any]:
    store = app.store
    beat = store.heartbeat()
    guard = store.guard()
    return {
        "cycle": beat.get("turn", 0),
        "last_cycle_at": plain(beat.get("started_at")),
        "last_duration_s": beat.get("duration"),
        "sides": beat.get("health") or {},
        "incidents": store.count(Kind.INCIDENT),
        "unfinished": len(store.dirty()),
        "unsaid": len(store.outbox()),
        "in_doubt": len(store.effects("intended")),
        "conflicts": len(store.conflicts()),
        "guard": _held(store, guard) if guard else None,
    }


def _held(store: Store, guard: Guard) -> dict[str, Any]:
    items = store.items(held.parsed(key).item for key in guard.held)
    told = list(held.lines(guard.held, items).values())
    return {"id": guard.id, "reason": guard.reason, "held": told}


def _text(value: Any) -> str:
    if isinstance(value, dict) and "held" in value:
        return f"{value['reason']}; to let it pass: incident-sync approve {value['id']}"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one or 'well'}" for name, one in value.items())
    return "" if value is None else str(value)
