"""Floor 9. How people would type a register into Notion: a type per column, a value per cell.

What is typed means what was written; what a type cannot hold as written is kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from incident_sync.cli.story.register import Register
from incident_sync.cli.story.words import OURS, TIMES, fold, names_of

# Notion keeps no seconds, so a time that has some is no plain one.
_PLAIN = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::00(?:\.0+)?)?(Z|[+-]\d\d:\d\d)?)?")
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_WORD, _MOST_WORDS, _LONGEST_ADDRESS = 100, 100, 2000
_PEOPLE = ("lead", "reporter")
_WORDS = ("status", "severity")


class Typist:
    """Somebody who types a register into a database of a workspace with these people.

    ``people`` are names by e-mail.
    """

    def __init__(self, register: Register, people: Mapping[str, str]) -> None:
        self._register = register
        self._people = names_of(people)
        self._fields = {header: field for field, header in register.headers.items()}
        self._header = [*dict.fromkeys(name for name in register.rows[0] if name)]
        self._records = [record for _, record in register.records()]
        # The first spelling of each word is the option that people pick for all of them.
        self._picked = {name: self._spelled(name) for name in self._header}

    def properties(self) -> dict[str, Any]:
        """The type of every column, by its name, as the sandbox's people say it."""
        return {name: self._type(name) for name in self._header}

    def rows(self) -> list[dict[str, Any]]:
        """The values of every row that says something, by column; empty ones are left out."""
        kinds = {name: _kind(wanted) for name, wanted in self.properties().items()}
        return [
            {
                name: self._value(name, kinds[name], record[name])
                for name in kinds
                if record.get(name, "") and (kinds[name] in _AS_IT_IS or record[name].strip())
            }
            for record in self._records
        ]

    def _type(self, name: str) -> Any:
        field = self._fields.get(name, "")
        cells = [record.get(name, "").strip() for record in self._records]
        filled = [cell for cell in cells if cell]
        if field == "title":
            return "title"
        if field in _WORDS and _are_options(filled):
            return self._options(field, cells)
        if field in _PEOPLE and all(fold(cell) in self._people for cell in filled):
            return "people"
        if field in TIMES and all(map(_is_plain, filled)):
            return "date"
        if field == "channel" and all(map(_is_address, filled)):
            return "url"
        return "rich_text"

    def _options(self, field: str, cells: Sequence[str]) -> Any:
        """A select, or a status where no row lacks one: a status cannot be empty."""
        words = list(self._picked[self._register.headers[field]].values())
        if field == "severity" or not all(cells) or not cells:
            return words
        known = {self._register.means(field, word) for word in words}
        ours = [*OURS["active"], *OURS["closed"]]
        listed = [*words, *(word for word in ours if word not in known)]
        options = [{"name": word, "group": self._group(word)} for word in listed]
        return {"status": {"options": options}}

    def _group(self, word: str) -> str:
        meant = self._register.means("status", word)
        if meant == OURS["active"][0]:
            return "To-do"  # the first of these is what a new page has
        return "In progress" if meant in (None, *OURS["active"]) else "Complete"

    def _spelled(self, name: str) -> dict[str, str]:
        spelled: dict[str, str] = {}
        for cell in (record.get(name, "").strip() for record in self._records):
            spelled.setdefault(fold(cell), cell)
        return {word: cell for word, cell in spelled.items() if cell}

    def _value(self, name: str, kind: str, cell: str) -> Any:
        if kind == "people":
            return self._people[fold(cell)]
        if kind in {"select", "status"}:
            return self._picked[name][fold(cell)]
        return self._date(cell.strip()) if kind == "date" else cell

    def _date(self, cell: str) -> Any:
        found = _PLAIN.fullmatch(cell)
        if found is None or found[2] is None:
            return cell
        start = f"{found[1]}T{found[2]}:00{found[3] or ''}"
        zone = {} if found[3] else {"time_zone": self._register.zone}
        return {"start": start, **zone}


_AS_IT_IS = ("title", "rich_text")


def _kind(wanted: Any) -> str:
    if isinstance(wanted, list):
        return "select"
    return wanted if isinstance(wanted, str) else next(iter(wanted))


def _are_options(words: Iterable[str]) -> bool:
    different = {fold(word): word for word in words}
    fit = all("," not in word and len(word) <= _LONGEST_WORD for word in different.values())
    return fit and len(different) + len(OURS["active"]) + len(OURS["closed"]) <= _MOST_WORDS


def _is_plain(cell: str) -> bool:
    if not _PLAIN.fullmatch(cell):
        return False
    try:
        datetime.fromisoformat(cell) if len(cell) > len("2026-01-01") else date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _is_address(cell: str) -> bool:
    return bool(_ADDRESS.fullmatch(cell)) and len(cell) <= _LONGEST_ADDRESS
