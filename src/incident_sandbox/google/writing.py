"""Writing values into ranges: what is refused, what is skipped, what is cleared.

GD ValueRange: bool, string and double are taken, ``null`` skips a cell, ``""`` clears it.
All of a request is checked before any of it is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from incident_sandbox.google.a1 import Area, Range, letters
from incident_sandbox.google.book import Book
from incident_sandbox.google.entry import typed
from incident_sandbox.google.errors import ApiError, beyond_grid
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.render import Rendering, value_range
from incident_sandbox.google.values import (
    LONGEST_TEXT,
    Entered,
    Json,
    JsonObject,
    number,
    with_value,
)

Rows = list[list[Json]]


@dataclass(frozen=True, slots=True)
class Answering:
    """What a write's answer shows of the cells written."""

    wanted: bool
    how: Rendering


@dataclass(frozen=True, slots=True)
class Write:
    """One checked write: where it was asked to go, where it goes, and what."""

    tab: Tab
    asked: Area
    rows: Rows
    raw: bool

    @property
    def width(self) -> int:
        """How many columns the longest row covers."""
        return max(map(len, self.rows), default=0)

    @property
    def hit(self) -> Area:
        """The cells the data covers, skipped ones included."""
        top, left = self.asked.top, self.asked.left
        return Area(top, left, top + max(len(self.rows), 1), left + max(self.width, 1))


def planned(book: Book, data: JsonObject, option: str | None) -> Write:
    """Check one ``ValueRange`` to be written."""
    raw = is_raw(option)
    tab, wanted = book.find(data.get("range", ""))
    rows = rows_of(data)
    asked = _asked(tab, wanted, rows)
    return Write(tab, asked, rows, raw)


def is_raw(option: str | None) -> bool:
    """Whether values are stored as they are; the option has no default (GD)."""
    if option in {None, "INPUT_VALUE_OPTION_UNSPECIFIED"}:
        raise ApiError("'valueInputOption' is required but not specified")
    return option == "RAW"


def rows_of(data: JsonObject) -> Rows:
    """The values row by row, each one checked."""
    values: Rows = data.get("values", [])
    for outer, line in enumerate(values):
        for inner, value in enumerate(line):
            _check(value, f"values[{outer}][{inner}]")
    if data.get("majorDimension", "ROWS") == "ROWS":
        return values
    tall = max(map(len, values), default=0)
    return [[line[row] if row < len(line) else None for line in values] for row in range(tall)]


def _check(value: Json, place: str) -> None:
    if isinstance(value, dict | list):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        inside = f" {json.dumps(value)} " if value else "\n"
        raise ApiError(f"Invalid {place}: {kind} {{{inside}}}\n")  # texera #1063
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise too_long()


def too_long() -> ApiError:
    """A text no cell can hold (Sheets API, usage limits)."""
    return ApiError(
        f"Your input contains more than the maximum of {LONGEST_TEXT} characters in a single cell."
    )


def _asked(tab: Tab, wanted: Range, rows: Rows) -> Area:
    """The rectangle that may be written; a single cell anchors data of any size."""
    area = wanted.within(tab.title, tab.row_count, tab.column_count, clip=False)
    tall, wide = len(rows), max(map(len, rows), default=0)
    if wanted.is_cell:
        hit = Area(area.top, area.left, area.top + max(tall, 1), area.left + max(wide, 1))
        if hit.bottom > tab.row_count or hit.right > tab.column_count:
            raise beyond_grid(hit.spelled(tab.title), tab.row_count, tab.column_count)
        return hit
    beyond = ""
    if area.left + wide > area.right:
        beyond = f"column [{letters(area.right)}]"
    elif area.top + tall > area.bottom:
        beyond = f"row [{area.bottom + 1}]"
    if beyond:  # pygsheets #132
        raise ApiError(
            f"Requested writing within range [{area.spelled(tab.title)}], "
            f"but tried writing to {beyond}"
        )
    return area


def performed(book: Book, write: Write, answering: Answering) -> JsonObject:
    """Write, and tell what was written (GD UpdateValuesResponse)."""
    rows: set[int] = set()
    columns: set[int] = set()
    cells = 0
    for row, line in enumerate(write.rows, write.asked.top):
        for column, value in enumerate(line, write.asked.left):
            if value is not None:
                _enter(book, write, row, column, value)
                rows.add(row)
                columns.add(column)
                cells += 1
    told: JsonObject = {
        "spreadsheetId": book.key,
        "updatedRange": write.hit.spelled(write.tab.title),
        "updatedRows": len(rows),
        "updatedColumns": len(columns),
        "updatedCells": cells,
    }
    if answering.wanted:
        told["updatedData"] = value_range(book, write.tab, write.asked, answering.how)
    return {name: value for name, value in told.items() if value != 0}  # as JSON of proto3


def _enter(book: Book, write: Write, row: int, column: int, value: Json) -> None:
    tab, old = write.tab, write.tab.cell(row, column)
    entered: Entered = value
    if isinstance(value, int | float) and not isinstance(value, bool):
        entered = number(value)
    new = with_value(old, entered) if write.raw else typed(old, entered, book.locale)
    tab.put(row, column, new)
