"""A stage with both records: pages that mint their IDs, and a register known by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from incident_sync.clock import ManualClock
from incident_sync.engine.cycle import Mirror
from incident_sync.model.action import Action, Brief, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item
from incident_sync.model.values import Value
from incident_sync.model.view import Known, View
from incident_sync.model.world import Rules
from incident_sync.sides.memory import Entry, MemorySide
from tests.engine.stage import WORDS, Stage, Wilful


@dataclass(slots=True)
class Pages(Wilful):
    """A record of pages, one call each, as Notion is.

    Where it ``mints`` it numbers every new incident itself, and nobody can write that. ``blocked``
    is what cannot be written by ref; a call takes ``pace`` seconds.
    """

    mints: bool = False
    numbers: int = 0
    blocked: dict[str, dict[str, str]] = field(default_factory=dict)
    pace: float = 0
    clock: ManualClock | None = None

    def add(self, label: str = "", /, **values: Value) -> str:
        ref = MemorySide.add(self, label, **values)
        self._number()
        return ref

    def _number(self) -> None:
        for entry in self.entries.values():
            if self.mints and entry.kind is Kind.INCIDENT and not entry.label:
                self.numbers += 1
                entry.label = f"ENG-{self.numbers}"

    def observe(self, known: Known) -> View:
        view = Wilful.observe(self, known)
        rows = [replace(row, blocked=self.blocked.get(row.ref, {})) for row in view.rows]
        return replace(view, rows=tuple(rows), mints=self.mints)

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        facets = dict(MemorySide.fit(self, brief))
        if self.mints and brief.item.kind is Kind.INCIDENT:
            del facets["id"]
        return facets

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        if self.clock is not None:
            self.clock.advance(self.pace)
        outcomes = list(Wilful.apply(self, actions))
        self._number()
        made = {one.ref: self.entries[one.ref].label for one in outcomes if one.ref}
        return [replace(one, label=made.get(one.ref, "")) for one in outcomes]


def only(side: MemorySide, kind: Kind = Kind.INCIDENT) -> Entry:
    """The one row of a kind that a side has."""
    (entry,) = [entry for entry in side.entries.values() if entry.kind is kind]
    return entry


class Pair(Stage):
    """Slack, pages and a register under one engine, the pages the system of record.

    The pages may not be ``configured`` yet.
    """

    configured = True

    def __init__(self, *, mints: bool = False, **rules: object) -> None:
        super().__init__(**rules)
        self.pages = Pages("notion", at_once=1, mints=mints, clock=self.clock)
        ready = Rules(WORDS, ("notion", "sheets"), frozenset({"sheets"}), settle=timedelta(0))
        self.rules = replace(ready, **rules)  # type: ignore[arg-type]

    @property
    def mirror(self) -> Mirror:
        pages = (self.pages,) if self.configured else ()
        return Mirror(self.store, (self.slack, *pages, self.sheet), self.rules, self.clock)

    def items(self) -> list[Item]:
        """The incidents that the store knows, oldest first."""
        return sorted(self.store.all(Kind.INCIDENT), key=lambda one: one.id)

    def heard(self) -> list[Mapping[str, Any]]:
        """What needed a person, as it was said."""
        return [one.data for one in self.slack.said.values() if one.kind == "told"]

    def declares(self, title: str = "Checkout fails") -> None:
        """Somebody declares an incident in Slack."""
        self.ask("declare", title, ref="")
        assert self.cycle().errors == []
