"""Floor 9. ``incident-sync approve ID``: let a held set pass."""

from __future__ import annotations

import getpass
from pathlib import Path
from uuid import uuid4

import click

from incident_sync.core.held import named
from incident_sync.errors import ConfigError
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from incident_sync.model.world import Guard
from incident_sync.store import Store


@click.command("approve")
@click.argument("id_", metavar="ID")
@click.pass_obj
def command(config: Path | None, id_: str) -> int:
    """Let exactly the held set of that ID pass; the next cycle does it."""
    from incident_sync.app import opened

    wanted = named(id_)
    with opened(config) as app:
        guard = app.store.guard()
        if guard is None or guard.id != wanted:
            raise _refusal(app.store, wanted, guard)
        waiting = (one for one in app.store.inbox_new() if one.verb == "approve")
        if any(named(one.argument) == wanted for one in waiting):
            raise _done(wanted, "", "The next cycle does it: incident-sync sync.")
        by = Person(getpass.getuser())
        key = f"cli:{uuid4().hex}"
        with app.store.writing() as tx:
            tx.inbox_add(Command(key, "", "approve", guard.id, by, app.clock.now()))
    click.echo(f"approved: {guard.reason}; the next cycle does it")
    return 0


def _refusal(store: Store, wanted: str, guard: Guard | None) -> ConfigError:
    """Why nothing was approved, and what to look at instead."""
    past = store.guards_of([wanted]).get(wanted)
    if past is not None and past.approved_at is not None:
        return _done(wanted, past.approved_by, "incident-sync status shows what waits.")
    if guard is None:
        return ConfigError("nothing is held", remedy="incident-sync status shows what waits.")
    return ConfigError(
        f"{wanted} is not the set that is held now; that is {guard.id}: {guard.reason}",
        remedy="Look at it with incident-sync plan and approve that one.",
    )


def _done(wanted: str, by: str, remedy: str) -> ConfigError:
    who = f" by {by}" if by else ""
    return ConfigError(f"{wanted} was approved already{who}", remedy=remedy)
