"""A store that is lost, or of yesterday; and what a person takes back."""

from __future__ import annotations

from incident_sync.app import opened
from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, NOTION, SHEET, scenario

MANY = 210
"""More messages than one answer holds."""


@scenario(BOTH)
def a_store_lost(place: Place) -> None:
    """The registers differ by then, and somebody asked for something."""
    place.types(ACTIVE, Summary="Logs grew")
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    place.state.unlink()


@scenario(SHEET)
def a_store_lost_while_all_talked(place: Place) -> None:
    """The card is not among the newest messages any more."""
    channel = place.channel_of(ACTIVE)
    for number in range(MANY):
        place.says("lena", channel, f"Still at it ({number})")
    place.cycle()
    place.state.unlink()


@scenario(NOTION)
def a_store_of_yesterday(place: Place) -> None:
    yesterday = place.state.read_bytes()
    channel = place.channel_of(ACTIVE)
    place.asks("priya", channel, "severity minor")
    place.asks("priya", channel, "todo Buy a disk")
    place.asks("priya", channel, "declare Search answers nothing")
    for _ in range(2):
        place.cycle()
    place.state.write_bytes(yesterday)


@scenario(BOTH)
def a_conflict_undone(place: Place) -> None:
    channel = place.channel_of(ACTIVE)
    place.asks("priya", channel, "summary Said in Slack")
    place.types(ACTIVE, Summary="Typed in the Sheet")
    for _ in range(2):
        place.cycle()
    with opened(place.config, writes=False) as app:
        (conflict,) = app.store.conflicts()
    place.asks("priya", channel, f"undo {conflict.entry}")
