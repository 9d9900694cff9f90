"""Floor 6. New rows: the request that adds them and what its answer shows. Pure.

``appendCells`` puts them after the last row with data (``values.append`` searches for a table and
shifts columns where cells are empty: Sheets API, spreadsheets.values). The answer shows where they
came to stand, so that the ID is seen in the sheet before anything is built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incident_sync.model.action import Action
from incident_sync.sides.sheets.a1 import letters, tab_range
from incident_sync.sides.sheets.guard import Table, written
from incident_sync.sides.sheets.layout import fold
from incident_sync.sides.sheets.rows import Cell, Picker, label_of, slot

_BEFORE = 10  # rows shown above the last one, in case some were deleted meanwhile
_FORMAT = "userEnteredFormat.numberFormat"


@dataclass(frozen=True, slots=True)
class Addition:
    """The rows to add to one tab, each its cells by column from 0."""

    table: Table
    actions: tuple[Action, ...]
    rows: tuple[Mapping[int, Cell], ...]

    @classmethod
    def of(cls, table: Table, actions: Sequence[Action]) -> Addition:
        """What the actions add; facets whose column is not there are left out."""
        layout = table.layout
        named = {facet for action in actions for facet in action.facets}
        styles = {facet: table.style(facet) for facet in named if facet in layout.columns}
        rows = tuple(
            {
                layout.columns[facet]: written(action, table, facet, styles[facet])
                for facet in action.facets
                if facet in layout.columns
            }
            for action in actions
        )
        return cls(table, tuple(actions), rows)

    @property
    def sheet(self) -> int:
        """The tab's id."""
        return self.table.book.tabs[self.table.layout.tab]

    def request(self) -> dict[str, Any]:
        """The ``appendCells`` request (GD AppendCellsRequest).

        Number formats are named only where a serial date needs them, and then for every column
        whose format is known: the mask would clear those that are not named.
        """
        formats = self._formats()
        dated = any(
            isinstance(cell, float) and column in formats
            for row in self.rows
            for column, cell in row.items()
        )
        lines = [
            {"values": [self._cell(row.get(c, ""), formats.get(c) if dated else None)
                        for c in range(self.table.layout.last + 1)]}
            for row in self.rows
        ]  # fmt: skip
        fields = f"userEnteredValue,{_FORMAT}" if dated else "userEnteredValue"
        return {"appendCells": {"sheetId": self.sheet, "rows": lines, "fields": fields}}

    def shown_range(self) -> str:
        """Where the new rows will stand, for the answer."""
        layout = self.table.layout
        top = max(layout.header, len(self.table.values) - _BEFORE)
        return tab_range(layout.tab, f"A{top}:{letters(layout.last)}")

    def _formats(self) -> dict[int, Mapping[str, Any]]:
        looks = self.table.book.formats.get(self.table.layout.tab, {})
        header = self.table.values[self.table.layout.header - 1]
        return {c: looks[fold(text)] for c, text in enumerate(header) if fold(text) in looks}

    @staticmethod
    def _cell(cell: Cell, looks: Mapping[str, Any] | None) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if isinstance(cell, bool):
            told["userEnteredValue"] = {"boolValue": cell}
        elif isinstance(cell, int | float):
            told["userEnteredValue"] = {"numberValue": cell}
        elif cell:
            told["userEnteredValue"] = {"stringValue": cell}
        return {**told, "userEnteredFormat": {"numberFormat": dict(looks)}} if looks else told

    def expected(self, row: Mapping[int, Cell]) -> tuple[Cell, ...]:
        """The mapped cells of a row that holds what was sent and nothing else."""
        width = self.table.layout.last + 1
        return Picker(self.table.layout)([row.get(column, "") for column in range(width)])


def read_back(addition: Addition, answer: Mapping[str, Any]) -> dict[str, tuple[Cell, ...]]:
    """The mapped cells by ID of the rows that an answer shows in that tab."""
    pick = Picker(addition.table.layout)
    place = slot(addition.table.layout, "id")
    found: dict[str, tuple[Cell, ...]] = {}
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", []):
        if sheet.get("properties", {}).get("sheetId", 0) != addition.sheet:
            continue
        for part in sheet.get("data", []):
            for row in part.get("rowData", []):
                cells = pick([_shown(cell) for cell in row.get("values", [])])
                found[label_of(cells[place])] = cells
    return found


def _shown(cell: Mapping[str, Any]) -> Cell:
    value: Mapping[str, Any] = cell.get("effectiveValue", {})
    shown: Cell = next(
        (value[k] for k in ("stringValue", "numberValue", "boolValue") if k in value), ""
    )
    return "#ERROR!" if "errorValue" in value else shown
