"""Floor 9. ``incident-sync verify``: whether the history is still as it was written."""

from __future__ import annotations

from pathlib import Path

import click

from incident_sync.cli import output

_ALTERED = 1


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def command(config: Path | None, as_json: bool) -> int:
    """Check the hash chain of the history, and every value against its commitment.

    Exit code 0: as written; 1: not, and each place is named. Keep the head that is printed
    somewhere else: a chain that was cut off at its end and one that was made anew look whole, but
    do not have it.
    """
    from incident_sync.app import opened

    with opened(config, writes=False) as app:
        problems = app.store.verify()
        newest = app.store.history(limit=1)
    last = newest[0][0] if newest else None
    count, head = (last.seq, last.digest) if last else (0, "")
    if as_json:
        found = [{"entry": one.seq, "kind": one.kind, "said": one.detail} for one in problems]
        output.document({"entries": count, "head": head, "whole": not problems, "problems": found})
        return _ALTERED if problems else 0
    for one in problems:
        click.echo(f"{one.kind}: {one.detail}")
    verdict = f"{len(problems)} problems" if problems else "as written"
    click.echo(f"{count} entries, {verdict}; the head is {head or 'none yet'}")
    return _ALTERED if problems else 0
