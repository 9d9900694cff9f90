"""What people do to many rows of a record at once, the same in a Sheet and in Notion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.engine.pages import named
from tests.engine.place import TAB, Json, Place


class Hand:
    """Somebody at work in one record of a place: "sheets" or "notion"."""

    def __init__(self, place: Place, record: str) -> None:
        self.place = place
        self.record = record
        self._taken: dict[str, Json] = {}

    def rows(self) -> list[Json]:
        """The rows that stand there."""
        return self.place.rows() if self.record == "sheets" else self.place.pages.all()

    def column(self, name: str) -> dict[str, Any]:
        """The values of a column by title."""
        return {row["Title"]: row[name] for row in self.rows()}

    def removes(self, titles: Iterable[str]) -> None:
        """Delete rows, or put pages into the trash."""
        wanted = set(titles)
        gone = {row["Title"]: row for row in self.rows() if row["Title"] in wanted}
        assert set(gone) == wanted
        self._taken |= gone
        if self.record == "notion":
            for row in gone.values():
                self.place.sandbox.act("notion", "trash", page=row["page"])
            return
        for first, count in reversed(_runs(row["row"] for row in gone.values())):
            self.place.act("sheets", "delete_rows", tab=TAB, at=first, count=count)

    def puts_back(self, titles: Iterable[str]) -> None:
        """Put back what was removed, as it was."""
        for title in titles:
            row = self._taken.pop(title)
            if self.record == "notion":
                self.place.sandbox.act("notion", "restore", page=row["page"])
                continue
            cells = {name: value for name, value in row.items() if name != "row"}
            self.place.act("sheets", "append_row", tab=TAB, values=cells, raw=True)

    def types(self, titles: Iterable[str], **values: Any) -> None:
        """Type the same into several rows, by header; ``_`` stands for a blank."""
        wanted, typed = set(titles), {n.replace("_", " "): v for n, v in values.items()}
        for row in [row for row in self.rows() if row["Title"] in wanted]:
            if self.record == "sheets":
                self.place.act("sheets", "set_row", tab=TAB, row=row["row"], values=typed, raw=True)
                continue
            for name, value in typed.items():
                self.place.sandbox.act(
                    "notion", "set", page=row["page"], property=name, value=value or None
                )

    def adds(self, rows: Iterable[Json]) -> None:
        """Add rows at the end."""
        if self.record == "notion":
            self.place.pages.adds_all(rows)
            return
        for row in rows:
            self.place.act("sheets", "append_row", tab=TAB, values=named(row), raw=True)


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as (first, how many) of each unbroken run."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        first, count = found[-1] if found else (number, 0)
        if found and first + count == number:
            found[-1] = (first, count + 1)
        else:
            found.append((number, 1))
    return found
