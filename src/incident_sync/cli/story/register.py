"""Floor 9. A register as a file: its cells as written, what its columns are, what its words mean.

Read with ``csv`` alone. What a date means stands in ``times``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from incident_sync.cli.story.mapping import Said
from incident_sync.cli.story.words import (
    FIELDS,
    NEEDED,
    OURS,
    PROPOSED,
    Aliases,
    fold,
    meaning_of,
)
from incident_sync.errors import ConfigError

_ADDED = ("id", "channel")


@dataclass(frozen=True, slots=True)
class Register:
    """A register ready to be put into a record.

    ``rows`` begin with the header and hold every cell as written, with an ID and a Channel column
    added where it had none; ``headers`` by field, those that are there; ``words`` by field and word
    of ours, the others that mean it; ``zone`` the IANA name for times without one.
    """

    rows: Sequence[Sequence[str]]
    headers: Mapping[str, str]
    words: Aliases
    zone: str

    def records(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Row number in the sheet and cells by header, of every row that says something."""
        for row, cells in enumerate(self.rows[1:], 2):
            if any(cells):
                yield row, dict(zip(self.rows[0], cells, strict=False))

    def text(self, record: Mapping[str, str], field: str) -> str:
        """The cell of a field as written; empty where the register has no such column."""
        return record.get(self.headers.get(field, ""), "")

    def means(self, field: str, typed: str) -> str | None:
        """Our word for what somebody typed; None where nobody said what it means."""
        return meaning_of(field, typed, self.words)

    def spelled(self, field: str, word: str) -> str:
        """A word of ours as this register spells it; as it is where no row says it."""
        for _, record in self.records():
            text = self.text(record, field).strip()
            if text and field in PROPOSED and self.means(field, text) == word:
                return text
        return word

    def goes_on(self, record: Mapping[str, str]) -> bool:
        """Whether a row is an incident that goes on: titled, an active status, no end written."""
        status = self.means("status", self.text(record, "status"))
        ended = self.text(record, "resolved_at").strip()
        titled = self.text(record, "title").strip()
        return bool(titled and not ended and status in OURS["active"])


def load(path: Path, said: Said) -> Register:
    """Read a register; raises ConfigError where it is none, or where its columns are not known.

    Where nobody ``said`` what its words mean, those of :data:`words.PROPOSED` count.
    """
    rows = _rows(path)
    headers = _headers(rows[0], said.headers, path)
    lacking = [field for field in _ADDED if field not in headers]
    headers |= {field: FIELDS[field] for field in lacking}
    whole = [[*rows[0], *(headers[field] for field in lacking)], *rows[1:]]
    words = _proposed(rows, headers) if said.words is None else said.words
    return Register(whole, headers, words, said.zone)


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise ConfigError(
            f"the register cannot be read: {error}",
            where=str(path),
            remedy="It must be comma-separated text in UTF-8.",
        ) from error
    if not rows or not any(rows[0]):
        raise ConfigError("the register has no header in its first row", where=str(path))
    return rows


def _headers(header: Sequence[str], said: Mapping[str, str], path: Path) -> dict[str, str]:
    """The header of each field: as somebody said, else the one that bears the field's own name."""
    found = {}
    for field, usual in FIELDS.items():
        names = {fold(said[field])} if field in said else {fold(usual), fold(field)}
        there = next((name for name in header if name and fold(name) in names), None)
        if there is not None:
            found[field] = there
        elif said.get(field):
            raise ConfigError(f'there is no column "{said[field]}"', where=str(path))
    lacking = [field for field in NEEDED if field not in found]
    if lacking:
        raise ConfigError(
            f"no column is called {' or '.join(FIELDS[field] for field in lacking)}",
            where=str(path),
            remedy=f"Name it: --field {lacking[0]}=HEADER.",
        )
    return found


def _proposed(rows: Sequence[Sequence[str]], headers: Mapping[str, str]) -> Aliases:
    """Those of the usual other words that this register uses."""
    proposed: dict[str, dict[str, tuple[str, ...]]] = {}
    for field, by_word in PROPOSED.items():
        if field not in headers:
            continue
        place = list(rows[0]).index(headers[field])
        used = {fold(row[place]) for row in rows[1:] if len(row) > place}
        proposed[field] = {
            word: tuple(other for other in others if other in used)
            for word, others in by_word.items()
        }
    return proposed
