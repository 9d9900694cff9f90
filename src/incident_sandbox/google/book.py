"""A spreadsheet: its tabs, who may open it, and the version Drive tells. No API here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from incident_sandbox.google import refs
from incident_sandbox.google.a1 import Area, Range, parse
from incident_sandbox.google.errors import ApiError, unparsable_range
from incident_sandbox.google.formula import evaluated
from incident_sandbox.google.grid import Tab
from incident_sandbox.google.values import REF, Cell, Fault, Formula, Value

_DEEPEST = 60  # formulas that hang on one another, read from the last one
TOO_DEEP = Fault("ERROR", "#ERROR!", "The sandbox does not follow so long a chain of formulas.")
MOST_CELLS = 10_000_000  # Sheets API, usage limits


@dataclass(frozen=True, slots=True)
class Modifier:
    """Who changed the spreadsheet last (DD User)."""

    name: str
    email: str


@dataclass(slots=True)
class Book:
    """One spreadsheet (GD Spreadsheet) and its file in Drive (DD File)."""

    key: str
    title: str
    locale: str
    time_zone: str
    created: datetime
    modified: datetime
    modifier: Modifier
    access: dict[str, str] = field(default_factory=dict)  # who -> "writer" or "reader"
    version: int = 1
    trashed: bool = False
    minted: int = 0
    tabs: list[Tab] = field(default_factory=list)

    def copy(self) -> Book:
        """A copy to work on, so that a refusal halfway leaves nothing behind."""
        return replace(self, access=dict(self.access), tabs=[tab.copy() for tab in self.tabs])

    def touch(self, now: datetime, modifier: Modifier) -> None:
        """Count a change. Drive's version also counts changes nobody sees (DD): it skips."""
        self.version += 2
        self.modified = max(now, self.modified + timedelta(milliseconds=1))
        self.modifier = modifier

    def mint(self) -> int:
        """A new id for a tab or a protected range, the same in every run."""
        self.minted += 1
        return (self.minted * 2_654_435_761) % 2_000_000_011

    def tab(self, title: str) -> Tab | None:
        """The tab of that title, to the letter."""
        return next((tab for tab in self.tabs if tab.title == title), None)

    def tab_of_id(self, sheet_id: int) -> Tab | None:
        """The tab of that id."""
        return next((tab for tab in self.tabs if tab.sheet_id == sheet_id), None)

    def find(self, text: str) -> tuple[Tab, Range]:
        """The tab and the range that A1 notation names."""
        wanted = parse(text)
        tab = self.tabs[0] if wanted.title is None else self.tab(wanted.title)
        if tab is None:
            raise unparsable_range(text)
        return tab, wanted

    def readable(self, text: str) -> tuple[Tab, Area]:
        """The tab and the rectangle to read."""
        tab, wanted = self.find(text)
        return tab, wanted.within(tab.title, tab.row_count, tab.column_count, clip=True)

    def check_size(self) -> None:
        """Refuse to grow beyond what a spreadsheet holds (googlesheets #400)."""
        if sum(tab.row_count * tab.column_count for tab in self.tabs) > MOST_CELLS:
            raise ApiError(
                "This action would increase the number of cells in the workbook above the "
                f"limit of {MOST_CELLS} cells."
            )

    def follow(self, target: Tab, move: refs.Move, *, vertical: bool) -> None:
        """Let every formula follow rows or columns of ``target`` that moved."""
        for tab in self.tabs:
            for row, column, cell, text in list(tab.formulas()):
                new = refs.moved(
                    text, holder=tab.title, target=target.title, vertical=vertical, move=move
                )
                tab.put(row, column, cell._replace(value=Formula(new)))

    def rename(self, tab: Tab, title: str) -> None:
        """Give a tab another title; formulas follow."""
        for holder in self.tabs:
            for row, column, cell, text in list(holder.formulas()):
                new = refs.renamed(text, tab.title, title)
                holder.put(row, column, cell._replace(value=Formula(new)))
        tab.title = title

    def drop(self, tab: Tab) -> None:
        """Delete a tab; formulas that named it break."""
        self.tabs.remove(tab)
        for holder in self.tabs:
            for row, column, cell, text in list(holder.formulas()):
                new = refs.orphaned(text, tab.title)
                holder.put(row, column, cell._replace(value=Formula(new)))


class Sums:
    """The effective values of a spreadsheet, computed at read time."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._open: set[tuple[int, int, int]] = set()
        self._known: dict[tuple[int, int, int], Value] = {}

    def value(self, tab: Tab, row: int, column: int, cell: Cell | None) -> Value:
        """What the cell comes to (GD CellData.effectiveValue)."""
        if cell is None:
            return None
        if not isinstance(cell.value, Formula):
            return cell.value
        place = (tab.sheet_id, row, column)
        if place in self._open:
            return REF  # a circle
        if len(self._open) > _DEEPEST:
            return TOO_DEEP
        if place not in self._known:
            self._open.add(place)
            self._known[place] = evaluated(cell.value.text, lambda *at: self._referred(tab, *at))
            self._open.discard(place)
        return self._known[place]

    def _referred(self, holder: Tab, title: str | None, row: int, column: int) -> Value:
        tab = holder if title is None else self._named(title)
        if tab is None or row >= tab.row_count or column >= tab.column_count:
            return REF
        return self.value(tab, row, column, tab.cell(row, column))

    def _named(self, title: str) -> Tab | None:
        low = title.lower()
        return next((tab for tab in self._book.tabs if tab.title.lower() == low), None)
