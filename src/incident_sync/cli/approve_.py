"""Floor 9. ``incident-sync approve ID``: let a held set pass."""

from __future__ import annotations

import getpass
from pathlib import Path
from uuid import uuid4

import click

from incident_sync.errors import ConfigError
from incident_sync.model.people import Person
from incident_sync.model.view import Command


@click.command("approve")
@click.argument("id_", metavar="ID")
@click.pass_obj
def command(config: Path | None, id_: str) -> int:
    """Let exactly the held set of that ID pass; the next cycle does it."""
    from incident_sync.app import opened

    with opened(config) as app:
        guard = app.store.guard()
        if guard is None or guard.state != "held":
            raise ConfigError("nothing is held", remedy="incident-sync status shows what waits.")
        if guard.id != id_.strip():
            raise ConfigError(
                f"{id_} is not the set that is held now; that is {guard.id}: {guard.reason}",
                remedy="Look at it with incident-sync plan and approve that one.",
            )
        by = Person(getpass.getuser())
        key = f"cli:{uuid4().hex}"
        with app.store.writing() as tx:
            tx.inbox_add(Command(key, "", "approve", guard.id, by, app.clock.now()))
    click.echo(f"approved: {guard.reason}; the next cycle does it")
    return 0
