"""What is gone of an incident, and asked for again."""

from __future__ import annotations

from tests.engine.pages import PATCH
from tests.engine.place import TAB, Place
from tests.faults.scenario import ACTIVE, NOTION, SAVED, SHEET, at_a_terminal, scenario


def _restores(place: Place) -> None:
    """It is known by now that something is gone."""
    for _ in range(2):
        place.cycle()
    at_a_terminal(place, "restore", "INC-1")


@scenario(SHEET)
def a_row_restored(place: Place) -> None:
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(ACTIVE)["row"])
    _restores(place)


@scenario(NOTION, faults=[{"kind": "status", "method": PATCH, "phase": "after", "body": SAVED}])
def a_page_restored(place: Place) -> None:
    """Notion says 503 and that it did."""
    place.pages.does("trash", ACTIVE)
    _restores(place)


@scenario(NOTION)
def a_page_restored_that_is_gone_for_good(place: Place) -> None:
    """It is made anew, with its follow-up."""
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    place.cycle()
    page = place.pages.one(ACTIVE)["page"]
    for verb in ("trash", "delete_forever"):
        place.act("notion", verb, page=page)
    _restores(place)


@scenario(SHEET)
def a_channel_restored(place: Place) -> None:
    """It gets a successor."""
    place.act("slack", "archive", user="priya", channel=place.channel_of(ACTIVE))
    _restores(place)
