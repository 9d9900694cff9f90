"""Floor 9. ``incident-sync plan``: what a cycle would do."""

from __future__ import annotations

from pathlib import Path

import click

from incident_sync.cli import output, plans
from incident_sync.engine.report import IN_STEP, PERSON, TO_DO, Report


@click.command("plan")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Keep it for sync.")
@click.option("--check", is_flag=True, help="Exit with 4 if there is something to do.")
@click.pass_obj
def command(config: Path | None, as_json: bool, out: Path | None, check: bool) -> int:
    """Show what a cycle would do; write nothing anywhere.

    With --out the plan is kept, and `sync --plan FILE` applies it only if it still holds.
    """
    from incident_sync.app import opened

    with output.busy("looking"), opened(config, writes=False, trial=True) as app:
        done = app.plan()
    if out is not None:
        plans.write(out, done)
    if as_json:
        output.document(done.document())
    else:
        output.report(done, tense="would")
    return _code(done, check=check)


def _code(done: Report, *, check: bool) -> int:
    if done.exit_code not in (IN_STEP, PERSON):
        return done.exit_code
    return TO_DO if check and done.actions else done.exit_code
