"""What was decided is taken back, and a store of yesterday is put back."""

from __future__ import annotations

from incident_sync.app import opened
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, scenario


def _asks(place: Place, verb: str, argument: str) -> None:
    """Somebody asks for it on the command line."""
    with opened(place.config, clock=place.clock) as app, app.store.writing() as tx:
        by = Person("Priya")
        tx.inbox_add(Command(f"cli:{verb}", "", verb, argument, by, place.clock.now()))


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
