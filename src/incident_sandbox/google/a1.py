"""A1 notation: letters and numbers, ranges as people and Google spell them. Pure.

GD ValueRange.range; GD GridRange for what an open side means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from incident_sandbox.google.errors import ApiError, beyond_grid, unparsable_range

_PLAIN_TITLE = re.compile(r"[^\W\d]\w*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,7})?")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
MAX_COLUMNS = 18_278  # ZZZ: Sheets API, usage limits


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """The column, counted from 0, that letters name."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quoted(title: str) -> str:
    """A tab's title as Google spells it before the ``!``."""
    if _PLAIN_TITLE.fullmatch(title) and not _CELL_LIKE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: half-open, counted from 0 (GD GridRange)."""

    top: int
    left: int
    bottom: int
    right: int

    def spelled(self, title: str) -> str:
        """The range as Google writes it in an answer."""
        first = f"{letters(self.left)}{self.top + 1}"
        last = f"{letters(self.right - 1)}{self.bottom}"
        return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")

    def shares(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top < other.bottom
            and other.top < self.bottom
            and self.left < other.right
            and other.left < self.right
        )


@dataclass(frozen=True, slots=True)
class Range:
    """A range as asked for: ``None`` where a side is left open; no title: the first tab."""

    text: str
    title: str | None
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None

    @property
    def is_cell(self) -> bool:
        """Whether exactly one cell is named, which a write takes as its anchor."""
        if self.top is None or self.left is None:
            return False
        return (self.bottom, self.right) == (self.top + 1, self.left + 1)

    def within(self, title: str, rows: int, columns: int, *, clip: bool) -> Area:
        """The rectangle meant in a grid of that size.

        A read is clipped to the grid, and refused only where it starts outside; a write
        is refused wherever it reaches outside (airbyte #1740, pygsheets #124).
        """
        top, left = self.top or 0, self.left or 0
        bottom = rows if self.bottom is None else self.bottom
        right = columns if self.right is None else self.right
        outside = top >= rows or left >= columns
        if outside or (not clip and (bottom > rows or right > columns)):
            raise beyond_grid(self._spelled(title), rows, columns)
        return Area(top, left, min(bottom, rows), min(right, columns))

    def _spelled(self, title: str) -> str:
        first = self._corner(self.top, self.left)
        last = self._corner(
            None if self.bottom is None else self.bottom - 1,
            None if self.right is None else self.right - 1,
        )
        single = self.is_cell or not last
        return f"{quoted(title)}!{first}" + ("" if single else f":{last}")

    @staticmethod
    def _corner(row: int | None, column: int | None) -> str:
        left = "" if column is None else letters(column)
        return left + ("" if row is None else str(row + 1))


def parse(text: str) -> Range:
    """Read A1 notation; whether the tab exists is for the caller to see.

    A title that is not a plain word must be quoted (the guide on A1 notation), and an
    unquoted word that can be a cell is one.
    """
    whole = _QUOTED.fullmatch(text)
    if whole:
        title, cells = whole[1].replace("''", "'"), whole[2]
        return _cells(text, title, cells) if cells is not None else Range(text, title)
    title, mark, cells = text.rpartition("!")
    if mark:
        if not _PLAIN_TITLE.fullmatch(title):
            raise unparsable_range(text)
        return _cells(text, title, cells)
    try:
        return _cells(text, None, text)
    except ApiError:
        if _PLAIN_TITLE.fullmatch(text):
            return Range(text, text)
        raise


def _cells(text: str, title: str | None, cells: str) -> Range:
    first, colon, last = cells.partition(":")
    start, end = _corner(first), _corner(last if colon else first)
    if start is None or end is None or (not colon and None in start):
        raise unparsable_range(text)
    rows = _span(start[0], end[0])
    columns = _span(start[1], end[1])
    if columns[1] is not None and columns[1] > MAX_COLUMNS:
        raise unparsable_range(text)
    return Range(text, title, rows[0], columns[0], rows[1], columns[1])


def _corner(text: str) -> tuple[int | None, int | None] | None:
    found = _CORNER.fullmatch(text)
    if not found or not text.replace("$", ""):
        return None
    column = column_of(found[1]) if found[1] else None
    return (int(found[2]) - 1 if found[2] else None), column


def _span(start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """One dimension, half-open; two bounded ends may come in either order."""
    if start is not None and end is not None:
        return min(start, end), max(start, end) + 1
    return start, None if end is None else end + 1
