"""Floor 6. Which column is which facet, found by header text and never by position. Pure.

A facet is what a record shows as one piece: a field, or the id, the incident's id, the channel's
address, the sync note. What a cell's content means stays out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from incident_sync.errors import SideUnusable
from incident_sync.model.fields import FIELDS, Field, Kind, Type
from incident_sync.sides.sheets.a1 import spoken

HEADERS: dict[Kind, dict[str, str]] = {
    Kind.INCIDENT: {
        "id": "ID",
        "title": "Title",
        "status": "Status",
        "severity": "Severity",
        "lead": "Lead",
        "summary": "Summary",
        "customer_update": "Customer update",
        "reporter": "Reporter",
        "reported_at": "Reported at",
        "resolved_at": "Resolved at",
        "channel": "Channel",
        "sync_note": "Sync note",
    },
    Kind.FOLLOW_UP: {"id": "ID", "incident": "Incident", "text": "Follow-up", "done": "Done"},
    Kind.TIMELINE: {
        "id": "ID",
        "incident": "Incident",
        "at": "At",
        "by": "By",
        "text": "Entry",
        "link": "Link",
        "note": "Note",
    },
}
"""The usual header of every facet, in the order that digests of rows are made in."""

NEEDED: dict[Kind, frozenset[str]] = {
    Kind.INCIDENT: frozenset({"id", "title", "status", "severity", "lead", "summary", "channel"}),
    Kind.FOLLOW_UP: frozenset({"id", "incident", "text", "done"}),
    Kind.TIMELINE: frozenset({"id", "incident", "at", "by", "text"}),
}
"""Facets whose column must be there unless they are not mirrored."""

DEPTH = 10
"""The header is looked for in so many rows: people put a title or a blank row above it."""


def facet_field(kind: Kind, facet: str) -> Field:
    """The field a facet shows; an id, an address or a note counts as text."""
    return FIELDS[kind].get(facet) or Field(facet, Type.TEXT, facet)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns to look for in one tab: ``headers`` by facet, ``needed`` those that must be."""

    kind: Kind
    tab: str
    headers: Mapping[str, str]
    needed: frozenset[str]
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one tab are.

    ``header`` is the header's row, from 1; ``columns`` by facet, from 0, those that are there, and
    ``headers`` their texts; ``extras`` by the user's own header.
    """

    kind: Kind
    tab: str
    header: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    extras: Mapping[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The leftmost column of ours."""
        return min((*self.columns.values(), *self.extras.values()))

    @property
    def last(self) -> int:
        """The rightmost column of ours."""
        return max((*self.columns.values(), *self.extras.values()))

    def where(self, facet: str, row: int) -> str:
        """The cell of a facet as a person finds it."""
        return spoken(self.tab, row, self.columns.get(facet, self.columns["id"]))


def fold(header: Any) -> str:
    """How headers are compared: trimmed, case ignored."""
    return " ".join(str(header).split()).casefold()


def find_layout(wanted: Wanted, values: Sequence[Sequence[Any]]) -> Layout:
    """The layout of a tab whose rows are ``values``.

    Raises SideUnusable naming the tab, every header that is missing or there twice, and the remedy.
    """
    ours = {fold(header) for header in wanted.headers.values()}
    rows = [[fold(cell) for cell in row] for row in values[:DEPTH]]
    matches = [sum(cell in ours for cell in row) for row in rows]
    best = max(matches, default=0)
    header = matches.index(best) if best else 0
    row = rows[header] if best else []
    columns = {
        facet: row.index(fold(name))
        for facet, name in wanted.headers.items()
        if row.count(fold(name)) == 1
    }
    _check(wanted, row, columns)
    extras = {name: row.index(fold(name)) for name in wanted.extras if row.count(fold(name)) == 1}
    headers = {facet: wanted.headers[facet] for facet in columns}
    return Layout(wanted.kind, wanted.tab, header + 1, columns, headers, extras)


def _check(wanted: Wanted, row: Sequence[str], columns: Collection[str]) -> None:
    lacking = {f: name for f, name in wanted.headers.items() if f not in columns}
    twice = [name for name in lacking.values() if fold(name) in row]
    missing = [name for f, name in lacking.items() if f in wanted.needed and name not in twice]
    if not missing and not twice:
        return
    problems = []
    if missing:
        problems.append(f"has no column {_listed(missing)}" + ("" if row else ": it has no header"))
    if twice:
        problems.append(f"has more than one column {_listed(twice)}")
    raise SideUnusable(
        f'the tab "{wanted.tab}" ' + " and ".join(problems),
        where=spoken(wanted.tab, 1, 0),
        remedy=_remedy(wanted.kind, "Rename the column back" if missing else _RENAME),
    )


_RENAME = "Give all but one of them another header"


def _remedy(kind: Kind, first: str) -> str:
    if kind is Kind.INCIDENT:
        return (
            f"{first}, or name its header in [sheets.fields]; "
            'an empty name ("") leaves the field out.'
        )
    tab = "follow_ups" if kind is Kind.FOLLOW_UP else "timeline"
    return f'{first}, or leave the tab out with {tab} = "" in [sheets].'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
