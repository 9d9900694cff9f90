"""Cell requests of ``batchUpdate``: appendCells, updateCells, repeatCell, sort, rules (GD).

Protected ranges and strict validation rules do not stop API writes: whether Google's do,
for a caller who is an editor, is not known (nobody verified it). The harsher reading for a client
is that nothing guards it; ``people`` are held to strict rules, and their verb
``invalid_cells`` tells which cells break one.
"""

from __future__ import annotations

from incident_sandbox.google import masks
from incident_sandbox.google.a1 import Area
from incident_sandbox.google.book import Book, Sums
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.grid import Row, Tab
from incident_sandbox.google.refs import carried
from incident_sandbox.google.resource import extended
from incident_sandbox.google.spans import area_of, tab_of
from incident_sandbox.google.tabs import mask_of
from incident_sandbox.google.values import (
    BLANK,
    LONGEST_TEXT,
    Cell,
    Entered,
    Fault,
    Formula,
    JsonObject,
    Value,
    number,
)
from incident_sandbox.google.writing import too_long

_READ_ONLY = {"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"}
_KINDS = ("numberValue", "stringValue", "boolValue", "formulaValue")


def append_cells(book: Book, request: JsonObject) -> JsonObject:
    """GD AppendCellsRequest: after the last row with data, growing the grid."""
    mask = mask_of(request, "CellData")
    tab = tab_of(book, request)
    rows = request.get("rows", [])
    top = tab.last_row_with_data()
    tab.grow(top + len(rows), 0)
    book.check_size()
    _write(tab, rows, Area(top, 0, tab.row_count, tab.column_count), mask)
    return {}


def update_cells(book: Book, request: JsonObject) -> JsonObject:
    """GD UpdateCellsRequest: from ``start``, or over all of ``range``."""
    mask = mask_of(request, "CellData")
    if ("start" in request) == ("range" in request):
        raise ApiError("Exactly one of start and range must be given")
    if "range" in request:
        tab, area = area_of(book, request["range"])
        _write(tab, request.get("rows", []), area, mask, clear=True)
        return {}
    start = request["start"]
    tab = tab_of(book, start)
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    if not (0 <= top < tab.row_count and 0 <= left < tab.column_count):
        raise ApiError(f"Invalid start: {start}")
    area = Area(top, left, tab.row_count, tab.column_count)
    _write(tab, request.get("rows", []), area, mask)
    return {}


def _write(
    tab: Tab, rows: list[JsonObject], area: Area, mask: masks.Mask, *, clear: bool = False
) -> None:
    """Write cells; with ``clear``, cells the rows do not reach lose the masked fields."""
    lines = [row.get("values", []) for row in rows]
    if len(lines) > area.bottom - area.top:
        raise _beyond("row", area.bottom)
    if max(map(len, lines), default=0) > area.right - area.left:
        raise _beyond("column", area.right)
    bottom = area.bottom if clear else area.top + len(lines)
    for row in range(area.top, bottom):
        line = lines[row - area.top] if row - area.top < len(lines) else []
        right = area.right if clear else area.left + len(line)
        for column in range(area.left, right):
            place = column - area.left
            data = line[place] if place < len(line) else {}
            if data or tab.cell(row, column):
                tab.put(row, column, _merged(tab.cell(row, column), data, mask))


def _beyond(what: str, index: int) -> ApiError:
    return ApiError(  # nmos-testing #578
        f"Attempting to write {what}: {index}, beyond the last requested {what} of: {index - 1}"
    )


def _merged(old: Cell | None, data: JsonObject, mask: masks.Mask) -> Cell | None:
    if _READ_ONLY & mask.keys():
        raise ApiError(f"Read-only fields cannot be written: {sorted(_READ_ONLY & mask.keys())}")
    if "userEnteredValue" in data:
        _check_value(data["userEnteredValue"])
    new = masks.written(mask, _data(old), {k: v for k, v in data.items() if k not in _READ_ONLY})
    number_format = new.get("userEnteredFormat", {}).get("numberFormat")
    if number_format is not None and "type" not in number_format:
        raise ApiError("A number format must have a type")
    made = Cell(
        _entered(new.get("userEnteredValue", {})),
        new.get("userEnteredFormat") or None,
        new.get("note") or None,
        new.get("dataValidation"),
    )
    return None if made == BLANK else made


def _data(cell: Cell | None) -> JsonObject:
    if cell is None:
        return {}
    told = {
        "userEnteredValue": None if cell.value is None else extended(cell.value),
        "userEnteredFormat": cell.format,
        "note": cell.note,
        "dataValidation": cell.rule,
    }
    return {name: value for name, value in told.items() if value is not None}


def _check_value(value: JsonObject) -> None:
    """Exactly one kind of value; an empty one clears the cell."""
    if len(value) > 1 or not value.keys() <= set(_KINDS):
        raise ApiError(f"Exactly one of {', '.join(_KINDS)} may be set, not {sorted(value)}")
    text = value.get("stringValue") or value.get("formulaValue") or ""
    if len(text) > LONGEST_TEXT:
        raise too_long()
    if "formulaValue" in value and not text.startswith("="):
        raise ApiError("A formula must begin with =")


def _entered(value: JsonObject) -> Entered:
    """A text stays a text, also "=1"; only ``formulaValue`` is a formula (GD)."""
    if "formulaValue" in value:
        return Formula(value["formulaValue"])
    if "numberValue" in value:
        return number(value["numberValue"])
    if "boolValue" in value:
        return bool(value["boolValue"])
    return value.get("stringValue") or None


def repeat_cell(book: Book, request: JsonObject) -> JsonObject:
    """GD RepeatCellRequest: formulas count on from the first cell."""
    mask = mask_of(request, "CellData")
    tab, area = area_of(book, request.get("range", {}))
    data = request.get("cell", {})
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            here = data
            if formula:
                text = carried(formula, row - area.top, column - area.left)
                here = {**data, "userEnteredValue": {"formulaValue": text}}
            tab.put(row, column, _merged(tab.cell(row, column), here, mask))
    return {}


def set_data_validation(book: Book, request: JsonObject) -> JsonObject:
    """GD SetDataValidationRequest; without a rule it clears."""
    tab, area = area_of(book, request.get("range", {}))
    rule = request.get("rule")
    if rule is not None and "type" not in rule.get("condition", {}):
        raise ApiError("A data validation rule must have a condition with a type")
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            old = tab.cell(row, column)
            if rule is not None or old is not None:
                tab.put(row, column, (old or BLANK)._replace(rule=rule))
    return {}


def sort_range(book: Book, request: JsonObject) -> JsonObject:
    """GD SortRangeRequest: sorts exactly the range, a header in it too."""
    tab, area = area_of(book, request.get("range", {}))
    specs = request.get("sortSpecs", [])
    if not specs:
        raise ApiError("At least one sort spec must be given")
    keys = [
        (spec.get("dimensionIndex", 0), spec.get("sortOrder", "ASCENDING") == "DESCENDING")
        for spec in specs
    ]
    if any(not area.left <= column < area.right for column, _ in keys):
        raise ApiError("A sort spec lies outside the range")
    sort_rows(book, tab, area, keys)
    return {}


def sort_rows(book: Book, tab: Tab, area: Area, keys: list[tuple[int, bool]]) -> None:
    """Sort rows; formats, notes, rules and formulas go with their cells."""
    sums = Sums(book)
    order = list(range(area.top, min(area.bottom, len(tab.rows))))
    for column, descending in reversed(keys):
        known = {row: sums.value(tab, row, column, tab.cell(row, column)) for row in order}
        full = [row for row in order if known[row] not in {None, ""}]
        empty = [row for row in order if known[row] in {None, ""}]
        order = sorted(full, key=lambda row: _rank(known[row]), reverse=descending) + empty
    cut = {row: _cut(tab, row, area) for row in order}
    for place, row in enumerate(order, area.top):
        for column, cell in enumerate(cut[row], area.left):
            if cell is not None or tab.cell(place, column) is not None:
                tab.put(place, column, _carried(cell, place - row))


def _cut(tab: Tab, row: int, area: Area) -> Row:
    return [tab.cell(row, column) for column in range(area.left, area.right)]


def _carried(cell: Cell | None, rows: int) -> Cell | None:
    if cell is None or not isinstance(cell.value, Formula):
        return cell
    return cell._replace(value=Formula(carried(cell.value.text, rows, 0)))


def _rank(value: Value) -> tuple[int, float, str]:
    """Numbers, then texts whatever their case, then booleans, then faults."""
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, int | float):
        return 0, float(value), ""
    if isinstance(value, Fault):
        return 3, 0.0, value.text
    return 1, 0.0, (value or "").casefold()
