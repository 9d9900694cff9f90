"""Values as the API shows them: rendered, trimmed, ragged (GD ValueRange)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.book import Book, Sums
from incident_sandbox.google.formats import DATE_TYPES, displayed
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.values import Cell, Fault, Formula, Json, JsonObject

Show = Callable[[Cell, int, int], Json]


@dataclass(frozen=True, slots=True)
class Rendering:
    """How values are to be shown (GD ValueRenderOption, DateTimeRenderOption)."""

    values: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"

    @classmethod
    def asked(cls, options: Mapping[str, str], prefix: str = "") -> Rendering:
        """Read the options under their names in a query or a body."""
        names = ("valueRenderOption", "dateTimeRenderOption")
        if prefix:
            names = ("responseValueRenderOption", "responseDateTimeRenderOption")
        return cls(
            options.get(names[0], "FORMATTED_VALUE"),
            options.get(names[1], "SERIAL_NUMBER"),
            options.get("majorDimension", "ROWS"),
        )


def value_range(book: Book, tab: Tab, area: Area, how: Rendering) -> JsonObject:
    """One ``ValueRange``; no ``values`` where all of it is empty."""
    told: JsonObject = {"range": area.spelled(tab.title), "majorDimension": how.major}
    rows = _rows(tab, area, shower(book, tab, how))
    if how.major == "COLUMNS":
        rows = _turned(rows)
    return {**told, "values": rows} if rows else told


def _rows(tab: Tab, area: Area, show: Show) -> list[list[Json]]:
    rows: list[list[Json]] = []
    for place, cells in enumerate(tab.rows[area.top : area.bottom], area.top):
        part = cells[area.left : area.right]
        while part and (part[-1] is None or part[-1].value is None):
            part.pop()
        rows.append(
            [
                "" if cell is None or cell.value is None else show(cell, place, column)
                for column, cell in enumerate(part, area.left)
            ]
        )
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _turned(rows: list[list[Json]]) -> list[list[Json]]:
    """Columns instead of rows, each without its trailing empty cells."""
    width = max(map(len, rows), default=0)
    columns: list[list[Json]] = []
    for place in range(width):
        tall = max(n for n, row in enumerate(rows, 1) if len(row) > place)
        # what a row lacks, or holds empty, is an empty text inside the column
        columns.append([row[place] if len(row) > place else "" for row in rows[:tall]])
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    return columns


def shower(book: Book, tab: Tab, how: Rendering) -> Show:
    """How one cell of that tab is shown."""
    sums, locale = Sums(book), book.locale
    formatted = how.values == "FORMATTED_VALUE"
    date_texts = how.dates == "FORMATTED_STRING"
    formulas = how.values == "FORMULA"

    def show(cell: Cell, row: int, column: int) -> Json:
        if isinstance(cell.value, str):
            return cell.value
        if formulas and isinstance(cell.value, Formula):
            return cell.value.text
        value = sums.value(tab, row, column, cell)
        looks = cell.number_format
        dated = date_texts and bool(looks) and (looks or {}).get("type") in DATE_TYPES
        if formatted or dated or isinstance(value, Fault):
            return displayed(value, looks, locale)
        return value

    return show
