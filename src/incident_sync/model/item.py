"""Floor 1. What the sides last agreed on (the hub), and where each side stands (the links)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from incident_sync.model.fields import Kind
from incident_sync.model.values import Value


class State(StrEnum):
    """How far the mirror takes care of an item."""

    LIVE = "live"  # mirrored on every side
    HISTORY = "history"  # over before we met it: known, never written, no channel
    DETACHED = "detached"  # its row is gone: Slack is left alone, the row can be restored


@dataclass(frozen=True, slots=True)
class Agreed:
    """One field of the hub.

    ``version`` counts the values this field has had; ``trail`` holds (version, side) of each value
    that some side may not have seen yet, oldest first, so that a late edit is ranked against every
    newer one and not only the last.
    """

    value: Value = None
    version: int = 0
    origin: str = ""
    by: str = ""
    at: datetime | None = None
    trail: tuple[tuple[int, str], ...] = ()


NOTHING = Agreed()


@dataclass(frozen=True, slots=True)
class Item:
    """An incident, or one of its children, as the hub holds it.

    ``id`` is the store's own key; ``label`` what people see (``INC-42``), empty for a row of
    history that has none; ``number`` what channel names count by; ``origin`` the side where it was
    declared.
    """

    id: int
    kind: Kind
    label: str = ""
    number: int | None = None
    parent: int | None = None
    state: State = State.LIVE
    origin: str = ""
    fields: Mapping[str, Agreed] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """The agreed value of a field; None where it has none."""
        return self.fields.get(name, NOTHING).value

    def agreed(self, name: str) -> Agreed:
        """The agreed field, with its version and origin."""
        return self.fields.get(name, NOTHING)

    @property
    def called(self) -> str:
        """What people call it: its ID, or its title where it has none."""
        return self.label or str(self.value("title") or "")

    def having(self, **agreed: Agreed) -> Item:
        """The same item with some fields replaced."""
        return replace(self, fields={**self.fields, **agreed})


@dataclass(frozen=True, slots=True)
class Base:
    """A side's baseline of one field: its value there, and the hub version that stood for."""

    value: Value = None
    version: int = 0


NO_BASE = Base()


class Reach(StrEnum):
    """Whether a side's counterpart of an item can be written."""

    OPEN = "open"
    ARCHIVED = "archived"
    GONE = "gone"


AGAIN, WANTED = "again", "wanted"
"""Notes of a link whose counterpart is made anew: its number, and that it is not there yet."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where an item stands on one side.

    ``ref`` is the side's own handle (a channel's id, an ID cell), ``digest`` of what was last read
    there, ``base`` the baselines by field, ``shown`` what was last acknowledged by facet (as
    meaning or digest), ``blocked`` the fields that the side cannot take and why, ``missing`` how
    many complete reads in a row did not find it, ``notes`` the side's own memory (a message's ts).
    """

    side: str
    ref: str
    item: int
    kind: Kind
    digest: str = ""
    base: Mapping[str, Base] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    blocked: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    reach: Reach = Reach.OPEN
    notes: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)

    def baseline(self, name: str) -> Base:
        """The baseline of a field; empty at version 0 where the side never showed it."""
        return self.base.get(name, NO_BASE)

    @property
    def after(self) -> str:
        """The number of the counterpart that is made after this one, in its place."""
        return str(int(self.notes.get(AGAIN) or "1") + 1)

    @property
    def wanted(self) -> bool:
        """Whether a person asked for what is gone here to be put back."""
        return bool(self.notes.get(WANTED))
