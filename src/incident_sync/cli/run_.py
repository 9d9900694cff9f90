"""Floor 9. ``incident-sync run``: the daemon."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from incident_sync.engine.report import Report


@click.command("run")
@click.pass_obj
def command(config: Path | None) -> int:
    """Run a cycle every `sync.every` until SIGTERM or SIGINT; the one under way is finished.

    With an app-level token it listens to Slack as well, and what people do there is mirrored at
    once. Only one process mirrors at a time: where another does, this one says which, and stops.
    """
    from incident_sync.app import opened
    from incident_sync.engine.loop import Bell, run

    bell = Bell()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: bell.stop())
    with opened(config) as app, app.leased() as lease, app.listening(bell.ring) as listens:
        seconds = app.settings.sync.every.total_seconds()
        also = ", and what happens in Slack at once" if listens() else ""
        click.echo(f"mirroring every {seconds:g} s{also}; stop with SIGTERM or Ctrl-C")
        teller = Teller()

        def cycle(prompt: bool) -> None:
            listens()
            teller.tell(app.sync(lease, patient=False, prompt=prompt))

        run(cycle, seconds, bell, app.clock)
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
