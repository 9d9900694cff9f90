"""Floor 6. The look just before a write: where each row is now, and whether it moved. Pure.

The guard read shows formulas as formulas, so that none is overwritten. A row is found by its ID, or
by its content where it has none; a cell that no longer shows what was last observed is somebody's
edit, so the whole row waits for the next cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from incident_sync.model.action import Action
from incident_sync.model.fields import Type
from incident_sync.model.values import decode, meaning
from incident_sync.sides.sheets.book import Book
from incident_sync.sides.sheets.cells import Style, style_of
from incident_sync.sides.sheets.layout import Layout, facet_field
from incident_sync.sides.sheets.reading import Reader
from incident_sync.sides.sheets.rows import Cell, Line, find_rows, slot

FORMULA = "formula"
"""Why a field is blocked whose cell holds a formula."""


@dataclass(frozen=True, slots=True)
class Band:
    """What one action writes into which row: cells by facet; ``blocked`` what it cannot."""

    action: Action
    table: Table
    line: Line
    cells: Mapping[str, Cell]
    blocked: Mapping[str, str]

    def by_column(self) -> dict[int, Cell]:
        """The cells to write by column, from 0."""
        return {self.table.layout.columns[facet]: cell for facet, cell in self.cells.items()}


@dataclass(frozen=True)
class Table:
    """One tab as the guard read it: ``values`` with formulas, ``literals`` texts that only look so.

    ``reader`` and ``book`` are those of the last look.
    """

    layout: Layout
    values: Sequence[Sequence[Any]]
    literals: frozenset[str]
    reader: Reader
    book: Book

    @cached_property
    def lines(self) -> list[Line]:
        """The rows that say something."""
        return find_rows(self.layout, self.values).lines()

    @cached_property
    def labels(self) -> dict[str, list[Line]]:
        """The rows by ID; those without one under the empty text."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.label].append(line)
        return dict(found)

    def is_formula(self, cell: Cell) -> bool:
        """Whether a cell of the guard read is computed."""
        return isinstance(cell, str) and cell.startswith("=") and cell not in self.literals

    def cell(self, line: Line, facet: str) -> Cell:
        """What stands in a row's cell."""
        return line.cells[slot(self.layout, facet)]

    def style(self, facet: str) -> Style:
        """How the column of a facet keeps what it holds; nothing where it does not matter."""
        if facet_field(self.layout.kind, facet).type not in {Type.TIME, Type.WORD}:
            return Style()
        cells = [self.cell(line, facet) for line in self.lines]
        header = self.layout.headers[facet]
        formatted = self.book.looks_like_dates(self.layout.tab, header)
        return style_of((c for c in cells if not self.is_formula(c)), formatted=formatted)


class Finder:
    """Finds the row of each action, no row twice."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._taken: set[int] = set()

    def find(self, action: Action) -> Line | None:
        """The row that an action means, or None where nobody can tell."""
        candidates = self._candidates(action)
        if len(candidates) > 1:
            candidates = [line for line in candidates if line.raw == action.data["raw"]]
            # Rows without ID and of one content are one as good as the other.
            if action.data["label"] and len(candidates) > 1:
                return None
        if not candidates:
            return None
        self._taken.add(candidates[0].row)
        return candidates[0]

    def _candidates(self, action: Action) -> list[Line]:
        label = action.data["label"]
        there = [n for n in self._table.labels.get(label, ()) if n.row not in self._taken]
        if label:
            return there
        same = [line for line in there if line.raw == action.data["raw"]]
        return same or [line for line in there if self._shows(line, action.data["expect"])]

    def _shows(self, line: Line, expect: Mapping[str, str]) -> bool:
        """Whether a row with formulas shows elsewhere all that was observed."""
        table = self._table
        facets = table.layout.columns
        plain = [facet for facet in facets if not table.is_formula(table.cell(line, facet))]
        return len(plain) < len(facets) and all(
            table.reader.print_of(table.layout, facet, table.cell(line, facet))
            == expect.get(facet, "")
            for facet in plain
        )


def band(action: Action, table: Table, line: Line, styles: Mapping[str, Style]) -> Band | None:
    """What is to be written into a row; None where somebody changed it since it was observed."""
    cells: dict[str, Cell] = {}
    blocked: dict[str, str] = dict(action.data.get("blocked", {}))
    for facet, wanted in action.facets.items():
        if facet not in table.layout.columns:
            return None
        here = table.cell(line, facet)
        if table.is_formula(here):
            blocked[facet] = FORMULA
            continue
        if line.raw != action.data["raw"]:
            now = table.reader.print_of(table.layout, facet, here)
            if now == meaning(decode(wanted)):
                continue
            if now != action.data["expect"].get(facet, ""):
                return None
        cells[facet] = written(action, table, facet, styles[facet])
    return Band(action, table, line, cells, blocked)


def written(action: Action, table: Table, facet: str, style: Style) -> Cell:
    """The cell that an action writes for a facet."""
    told = action.data.get("written", {}).get(facet)
    if told is not None:
        return str(told)
    of = facet_field(table.layout.kind, facet)
    return table.reader.codec.write(of, decode(action.facets[facet]), style)
