"""A small world of memory sides, in which people edit, sides go away and the process dies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from incident_sync.clock import ManualClock
from incident_sync.engine.cycle import Mirror
from incident_sync.engine.report import Report
from incident_sync.errors import Temporary
from incident_sync.model.action import Action, Outcome
from incident_sync.model.fields import FIELDS, Kind
from incident_sync.model.people import Person
from incident_sync.model.values import Value, meaning
from incident_sync.model.view import Command, Known, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.model.world import Rules
from incident_sync.sides.memory import MemorySide
from incident_sync.store import Store

WORDS = Vocabulary(
    Words(("Minor", "Major")), ("Investigating", "Fixing", "Monitoring"), ("Resolved", "Declined")
)
EDITED: dict[str, tuple[str, ...]] = {
    "title": (), "summary": (), "customer_update": (), "lead": (),
    "status": WORDS.status.words, "severity": WORDS.severity.words,
}  # fmt: skip
"""The two-way fields; those without words take a value that nobody typed before."""


ONLY_INCIDENTS = frozenset({Kind.INCIDENT})


class Killed(BaseException):
    """The process died here."""


@dataclass(slots=True)
class Mortal(MemorySide):
    """A memory side that can be away, and whose calls the process may not survive."""

    fuse: list[int] = field(default_factory=list)  # calls left until death; shared by all sides
    effects: list[str] = field(default_factory=list)  # the keys of all that was done here

    def observe(self, known: Known) -> View:
        if self.away:
            raise Temporary("it is away", where=self.name)
        return MemorySide.observe(self, known)

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        self._burn()
        outcomes = list(MemorySide.apply(self, actions))
        self.effects += [action.key for action in actions if action.effect]
        self._burn()
        return outcomes

    def _burn(self) -> None:
        if self.fuse:
            self.fuse[0] -= 1
            if self.fuse[0] < 0:
                self.fuse.clear()
                raise Killed


class World:
    """Slack and some records, all in memory, under one engine and a clock that is turned."""

    def __init__(
        self,
        records: tuple[str, ...] = ("a",),
        settle: float = 0.0,
        labelled: frozenset[str] = frozenset(),
    ) -> None:
        self.clock = ManualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
        self.store = Store.in_memory(self.clock)
        fuse: list[int] = []
        slack = Mortal("slack", is_record=False, at_once=1, kinds=ONLY_INCIDENTS, fuse=fuse)
        self.sides = {"slack": slack}
        self.sides |= {
            name: Mortal(name, known_by_label=name in labelled, fuse=fuse) for name in records
        }
        self.fuse = fuse
        self.rules = Rules(
            WORDS, records, labelled, settle=timedelta(seconds=settle), max_new_channels=1000,
            max_changed_share=1.0,
        )  # fmt: skip
        self.typed = 0

    @property
    def mirror(self) -> Mirror:
        return Mirror(self.store, tuple(self.sides.values()), self.rules, self.clock)

    def cycle(self) -> Report:
        """One cycle a few seconds later."""
        self.clock.advance(5)
        lease = self.store.acquire("test", 60)
        return self.mirror.sync(lease, patient=False)

    def asks(self, verb: str, argument: str) -> None:
        """Somebody asks for something on the command line."""
        self.typed += 1
        by, at = Person("Priya"), self.clock.now()
        with self.store.writing() as tx:
            tx.inbox_add(Command(f"cli:{self.typed}", "", verb, argument, by, at))

    def value(self, name: str, pick: int) -> Value:
        """Something a person types: one of the words, or what nobody typed before."""
        words = EDITED[name]
        if words:
            return words[pick % len(words)]
        self.typed += 1
        text = f"{name} {self.typed}"
        return Person(text) if name == "lead" else text

    def refs(self, side: str) -> dict[int, str]:
        """The side's ref by item, for incidents."""
        found = self.store.index(side).get(Kind.INCIDENT, {})
        return {one.item: ref for ref, one in found.items()}

    def shown(self) -> dict[str, dict[int, dict[str, str]]]:
        """What every side shows of every incident that has a row there, by meaning."""
        return {
            name: {
                item: {
                    field: meaning(side.entries[ref].values.get(field))
                    for field in FIELDS[Kind.INCIDENT]
                }
                for item, ref in self.refs(name).items()
                if ref in side.entries
            }
            for name, side in self.sides.items()
        }

    def close(self) -> None:
        self.store.close()
