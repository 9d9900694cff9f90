"""Structure requests of ``batchUpdate``: tabs, rows and columns, filter, protection (GD)."""

from __future__ import annotations

from incident_sandbox.google import masks
from incident_sandbox.google.book import Book
from incident_sandbox.google.errors import ApiError
from incident_sandbox.google.grid import DEFAULT_COLUMNS, DEFAULT_ROWS, Tab
from incident_sandbox.google.resource import sheet_properties
from incident_sandbox.google.spans import area_of, dimension_span, tab_of
from incident_sandbox.google.values import JsonObject

_OWN_LOOKS = ("hidden", "rightToLeft", "tabColor", "tabColorStyle")
_SIZES = ("rowCount", "columnCount")
NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def mask_of(request: JsonObject, message: str) -> masks.Mask:
    """The write mask of a request; it must name something (GD)."""
    text = request.get("fields", "")
    if not text:
        raise ApiError(NO_FIELDS)
    return masks.parse(text, message, ApiError(f"Invalid field mask: {text}"))


def add_sheet(book: Book, request: JsonObject) -> JsonObject:
    """GD AddSheetRequest."""
    wanted = request.get("properties", {})
    title = wanted.get("title") or _free_title(book)
    _check_title(book, title, None)
    sheet_id = wanted.get("sheetId", book.mint())
    if sheet_id < 0 or book.tab_of_id(sheet_id):
        raise ApiError(f"A sheet with id: {sheet_id} cannot be added")
    grid = wanted.get("gridProperties", {})
    tab = Tab(
        sheet_id,
        title,
        grid.get("rowCount", DEFAULT_ROWS),
        grid.get("columnCount", DEFAULT_COLUMNS),
        looks={name: wanted[name] for name in _OWN_LOOKS if wanted.get(name)},
        grid_looks={name: value for name, value in grid.items() if value and name not in _SIZES},
    )
    book.tabs.insert(_index(book, wanted), tab)
    _check_grid(book, tab)
    return {"addSheet": {"properties": sheet_properties(book, tab)}}


def _free_title(book: Book) -> str:
    number = len(book.tabs) + 1
    while book.tab(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _index(book: Book, wanted: JsonObject) -> int:
    index: int = wanted.get("index", len(book.tabs))
    if not 0 <= index <= len(book.tabs):
        raise ApiError(f"Sheet index {index} is out of range")
    return index


def _check_title(book: Book, title: str, own: Tab | None) -> None:
    """Titles are unique whatever their case (the browser and the API agree)."""
    if not title:
        raise ApiError("Sheet title cannot be blank")
    taken = any(tab.title.lower() == title.lower() for tab in book.tabs if tab is not own)
    if taken:
        raise ApiError(
            f'A sheet with the name "{title}" already exists. Please enter another name.'
        )


def _check_grid(book: Book, tab: Tab) -> None:
    if min(tab.row_count, tab.column_count) < 1:
        raise ApiError("A grid must have at least one row and one column")
    columns = tab.grid_looks.get("frozenColumnCount", 0)
    if tab.frozen >= tab.row_count or columns >= tab.column_count:
        raise ApiError("You can't freeze all visible rows or columns on the sheet.")
    book.check_size()


def update_sheet_properties(book: Book, request: JsonObject) -> JsonObject:
    """GD UpdateSheetPropertiesRequest."""
    mask = mask_of(request, "SheetProperties")
    wanted = request.get("properties", {})
    tab = tab_of(book, wanted, "No sheet with id")
    old = sheet_properties(book, tab)
    if "*" in mask:
        mask = {name: {} for name in old if name not in {"sheetId", "sheetType", "index"}}
    new = masks.written(mask, old, wanted)
    fixed = ("sheetId", "sheetType")
    if any(name in mask and new.get(name) != old[name] for name in fixed):
        raise ApiError("The id and the type of a sheet cannot be changed")
    if new.get("title") != tab.title:
        _check_title(book, new.get("title", ""), tab)
        book.rename(tab, new["title"])
    _resize(book, tab, new.get("gridProperties", {}))
    tab.looks = {name: new[name] for name in _OWN_LOOKS if new.get(name)}
    _check_grid(book, tab)
    if "index" in mask:
        _reorder(book, tab, wanted)
    return {}


def _resize(book: Book, tab: Tab, grid: JsonObject) -> None:
    """Shrinking deletes what lies beyond."""
    rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
    tab.grid_looks = {name: v for name, v in grid.items() if v and name not in _SIZES}
    if 0 < rows < tab.row_count:
        book.follow(tab, tab.delete(rows, tab.row_count, vertical=True), vertical=True)
    if 0 < columns < tab.column_count:
        book.follow(tab, tab.delete(columns, tab.column_count, vertical=False), vertical=False)
    tab.row_count, tab.column_count = rows, columns


def _reorder(book: Book, tab: Tab, wanted: JsonObject) -> None:
    """Move a tab; the index counts before the move (GD SheetProperties.index)."""
    old, new = book.tabs.index(tab), _index(book, wanted)
    if new not in {old, old + 1}:
        book.tabs.pop(old)
        book.tabs.insert(new - 1 if new > old else new, tab)


def delete_sheet(book: Book, request: JsonObject) -> JsonObject:
    """GD DeleteSheetRequest."""
    tab = tab_of(book, request, "No sheet with id")
    if len(book.tabs) == 1:
        raise ApiError("You can't remove all the sheets in a document.")
    book.drop(tab)
    return {}


def insert_dimension(book: Book, request: JsonObject) -> JsonObject:
    """GD InsertDimensionRequest."""
    tab, vertical, start, end = dimension_span(book, request.get("range", {}))
    before = request.get("inheritFromBefore", False)
    size = tab.row_count if vertical else tab.column_count
    if start > size or (start == size and not before):
        raise ApiError(
            f"range.startIndex[{start}] must be less than the grid size ({size}) "
            "if inheritFromBefore is false."
        )
    if before and start == 0:
        raise ApiError("inheritFromBefore cannot be true if the start index is 0")
    like = start - 1 if before else start
    book.follow(
        tab, tab.insert(start, end - start, vertical=vertical, like=like), vertical=vertical
    )
    book.check_size()
    return {}


def append_dimension(book: Book, request: JsonObject) -> JsonObject:
    """GD AppendDimensionRequest; new rows come without formats (the harsher reading)."""
    tab = tab_of(book, request)
    length, dimension = request.get("length", 0), request.get("dimension")
    if length < 1 or dimension is None:
        raise ApiError("Both dimension and a positive length must be given")
    if dimension == "ROWS":
        tab.row_count += length
    else:
        tab.column_count += length
    book.check_size()
    return {}


def delete_dimension(book: Book, request: JsonObject) -> JsonObject:
    """GD DeleteDimensionRequest; an open side means to the grid's end."""
    tab, vertical, start, end = dimension_span(book, request.get("range", {}), open_sides=True)
    size, what = (tab.row_count, "row") if vertical else (tab.column_count, "column")
    if max(start, end - 1) >= size:  # translation-sheet #9
        raise ApiError(
            f"Cannot delete a {what} that doesn't exist. Tried to delete {what} index "
            f"{max(start, end - 1)} but there are only {size} {what}s."
        )
    if end - start >= size:
        raise ApiError(f"You can't delete all the {what}s on the sheet.")
    if size - (end - start) <= tab.frozen_after(start, end, vertical=vertical):
        raise ApiError(f"You can't delete all the {what}s that are not frozen.")
    book.follow(tab, tab.delete(start, end, vertical=vertical), vertical=vertical)
    return {}


def move_dimension(book: Book, request: JsonObject) -> JsonObject:
    """GD MoveDimensionRequest."""
    tab, vertical, start, end = dimension_span(book, request.get("source", {}))
    to = request.get("destinationIndex", 0)
    size = tab.row_count if vertical else tab.column_count
    if end > size or not 0 <= to <= size or start < to < end:
        raise ApiError(f"Cannot move {start}-{end} to {to} in a grid of {size}")
    book.follow(tab, tab.move(start, end, to, vertical=vertical), vertical=vertical)
    return {}


def set_basic_filter(book: Book, request: JsonObject) -> JsonObject:
    """GD SetBasicFilterRequest; both spellings of the criteria are told back."""
    wanted = request.get("filter", {})
    tab, _ = area_of(book, wanted.get("range", {}))
    specs = wanted.get("filterSpecs") or [
        {"columnIndex": int(column), "filterCriteria": criteria}
        for column, criteria in wanted.get("criteria", {}).items()
    ]
    criteria = {str(s.get("columnIndex", 0)): s.get("filterCriteria", {}) for s in specs}
    told = {name: value for name, value in wanted.items() if name in {"range", "sortSpecs"}}
    tab.basic_filter = told
    if specs:
        tab.basic_filter = {**told, "filterSpecs": specs, "criteria": criteria}
    return {}


def clear_basic_filter(book: Book, request: JsonObject) -> JsonObject:
    """GD ClearBasicFilterRequest."""
    tab_of(book, request).basic_filter = None
    return {}


def add_protected_range(book: Book, request: JsonObject) -> JsonObject:
    """GD AddProtectedRangeRequest; with ``warningOnly`` the editors are ignored."""
    wanted = dict(request.get("protectedRange", {}))
    tab, _ = area_of(book, wanted.get("range", {}))
    taken = {item["protectedRangeId"] for each in book.tabs for item in each.protected}
    if wanted.setdefault("protectedRangeId", book.mint()) in taken:
        raise ApiError(f"A protected range with id {wanted['protectedRangeId']} already exists")
    if wanted.get("warningOnly"):
        wanted.pop("editors", None)
    wanted["requestingUserCanEdit"] = True
    tab.protected.append(wanted)
    return {"addProtectedRange": {"protectedRange": wanted}}
