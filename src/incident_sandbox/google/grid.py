"""One tab: its cells in rows, and what moves when rows and columns do. No API here.

Rows are lists of immutable cells, shorter than the grid where nothing stands: a tab of
10,000 rows is copied in a millisecond, so a batch works on a copy and is atomic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from incident_sandbox.google.a1 import Area
from incident_sandbox.google.refs import Move, surviving
from incident_sandbox.google.values import BLANK, Cell, Formula, JsonObject

_T = TypeVar("_T")
Row = list[Cell | None]
_COLUMN_NAMES = ("startColumnIndex", "endColumnIndex")
DEFAULT_ROWS, DEFAULT_COLUMNS = 1000, 26  # a new tab: gspread's recorded test_create


@dataclass(slots=True)
class Tab:
    """A sheet of a spreadsheet (GD Sheet, SheetProperties, GridProperties)."""

    sheet_id: int
    title: str
    row_count: int = DEFAULT_ROWS
    column_count: int = DEFAULT_COLUMNS
    rows: list[Row] = field(default_factory=list)
    looks: JsonObject = field(default_factory=dict)  # hidden, tabColor, rightToLeft …
    grid_looks: JsonObject = field(default_factory=dict)  # frozenRowCount, hideGridlines …
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    basic_filter: JsonObject | None = None
    protected: list[JsonObject] = field(default_factory=list)

    def copy(self) -> Tab:
        """A copy that shares nothing changeable with this one."""
        return replace(
            self,
            rows=[row[:] for row in self.rows],
            looks=dict(self.looks),
            grid_looks=dict(self.grid_looks),
            hidden_rows=set(self.hidden_rows),
            hidden_columns=set(self.hidden_columns),
            protected=list(self.protected),
        )

    @property
    def whole(self) -> Area:
        """The grid."""
        return Area(0, 0, self.row_count, self.column_count)

    @property
    def frozen(self) -> int:
        """How many rows stay on top."""
        count: int = self.grid_looks.get("frozenRowCount", 0)
        return count

    def frozen_after(self, start: int, end: int, *, vertical: bool) -> int:
        """How many rows or columns stay frozen once those are deleted."""
        old: int = self.grid_looks.get(_frozen_name(vertical=vertical), 0)
        return old - max(0, min(end, old) - start)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell there, if anything stands there."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        """Set a cell inside the grid."""
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        if len(line) <= column:
            line.extend([None] * (column + 1 - len(line)))
        line[column] = cell

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell has a value."""
        cell = self.cell(row, column)
        return cell is not None and cell.value is not None

    def last_row_with_data(self) -> int:
        """How many rows from the top until nothing holds a value any more."""
        for row in range(len(self.rows), 0, -1):
            if any(cell is not None and cell.value is not None for cell in self.rows[row - 1]):
                return row
        return 0

    def formulas(self) -> Iterator[tuple[int, int, Cell, str]]:
        """Every formula with its place."""
        for place, row in enumerate(self.rows):
            for column, cell in enumerate(row):
                if cell is not None and isinstance(cell.value, Formula):
                    yield place, column, cell, cell.value.text

    def grow(self, rows: int, columns: int) -> None:
        """Make the grid at least that large."""
        self.row_count = max(self.row_count, rows)
        self.column_count = max(self.column_count, columns)

    def insert(self, at: int, count: int, *, vertical: bool, like: int | None) -> Move:
        """Insert rows or columns that look like the one at ``like``."""
        if vertical:
            pattern = self.rows[like] if like is not None and like < len(self.rows) else []
            if at < len(self.rows) or any(pattern):
                self._reach(at)
                self.rows[at:at] = [[_look(cell) for cell in pattern] for _ in range(count)]
            self.row_count += count
        else:
            for row in self.rows:
                if at < len(row) or (like is not None and like < len(row)):
                    look = row[like] if like is not None and like < len(row) else None
                    row[at:at] = [_look(look)] * count
            self.column_count += count
        name = _frozen_name(vertical=vertical)
        if at < self.grid_looks.get(name, 0):
            self.grid_looks[name] += count
        return self._follow(_inserted(at, count), vertical=vertical)

    def delete(self, start: int, end: int, *, vertical: bool) -> Move:
        """Delete rows or columns."""
        if vertical:
            del self.rows[start:end]
            self.row_count -= end - start
        else:
            for row in self.rows:
                del row[start:end]
            self.column_count -= end - start
        name = _frozen_name(vertical=vertical)
        kept = self.frozen_after(start, end, vertical=vertical)
        self.grid_looks = (
            {**self.grid_looks, name: kept} if kept else _without(self.grid_looks, name)
        )
        return self._follow(_deleted(start, end), vertical=vertical)

    def move(self, start: int, end: int, to: int, *, vertical: bool) -> Move:
        """Move rows or columns; ``to`` is counted before the move (GD)."""
        if vertical:
            self._reach(max(end, to))
            _rearranged(self.rows, start, end, to)
        else:
            for row in self.rows:
                row.extend([None] * (max(end, to) - len(row)))
                _rearranged(row, start, end, to)
        return self._follow(_shuffled(start, end, to), vertical=vertical)

    def _reach(self, count: int) -> None:
        self.rows.extend([] for _ in range(count - len(self.rows)))

    def _follow(self, move: Move, *, vertical: bool) -> Move:
        old = self.hidden_rows if vertical else self.hidden_columns
        new = {moved for index in old if (moved := move(index)) is not None}
        names = ("startRowIndex", "endRowIndex") if vertical else _COLUMN_NAMES
        if vertical:
            self.hidden_rows = new
        else:
            self.hidden_columns = new
        if self.basic_filter:
            self.basic_filter = _follows(self.basic_filter, move, names)
        kept = (_follows(item, move, names) for item in self.protected)
        self.protected = [item for item in kept if item is not None]
        return move


def _frozen_name(*, vertical: bool) -> str:
    return "frozenRowCount" if vertical else "frozenColumnCount"


def _without(looks: JsonObject, name: str) -> JsonObject:
    return {key: value for key, value in looks.items() if key != name}


def _look(cell: Cell | None) -> Cell | None:
    if cell is None or not (cell.format or cell.rule):
        return None
    return BLANK._replace(format=cell.format, rule=cell.rule)


def _follows(item: JsonObject, move: Move, names: tuple[str, str]) -> JsonObject | None:
    """An object with a grid range, after a move; ``None`` where its cells are gone."""
    area = item.get("range", {})
    if names[0] not in area or names[1] not in area:
        return item
    kept = surviving(move, area[names[0]], area[names[1]] - 1)
    if kept is None:
        return None
    return {**item, "range": {**area, names[0]: kept[0], names[1]: kept[1] + 1}}


def _inserted(at: int, count: int) -> Callable[[int], int | None]:
    return lambda index: index + count if index >= at else index


def _deleted(start: int, end: int) -> Callable[[int], int | None]:
    def move(index: int) -> int | None:
        if index < start:
            return index
        return None if index < end else index - (end - start)

    return move


def _shuffled(start: int, end: int, to: int) -> Callable[[int], int | None]:
    size = end - start

    def move(index: int) -> int | None:
        if start <= index < end:
            return index + (to - end if to > start else to - start)
        if end <= index < to:
            return index - size
        return index + size if to <= index < start else index

    return move


def _rearranged(items: list[_T], start: int, end: int, to: int) -> None:
    block = items[start:end]
    del items[start:end]
    at = to if to <= start else to - len(block)
    items[at:at] = block
