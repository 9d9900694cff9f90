"""Floor 1. What a side reports of one look at it, and what it is told before it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incident_sync.errors import IncidentSyncError
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that was left alone because nobody can say what it means."""

    side: str
    where: str  # as a person finds it: "Incidents!C7", "#inc-42-checkout"
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item as a side shows it now; reported only where it differs from what was known.

    ``ref`` is unique in its view. ``label`` is the ID it claims (empty where it has none),
    ``parent`` the label or ref of its incident, ``channel`` the channel id its link names. Fields
    absent from ``values`` were not looked at or could not be read: they are no edits. ``blocked``
    names fields that the side cannot take now, with the reason. ``shown`` is the print of every
    facet that a record shows now (see ``Side.prints``); empty where a side is not read back.
    ``removed`` says that a person took it away on purpose (an un-pinned message), ``recorded`` that
    it names a record's row as its own (a channel of ours, after its store was lost).
    """

    kind: Kind
    ref: str
    digest: str
    values: Mapping[str, Value] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    parent: str = ""
    channel: str = ""
    where: str = ""
    by: Person | None = None
    at: datetime | None = None
    reach: Reach = Reach.OPEN
    removed: bool = False
    recorded: bool = False
    blocked: Mapping[str, str] = field(default_factory=dict)
    invalid: tuple[Invalid, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def left_alone(self) -> dict[str, str]:
        """The fields not to be written, with the reason: blocked, or not understood."""
        return {**self.blocked, **{one.field: one.reason for one in self.invalid}}


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person asked for in words; it runs once per ``key``.

    ``ref`` is the channel it was said in (empty from the command line), ``verb`` and ``argument``
    as the grammar read them, ``may`` how much its author may do: "all", "little" (guests) or
    "nothing" (people of other workspaces).
    """

    key: str
    ref: str
    verb: str
    argument: str
    by: Person | None
    at: datetime
    may: str = "all"
    thread: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What one look at a side found.

    ``whole`` are the kinds that were read completely, so that absence from ``present`` means
    something; ``rows`` only those that are new or differ from what was known; ``numbers`` the
    highest incident number seen on the side; ``cursors`` what the side wants to be told next time,
    to be remembered together with the rows; ``problems`` what a person has to mend while the rest
    goes on (a missing announcement channel); ``mints`` that this side gives incidents their IDs.
    """

    side: str
    whole: frozenset[Kind] = frozenset()
    present: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    commands: tuple[Command, ...] = ()
    numbers: int = 0
    cursors: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] | None = None
    problems: tuple[IncidentSyncError, ...] = ()
    mints: bool = False
    head: Head | None = None
    spoke: datetime | None = None
    forgotten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What a side is told before it looks: just enough to report differences only.

    ``digests`` by kind and ref; ``active`` the refs whose incident goes on, ``recent`` the channels
    closed within seven days, the longest unlooked-at first; ``notes`` the side's own memory by ref,
    perhaps fetched one by one;
    ``doubted`` refs that were not found, and are to be looked for once more;
    ``awaiting_approval`` that a person may answer a held set; ``parked`` that the channel of what
    goes on cannot be written, so that one may ask for another; ``turn`` counts the cycles, for
    taking turns; ``first`` says that this side was never read before; ``dry`` that looking must
    change nothing at all, not even join a channel (``plan``); ``rebuilding`` that the store was
    lost or is older than the world, so that all that a side shows of what goes on is wanted:
    nothing in ``digests`` is known then, and ``active`` are refs that a record named.
    """

    digests: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    active: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cursors: Mapping[str, str] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    doubted: frozenset[str] = frozenset()
    awaiting_approval: bool = False
    parked: bool = False
    turn: int = 0
    first: bool = False
    dry: bool = False
    rebuilding: bool = False
