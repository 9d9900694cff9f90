"""Floor 9. ``incident-sync conflicts``: what was changed in two places at once."""

from __future__ import annotations

from pathlib import Path

import click

from incident_sync.cli import incidents, output


@click.command("conflicts")
@click.option("--all", "also_settled", is_flag=True, help="Those that are settled, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(config: Path | None, also_settled: bool, as_json: bool) -> int:
    """List the open conflicts, newest first, and what to type to take the other value."""
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        found = incidents.conflicts(app, app.store.conflicts(open_only=not also_settled))
    if as_json:
        output.document(found)
    elif found:
        output.conflicts(found)
    else:
        click.echo("no conflict" if also_settled else "no open conflict")
    return 0
