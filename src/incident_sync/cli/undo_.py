"""Floor 9. ``incident-sync undo ENTRY``: take back what an entry of the history tells of."""

from __future__ import annotations

import getpass
from pathlib import Path
from uuid import uuid4

import click

from incident_sync.app import App
from incident_sync.core import undo
from incident_sync.errors import ConfigError
from incident_sync.model.item import NOTHING
from incident_sync.model.people import Person
from incident_sync.model.view import Command


@click.command("undo")
@click.argument("entry", metavar="ENTRY")
@click.option("--take", default="", metavar="SIDE", help="Of a conflict, the side that is right.")
@click.pass_obj
def command(config: Path | None, entry: str, take: str) -> int:
    """Take back an edit, or of a conflict take the value that did not count.

    ENTRY is its number in the history; the next cycle does it. Nothing is changed where the value
    has moved on since.
    """
    from incident_sync.app import opened

    with opened(config, writes=False) as app:  # an entry to take back is in a store that is there
        said = _accepted(app, undo.read(f"{entry} {take}"))
        key, by = f"cli:{uuid4().hex}", Person(getpass.getuser())
        with app.store.writing() as tx:
            tx.inbox_add(Command(key, "", "undo", f"{entry} {take}".strip(), by, app.clock.now()))
    click.echo(undo.one_line(f"accepted: {said}; the next cycle does it"))
    return 0


def _accepted(app: App, wanted: undo.Wanted) -> str:
    """What will be done, in a sentence. Raises ConfigError where nothing can be, as of now."""
    from incident_sync.engine.load import past

    found = past(app.store, [wanted.entry]).get(wanted.entry)
    item = app.store.items([found.item])[found.item] if found and found.item else None
    now = item.agreed(found.field) if found and item else NOTHING
    made, called = undo.judge(wanted, found, now), item.called if item else ""
    if not made.fine:
        raise undo.refusal(made, called, ConfigError)
    if made.code == "kept":
        return f"{called}: {made.field} stays {undo.text(made.value)}, and the conflict is settled"
    return f"{called}: {made.field} {undo.text(now.value)} → {undo.text(made.value)}"
