"""References inside formulas, and how they follow their cells. Pure.

Three ways: ``moved`` when rows or columns are inserted, deleted or moved (the reference
follows the cell it names), ``renamed`` when a tab is, and ``carried`` when the formula
itself is copied or sorted elsewhere (what is not pinned by ``$`` moves along; GD
RepeatCellRequest).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from incident_sandbox.google.a1 import column_of, letters, quoted

Move = Callable[[int], int | None]  # an index before -> after; None where it was deleted

_PIECE = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<tab>(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}(?=:)|\$?[1-9]\d*(?=:))"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}(?:\$?[1-9]\d*)?|\$?[1-9]\d*))?"
    r"(?![\w(])"
    r"|[\w.]+"
)
_CORNER = re.compile(r"(?P<pin_column>\$?)(?P<column>[A-Za-z]*)(?P<pin_row>\$?)(?P<row>\d*)")


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference; ``None`` where it names no row or no column."""

    row: int | None
    column: int | None
    row_pinned: bool
    column_pinned: bool

    @classmethod
    def read(cls, text: str) -> Corner:
        """Read ``$A1``, ``A``, ``$3``."""
        found = _CORNER.fullmatch(text)
        if not found:
            raise AssertionError(text)
        pinned, other = bool(found["pin_column"]), bool(found["pin_row"])
        if not found["column"]:
            return cls(int(found["row"]) - 1, None, pinned or other, column_pinned=False)
        row = int(found["row"]) - 1 if found["row"] else None
        return cls(row, column_of(found["column"]), other, pinned)

    def spelled(self) -> str:
        """The corner as a formula writes it."""
        column = "" if self.column is None else ("$" * self.column_pinned + letters(self.column))
        return column + ("" if self.row is None else "$" * self.row_pinned + str(self.row + 1))


def _rewritten(formula: str, change: Callable[[str, Corner, Corner | None], str]) -> str:
    def piece(found: re.Match[str]) -> str:
        if not found["first"]:
            return found.group(0)
        last = Corner.read(found["last"]) if found["last"] else None
        return change(found["tab"] or "", Corner.read(found["first"]), last)

    return _PIECE.sub(piece, formula)


def _title(tab: str) -> str:
    bare = tab[:-1]
    return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


def _joined(tab: str, first: Corner, last: Corner | None) -> str:
    return tab + first.spelled() + (f":{last.spelled()}" if last else "")


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after a tab got another title."""

    def change(tab: str, first: Corner, last: Corner | None) -> str:
        hit = tab and _title(tab).lower() == old.lower()
        return _joined(f"{quoted(new)}!" if hit else tab, first, last)

    return _rewritten(formula, change)


def orphaned(formula: str, gone: str) -> str:
    """The formula after a tab was deleted."""

    def change(tab: str, first: Corner, last: Corner | None) -> str:
        hit = tab and _title(tab).lower() == gone.lower()
        return "#REF!" if hit else _joined(tab, first, last)

    return _rewritten(formula, change)


def carried(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads in a cell that many rows and columns further on."""

    def shifted(corner: Corner) -> Corner | None:
        row, column = corner.row, corner.column
        if row is not None and not corner.row_pinned:
            row += rows
        if column is not None and not corner.column_pinned:
            column += columns
        if min(row or 0, column or 0) < 0:
            return None
        return Corner(row, column, corner.row_pinned, corner.column_pinned)

    def change(tab: str, first: Corner, last: Corner | None) -> str:
        start, end = shifted(first), shifted(last) if last else None
        if start is None or (last and end is None):
            return "#REF!"
        return _joined(tab, start, end)

    return _rewritten(formula, change)


def moved(formula: str, *, holder: str, target: str, vertical: bool, move: Move) -> str:
    """The formula of tab ``holder`` after rows or columns of tab ``target`` moved."""

    def at(corner: Corner, index: int) -> Corner:
        row, column = (index, corner.column) if vertical else (corner.row, index)
        return Corner(row, column, corner.row_pinned, corner.column_pinned)

    def change(tab: str, first: Corner, last: Corner | None) -> str:
        named = _title(tab) if tab else holder
        start = first.row if vertical else first.column
        end = start if last is None else (last.row if vertical else last.column)
        if named.lower() != target.lower() or start is None or end is None:
            return _joined(tab, first, last)
        kept = surviving(move, start, end)
        if kept is None:
            return "#REF!"
        return _joined(tab, at(first, kept[0]), at(last, kept[1]) if last else None)

    return _rewritten(formula, change)


def surviving(move: Move, start: int, end: int) -> tuple[int, int] | None:
    """A span after its ends moved: it shrinks to what is left of it."""
    low, high = min(start, end), max(start, end)
    first = next((m for i in range(low, high + 1) if (m := move(i)) is not None), None)
    last = next((m for i in range(high, low - 1, -1) if (m := move(i)) is not None), None)
    if first is None or last is None:
        return None
    return min(first, last), max(first, last)
