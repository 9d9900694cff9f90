"""Floor 6. The Notion database as a side: the verbs. Never the store, the core or another side.

A page is known by its id and a property by its own, so that sorting, renaming and copying change no
identity. Only properties that differ are written, into the rich text that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from incident_sync.clock import Clock
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding
from incident_sync.model.item import Item, Link
from incident_sync.model.values import prints
from incident_sync.model.view import Known, View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import NO_CURSORS
from incident_sync.sides.notion import writes
from incident_sync.sides.notion.blocks import url_of
from incident_sync.sides.notion.check import Checkup
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.facets import facets_of
from incident_sync.sides.notion.finding import PageFinder
from incident_sync.sides.notion.hand import PageHand
from incident_sync.sides.notion.items import BlockHand
from incident_sync.sides.notion.look import Looker
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.sides.notion.schema import SIDE
from incident_sync.sides.notion.sight import Sight
from incident_sync.sides.notion.writes import (
    ADD_ENTRY,
    ADD_FOLLOW_UP,
    ADD_PAGE,
    EDIT_PAGE,
    RESTORE_PAGE,
)
from incident_sync.wire import Wire


class NotionSide:
    """A register in a Notion database."""

    name = SIDE
    is_record = True
    known_by_label = False
    kinds = frozenset(Kind)

    def __init__(
        self, options: NotionOptions, wire: Wire, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        self._client = NotionClient(options, wire, clock)
        self._clock = clock
        self._checkup = Checkup(options, self._client, clock, vocabulary)
        self._looker = Looker(options, self._client, clock, vocabulary)
        self._sight: Sight | None = None
        self._own = ""
        self._made: set[str] = set()

    def observe(self, known: Known) -> View:
        view, self._sight = self._looker.look(known)
        self._made.clear()
        return view

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        """What Notion should show, in the properties seen at the last look."""
        if self._sight is None:
            return {}
        return facets_of(brief, self._sight.layout, self._sight.codec)

    def prints(self, facets: Mapping[str, Any]) -> Mapping[str, str]:
        return prints(facets)

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        if self._sight is None:
            return ()
        return writes.plan(gap, self._sight.layout, self._sight.codec)

    def batches(self, actions: Sequence[Action]) -> Sequence[Sequence[Action]]:
        return writes.batches(actions)

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:  # noqa: ARG002
        """Nothing: a register does not speak."""
        return ()

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        pages = PageHand(self._client, self._clock, self._known(), self._looker.renewed)
        blocks = BlockHand(self._client, self._taken(), self._me)
        hands = {ADD_PAGE: pages.create, RESTORE_PAGE: pages.restore}
        edits = [action for action in actions if action.kind == EDIT_PAGE]
        for outcome in pages.edit(edits) if edits else ():
            yield outcome
        for action in actions:
            if action.kind != EDIT_PAGE:
                outcome = hands.get(action.kind, blocks.apply)(action)
                self._made.add(outcome.ref)
                yield outcome
        self._sight = pages.sight

    def look_up(self, action: Action, since: datetime) -> Outcome | None:
        """New pages and blocks are searched for; a patch is repeated instead."""
        found: Outcome | None = None
        if action.kind == ADD_PAGE:
            sight = self._known()
            finder = PageFinder(self._client, self._clock, sight, self._taken(), self._me)
            found = finder.find(action, since)
        elif action.kind in {ADD_FOLLOW_UP, ADD_ENTRY}:
            found = BlockHand(self._client, self._taken(), self._me).look_up(action)
        if found is not None:
            self._made.add(found.ref)
        return found

    def url(self, link: Link, item: Item) -> str:  # noqa: ARG002
        if link.kind is Kind.INCIDENT:
            return url_of(link.ref)
        return url_of(link.notes.get("page", ""), link.ref)

    def check(self, cursors: Mapping[str, str] = NO_CURSORS) -> Iterable[Finding]:
        return self._checkup.findings(cursors)

    def _known(self) -> Sight:
        """What the last look left; a sight of its own where there was none in this process."""
        if self._sight is None:
            self._sight = self._looker.sight(Known())
        return self._sight

    def _taken(self) -> set[str]:
        """The refs that belong to some item."""
        digests = self._sight.digests if self._sight else {}
        return {ref for refs in digests.values() for ref in refs} | self._made

    def _me(self) -> str:
        """Who we are, asked once."""
        self._own = self._own or self._client.me()
        return self._own
