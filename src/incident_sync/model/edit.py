"""Floor 1. What happened to fields: edits, and conflicts between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incident_sync.model.people import Person
from incident_sync.model.values import Value

RULE = "rule"
"""The origin of a value that a declared rule set: a default, a stamp."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A field changed on one side since that side's baseline.

    ``base`` is the hub version that the baseline stood for: every newer version is concurrent.
    """

    item: int
    field: str
    side: str
    old: Value
    new: Value
    base: int
    at: datetime
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Concurrent edits of one field to different values: one won, the others are kept here.

    ``undecided`` where nobody can tell which came last (the store was lost): the winner's is what
    the hub holds, and is not written to the others until a person says so.
    """

    item: int
    field: str
    base: Value
    values: Mapping[str, Value]  # by side
    winner: str
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """An entry of history that somebody speaks of.

    An "edit" has the values "old" and "new", a "conflict" those by side, ``side`` being the
    winner's; of other kinds nothing is told. ``values`` is None where they were redacted; ``open``
    says that it is a conflict which nobody has decided yet.
    """

    entry: int
    kind: str
    item: int | None
    side: str = ""
    field: str = ""
    values: Mapping[str, Value] | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A field's agreed value moved: what the channel hears of and history keeps."""

    item: int
    field: str
    old: Value
    new: Value
    side: str
    by: Person | None
    at: datetime
