"""``values.append``: the "table" it finds, and the row after it.

The guide on appending: a table is a block of cells surrounded by empty ones, and of
several in the range the last counts. A row with empty inner cells is therefore several
tables, and the next append starts at the last of them: recorded in gspread's
test_append_row_with_empty_value (``tableRange`` C1 after A1, "", C1 were written).
"""

from __future__ import annotations

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.book import Book
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.values import JsonObject
from incident_sandbox.google.writing import Answering, Rows, Write, performed


def appended(
    book: Book, tab: Tab, area: Area, rows: Rows, *, raw: bool, insert: bool, answering: Answering
) -> JsonObject:
    """Write after the table in ``area`` (GD AppendValuesResponse)."""
    table = table_in(tab, area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    wide, tall = max(map(len, rows), default=0), len(rows)
    if insert and table and tall:
        like = table.bottom - 1
        move = tab.insert(top, tall, vertical=True, like=like)
        book.follow(tab, move, vertical=True)
    tab.grow(top + max(tall, 1), left + max(wide, 1))
    book.check_size()
    asked = Area(top, left, top + max(tall, 1), left + max(wide, 1))
    told: JsonObject = {"spreadsheetId": book.key}
    if table:
        told["tableRange"] = table.spelled(tab.title)
    return {**told, "updates": performed(book, Write(tab, asked, rows, raw), answering)}


def table_in(tab: Tab, area: Area) -> Area | None:
    """The last table that shares a cell with the area."""
    for row in range(min(area.bottom, len(tab.rows)) - 1, area.top - 1, -1):
        for column in range(min(area.right, len(tab.rows[row])) - 1, area.left - 1, -1):
            if tab.holds(row, column):
                return _block(tab, row, column)
    return _around(tab, area)


def _around(tab: Tab, area: Area) -> Area | None:
    """The table whose empty cells the area lies in, if any."""
    for row in range(max(area.top - 1, 0), min(area.bottom + 1, len(tab.rows))):
        for column in range(max(area.left - 1, 0), min(area.right + 1, len(tab.rows[row]))):
            if tab.holds(row, column):
                block = _block(tab, row, column)
                if block.shares(area):
                    return block
    return None


def _block(tab: Tab, row: int, column: int) -> Area:
    """The smallest rectangle around the cell whose whole border is empty."""
    top, left, bottom, right = row, column, row + 1, column + 1
    while True:
        before = top, left, bottom, right
        while top > 0 and _any(tab, Area(top - 1, left - 1, top, right + 1)):
            top -= 1
        while _any(tab, Area(bottom, left - 1, bottom + 1, right + 1)):
            bottom += 1
        if left > 0 and _any(tab, Area(top - 1, left - 1, bottom + 1, left)):
            left -= 1
        if _any(tab, Area(top - 1, right, bottom + 1, right + 1)):
            right += 1
        if before == (top, left, bottom, right):
            return Area(top, left, bottom, right)


def _any(tab: Tab, area: Area) -> bool:
    rows = range(max(area.top, 0), min(area.bottom, len(tab.rows)))
    columns = range(max(area.left, 0), area.right)
    return any(tab.holds(row, column) for row in rows for column in columns)
