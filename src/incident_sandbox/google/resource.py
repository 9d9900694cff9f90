"""The spreadsheet resource: properties, tabs, grid data (GD Spreadsheet, GridData)."""

from __future__ import annotations

from collections.abc import Sequence

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.book import Book, Sums
from incident_sandbox.google.formats import displayed
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.values import (
    BLANK,
    Cell,
    Entered,
    Fault,
    Formula,
    JsonObject,
    Value,
)

_ROW_PIXELS, _COLUMN_PIXELS = 21, 100
_WHITE = {"red": 1, "green": 1, "blue": 1}
_DEFAULT_FORMAT = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}


def spreadsheet(book: Book, ranges: Sequence[str], *, grid: bool) -> JsonObject:
    """The whole resource; ``ranges`` leave only the tabs, and the cells, they name."""
    return {
        "spreadsheetId": book.key,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": book.time_zone,
            "defaultFormat": _DEFAULT_FORMAT,
        },
        "sheets": [_sheet(book, tab, areas, grid=grid) for tab, areas in _chosen(book, ranges)],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.key}/edit",
    }


def _chosen(book: Book, ranges: Sequence[str]) -> list[tuple[Tab, list[Area]]]:
    if not ranges:
        return [(tab, [tab.whole]) for tab in book.tabs]
    found = [book.readable(text) for text in ranges]
    return [(tab, areas) for tab in book.tabs if (areas := [area for t, area in found if t is tab])]


def _sheet(book: Book, tab: Tab, areas: Sequence[Area], *, grid: bool) -> JsonObject:
    told: JsonObject = {"properties": sheet_properties(book, tab)}
    if grid:
        told["data"] = [_grid_data(book, tab, area) for area in areas]
    if tab.protected:
        told["protectedRanges"] = tab.protected
    if tab.basic_filter is not None:
        told["basicFilter"] = tab.basic_filter
    return told


def sheet_properties(book: Book, tab: Tab) -> JsonObject:
    """GD SheetProperties."""
    return {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "index": book.tabs.index(tab),
        "sheetType": "GRID",
        "gridProperties": {
            "rowCount": tab.row_count,
            "columnCount": tab.column_count,
            **tab.grid_looks,
        },
        **tab.looks,
    }


def _grid_data(book: Book, tab: Tab, area: Area) -> JsonObject:
    sums = Sums(book)
    filtered = _filtered(book, tab, sums)
    rows = []
    for place, cells in enumerate(tab.rows[area.top : area.bottom], area.top):
        part = cells[area.left : area.right]
        while part and part[-1] in (None, BLANK):
            part.pop()
        told = [
            _cell(book, cell, sums.value(tab, place, column, cell))
            for column, cell in enumerate(part, area.left)
        ]
        rows.append({"values": told} if told else {})
    told_rows = range(area.top, area.bottom)
    start = {"startRow": area.top, "startColumn": area.left}
    return {
        **{name: index for name, index in start.items() if index},
        **({"rowData": rows} if any(rows) else {}),
        "rowMetadata": [
            _dimension(_ROW_PIXELS, row in tab.hidden_rows, row in filtered) for row in told_rows
        ],
        "columnMetadata": [
            _dimension(_COLUMN_PIXELS, column in tab.hidden_columns, filtered=False)
            for column in range(area.left, area.right)
        ],
    }


def _dimension(pixels: int, hidden: bool, filtered: bool) -> JsonObject:  # noqa: FBT001
    told: JsonObject = {"pixelSize": pixels}
    if hidden:
        told["hiddenByUser"] = True
    return {**told, "hiddenByFilter": True} if filtered else told


def _filtered(book: Book, tab: Tab, sums: Sums) -> set[int]:
    """The rows a filter hides by value; hidden rows are read and written all the same."""
    if tab.basic_filter is None:
        return set()
    area = tab.basic_filter.get("range", {})
    rows = range(area.get("startRowIndex", 0) + 1, area.get("endRowIndex", tab.row_count))
    specs = [
        (spec.get("columnIndex", 0), spec.get("filterCriteria", {}).get("hiddenValues", []))
        for spec in tab.basic_filter.get("filterSpecs", [])
    ]
    return {
        row
        for row in rows
        for column, hidden in specs
        if _text(book, tab, sums, row, column) in hidden
    }


def _text(book: Book, tab: Tab, sums: Sums, row: int, column: int) -> str:
    cell = tab.cell(row, column)
    looks = cell.number_format if cell else None
    return displayed(sums.value(tab, row, column, cell), looks, book.locale)


def _cell(book: Book, cell: Cell | None, value: Value) -> JsonObject:
    if cell is None:
        return {}
    told: JsonObject = {}
    if cell.value is not None:
        told["userEnteredValue"] = extended(cell.value)
        told["effectiveValue"] = extended(value)
        told["formattedValue"] = displayed(value, cell.number_format, book.locale)
    if cell.format:
        told["userEnteredFormat"] = cell.format
        told["effectiveFormat"] = {**_DEFAULT_FORMAT, **cell.format}
    if cell.rule:
        told["dataValidation"] = cell.rule
    return {**told, "note": cell.note} if cell.note else told


def extended(value: Entered | Value) -> JsonObject:
    """GD ExtendedValue."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, Fault):
        return {"errorValue": {"type": value.kind, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value or ""} if isinstance(value, str | None) else {"numberValue": value}
