"""Floor 9. ``incident-sync run``: the daemon."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from incident_sync.engine.report import Report


@click.command("run")
@click.pass_obj
def command(config: Path | None) -> int:
    """Run a cycle every `sync.every` until SIGTERM or SIGINT; the one under way is finished.

    Only one process mirrors at a time: where another does, this one says which, and stops.
    """
    from incident_sync.app import opened
    from incident_sync.engine.loop import run

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened(config) as app, app.leased() as lease:
        seconds = app.settings.sync.every.total_seconds()
        click.echo(f"mirroring every {seconds:g} s; stop with SIGTERM or Ctrl-C")
        teller = Teller()
        run(lambda: teller.tell(app.sync(lease, patient=False)), seconds, stop, app.clock)
    click.echo("stopped")
    return 0


class Teller:
    """Tells of cycles in which something happened; a trouble that goes on is told once."""

    def __init__(self) -> None:
        self._trouble = ""

    def tell(self, done: Report) -> None:
        """Tell of one cycle, if it is worth it."""
        from incident_sync.cli import output

        trouble = " ".join([*map(str, done.errors), done.guard.id if done.guard else ""])
        if done.actions or done.edits or done.invalid or trouble != self._trouble:
            output.report(done, tense="did")
        self._trouble = trouble
