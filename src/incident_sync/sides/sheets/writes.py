"""Floor 6. What goes into the requests of one round, and into which request. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from incident_sync.errors import Permanent
from incident_sync.model.action import Action, Outcome
from incident_sync.model.fields import Kind
from incident_sync.sides.sheets.a1 import band_range
from incident_sync.sides.sheets.adding import Addition
from incident_sync.sides.sheets.guard import Band, Finder, Table, band
from incident_sync.sides.sheets.rows import Cell

LARGEST = 1_900_000
"""Bytes of one request; Google advises 2 MB (Sheets API, usage limits)."""

ADD = "add_row"


def chunks(actions: Sequence[Action]) -> Iterator[list[Action]]:
    """The actions in as few requests as the size of a request allows."""
    chunk: list[Action] = []
    size = 0
    for action in actions:
        length = len(json.dumps(dict(action.facets)))
        if chunk and size + length > LARGEST:
            yield chunk
            chunk, size = [], 0
        chunk.append(action)
        size += length
    if chunk:
        yield chunk


def decide(
    actions: Sequence[Action], tables: Mapping[Kind, Table]
) -> tuple[list[Outcome], list[Band]]:
    """What is known before the write, and the bands to write."""
    outcomes: list[Outcome] = []
    bands: list[Band] = []
    finders = {kind: Finder(table) for kind, table in tables.items()}
    styles = {
        kind: {
            facet: table.style(facet)
            for facet in {f for a in actions if a.of is kind for f in a.facets}
            if facet in table.layout.columns
        }
        for kind, table in tables.items()
    }
    for action in actions:
        table = tables[action.of]
        line = finders[action.of].find(action)
        one = band(action, table, line, styles[action.of]) if line else None
        if one is None:
            outcomes.append(_not_found(action, table, found=line is not None))
        elif one.cells:
            bands.append(one)
        else:
            outcomes.append(_nothing(one))
    return outcomes, bands


def _nothing(one: Band) -> Outcome:
    """All of it is there already, or cannot be written."""
    action = one.action
    return Outcome(action, ref=action.ref, digest=action.data["digest"], blocked=one.blocked)


def _not_found(action: Action, table: Table, *, found: bool) -> Outcome:
    """A row that moved waits for the next cycle; one whose ID is computed would wait for ever."""
    layout = table.layout
    if not found and any(table.is_formula(table.cell(line, "id")) for line in table.lines):
        return Outcome(
            action,
            error=Permanent(
                "the IDs are computed by a formula, so that no row can be recognised",
                where=layout.where("id", layout.header),
                remedy="Copy the column and paste it as values only.",
            ),
        )
    return Outcome(action, moved=True)


def additions_of(
    actions: Sequence[Action], tables: Mapping[Kind, Table]
) -> tuple[list[Outcome], list[Addition]]:
    """The rows to add by tab; one whose ID is there already is for the next look to match."""
    there = [a for a in actions if str(a.facets["id"]) in tables[a.of].labels]
    rest = [a for a in actions if a not in there]
    additions = [
        Addition.of(table, mine)
        for kind, table in tables.items()
        if (mine := [a for a in rest if a.of is kind])
    ]
    return [Outcome(a, moved=True) for a in there], additions


def tables_of(bands: Iterable[Band]) -> list[Table]:
    """The tabs that are written, each once."""
    return list({id(one.table): one.table for one in bands}.values())


def header_band(table: Table) -> dict[str, Any]:
    """A band that writes nothing: its answer shows which columns were hit."""
    layout = table.layout
    return {
        "range": band_range(layout.tab, layout.header, layout.first, layout.last),
        "values": [[None] * (layout.last + 1 - layout.first)],
    }


def row_band(one: Band) -> dict[str, Any]:
    """A band over all our columns; null leaves a cell alone (GD ValueRange)."""
    layout, cells = one.table.layout, one.by_column()
    return {
        "range": band_range(layout.tab, one.line.row, layout.first, layout.last),
        "values": [[cells.get(column) for column in range(layout.first, layout.last + 1)]],
    }


def former(one: Band, cells: Mapping[int, Cell], option: str) -> Iterator[dict[str, Any]]:
    """The writes of former contents that have to be entered in that way."""
    tab, row = one.table.layout.tab, one.line.row
    for column, cell in cells.items():
        if one.table.is_formula(cell) is (option == "USER_ENTERED"):
            yield {"range": band_range(tab, row, column, column), "values": [[cell]]}
