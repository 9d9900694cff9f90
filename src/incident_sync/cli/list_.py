"""Floor 9. ``incident-sync list``: the incidents."""

from __future__ import annotations

from pathlib import Path

import click

from incident_sync.cli import incidents, output
from incident_sync.model.fields import Kind

_HEADS = ("ID", "Status", "Severity", "Lead", "Reported", "Title")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--active", is_flag=True, help="Only those that go on.")
@click.pass_obj
def command(config: Path | None, as_json: bool, active: bool) -> int:
    """List the incidents, as the sides last agreed on them."""
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        vocabulary = app.settings.incident.vocabulary
        items = [
            item
            for item in app.store.all(Kind.INCIDENT)
            if not active or vocabulary.is_active(item.value("status"))
        ]
        if as_json:
            output.document([incidents.document(app, item) for item in items])
            return 0
        names = ("status", "severity", "lead", "reported_at", "title")
        rows = [(item.label, *(output.text(item.value(name)) for name in names)) for item in items]
        output.table(_HEADS, rows)
    return 0
