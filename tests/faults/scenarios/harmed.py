"""What people take away, put back and break."""

from __future__ import annotations

from tests.engine.pages import APPEND
from tests.engine.place import TAB, Json, Place
from tests.faults.meanwhile import Meanwhile
from tests.faults.scenario import ACTIVE, BOTH, NOTION, PAST, SHEET, scenario

WRITE = "POST /v4/spreadsheets/{id}/values:batchUpdate"


def _cells(place: Place, title: str) -> Json:
    row = place.row(title)
    return {name: cell for name, cell in row.items() if name != "row"}


def _deletes(place: Place, title: str) -> None:
    place.act("sheets", "delete_rows", tab=TAB, at=place.row(title)["row"])


def _lobby(raw: Json) -> str:
    """The channel of the announcements."""
    (key,) = [str(key) for key, one in raw["channels"].items() if one["name"] == "incidents"]
    return key


@scenario(BOTH)
def a_row_gone(place: Place) -> None:
    """It was missed once already."""
    _deletes(place, ACTIVE)
    place.cycle()


@scenario(NOTION)
def a_page_gone(place: Place) -> None:
    place.pages.does("trash", ACTIVE)
    place.cycle()


@scenario(SHEET)
def a_row_back(place: Place) -> None:
    cells = _cells(place, ACTIVE)
    _deletes(place, ACTIVE)
    for _ in range(2):
        place.cycle()
    place.act("sheets", "append_row", tab=TAB, values={**cells, "Severity": "Minor"}, raw=True)


@scenario(NOTION)
def a_page_back(place: Place) -> None:
    page = place.pages.one(ACTIVE)["page"]
    place.act("notion", "trash", page=page)
    for _ in range(3):
        place.cycle()
    place.act("notion", "restore", page=page)


@scenario(SHEET)
def all_rows_gone_and_held(place: Place) -> None:
    for title in (ACTIVE, PAST):
        _deletes(place, title)
    place.cycle()


@scenario(SHEET)
def all_rows_gone_and_approved(place: Place) -> None:
    for title in (ACTIVE, PAST):
        _deletes(place, title)
    for _ in range(2):
        report = place.cycle()
    assert report.guard is not None
    lobby = next(
        key for key, one in place.slack()["channels"].items() if one["name"] == "incidents"
    )
    place.asks("priya", lobby, f"approve {report.guard.id}")


@scenario(BOTH)
def a_channel_archived(place: Place) -> None:
    place.act("slack", "archive", user="priya", channel=place.channel_of(ACTIVE))
    place.types(ACTIVE, Severity="Minor")


@scenario(SHEET)
def a_channel_unarchived(place: Place) -> None:
    channel = place.channel_of(ACTIVE)
    place.act("slack", "archive", user="priya", channel=channel)
    place.types(ACTIVE, Severity="Minor")
    for _ in range(2):
        place.cycle()
    place.act("slack", "unarchive", user="priya", channel=channel)


@scenario(SHEET)
def our_messages_deleted(place: Place) -> None:
    """The card and the announcement; an edit finds out, and the next cycle posts them."""
    _clear(place)


@scenario(SHEET)
def our_messages_posted_anew(place: Place) -> None:
    _clear(place)
    place.cycle()


def _clear(place: Place) -> None:
    raw, channel = place.slack(), place.channel_of(ACTIVE)
    for where in (channel, _lobby(raw)):
        for ts, one in raw["channels"][where]["messages"].items():
            if "event_payload" in str(one):
                place.act("slack", "delete", channel=where, ts=ts)
    place.types(ACTIVE, Severity="Minor")


@scenario(NOTION)
def a_to_do_deleted(place: Place) -> None:
    """It was missed once already."""
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    for _ in range(2):
        place.cycle()
    page = place.pages.one(ACTIVE)["page"]
    (todo,) = [one for one in place.pages.blocks_of(page) if one["type"] == "to_do"]
    place.act("notion", "delete_block", block=todo["id"])
    place.cycle()


@scenario(
    SHEET,
    residue=dict.fromkeys(
        (
            f"killed after {WRITE} (call 6)",
            f"reply lost {WRITE} (call 6)",
            f"killed before {WRITE} (call 7)",
        ),
        "what was written into the wrong row stays there and counts as typed",
    ),
)
def sorted_in_that_second(place: Place) -> Meanwhile:
    """The row that is hit is another one, and is put back."""
    place.adds(Title="Zebras", Status="Fixing")
    for _ in range(2):
        place.cycle()
    place.asks("priya", place.channel_of(ACTIVE), "summary Logs grew")
    return Meanwhile.of(place, WRITE, "sheets", "sort", tab=TAB, column="Title", descending=True)


@scenario(NOTION, rest=2)
def trashed_in_that_second(place: Place) -> Meanwhile:
    """The page is gone when its block is written."""
    place.asks("priya", place.channel_of(ACTIVE), "todo Buy a disk")
    page = place.pages.one(ACTIVE)["page"]
    return Meanwhile.of(place, APPEND, "notion", "trash", page=page)
