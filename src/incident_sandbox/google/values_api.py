"""``spreadsheets.values``: get, batchGet, update, batchUpdate, append, clear (GD)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.append import appended
from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.query import Query
from incident_sandbox.google.render import Rendering, value_range
from incident_sandbox.google.shapes import body_of
from incident_sandbox.google.values import JsonObject, with_value
from incident_sandbox.google.writing import Answering, is_raw, performed, planned, rows_of


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the spreadsheet (a copy, for a write), its range, query and body."""

    book: Book
    range: str
    query: Query
    body: bytes


Handler = Callable[[Call], JsonObject]


def get(call: Call) -> JsonObject:
    """GET values/{range}."""
    tab, area = call.book.readable(call.range)
    return value_range(call.book, tab, area, Rendering.asked(call.query.options))


def batch_get(call: Call) -> JsonObject:
    """GET values:batchGet."""
    how = Rendering.asked(call.query.options)
    found = [call.book.readable(text) for text in call.query.all("ranges")]
    ranges = [value_range(call.book, tab, area, how) for tab, area in found]
    told: JsonObject = {"spreadsheetId": call.book.key}
    return {**told, "valueRanges": ranges} if ranges else told


def update(call: Call) -> JsonObject:
    """PUT values/{range}."""
    data = _data(call)
    write = planned(call.book, data, call.query.options.get("valueInputOption"))
    return performed(call.book, write, _answering(call))


def _data(call: Call) -> JsonObject:
    """The body, whose range must be the path's where it names one."""
    data = body_of(call.body, "ValueRange", "data")
    inside = data.get("range")
    if inside is not None and inside != call.range:
        raise ApiError(
            f"Requested writing within range [{call.range}], but the body names [{inside}]"
        )
    return {**data, "range": call.range}


def _answering(call: Call) -> Answering:
    wanted = call.query.flag("includeValuesInResponse")
    return Answering(wanted, Rendering.asked(call.query.options, "response"))


def batch_update(call: Call) -> JsonObject:
    """POST values:batchUpdate; all of it or nothing (Sheets API, spreadsheets.values)."""
    body = body_of(call.body, "BatchUpdateValuesRequest")
    option = body.get("valueInputOption")
    writes = [planned(call.book, item, option) for item in body.get("data", [])]
    how = Rendering.asked({**body, "majorDimension": "ROWS"}, "response")
    answering = Answering(body.get("includeValuesInResponse", False), how)
    responses = [performed(call.book, write, answering) for write in writes]
    told: JsonObject = {
        "spreadsheetId": call.book.key,
        "totalUpdatedRows": sum(one.get("updatedRows", 0) for one in responses),
        "totalUpdatedColumns": sum(one.get("updatedColumns", 0) for one in responses),
        "totalUpdatedCells": sum(one.get("updatedCells", 0) for one in responses),
        "totalUpdatedSheets": len(
            {
                write.tab.sheet_id
                for write, one in zip(writes, responses, strict=True)
                if "updatedCells" in one
            }
        ),
        "responses": responses,
    }
    return {name: value for name, value in told.items() if value not in (0, [])}


def append(call: Call) -> JsonObject:
    """POST values/{range}:append."""
    data = _data(call)
    raw = is_raw(call.query.options.get("valueInputOption"))
    tab, area = call.book.readable(call.range)
    return appended(
        call.book,
        tab,
        area,
        rows_of(data),
        raw=raw,
        insert=call.query.options.get("insertDataOption") == "INSERT_ROWS",
        answering=_answering(call),
    )


def clear(call: Call) -> JsonObject:
    """POST values/{range}:clear; formats stay."""
    body_of(call.body, "ClearValuesRequest", "data")
    return {"spreadsheetId": call.book.key, "clearedRange": _cleared(call.book, call.range)}


def batch_clear(call: Call) -> JsonObject:
    """POST values:batchClear."""
    ranges = body_of(call.body, "BatchClearValuesRequest").get("ranges", [])
    cleared = [_cleared(call.book, text) for text in ranges]
    return {"spreadsheetId": call.book.key, "clearedRanges": cleared}


def _cleared(book: Book, text: str) -> str:
    tab, area = book.readable(text)
    wipe(tab, area)
    return area.spelled(tab.title)


def wipe(tab: Tab, area: Area) -> None:
    """Empty the cells of an area."""
    for row in range(area.top, min(area.bottom, len(tab.rows))):
        for column in range(area.left, min(area.right, len(tab.rows[row]))):
            tab.put(row, column, with_value(tab.cell(row, column), None))
