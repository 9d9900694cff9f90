"""Floor 4. Rows wait here, and go to the database a table at a time. No table by name.

One statement a row would cost a tenth of a millisecond of Python each; 10,000 incidents are adopted
in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Select, Table

from incident_sync.store.reading.reader import as_dicts


class Batch:
    """Rows to be saved on a connection, in the order of their tables' first use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._saved: dict[Table, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
        self._added: dict[Table, list[Mapping[str, Any]]] = {}

    def save(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert a row, or replace the one with its primary key; of two, the later one stays."""
        key = tuple(row[column.name] for column in table.primary_key)
        self._saved.setdefault(table, {})[key] = row

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        """Insert a row; one with its key is an error."""
        self._added.setdefault(table, []).append(row)

    def run(self, statement: Executable, row: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Run a statement behind everything that waited."""
        self.flush()
        return self._connection.execute(statement, row)

    def ask(self, question: Select[Any]) -> list[dict[str, Any]]:
        """The answer to a question, as this transaction sees it."""
        return as_dicts(self.run(question))

    def flush(self) -> None:
        """Send what waits."""
        for table, by_key in self._saved.items():
            self._connection.execute(
                _upsert(self._connection.dialect.name, table), list(by_key.values())
            )
        for table, rows in self._added.items():
            self._connection.execute(table.insert(), rows)
        self._saved.clear()
        self._added.clear()

    def insert_new(self, table: Table, row: Mapping[str, Any], key: str) -> bool:
        """Insert a row unless one with its ``key`` is there; whether it was new."""
        insert = _insert_new(self._connection.dialect.name, table, key)
        return self.run(insert, row).rowcount > 0


@cache
def _upsert(dialect: str, table: Table) -> Executable:
    insert = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    rest = {c.name: insert.excluded[c.name] for c in table.c if c.name not in keys}
    upsert: Executable = insert.on_conflict_do_update(index_elements=keys, set_=rest)
    return upsert


@cache
def _insert_new(dialect: str, table: Table, key: str) -> Executable:
    insert: Executable = _insert(dialect, table).on_conflict_do_nothing(index_elements=[key])
    return insert


def _insert(dialect: str, table: Table) -> Any:
    # "On conflict" has a word of its own in each dialect; only the one in use is imported.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
