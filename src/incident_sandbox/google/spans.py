"""Grid ranges and dimension ranges of requests, resolved against a tab (GD GridRange)."""

from __future__ import annotations

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.values import JsonObject


def tab_of(book: Book, place: JsonObject, complaint: str = "No grid with id") -> Tab:
    """The tab a request names; an absent ``sheetId`` is 0, as proto3 has it."""
    sheet_id = place.get("sheetId", 0)
    tab = book.tab_of_id(sheet_id)
    if tab is None:
        raise ApiError(f"{complaint}: {sheet_id}")  # rootjs #554
    return tab


def area_of(book: Book, place: JsonObject) -> tuple[Tab, Area]:
    """The tab and rectangle of a ``GridRange``; it must lie inside the grid."""
    tab = tab_of(book, place)
    area = Area(
        place.get("startRowIndex", 0),
        place.get("startColumnIndex", 0),
        place.get("endRowIndex", tab.row_count),
        place.get("endColumnIndex", tab.column_count),
    )
    if area.top < 0 or area.left < 0 or area.top >= area.bottom or area.left >= area.right:
        raise ApiError(f"Invalid range: {place}")
    if area.bottom > tab.row_count:
        raise ApiError(f"endRowIndex[{area.bottom}] is beyond the grid's {tab.row_count} rows")
    if area.right > tab.column_count:
        raise ApiError(
            f"endColumnIndex[{area.right}] is beyond the grid's {tab.column_count} columns"
        )
    return tab, area


def dimension_span(
    book: Book, place: JsonObject, *, open_sides: bool = False
) -> tuple[Tab, bool, int, int]:
    """The tab, whether rows are meant, and the half-open span of a ``DimensionRange``."""
    tab = tab_of(book, place)
    dimension = place.get("dimension")
    if dimension is None:
        raise ApiError("No dimension was given")
    vertical = dimension == "ROWS"
    size = tab.row_count if vertical else tab.column_count
    if not open_sides and not {"startIndex", "endIndex"} <= place.keys():
        raise ApiError("Both startIndex and endIndex must be given")
    start, end = place.get("startIndex", 0), place.get("endIndex", size)
    if not 0 <= start < end:
        raise ApiError(f"startIndex[{start}] must be less than endIndex[{end}]")
    return tab, vertical, start, end
