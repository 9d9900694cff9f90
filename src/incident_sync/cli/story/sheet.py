"""Floor 9. What a sheet holds, read from the raw state of the spreadsheet. Nothing is done here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from incident_sync.cli.story.failed import Failed

_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet, and its raw cells by header."""

    row: int
    cells: Mapping[str, Any]

    def text(self, header: str) -> str:
        """What a cell says: its text, its number, its formula; empty for an empty one."""
        return text_of(self.cells.get(header))


class Tab:
    """One tab as one look found it. ``rows`` hold the raw cells, the header first."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.title: str = raw["title"]
        # Equal rows in a row are told once, with their number.
        self.rows: list[list[Any]] = [row for times, row in raw["rows"] for _ in range(times)]
        self.header = [text_of(cell) for cell in self.rows[0]] if self.rows else []

    def cell(self, row: int, column: int) -> Any:
        """The raw cell of a row (from 1) and a column (from 0)."""
        line = self.rows[row - 1] if row <= len(self.rows) else []
        return line[column] if column < len(line) else None

    def line(self, row: int) -> Line:
        """The row of that number."""
        cells = {name: self.cell(row, place) for place, name in enumerate(self.header) if name}
        return Line(row, cells)

    def lines(self) -> Iterator[Line]:
        """The rows below the header that hold a value."""
        for row in range(2, len(self.rows) + 1):
            if any(text_of(cell) for cell in self.rows[row - 1]):
                yield self.line(row)

    def where(self, header: str, wanted: str) -> list[Line]:
        """The rows whose cell under a header says just that."""
        return [line for line in self.lines() if line.text(header) == wanted]

    def one(self, header: str, wanted: str) -> Line:
        """The one row whose cell says just that; raises Failed for none or several."""
        found = self.where(header, wanted)
        if len(found) != 1:
            raise Failed(f"one row with {header} {wanted!r} in {self.title}", f"{len(found)} rows")
        return found[0]


Change = tuple[int, str]
"""A row (from 1) and a header."""


def changed(before: Tab, after: Tab) -> dict[Change, tuple[Any, Any]]:
    """The cells that are not to the byte what they were, format, note and drop-down included."""
    rows = max(len(before.rows), len(after.rows))
    columns = max((len(row) for tab in (before, after) for row in tab.rows), default=0)
    found = {}
    for row in range(1, rows + 1):
        for column in range(columns):
            pair = before.cell(row, column), after.cell(row, column)
            if pair[0] != pair[1]:
                name = after.header[column] if column < len(after.header) else f"column {column}"
                found[row, name] = pair
    return found


def text_of(cell: Any) -> str:
    """A raw cell's text: bare or with looks; a formula as it was typed."""
    if isinstance(cell, dict):
        cell = cell.get("formula", cell.get("value"))
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def moment_of(cell: Any) -> datetime | None:
    """The instant a cell shows, as a serial in UTC or as ISO text; None for neither."""
    text = text_of(cell)
    try:
        return _EPOCH + timedelta(days=float(text))
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
