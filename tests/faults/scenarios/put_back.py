"""What is gone is put back, what was decided is taken back, and a store of yesterday."""

from __future__ import annotations

from incident_sync.app import opened
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from tests.engine.place import TAB, Place
from tests.faults.scenario import ACTIVE, BOTH, NOTION, SHEET, scenario

GONE_AFTER = 2
"""Looks that miss a row before it counts as gone."""


def _asks(place: Place, verb: str, argument: str) -> None:
    """Somebody asks for it on the command line."""
    with opened(place.config, clock=place.clock) as app, app.store.writing() as tx:
        by = Person("Priya")
        tx.inbox_add(Command(f"cli:{verb}", "", verb, argument, by, place.clock.now()))


@scenario(SHEET)
def a_row_put_back(place: Place) -> None:
    row = place.row(ACTIVE)
    place.act("sheets", "delete_rows", tab=TAB, at=row["row"])
    for _ in range(GONE_AFTER):
        place.cycle()
    _asks(place, "restore", row["ID"])


@scenario(NOTION)
def a_page_out_of_the_trash(place: Place) -> None:
    label = place.pages.one(ACTIVE)["ID"]
    place.pages.does("trash", ACTIVE)
    for _ in range(GONE_AFTER):
        place.cycle()
    _asks(place, "restore", label)


@scenario(SHEET)
def a_successor_of_an_archived_channel(place: Place) -> None:
    label = place.row(ACTIVE)["ID"]
    place.act("slack", "archive", user="priya", channel=place.channel_of(ACTIVE))
    place.cycle()
    _asks(place, "restore", label)


@scenario(BOTH)
def a_conflict_taken_back(place: Place) -> None:
    place.types(ACTIVE, Summary="Typed in the Sheet")
    place.pages.types(ACTIVE, Summary="Typed in Notion")
    place.cycle()
    with opened(place.config, writes=False) as app:
        (kept,) = app.store.conflicts()
    _asks(place, "undo", str(kept.entry))


@scenario(BOTH)
def a_store_of_yesterday(place: Place) -> None:
    """It is rebuilt from the sides."""
    yesterday = place.state.read_bytes()
    place.asks("priya", place.channel_of(ACTIVE), "summary The logs filled the disk")
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    for _ in range(2):
        place.cycle(later=300)
    for file in place.folder.glob("incident-sync.db*"):
        file.unlink()
    place.state.write_bytes(yesterday)
    place.state.chmod(0o600)
