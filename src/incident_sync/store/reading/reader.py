"""Floor 4. How a question reaches the database: short, alone, translated.

Questions are made once, as constants, with their parameters by name: making one costs more than
asking it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, CursorResult, Engine, Select, bindparam, select

from incident_sync.store.failures import translated
from incident_sync.store.schema import meta

# SQLite takes 32,766 parameters in one statement (sqlite.org/limits.html, 9), PostgreSQL 65,535.
CHUNK = 1000

T = TypeVar("T")


def given(name: str) -> BindParameter[Any]:
    """A parameter of a question, named when it is asked."""
    return bindparam(name)


def some(name: str) -> BindParameter[Any]:
    """A parameter that is a list of at most ``CHUNK`` values, for ``in_``."""
    return bindparam(name, expanding=True)


_META = select(meta.c.value).where(meta.c.key == given("key"))


class Reader:
    """An engine, and where it is as people may see it."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where

    def _rows(self, question: Select[Any], **parameters: Any) -> list[dict[str, Any]]:
        with translated(self._where), self._engine.connect() as connection:
            return as_dicts(connection.execute(question, parameters))

    def _tuples(self, question: Select[Any], **parameters: Any) -> Sequence[Any]:
        with translated(self._where), self._engine.connect() as connection:
            return connection.execute(question, parameters).all()

    def _meta(self, key: str, default: Any) -> Any:
        found = self._tuples(_META, key=key)
        return found[0][0] if found else default


def as_dicts(result: CursorResult[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Rows as dicts by column name."""
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values without repeats, in lists short enough for one statement."""
    rest = iter(dict.fromkeys(values))
    while part := list(islice(rest, CHUNK)):
        yield part
