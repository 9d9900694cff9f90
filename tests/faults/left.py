"""What a death leaves behind in the services and in the store, in short."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from typing import Any

from tests.engine.place import Place

_COUNTS = {"requests", "spent", "quota"}
"""What the services count of calls alone."""
_CHANCE = {
    "heartbeat": {"pid", "born", "holder"},
    "history": {"commitments", "previous", "digest"},
    "history_values": {"salt"},
}
"""Columns that tell who ran the cycle, or are drawn by lot."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
"""Of history, over what was drawn by lot; messages carry it."""
_DRAWN = {("meta", "installation"), ("cursors", "self")}
"""So are the values of these rows, wherever they are repeated."""


def left_behind(place: Place) -> str:
    """A short text that is equal where two deaths left the same.

    All that the next process can know is in there, so it does the same after both.
    """
    services = _without_counts(place.sandbox.control("GET", "/state"))
    stored = list(_stored(place))
    told = json.dumps([services, stored], sort_keys=True)
    for table, *rows in stored:
        for row in rows:
            if any((table, name) in _DRAWN for name in row[:-1]):
                told = told.replace(json.dumps(row[-1].strip('"'))[1:-1], "")
    return blake2b(_DIGEST.sub("", told).encode()).hexdigest()


def _without_counts(state: object) -> object:
    if isinstance(state, dict):
        return {k: _without_counts(v) for k, v in state.items() if k not in _COUNTS}
    return [_without_counts(one) for one in state] if isinstance(state, list) else state


def _stored(place: Place) -> Iterator[list[Any]]:
    """Every table: its name, then its rows."""
    # Read from a copy: whoever opens it first after a death recovers it.
    copy = place.folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for file in place.folder.glob("incident-sync.db*"):
        shutil.copy(file, copy)
    if not (copy / place.state.name).exists():
        return
    with closing(sqlite3.connect(copy / place.state.name)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in names.fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            own = [column[0] for column in rows.description]
            kept = [n for n, name in enumerate(own) if name not in _CHANCE.get(table, ())]
            yield [table, *([row[n] for n in kept] for row in rows)]
