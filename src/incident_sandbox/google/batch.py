"""``spreadsheets``: get, create, and batchUpdate, which applies all or nothing (GD)."""

from __future__ import annotations

from collections.abc import Callable

from incident_sandbox.google import cells, masks, tabs
from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.resource import spreadsheet
from incident_sandbox.google.shapes import body_of
from incident_sandbox.google.values import JsonObject
from incident_sandbox.google.values_api import Call

_KINDS: dict[str, Callable[[Book, JsonObject], JsonObject]] = {
    "addSheet": tabs.add_sheet,
    "updateSheetProperties": tabs.update_sheet_properties,
    "deleteSheet": tabs.delete_sheet,
    "appendCells": cells.append_cells,
    "updateCells": cells.update_cells,
    "repeatCell": cells.repeat_cell,
    "insertDimension": tabs.insert_dimension,
    "deleteDimension": tabs.delete_dimension,
    "moveDimension": tabs.move_dimension,
    "appendDimension": tabs.append_dimension,
    "sortRange": cells.sort_range,
    "setBasicFilter": tabs.set_basic_filter,
    "clearBasicFilter": tabs.clear_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "addProtectedRange": tabs.add_protected_range,
}


def get(call: Call) -> JsonObject:
    """GET spreadsheets/{id}; ``includeGridData`` is ignored where a mask is set (GD)."""
    grid = call.query.flag("includeGridData")
    mask_text = call.query.options.get("fields")
    if mask_text:
        mask = masks.parse(mask_text, "Spreadsheet")
        grid = masks.shows(mask, "sheets", "data")
    return spreadsheet(call.book, call.query.all("ranges"), grid=grid)


def batch_update(call: Call) -> JsonObject:
    """POST spreadsheets/{id}:batchUpdate, on a copy that is kept only if all went well."""
    body = body_of(call.body, "BatchUpdateSpreadsheetRequest")
    requests = body.get("requests", [])
    if not requests:
        raise ApiError("Must specify at least one request.")  # nodejs-client #1001
    replies = [_applied(call.book, place, each) for place, each in enumerate(requests)]
    told: JsonObject = {"spreadsheetId": call.book.key, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        told["updatedSpreadsheet"] = _updated(call, body)
    return told


def _updated(call: Call, body: JsonObject) -> JsonObject:
    grid = body.get("responseIncludeGridData", False)
    mask_text = call.query.options.get("fields")
    if mask_text:
        mask = masks.parse(mask_text, "BatchUpdateSpreadsheetResponse")
        grid = masks.shows(mask, "updatedSpreadsheet", "sheets", "data")
    return spreadsheet(call.book, body.get("responseRanges", []), grid=grid)


def _applied(book: Book, place: int, request: JsonObject) -> JsonObject:
    if len(request) != 1:
        raise ApiError(f"Invalid requests[{place}]: Exactly one kind of request must be set")
    (kind, wanted) = next(iter(request.items()))
    try:
        return _KINDS[kind](book, wanted)
    except ApiError as error:
        raise ApiError(
            f"Invalid requests[{place}].{kind}: {error.message}", error.code, error.status
        ) from error


def described(body: JsonObject, book: Book) -> JsonObject:
    """POST spreadsheets: give a new book what the body asks for."""
    for name in ("spreadsheetId", "spreadsheetUrl"):
        if name in body:
            raise ApiError(f"Invalid value for {name}: it is given by Google")
    for place, sheet in enumerate(body.get("sheets", [{"properties": {"sheetId": 0}}])):
        if sheet.keys() - {"properties"}:
            raise ApiError(f"Invalid sheets[{place}]: the sandbox takes properties alone")
        tabs.add_sheet(book, {"properties": {"title": "", **sheet.get("properties", {})}})
    return spreadsheet(book, [], grid=False)
