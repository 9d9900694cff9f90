"""The state both services share: spreadsheets, credentials, quotas; and its JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from incident_sandbox.google.access import Gate, Quota
from incident_sandbox.google.book import Book, Modifier
from incident_sandbox.google.grid import Row, Tab
from incident_sandbox.google.values import Cell, Formula, Json, JsonObject

BORN = datetime(2026, 1, 1, tzinfo=UTC)  # when the seeded spreadsheet was made
_PLAIN_LOOKS = ("format", "note", "rule")


@dataclass(slots=True)
class World:
    """Everything the Google double knows."""

    seed: int
    minted: int = 0
    books: dict[str, Book] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    quota: Quota = field(default_factory=Quota)

    def mint_key(self) -> str:
        """A new spreadsheet's key, the same for the same seed."""
        self.minted += 1
        digest = hashlib.sha256(f"{self.seed}:{self.minted}".encode()).hexdigest()
        return f"1sandbox{digest[:36]}"

    def dump(self) -> JsonObject:
        """The whole state as JSON."""
        return {
            "seed": self.seed,
            "minted": self.minted,
            "tokens": dict(self.gate.tokens),
            "token_required": self.gate.token_required,
            "quota": self.quota.dump(),
            "books": [_book(book) for book in self.books.values()],
        }

    def load(self, state: JsonObject) -> None:
        """Become what ``dump`` told."""
        self.seed, self.minted = state["seed"], state["minted"]
        self.gate = Gate(dict(state["tokens"]), state["token_required"])
        quota = state["quota"]
        self.quota = Quota(quota["enabled"], {w: list(t) for w, t in quota["calls"].items()})
        self.books = {item["key"]: _book_of(item) for item in state["books"]}


def _book(book: Book) -> JsonObject:
    return {
        "key": book.key,
        "title": book.title,
        "locale": book.locale,
        "time_zone": book.time_zone,
        "created": book.created.isoformat(),
        "modified": book.modified.isoformat(),
        "modifier": [book.modifier.name, book.modifier.email],
        "access": dict(book.access),
        "version": book.version,
        "trashed": book.trashed,
        "minted": book.minted,
        "tabs": [_tab(tab) for tab in book.tabs],
    }


def _book_of(item: JsonObject) -> Book:
    same = {name: item[name] for name in ("key", "title", "locale", "time_zone")}
    more = {name: item[name] for name in ("version", "trashed", "minted")}
    return Book(
        **same,
        **more,
        created=datetime.fromisoformat(item["created"]),
        modified=datetime.fromisoformat(item["modified"]),
        modifier=Modifier(*item["modifier"]),
        access=dict(item["access"]),
        tabs=[_tab_of(tab) for tab in item["tabs"]],
    )


_TAB_PARTS = ("sheet_id", "title", "row_count", "column_count", "basic_filter")


def _tab(tab: Tab) -> JsonObject:
    """A tab; equal rows in a row are told once, with their number."""
    return {
        **{name: getattr(tab, name) for name in _TAB_PARTS},
        "looks": dict(tab.looks),
        "grid_looks": dict(tab.grid_looks),
        "hidden_rows": sorted(tab.hidden_rows),
        "hidden_columns": sorted(tab.hidden_columns),
        "protected": list(tab.protected),
        "rows": [[len(same), same[0]] for same in _runs(tab.rows)],
    }


def _tab_of(item: JsonObject) -> Tab:
    return Tab(
        **{name: item[name] for name in _TAB_PARTS},
        looks=dict(item["looks"]),
        grid_looks=dict(item["grid_looks"]),
        hidden_rows=set(item["hidden_rows"]),
        hidden_columns=set(item["hidden_columns"]),
        protected=list(item["protected"]),
        rows=[row[:] for times, told in item["rows"] for row in [_row_of(told)] * times],
    )


def _runs(rows: list[Row]) -> list[list[list[Json]]]:
    # by their text, since in Python a row of True equals a row of 1
    cells = [tuple(map(id, row)) for row in rows]  # a thousand formatted rows share their cells
    plain = {key: _row(row) for key, row in dict(zip(cells, rows, strict=True)).items()}
    told = {key: (repr(row), row) for key, row in plain.items()}
    runs = groupby((told[key] for key in cells), key=itemgetter(0))
    return [[row for _, row in same] for _, same in runs]


def _row(row: Row) -> list[Json]:
    return [_cell(cell) for cell in row]


def _row_of(row: list[Json]) -> Row:
    return [_cell_of(cell) for cell in row]


def _cell(cell: Cell | None) -> Json:
    """A plain cell as its bare value, any other as an object."""
    if cell is None:
        return None
    looks = {name: getattr(cell, name) for name in _PLAIN_LOOKS if getattr(cell, name) is not None}
    if isinstance(cell.value, Formula):
        return {"formula": cell.value.text, **looks}
    return {"value": cell.value, **looks} if looks else cell.value


def _cell_of(item: Json) -> Cell | None:
    if item is None:
        return None
    if not isinstance(item, dict):
        return Cell(item)
    value = Formula(item["formula"]) if "formula" in item else item["value"]
    return Cell(value, item.get("format"), item.get("note"), item.get("rule"))
