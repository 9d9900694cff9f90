"""Floor 1. What the judgement is given to decide on, and what it decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from incident_sync.errors import IncidentSyncError
from incident_sync.model.action import Message
from incident_sync.model.edit import Change, Conflict, Edit, Past
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head
from incident_sync.model.item import Item, Link
from incident_sync.model.people import Directory
from incident_sync.model.values import instant, to_the_minute
from incident_sync.model.view import Command, Invalid
from incident_sync.model.vocabulary import Vocabulary


class Ref(NamedTuple):
    """A link in brief: whose it is, what was last read there, how often it was missed."""

    item: int
    digest: str
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator configured, as far as the judgement needs it.

    ``records`` are the record sides, the system of record first, and ``labelled`` those of them
    whose rows are known by their ID; ``prefix`` starts channel names and labels;
    ``max_changed_share`` is a share of a record's rows; ``whole_minutes`` says that a record shows
    no seconds, so that a stamp of ours must have none: it would read back as somebody's edit where
    our write was done and not acknowledged.
    """

    vocabulary: Vocabulary
    records: tuple[str, ...]
    labelled: frozenset[str] = frozenset()
    conflict: str = "ranked"
    prefix: str = "inc-"
    settle: timedelta = timedelta(seconds=20)
    max_new_channels: int = 5
    max_changed_share: float = 0.10
    whole_minutes: bool = False

    def stamp(self, moment: datetime) -> datetime:
        """A moment as our own rules write it: no more exact than every record can show."""
        return to_the_minute(moment) if self.whole_minutes else instant(moment)

    def label(self, number: int) -> str:
        """What people call incident ``number``: INC-42."""
        return f"{self.prefix.strip('-_').upper()}-{number}"


@dataclass(frozen=True, slots=True)
class Guard:
    """A set of actions, by key, that waits for a person.

    ``state`` is "held", "approved" or "gone"; ``at`` when it was held, None before the store did;
    ``approved_at`` None unless somebody, ``approved_by``, let it pass.
    """

    id: str
    reason: str
    held: tuple[str, ...]
    state: str = "held"
    at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class World:
    """The part of the store that this cycle touches.

    ``index`` holds every link of every side in brief; ``items`` and ``links`` only what the views
    or unfinished work speak of; ``labels`` the items of the labels that rows claim; ``pending`` the
    rows that have not stood still for long enough, by side and ref; ``answered`` the guards that
    commands name, by their id, whatever became of them; ``filled`` how many rows of a record have a
    value in a field, by (side, field); ``minter`` the record that gives incidents their IDs,
    empty where the store does. ``behind`` is the head that sides were last told of where the store
    was lost or is older than that: what it holds proves nothing then. ``past`` are the entries of
    history that commands speak of, by number.
    """

    items: Mapping[int, Item]
    links: Mapping[int, Mapping[str, Link]]
    index: Mapping[str, Mapping[Kind, Mapping[str, Ref]]]
    ids: Iterator[int]
    counter: int
    children: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)
    pending: Mapping[str, Mapping[str, tuple[str, datetime]]] = field(default_factory=dict)
    adopted: frozenset[str] = frozenset()
    directory: Directory = field(default_factory=Directory)
    guard: Guard | None = None
    approved: frozenset[str] = frozenset()
    answered: Mapping[str, Guard] = field(default_factory=dict)
    filled: Mapping[tuple[str, str], int] = field(default_factory=dict)
    minter: str = ""
    behind: Head | None = None
    past: Mapping[int, Past] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an item, for history."""

    kind: str
    item: int | None
    values: Mapping[str, Any] = field(default_factory=dict)
    side: str = ""
    by: str = ""
    field: str = ""


@dataclass(slots=True)
class Decision:
    """All that one look at the sides leads to, to be committed in one transaction.

    ``items`` and ``links`` are those that changed; ``holding`` names (side, item, field) that must
    not be written in this cycle because somebody is still typing there or a guard holds them;
    ``lacking`` are items that a side seen for the first time has no counterpart of, or that a
    person wants shown as they are; ``waiting`` is True where a row or a text has to stand still for
    a while longer; ``rebuilt`` names the head that a rebuild goes on from, and ``unsure`` the items
    that a side may show without our knowing. ``taken`` are the fields, by item, of which a person
    said what counts; ``errors`` what nobody would hear of otherwise. ``held`` are the actions that
    wait for a person, by key, ``unjudged`` the keys of those that waited or were let pass and could
    not be looked at; ``declared`` the incidents that somebody has just declared.
    """

    items: dict[int, Item] = field(default_factory=dict)
    links: dict[tuple[str, int], Link] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    invalid: list[tuple[Invalid, int | None]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    pending: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    settled: set[tuple[str, str]] = field(default_factory=set)
    holding: set[tuple[str, int, str]] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)
    declared: set[int] = field(default_factory=set)
    approve: list[Command] = field(default_factory=list)
    adopted: set[str] = field(default_factory=set)
    lacking: set[int] = field(default_factory=set)
    counter: int = 0
    waiting: bool = False
    rebuilt: Head | None = None
    unsure: set[int] = field(default_factory=set)
    taken: set[tuple[int, str]] = field(default_factory=set)
    errors: list[IncidentSyncError] = field(default_factory=list)
