"""Floor 9. ``incident-sync sync``: one cycle, for cron."""

from __future__ import annotations

from pathlib import Path

import click

from incident_sync.cli import output, plans


@click.command("sync")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option(
    "--plan",
    "kept",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Apply this plan, or nothing if it no longer holds.",
)
@click.pass_obj
def command(config: Path | None, as_json: bool, kept: Path | None) -> int:
    """Run one cycle: look at every side, and bring them in step.

    Exit code 0: in step; 1: failed; 3: done, but something needs a person.
    """
    from incident_sync.app import opened

    wanted = plans.read(kept) if kept is not None else None
    with output.busy("mirroring"), opened(config) as app, app.leased() as lease:
        if wanted is not None:
            plans.check(wanted, app.plan())
        done = app.sync(lease, patient=True)
    if as_json:
        output.document(done.document())
    else:
        output.report(done, tense="did")
    return done.exit_code
