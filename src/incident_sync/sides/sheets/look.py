"""Floor 6. One look at the spreadsheet: one call when nothing about its shape changed.

Which tabs there are, the zone and the looks of dates are remembered for a day (``cursors["book"]``)
and fetched again where a tab cannot be found. What is done with the rows stays out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.model.people import Directory
from incident_sync.model.values import canonical
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.sheets.a1 import tab_range
from incident_sync.sides.sheets.book import Book, load, read_book
from incident_sync.sides.sheets.cells import Codec
from incident_sync.sides.sheets.client import SheetsClient, Values
from incident_sync.sides.sheets.failures import NO_RANGE
from incident_sync.sides.sheets.layout import DEPTH, HEADERS, NEEDED, Layout, Wanted, find_layout
from incident_sync.sides.sheets.options import SheetsOptions
from incident_sync.sides.sheets.reading import Reader
from incident_sync.sides.sheets.rows import Found, find_rows

BOOK, SEEN = "book", "headers"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: the book, each tab's layout, and what a person has to mend.

    ``wanted`` are the columns that were looked for, to find them again before a write, ``literals``
    the texts that look like formulas. The rows themselves are not kept between cycles.
    """

    book: Book
    wanted: Mapping[Kind, Wanted]
    layouts: Mapping[Kind, Layout]
    literals: Mapping[Kind, frozenset[str]]
    reader: Reader
    cursors: Mapping[str, str]
    problems: tuple[IncidentSyncError, ...] = ()


class Looker:
    """Looks at one spreadsheet."""

    def __init__(
        self, options: SheetsOptions, client: SheetsClient, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        self._options = options
        self._client = client
        self._clock = clock
        self._vocabulary = vocabulary
        self._tabs = tabs_of(options)

    def look(
        self, cursors: Mapping[str, str], directory: Directory
    ) -> tuple[Look, dict[Kind, Found]]:
        """Read every tab once: what was found, and the rows.

        Raises SideUnusable where the register's tab or one of its columns is missing; a child's tab
        without its columns is left out, and named.
        """
        book, values = self._read(load(cursors.get(BOOK, "")))
        wanted = self._wanted(cursors, values)
        layouts: dict[Kind, Layout] = {}
        problems: list[IncidentSyncError] = []
        for kind, tab in wanted.items():
            try:
                layouts[kind] = find_layout(tab, values[kind])
            except SideUnusable as error:
                if kind is Kind.INCIDENT:
                    raise
                problems.append(error)
        problems += absent(self._options, layouts[Kind.INCIDENT])
        codec = Codec(self._vocabulary, book.tzinfo(), self._options.time_zone)
        kept = {BOOK: book.dump(), SEEN: _seen(cursors, layouts)}
        reader = Reader(codec, directory)
        rows = {kind: find_rows(layout, values[kind]) for kind, layout in layouts.items()}
        literals = {kind: found.literals for kind, found in rows.items()}
        look = Look(book, wanted, layouts, literals, reader, kept, tuple(problems))
        return look, rows

    def _read(self, book: Book | None) -> tuple[Book, dict[Kind, Values]]:
        if book is not None and not book.is_old(self._clock.now()):
            try:
                return book, self._values(book)
            except Permanent as error:
                if error.code != NO_RANGE:
                    raise
        fresh = self._fetch()
        return fresh, self._values(fresh)

    def _values(self, book: Book) -> dict[Kind, Values]:
        kinds = [kind for kind, tab in self._tabs.items() if tab in book.tabs]
        if Kind.INCIDENT not in kinds:
            raise no_tab(self._options.worksheet, "worksheet")
        ranges = [tab_range(self._tabs[kind]) for kind in kinds]
        return dict(zip(kinds, self._client.read(ranges, "UNFORMATTED_VALUE"), strict=True))

    def _fetch(self) -> Book:
        """The book in one call; in three where a child's tab is not there."""
        now = self._clock.now()
        try:
            return read_book(self._client.book(_tops(self._tabs.values())), now)
        except Permanent as error:
            if error.code != NO_RANGE:
                raise
        whole = read_book(self._client.book([]), now)
        there = [tab for tab in self._tabs.values() if tab in whole.tabs]
        return read_book(self._client.book(_tops(there)), now) if there else whole

    def _wanted(
        self, cursors: Mapping[str, str], values: Mapping[Kind, Values]
    ) -> dict[Kind, Wanted]:
        seen = load_seen(cursors.get(SEEN, ""))
        return {kind: wanted_in(self._options, kind, seen.get(kind, {})) for kind in values}


def tabs_of(options: SheetsOptions) -> dict[Kind, str]:
    """The tabs that are mirrored, by what their rows are."""
    tabs = {
        Kind.INCIDENT: options.worksheet,
        Kind.FOLLOW_UP: options.follow_ups,
        Kind.TIMELINE: options.timeline,
    }
    return {kind: tab for kind, tab in tabs.items() if tab}


def wanted_in(options: SheetsOptions, kind: Kind, seen: Mapping[str, str]) -> Wanted:
    """The columns to look for in a tab; ``seen`` are the headers found before, by facet."""
    given = options.fields if kind is Kind.INCIDENT else {}
    headers = {f: h for f, h in {**HEADERS[kind], **given}.items() if h}
    before = {f for f, header in seen.items() if headers.get(f) == header}
    needed = (NEEDED[kind] | given.keys() | before) & headers.keys()
    extras = options.extra_fields if kind is Kind.INCIDENT else ()
    return Wanted(kind, tabs_of(options)[kind], headers, frozenset(needed), extras)


def no_tab(tab: str, key: str) -> SideUnusable:
    """The error of a tab that is not there; ``key`` names it in the configuration."""
    return SideUnusable(
        f'the spreadsheet has no tab "{tab}"',
        where="Google Sheets",
        remedy=f"Rename the tab back, or set {key} in [sheets] to its name.",
    )


def absent(options: SheetsOptions, layout: Layout) -> list[IncidentSyncError]:
    """The columns to be shown on the card that are not there."""
    return [
        Permanent(
            f'the tab "{layout.tab}" has no column "{name}", or more than one',
            where="extra_fields",
            remedy="Name a column of the tab, or take it out of extra_fields.",
        )
        for name in options.extra_fields
        if name not in layout.extras
    ]


def _tops(tabs: Iterable[str]) -> list[str]:
    return [tab_range(tab, f"1:{DEPTH + 1}") for tab in tabs]


def _seen(cursors: Mapping[str, str], layouts: Mapping[Kind, Layout]) -> str:
    """The headers seen, those of a tab that is broken now as they were."""
    now = {str(kind): dict(layout.headers) for kind, layout in layouts.items()}
    return canonical({**load_seen(cursors.get(SEEN, "")), **now})


def load_seen(text: str) -> dict[str, dict[str, str]]:
    """The headers found before, by kind and facet, out of the cursor ``SEEN``."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
