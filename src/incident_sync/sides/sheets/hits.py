"""Floor 6. Whether a write hit the row and columns it was meant for, and how to mend it. Pure.

There is no conditional write (Sheets API, spreadsheets.values): between the guard read and the
write somebody may have sorted, inserted or deleted. The answer shows the band that was hit; where
it is another row than the one read, what stood there is known from the guard read and is put back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incident_sync.sides.sheets.guard import Band, Table
from incident_sync.sides.sheets.layout import fold
from incident_sync.sides.sheets.rows import Cell, label_of, text_of


def padded(cells: Sequence[Any], table: Table) -> list[Any]:
    """A band as answered, as cells by column from 0."""
    layout = table.layout
    row = [*[""] * layout.first, *cells]
    return [*row, *[""] * (layout.last + 1 - len(row))]


def originals(band: Band, header: Sequence[Any], shown: Sequence[Any]) -> dict[int, Cell] | None:
    """What has to be put back, by column; None where the right cells were hit.

    ``header`` and ``shown`` are the header's and the row's cells as the answer shows them, by
    column from 0. A cell whose former content nobody knows is emptied.
    """
    columns = _columns(band.table, header)
    aligned = all(columns.get(column) == column for column in _ours(band.table))
    victim = _victim(band, columns, shown)
    if aligned and victim == band.line.row:
        return None
    return {
        column: _guarded(band.table, victim, columns.get(column)) for column in band.by_column()
    }


def _ours(table: Table) -> list[int]:
    return [*table.layout.columns.values(), *table.layout.extras.values()]


def _columns(table: Table, header: Sequence[Any]) -> dict[int, int]:
    """For each column that was hit, the one of the guard read that bears its header.

    Where the header's row shows few of our headers it moved itself, and the columns stayed.
    """
    before = list(map(fold, table.values[table.layout.header - 1]))
    after = list(map(fold, header))
    ours = {before[column] for column in _ours(table)}
    if 2 * len(ours & set(after)) < len(ours):
        return {column: column for column in range(len(after))}
    return {
        column: column if before[column : column + 1] == [name] else before.index(name)
        for column, name in enumerate(after)
        if name and name in before
    }


def _victim(band: Band, columns: Mapping[int, int], shown: Sequence[Any]) -> int | None:
    """The row of the guard read that was hit; None where it was not there then."""
    identity = band.table.layout.columns["id"]
    place = next((now for now, then in columns.items() if then == identity), None)
    if place is not None and place not in band.by_column():
        label = label_of(shown[place])
        if label == band.line.label:
            return band.line.row
        if fold(label) == fold(band.table.layout.headers["id"]):
            return band.table.layout.header
        if label:
            bearers = band.table.labels.get(label, [])
            return bearers[0].row if len(bearers) == 1 else None
    return _alike(band, columns, shown)


def _alike(band: Band, columns: Mapping[int, int], shown: Sequence[Any]) -> int | None:
    """The row of the guard read that says the same in every cell that was not written.

    An ID was just written, or there is none. A row like no other is the one meant, edited in that
    moment, where most of it still agrees; else a new or empty one.
    """
    kept = {now: then for now, then in columns.items() if now not in band.by_column()}
    if _same(band.table, band.line.row, kept, shown):
        return band.line.row
    for row in (band.table.layout.header, *(line.row for line in band.table.lines)):
        if _same(band.table, row, kept, shown):
            return row
    agrees = _agreements(band, kept, shown)
    mostly = sum(agrees) > len(agrees) / 2
    return band.line.row if mostly else None


def _same(table: Table, row: int, kept: Mapping[int, int], shown: Sequence[Any]) -> bool:
    pairs = [(_guarded(table, row, then), shown[now]) for now, then in kept.items()]
    return all(table.is_formula(old) or text_of(old) == text_of(new) for old, new in pairs)


def _agreements(band: Band, kept: Mapping[int, int], shown: Sequence[Any]) -> list[bool]:
    table, row = band.table, band.line.row
    return [
        text_of(_guarded(table, row, then)) == text_of(shown[now])
        for now, then in kept.items()
        if shown[now] != ""
    ]


def _guarded(table: Table, row: int | None, column: int | None) -> Cell:
    """A cell of the guard read; empty where there was none."""
    if row is None or column is None:
        return ""
    cells = table.values[row - 1] if row <= len(table.values) else []
    cell: Cell = cells[column] if column < len(cells) else ""
    return cell
