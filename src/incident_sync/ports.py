"""Floor 2. The protocols that the engine sees instead of Slack, Sheets or Notion.

A side is few verbs. It looks (``observe``), says how an item would show there (``fit``, pure) and
which actions would make it so (``plan``, pure), does them (``apply``) and, after a doubt, finds
what it may have done (``look_up``). It says what a person has to mend about it (``check``). It
never decides what is right: that is the core's.

Unsafe and ConfigError are never a side's to handle: they leave whatever verb they come up in, so
that a process that lost the lease sends nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding
from incident_sync.model.item import Item, Link
from incident_sync.model.view import Known, View

NO_CURSORS: Mapping[str, str] = MappingProxyType({})
"""What a side wants to be told where it was never looked at."""


class Side(Protocol):
    """A place incidents are mirrored in."""

    @property
    def name(self) -> str:
        """The side's name: "slack", "sheets"."""
        ...

    @property
    def is_record(self) -> bool:
        """Whether it is a register, as opposed to where people talk."""
        ...

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of item that have a counterpart of their own here."""
        ...

    @property
    def known_by_label(self) -> bool:
        """Whether a counterpart is recognised by the ID it shows, and so needs one first."""
        ...

    def batches(self, actions: Sequence[Action]) -> Sequence[Sequence[Action]]:
        """How the actions of a round go into calls of ``apply``; what came of one is kept whole."""
        ...

    def observe(self, known: Known) -> View:
        """Look, and report what differs from ``known``.

        Raises SideUnusable where nothing read here can be trusted, Temporary where a later cycle
        may succeed. A part that could not be read is left out of ``View.whole``.
        """
        ...

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        """What this side should show of an item, by facet, trimmed to what it can hold. Pure."""
        ...

    def prints(self, facets: Mapping[str, Any]) -> Mapping[str, str]:
        """A short text per facet, equal exactly where two facets mean the same. Pure."""
        ...

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        """The actions that close a gap, in order, in the fewest calls. Pure."""
        ...

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:
        """The actions that say something here; none where this side does not speak. Pure."""
        ...

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        """Do the actions, yielding each outcome as soon as it is known.

        A failure of one action is an Outcome with its error; the others go on. Raises SideUnusable
        where nothing more can be written in this cycle.
        """
        ...

    def look_up(self, action: Action, since: datetime) -> Outcome | None:
        """What an action of unknown outcome did, intended at ``since``; None where it did not."""
        ...

    def url(self, link: Link, item: Item) -> str:
        """The address at which a person finds the counterpart. Pure."""
        ...

    def check(self, cursors: Mapping[str, str] = NO_CURSORS) -> Iterable[Finding]:
        """All that has to be right for this side to work, each with how it is; nothing is written.

        ``cursors`` are those of the last look. In the same order every time. What fails here is a
        finding, and what can then not be looked at one with ``ok`` None; no IncidentSyncError is
        raised.
        """
        ...
