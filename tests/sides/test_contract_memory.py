"""The memory side keeps the contract: as a record, and as a place where people talk."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.clock import ManualClock
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Member, Person
from incident_sync.sides.memory import Entry, MemorySide
from tests.sides.contract import ChannelContract
from tests.sides.contract_record import RecordContract
from tests.sides.keeper import Keeper, incident
from tests.sides.places import START, ChannelPlace, RecordPlace

THEIRS = "theirs"


class _Memory(RecordPlace, ChannelPlace):
    """People change the dict; one row in it is somebody else's."""

    directory = Directory((Member(Person("sam", "sam@example.com", "U1"), "sam"),))

    def __init__(self, side: MemorySide) -> None:
        self.clock = ManualClock(START)
        self.side: MemorySide = side
        side.entries[THEIRS] = Entry(values={"title": "Not ours"})

    def keeper(self) -> Keeper:
        keeper = Keeper(self.side, self.directory, {})
        (row,) = keeper.look().fresh
        keeper.adopt(row, incident(999, title="Not ours"))
        return keeper

    def restarted(self) -> MemorySide:
        return self.side  # all that it remembers is the place itself

    def edit(self, ref: str, field: str, value: str, kind: Kind = Kind.INCIDENT) -> None:
        self.side.type(ref, field, value)

    def add(self, title: str) -> None:
        self.side.add(title=title)

    def read(self, ref: str, field: str, kind: Kind = Kind.INCIDENT) -> str:
        value = self.side.entries[ref].values.get(field)
        return "" if value is None else str(value)

    def count(self) -> int:
        return sum(one.kind is Kind.INCIDENT for one in self.side.entries.values())

    def foreign(self) -> Any:
        return repr(self.side.entries[THEIRS])

    def shuffle(self) -> None:
        self.side.entries = dict(reversed(self.side.entries.items()))

    def remove(self, ref: str) -> None:
        del self.side.entries[ref]

    def shut(self, ref: str) -> None:
        self.side.shut[ref] = Reach.ARCHIVED

    def said(self, ref: str) -> list[str]:
        return [repr(one.data) for one in self.side.said.values()]


class TestMemoryRecord(RecordContract):
    """As a register."""

    @pytest.fixture
    def place(self) -> _Memory:
        """An empty register but for a row of somebody else."""
        return _Memory(MemorySide("register"))


class TestMemoryChannels(ChannelContract):
    """As a place where people talk."""

    @pytest.fixture
    def place(self) -> _Memory:
        """The same, with a voice and without children."""
        kinds = frozenset({Kind.INCIDENT})
        return _Memory(MemorySide("slack", is_record=False, at_once=1, kinds=kinds))
