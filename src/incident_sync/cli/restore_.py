"""Floor 9. ``incident-sync restore ID``: put back what is gone of an incident."""

from __future__ import annotations

import getpass
from pathlib import Path
from uuid import uuid4

import click

from incident_sync.app import App
from incident_sync.cli import incidents
from incident_sync.core.restore import Standing, standing
from incident_sync.errors import ConfigError
from incident_sync.model.item import Item
from incident_sync.model.people import Person
from incident_sync.model.view import Command

_BACK = {
    "slack": "a new channel",
    "notion": "its page in Notion",
    "sheets": "its row in the Sheet",
}


@click.command("restore")
@click.argument("id_", metavar="ID")
@click.pass_obj
def command(config: Path | None, id_: str) -> int:
    """Put back the row, the page or the channel of an incident; the next cycle does it.

    A deleted row is added again, a page is taken out of the trash or made anew, and a channel that
    cannot be written any more gets a successor.
    """
    from incident_sync.app import opened

    with opened(config, writes=False) as app:  # what is to be put back is in a store that is there
        item = incidents.found(app, id_)
        stands = _standing(app, item)
        if not stands.gone:
            raise _nothing_gone(app, item, stands)
        by = Person(getpass.getuser())
        said = Command(f"cli:{uuid4().hex}", "", "restore", item.label, by, app.clock.now())
        with app.store.writing() as tx:
            tx.inbox_add(said)
    what = ", ".join(_BACK.get(side, side) for side in stands.gone)
    click.echo(f"accepted: {item.label} gets back {what}; the next cycle does it")
    return 0


def _standing(app: App, item: Item) -> Standing:
    family = [item.id, *app.store.children([item.id]).get(item.id, [])]
    links = app.store.links_of(family)
    kin = (links.get(number, {}) for number in family[1:])
    return standing(item, links.get(item.id, {}), kin, app.mirror.rules)


def _nothing_gone(app: App, item: Item, stands: Standing) -> ConfigError:
    urls = incidents.document(app, item)["links"]
    there = ", ".join(f"{side} ({urls[side]})" if urls.get(side) else side for side in stands.there)
    where = f"; it stands in {there}" if there else ""
    return ConfigError(f"nothing of {item.label} is gone{where}", remedy=_remedy(item, stands))


def _remedy(item: Item, stands: Standing) -> str:
    """What to do where something looks as if it was gone."""
    said = [f"Take its row out of the archive of {side} there." for side in stands.archived]
    if stands.shut == "over":
        said.append(
            f"Its channel is put away since it is {item.value('status')}: unarchive it in Slack, "
            "or give it an active status in the register and restore it then."
        )
    if stands.shut == "private":
        said.append("Its channel is private, and a successor would not be: mend it in Slack.")
    return " ".join(said) or "What was deleted just now shows after the next cycle."
