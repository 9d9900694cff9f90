"""Floor 6. The rows of a tab: blank ones skipped, each with its ref and its digest. Pure.

The digest covers the raw cells in the facets' own order, so that sorting, inserting or moving rows
and columns changes none. Made for ten thousand rows a look: no dictionary per row, and what a cell
means is asked of those rows only that changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from incident_sync.sides.sheets.layout import HEADERS, Layout

Cell: TypeAlias = "str | int | float | bool"

FAILED = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!"))
"""What a formula that fails shows; a broken formula must not become an ID or somebody's title."""


class Line(NamedTuple):
    """One row that is not blank.

    ``row`` counts from 1 as in the sheet, ``label`` is its ID, ``ref`` unique in the tab, ``raw``
    the digest of its mapped cells, ``cells`` those cells in the order of ``HEADERS`` ("" where the
    column is not there), then the extra ones.
    """

    row: int
    label: str
    ref: str
    raw: str
    cells: tuple[Cell, ...]


class Picker:
    """Takes the mapped cells out of ragged rows: reads drop trailing cells (GD ValueRange)."""

    def __init__(self, layout: Layout) -> None:
        self._width = layout.last + 1
        facets = HEADERS[layout.kind]
        # The last cell of the padding stands for every column that is not there.
        places = [layout.columns.get(facet, self._width) for facet in facets]
        self._pick = itemgetter(*places, *layout.extras.values())
        self._pad: list[Cell] = [""] * (self._width + 1)
        self.mapped = len(facets)
        self.extras = len(layout.extras)

    def __call__(self, row: Sequence[Any]) -> tuple[Cell, ...]:
        """The mapped cells of a row as the API gave it."""
        width = self._width
        padded = [*row[:width], ""] if len(row) >= width else [*row, *self._pad[len(row) :]]
        cells: tuple[Cell, ...] = self._pick(padded)
        return cells


_SLOTS = {
    kind: {facet: place for place, facet in enumerate(headers)} for kind, headers in HEADERS.items()
}


def slot(layout: Layout, facet: str) -> int:
    """The place of a facet in ``Line.cells``."""
    return _SLOTS[layout.kind][facet]


def text_of(cell: Cell) -> str:
    """A cell as text: ``42`` for the number 42, ``TRUE`` for a ticked box."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def label_of(cell: Cell) -> str:
    """An ID cell's text; none where a formula fails."""
    text = text_of(cell).strip()
    return "" if text in FAILED else text


def raw_digest(cells: Sequence[Cell]) -> str:
    """A short text for one content of a row; an empty cell counts like no cell."""
    return _hash(_spelled(tuple(cells)))


def _spelled(cells: tuple[Cell, ...]) -> str:
    text = ascii(cells)
    if ".0" in text:
        # 42.0 is 42: which of the two an answer spells is the service's whim.
        text = ascii(tuple(_plain(cell) for cell in cells))
    return text


def _hash(text: str) -> str:
    return blake2b(text.encode("ascii"), digest_size=10).hexdigest()


def _plain(cell: Cell) -> Cell:
    whole = isinstance(cell, float) and cell.is_integer()
    return int(cell) if whole else cell


class Digests:
    """Makes the digest of a row: its content, and all that its reading depends on.

    ``salt`` stands for the latter: the words, the columns, the zones.
    """

    def __init__(self, layout: Layout, salt: str) -> None:
        self._mapped = len(HEADERS[layout.kind])
        self._end = "." + blake2b(salt.encode(), digest_size=4).hexdigest()

    def of(self, raw: str, extra: Sequence[Cell] = ()) -> str:
        """The digest of a row whose mapped cells have the digest ``raw``."""
        return raw + self._end + (raw_digest(extra)[:8] if extra else "")

    def whole(self, cells: Sequence[Cell]) -> str:
        """The digest of a row from all its cells."""
        return self.of(raw_digest(cells[: self._mapped]), cells[self._mapped :])


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a tab that say something, in its order, as lists of one length.

    ``rows`` are their numbers. ``literals`` are the texts that begin with ``=`` and are no
    formulas: read unformatted, a formula shows its result. Lists of texts, since ten thousand
    objects more would cost more than all the reading.
    """

    rows: list[int]
    labels: list[str]
    refs: list[str]
    raws: list[str]
    literals: frozenset[str]
    _values: Sequence[Sequence[Any]]
    _pick: Picker

    def line(self, place: int) -> Line:
        """The row at a place of the lists."""
        row = self.rows[place]
        cells = self._pick(self._values[row - 1])
        return Line(row, self.labels[place], self.refs[place], self.raws[place], cells)

    def lines(self) -> list[Line]:
        """All rows."""
        return [self.line(place) for place in range(len(self.rows))]

    def digests(self, make: Digests) -> list[str]:
        """The digest of each row."""
        if not self._pick.extras:
            return [make.of(raw) for raw in self.raws]
        return [
            make.of(raw, self._pick(self._values[row - 1])[self._pick.mapped :])
            for raw, row in zip(self.raws, self.rows, strict=True)
        ]


def find_rows(layout: Layout, values: Sequence[Sequence[Any]]) -> Found:
    """Every row below the header that says something.

    A row of nothing but empty cells, zeroes and unticked boxes is blank: tables are prepared with
    such rows.
    """
    pick = Picker(layout)
    identity, mapped = slot(layout, "id"), pick.mapped
    rows: list[int] = []
    labels: list[str] = []
    raws: list[str] = []
    literals: set[str] = set()
    for row, cells in enumerate(map(pick, values[layout.header :]), layout.header + 1):
        if any(cells):
            text = _spelled(cells[:mapped])
            if "'=" in text or '"=' in text:
                literals.update(c for c in cells if isinstance(c, str) and c.startswith("="))
            rows.append(row)
            labels.append(label_of(cells[identity]))
            raws.append(_hash(text))
    return Found(rows, labels, list(_refs(labels, raws)), raws, frozenset(literals), values, pick)


def _refs(labels: Sequence[str], raws: Sequence[str]) -> Iterator[str]:
    """A ref for each row: its ID; its ID and a count where several bear it; else its content."""
    shared = Counter(labels)
    taken = set(shared)
    counts: Counter[str] = Counter()
    for label, raw in zip(labels, raws, strict=True):
        stem = label or f"?{raw}"
        if label and shared[label] == 1:
            yield label
            continue
        counts[stem] += 1
        while f"{stem}#{counts[stem]}" in taken:
            counts[stem] += 1
        yield f"{stem}#{counts[stem]}"
