"""Floor 9. ``incident-sync run``: the daemon."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from threading import Event

import click

from incident_sync.cli import output

_log = logging.getLogger(__name__)


@click.command("run")
@click.pass_obj
def command(config: Path | None) -> int:
    """Run a cycle every `sync.every` until SIGTERM or SIGINT; the one under way is finished."""
    from incident_sync.app import App, opened
    from incident_sync.engine.loop import run
    from incident_sync.engine.report import Report

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def cycle(app: App) -> Report:
        done = app.sync(patient=False)
        if done.actions or done.edits or done.errors or done.guard:
            output.report(done, tense="did")
        return done

    with opened(config) as app:
        seconds = app.settings.sync.every.total_seconds()
        click.echo(f"mirroring every {seconds:g} s; stop with SIGTERM or Ctrl-C")
        run(lambda: cycle(app), seconds, stop, app.clock)
    click.echo("stopped")
    return 0
