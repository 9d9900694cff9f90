"""Floor 6. The Google Sheet as a side: the verbs. Never the store, the core or another side.

A row is known by its ID cell and a column by its header text; values are written RAW, only into
columns of ours, and only where they differ. A Sheet has no author and no time of an edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import ConfigError
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding
from incident_sync.model.item import Item, Link
from incident_sync.model.people import Directory
from incident_sync.model.values import prints
from incident_sync.model.view import Known, Row, View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import NO_CURSORS
from incident_sync.sides.sheets.cells import too_long
from incident_sync.sides.sheets.check import Checkup
from incident_sync.sides.sheets.client import SheetsClient
from incident_sync.sides.sheets.facets import acks_of, facets_of, written_people
from incident_sync.sides.sheets.hand import Hand
from incident_sync.sides.sheets.layout import HEADERS, NEEDED, fold
from incident_sync.sides.sheets.look import Look, Looker
from incident_sync.sides.sheets.options import SheetsOptions
from incident_sync.sides.sheets.reading import SIDE
from incident_sync.sides.sheets.rows import Digests
from incident_sync.sides.sheets.writes import ADD
from incident_sync.wire import Wire

TOO_LONG = "too long for a cell"
# A longer run of digits is a date or another system's key, and nothing to count on from.
_NUMBER = re.compile(r"(?<!\d)(\d{1,6})$")


class SheetsSide:
    """A register in a Google Sheet.

    Raises ConfigError where two fields share a header, or the ID has none.
    """

    name = SIDE
    is_record = True
    known_by_label = True

    def __init__(
        self, settings: SheetsOptions, wire: Wire, clock: Clock, vocabulary: Vocabulary
    ) -> None:
        _check(settings)
        self._settings = settings
        self._client = SheetsClient(settings, wire, clock)
        self._clock = clock
        self._vocabulary = vocabulary
        self._looker = Looker(settings, self._client, clock, vocabulary)
        self._look: Look | None = None

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds whose tab was there, with its columns, at the last look."""
        return frozenset(self._look.layouts if self._look else {Kind.INCIDENT})

    def observe(self, known: Known) -> View:
        look, found = self._looker.look(known.cursors, known.directory)
        rows: list[Row] = []
        for kind, layout in look.layouts.items():
            here, before = found[kind], known.digests.get(kind, {})
            digests = here.digests(Digests(layout, look.reader.salt(layout)))
            rows += [
                look.reader.row(layout, here.line(place), digest)
                for place, (ref, digest) in enumerate(zip(here.refs, digests, strict=True))
                if before.get(ref) != digest
            ]
        self._look = look
        return View(
            side=SIDE,
            whole=frozenset(look.layouts),
            present={kind: frozenset(here.refs) for kind, here in found.items()},
            rows=tuple(rows),
            numbers=_highest(found[Kind.INCIDENT].labels),
            cursors=look.cursors,
            problems=look.problems,
        )

    def fit(self, brief: Brief) -> Mapping[str, Any]:
        """What the row should show, in the columns seen at the last look.

        A text too long for a cell is left out rather than cut.
        """
        item = brief.item
        facets = facets_of(brief)
        columns = self._columns(item.kind)
        return {
            name: value
            for name, value in facets.items()
            if name in columns and not (isinstance(value, str) and too_long(value))
        }

    def prints(self, facets: Mapping[str, Any]) -> Mapping[str, str]:
        return prints(facets)

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        if not gap.facets:
            return ()
        item, link = gap.brief.item, gap.link
        data: dict[str, Any] = {"written": written_people(gap)}
        if blocked := self._too_long(gap.brief):
            data["blocked"] = blocked
        if link is not None:
            shown = link.shown.get("id", "").removeprefix("s:")
            label = shown or ("" if link.ref.startswith("?") else link.ref)
            raw = link.digest.partition(".")[0]
            data |= {"label": label, "raw": raw, "digest": link.digest}
            data["expect"] = dict(link.shown)
        return (
            Action(
                side=SIDE,
                kind=ADD if link is None else "write_row",
                item=item.id,
                key=f"sheets:{item.id}:{'row' if link is None else 'cells'}{gap.turn}",
                ref="" if link is None else link.ref,
                facets=dict(gap.facets),
                acks=acks_of(gap),
                data=data,
                effect=link is None,
                of=item.kind,
            ),
        )

    def batches(self, actions: Sequence[Action]) -> Sequence[Sequence[Action]]:
        """All in one: a write takes any number of rows."""
        return [actions] if actions else []

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:  # noqa: ARG002
        """Nothing: a Sheet does not speak."""
        return ()

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        return Hand(self._client, self._clock, self._looked()).apply(actions)

    def look_up(self, action: Action, since: datetime) -> Outcome | None:  # noqa: ARG002
        """A row is known by its ID, whenever it was added; other writes are repeated instead."""
        if action.kind != ADD:
            return None
        return Hand(self._client, self._clock, self._looked()).look_up(action)

    def url(self, link: Link, item: Item) -> str:  # noqa: ARG002
        """The tab's address: a link to a row would name another one after the next sort."""
        tabs = {
            Kind.INCIDENT: self._settings.worksheet,
            Kind.FOLLOW_UP: self._settings.follow_ups,
            Kind.TIMELINE: self._settings.timeline,
        }
        sheet = self._look.book.tabs.get(tabs[link.kind], 0) if self._look else 0
        key = self._settings.spreadsheet
        return f"https://docs.google.com/spreadsheets/d/{key}/edit#gid={sheet}"

    def check(self, cursors: Mapping[str, str] = NO_CURSORS) -> Iterable[Finding]:
        checkup = Checkup(self._settings, self._client, self._clock, self._vocabulary)
        return checkup.findings(cursors)

    def _looked(self) -> Look:
        """What the last look left; a look of its own where there was none in this process."""
        if self._look is None:
            self._look, _ = self._looker.look({}, Directory())
        return self._look

    def _columns(self, kind: Kind) -> frozenset[str]:
        if self._look is not None:
            layout = self._look.layouts.get(kind)
            return frozenset(layout.columns) if layout else frozenset()
        fields = self._settings.fields if kind is Kind.INCIDENT else {}
        return frozenset(facet for facet in NEEDED[kind] if fields.get(facet) != "")

    def _too_long(self, brief: Brief) -> dict[str, str]:
        columns = self._columns(brief.item.kind)
        return {
            name: TOO_LONG
            for name, value in facets_of(brief).items()
            if name in columns and isinstance(value, str) and too_long(value)
        }


def _check(settings: SheetsOptions) -> None:
    headers = {**HEADERS[Kind.INCIDENT], **settings.fields}
    named = [fold(header) for header in headers.values() if header]
    twice = sorted({header for header in named if named.count(header) > 1})
    if twice or not headers["id"]:
        raise ConfigError(
            f"two fields share the header {', '.join(twice)}" if twice else "the ID has no column",
            where="[sheets.fields]",
            remedy="Give every field a header of its own; the ID cannot do without.",
        )


def _highest(labels: Iterable[str]) -> int:
    """The highest number that an ID ends with."""
    found = map(_NUMBER.search, labels)
    return max((int(number[1]) for number in found if number), default=0)
