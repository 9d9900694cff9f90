"""Floor 1. What is to be done on a side, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incident_sync.errors import IncidentSyncError
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN, Base, Item, Link, Reach
from incident_sync.model.people import Directory
from incident_sync.model.values import Value


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a side is told about an item so as to show it.

    ``urls`` links by side to the item's counterparts, the system of record's before the other's;
    ``links`` the counterparts themselves and ``parent_links`` those of its incident; ``notes`` a
    sentence by record for the row's sync note, empty when all is well; ``head`` is where the
    history stands, to be published with what is said.
    """

    item: Item
    links: Mapping[str, Link] = field(default_factory=dict)
    parent: Item | None = None
    parent_links: Mapping[str, Link] = field(default_factory=dict)
    follow_ups: tuple[Item, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)
    installation: str = ""
    directory: Directory = field(default_factory=Directory)
    extra: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    head: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Where one side does not show yet what the hub holds: the facets that differ, and the link.

    A facet is a part of the item that a side shows as one piece: a field in a record; the topic or
    the card in Slack. Its value is JSON. Without a ``link`` there is no counterpart; ``former`` is
    the one that is gone and is to be put back, or followed by another.
    """

    brief: Brief
    link: Link | None
    facets: Mapping[str, Any]
    former: Link | None = None

    @property
    def turn(self) -> str:
        """What ends the key of a new counterpart: ".2" for the second, since none is made twice."""
        return f".{self.former.notes[AGAIN]}" if self.former else ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do to a side.

    An action with ``effect`` must not happen twice: its intent is committed under ``key`` before
    the call and its outcome after. ``facets`` are shown once it is done; ``acks`` are the baselines
    that then hold. ``data`` is the side's own JSON for the call.
    """

    side: str
    kind: str  # as a person reads it: "open_channel", "edit_card", "write_row"
    item: int
    key: str
    ref: str = ""
    facets: Mapping[str, Any] = field(default_factory=dict)
    acks: Mapping[str, Base] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    effect: bool = False
    of: Kind = Kind.INCIDENT


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said once, decided in the same commit as what it speaks of.

    ``kind`` is one of "note" (the channel's change note), "thread" (under the announcement),
    "answer" (to a command), "told" (something needs a person); ``data`` what the side's words need.
    """

    key: str
    item: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action.

    ``ref`` where a counterpart was made, ``label`` the ID that the side gave it, where it is the
    side that mints; ``notes`` for the side's own memory; ``filled`` the values that the side put
    into a new counterpart by itself, which are nobody's edits; ``moved`` where the
    last look showed that somebody had changed it since, so that nothing was written and the next
    cycle decides; ``blocked`` fields that the side cannot take; ``error`` where it failed.
    """

    action: Action
    ref: str = ""
    label: str = ""
    digest: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, Value] = field(default_factory=dict)
    moved: bool = False
    blocked: Mapping[str, str] = field(default_factory=dict)
    reach: Reach | None = None
    error: IncidentSyncError | None = None

    @property
    def done(self) -> bool:
        """Whether the side now shows it."""
        return self.error is None and not self.moved
