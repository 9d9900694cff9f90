"""People's verbs inside a tab: typing, sorting, inserting, hiding, formatting, reading."""

from __future__ import annotations

from incident_sandbox.google import tabs
from incident_sandbox.google.a1 import Area, letters
from incident_sandbox.google.book import Book
from incident_sandbox.google.cells import sort_rows
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.people_words import (
    area_named,
    breaks_rule,
    cell_named,
    column_named,
    entered,
    formatted,
    tab_named,
    text_of,
    whole_of,
)
from incident_sandbox.google.render import Rendering, value_range
from incident_sandbox.google.values import BLANK, Json, JsonObject
from incident_sandbox.service import Refused


def read(book: Book, args: JsonObject) -> list[list[Json]]:
    """{key, tab, render?}: the rows as they are shown, or UNFORMATTED_VALUE, or FORMULA."""
    tab = tab_named(book, args)
    how = Rendering(args.get("render", "FORMATTED_VALUE"))
    rows: list[list[Json]] = value_range(book, tab, tab.whole, how).get("values", [])
    return rows


def invalid_cells(book: Book, args: JsonObject) -> list[str]:
    """{key, tab}: the cells that wear a red corner, since their drop-down lists them not."""
    return [
        f"{letters(column)}{row}"
        for row, cells in enumerate(tab_named(book, args).rows, 1)
        for column, cell in enumerate(cells)
        if breaks_rule(cell)
    ]


def set_cell(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, cell, value, raw?}."""
    tab = tab_named(book, args)
    row, column = cell_named(tab, text_of(args, "cell"))
    _type(book, tab, row, column, args["value"], raw=bool(args.get("raw")))
    return {}


def _type(book: Book, tab: Tab, row: int, column: int, value: Json, *, raw: bool) -> None:
    if column >= tab.column_count:
        raise Refused(f"{tab.title!r} has {tab.column_count} columns")
    tab.put(row, column, entered(book, tab.cell(row, column), value, raw=raw))


def set_row(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, row, values, raw?}: null leaves a cell, "" empties it.

    ``values`` is a list from column A on, or an object by header.
    """
    tab = tab_named(book, args)
    row = whole_of(args, "row") - 1
    if row >= tab.row_count:
        raise Refused(f"{tab.title!r} has {tab.row_count} rows")
    _type_row(book, tab, row, args)
    return {}


def _type_row(book: Book, tab: Tab, row: int, args: JsonObject) -> None:
    values = args["values"]
    pairs = enumerate(values)
    if isinstance(values, dict):
        pairs = ((column_named(tab, name), value) for name, value in values.items())  # type: ignore[assignment]
    for column, value in pairs:
        _type(book, tab, row, column, value, raw=bool(args.get("raw")))


def append_row(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, values, raw?} -> {row}: into the first row below all data."""
    tab = tab_named(book, args)
    row = tab.last_row_with_data()
    tab.grow(row + 1, 0)
    _type_row(book, tab, row, args)
    return {"row": row + 1}


def insert_rows(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, at, count?}: above row ``at``, looking like the row that was there."""
    tab, at, count = tab_named(book, args), whole_of(args, "at") - 1, whole_of(args, "count", 1)
    if at > tab.row_count:
        raise Refused(f"{tab.title!r} has {tab.row_count} rows")
    like = at if at < tab.row_count else at - 1
    book.follow(tab, tab.insert(at, count, vertical=True, like=like), vertical=True)
    return {}


def insert_columns(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, at, count?, header?}: left of column ``at``; the header names the first."""
    tab, count = tab_named(book, args), whole_of(args, "count", 1)
    at = column_named(tab, args["at"])
    book.follow(tab, tab.insert(at, count, vertical=False, like=None), vertical=False)
    if "header" in args:
        tab.put(0, at, entered(book, None, text_of(args, "header"), raw=True))
    return {}


def delete_rows(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, at, count?}."""
    return _delete(book, args, "ROWS", whole_of(args, "at") - 1)


def delete_columns(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, at, count?}: ``at`` a header, letters or a number."""
    return _delete(book, args, "COLUMNS", column_named(tab_named(book, args), args["at"]))


def _delete(book: Book, args: JsonObject, dimension: str, at: int) -> JsonObject:
    span = {
        "sheetId": tab_named(book, args).sheet_id,
        "dimension": dimension,
        "startIndex": at,
        "endIndex": at + whole_of(args, "count", 1),
    }
    return tabs.delete_dimension(book, {"range": span})


def move_column(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, column, to}: so that it stands left of what is now column ``to``."""
    tab = tab_named(book, args)
    start, to = column_named(tab, args["column"]), column_named(tab, args["to"])
    if to != start:
        book.follow(tab, tab.move(start, start + 1, to, vertical=False), vertical=False)
    return {}


def sort(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, column, descending?}: the data rows below the header."""
    tab = tab_named(book, args)
    column = column_named(tab, args["column"])
    area = Area(max(tab.frozen, 1), 0, tab.row_count, tab.column_count)
    sort_rows(book, tab, area, [(column, bool(args.get("descending")))])
    return {}


def hide_rows(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, at, count?, hidden?}: they are read and written all the same."""
    tab, at = tab_named(book, args), whole_of(args, "at") - 1
    rows = set(range(at, min(at + whole_of(args, "count", 1), tab.row_count)))
    tab.hidden_rows = tab.hidden_rows | rows if args.get("hidden", True) else tab.hidden_rows - rows
    return {}


def set_filter(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, range?, hidden_values?: {column: [texts]}, clear?}."""
    tab = tab_named(book, args)
    if args.get("clear"):
        tab.basic_filter = None
        return {}
    area = area_named(tab, args["range"]) if "range" in args else tab.whole
    specs = [
        {"columnIndex": column_named(tab, name), "filterCriteria": {"hiddenValues": list(texts)}}
        for name, texts in (args.get("hidden_values") or {}).items()
    ]
    wanted = {"range": grid_range(tab, area), "filterSpecs": specs}
    return tabs.set_basic_filter(book, {"filter": wanted})


def grid_range(tab: Tab, area: Area) -> JsonObject:
    """GD GridRange."""
    return {
        "sheetId": tab.sheet_id,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }


def format_range(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, range, format}: a number format ("DATE"), or GD CellFormat as an object."""
    tab = tab_named(book, args)
    area = area_named(tab, text_of(args, "range"))
    wanted = args["format"]
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            old = tab.cell(row, column)
            if isinstance(wanted, dict) and "type" not in wanted:
                looks = {**((old or BLANK).format or {}), **wanted}
                tab.put(row, column, (old or BLANK)._replace(format=looks))
            else:
                tab.put(row, column, formatted(old, wanted))
    return {}


def set_note(book: Book, args: JsonObject) -> JsonObject:
    """{key, tab, cell, note}: an empty note is none."""
    tab = tab_named(book, args)
    row, column = cell_named(tab, text_of(args, "cell"))
    note = str(args["note"]) or None
    tab.put(row, column, (tab.cell(row, column) or BLANK)._replace(note=note))
    return {}
