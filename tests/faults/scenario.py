"""What a scenario is, and the places that they begin from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from incident_sync.app import opened
from incident_sync.model.people import Person
from incident_sync.model.view import Command
from tests.engine.pages import USUAL
from tests.engine.place import Json, Place
from tests.faults.meanwhile import Meanwhile

SHEET, NOTION, BOTH, COUNTED = "sheet", "notion", "both", "counted"
"""The registers of a place; ``COUNTED`` is a database in which Notion gives the IDs."""
COUNTING = {**USUAL, "ID": {"unique_id": {"prefix": "INC"}}}

ACTIVE, PAST = "Disk full", "Old one"
REGISTER: Sequence[Mapping[str, Any]] = (
    {"Title": ACTIVE, "Status": "Fixing", "Severity": "Major"},
    {"Title": PAST, "Status": "Resolved", "Resolved_at": "2026-01-05"},
)
"""An incident that goes on and one of history, in each register."""


People = Callable[[Place], Meanwhile | None]

SAVED: Json = {
    "object": "error", "status": 503, "code": "service_unavailable", "message": "It was saved.",
    "additional_data": {"committed_resource_id": "11111111-1111-4111-8111-111111111111"},
}  # fmt: skip
"""What Notion says of a new page or block, and may one day say of an update."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A place, and what is the case there when the cycle begins that is to be killed.

    ``people`` make it so; what they return happens while the cycle runs. ``fresh`` is a place that
    was never looked at; else it is in step and at rest. ``faults`` are armed in that cycle.
    ``alike`` are texts, by the one they stand for, that may be either in the end; ``rest`` is how
    many cycles in a row must have nothing to do for it to be the end. ``residue`` are the points
    after which something stays behind, with what it is.
    """

    name: str
    records: str
    people: People
    fresh: bool = False
    faults: tuple[Json, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    rest: int = 1
    residue: Mapping[str, str] = field(default_factory=dict)


NOTHING: Mapping[str, str] = MappingProxyType({})

ALL: list[Scenario] = []


def at_a_terminal(place: Place, verb: str, argument: str, **data: str) -> None:
    """Somebody types a command, which goes into the inbox."""
    with opened(place.config, clock=place.clock) as app, app.store.writing() as tx:
        by, at = Person("Monitor"), place.clock.now()
        tx.inbox_add(Command(f"cli:{verb}", "", verb, argument, by, at, data=data))


def scenario(
    records: str,
    *,
    fresh: bool = False,
    faults: Sequence[Json] = (),
    alike: Mapping[str, str] = NOTHING,
    rest: int = 1,
    residue: Mapping[str, str] = NOTHING,
) -> Callable[[People], People]:
    """Enter what people do into the catalogue, under the name of the function."""

    def entered(people: People) -> People:
        name = people.__name__
        ALL.append(Scenario(name, records, people, fresh, tuple(faults), alike, rest, residue))
        return people

    return entered
