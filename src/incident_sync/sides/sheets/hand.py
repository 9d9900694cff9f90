"""Floor 6. The hand that writes: one guard read and one write for any number of rows.

A write goes out only within 2 s of the guard read it rests on; what it hit is read from its answer,
and a wrong hit is put back at once. What to write is decided elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Outcome
from incident_sync.model.fields import Kind
from incident_sync.sides.sheets.a1 import tab_range
from incident_sync.sides.sheets.adding import Addition, read_back
from incident_sync.sides.sheets.client import SheetsClient
from incident_sync.sides.sheets.failures import NO_RANGE
from incident_sync.sides.sheets.guard import Band, Table
from incident_sync.sides.sheets.hits import originals, padded
from incident_sync.sides.sheets.layout import find_layout
from incident_sync.sides.sheets.look import Look
from incident_sync.sides.sheets.rows import Cell, Digests, Picker, find_rows, label_of, slot
from incident_sync.sides.sheets.writes import (
    ADD,
    additions_of,
    chunks,
    decide,
    former,
    header_band,
    row_band,
    tables_of,
)

FRESH_S = 2.0
"""How old a guard read may be when a write goes out."""

_TRIES = 3
_log = logging.getLogger(__name__)


class Stale(Exception):
    """The guard read is too old to write upon."""


class Guard:
    """The tabs as they were at that moment; ``written`` once rows of it were written.

    Rows may have moved then as far as another write of rows is concerned; adding needs less.
    """

    def __init__(self, tables: dict[Kind, Table], clock: Clock) -> None:
        self.tables = tables
        self._clock = clock
        self._at = clock.monotonic()
        self.written = False

    def check(self) -> None:
        """Raise Stale where it is too old."""
        if self._clock.monotonic() - self._at > FRESH_S:
            raise Stale


class Hand:
    """Writes what the actions of one round say; made anew for every look."""

    def __init__(self, client: SheetsClient, clock: Clock, look: Look) -> None:
        self._client = client
        self._clock = clock
        self._look = look
        self._guard: Guard | None = None
        self._kinds: list[Kind] = []

    def apply(self, actions: Sequence[Action]) -> Iterator[Outcome]:
        """Do the actions; a refused one fails alone. Raises SideUnusable."""
        for chunk in chunks(actions):
            self._guard = None
            self._kinds = sorted({action.of for action in chunk})
            yield from self._safely(self._write_rows, [a for a in chunk if a.kind != ADD])
            yield from self._safely(self._add_rows, [a for a in chunk if a.kind == ADD])

    def _safely(
        self, work: Callable[[Sequence[Action]], list[Outcome]], actions: Sequence[Action]
    ) -> Iterator[Outcome]:
        """Do the work; where Google refuses all for one of them, do it in halves."""
        if not actions:
            return
        try:
            outcomes = self._fresh(work, actions)
        except SideUnusable:
            raise
        except Permanent as error:
            if len(actions) > 1:
                half = len(actions) // 2
                yield from self._safely(work, actions[:half])
                yield from self._safely(work, actions[half:])
                return
            outcomes = [Outcome(actions[0], error=error)]
        except Temporary as error:
            outcomes = [Outcome(action, error=error) for action in actions]
        yield from outcomes

    def _fresh(
        self, work: Callable[[Sequence[Action]], list[Outcome]], actions: Sequence[Action]
    ) -> list[Outcome]:
        for _ in range(_TRIES):
            try:
                return work(actions)
            except Stale:
                self._guard = None
        raise Temporary(
            "Google answers too slowly to write safely",
            where="Google Sheets",
            remedy="It is tried again in the next cycle.",
            outcome_known=True,
        )

    def _write_rows(self, actions: Sequence[Action]) -> list[Outcome]:
        if self._guard is not None and self._guard.written:
            self._guard = None
        guard = self._look_again()
        outcomes, bands = decide(actions, guard.tables)
        if not bands:
            return outcomes
        tables = tables_of(bands)
        data = [header_band(table) for table in tables] + [row_band(one) for one in bands]
        shown = [part[0] if part else [] for part in self._client.write(data, check=guard.check)]
        guard.written = True
        headers = {id(t): padded(row, t) for t, row in zip(tables, shown, strict=False)}
        wrong: list[tuple[Band, dict[int, Cell]]] = []
        for one, row in zip(bands, shown[len(tables) :], strict=True):
            cells = padded(row, one.table)
            back = originals(one, headers[id(one.table)], cells)
            if back is None:
                outcomes.append(self._written(one, cells))
            else:
                wrong.append((one, back))
        return outcomes + self._put_back(wrong)

    def _look_again(self) -> Guard:
        """The guard read: the tabs that this request touches, formulas as formulas."""
        if self._guard is not None:
            return self._guard
        look = self._look
        ranges = [tab_range(look.wanted[kind].tab) for kind in self._kinds]
        try:
            parts = self._client.read(ranges, "FORMULA")
        except Permanent as error:
            if error.code != NO_RANGE:
                raise
            raise Temporary(
                "a tab was renamed or removed just now",
                where=", ".join(ranges),
                remedy="It is looked at anew in the next cycle.",
                outcome_known=True,
            ) from error
        tables = {
            kind: Table(
                find_layout(look.wanted[kind], values),
                values,
                look.literals[kind],
                look.reader,
                look.book,
            )
            for kind, values in zip(self._kinds, parts, strict=True)
        }
        self._guard = Guard(tables, self._clock)
        return self._guard

    def _written(self, one: Band, shown: Sequence[Any]) -> Outcome:
        """The outcome of a right hit.

        The row's new digest is told only where the answer shows nothing but what we wrote beside
        what was observed; else the old one stands, and the next look reports the row.
        """
        layout = one.table.layout
        after = Picker(layout)(shown)
        before = list(after)
        as_sent = True
        for facet, cell in one.cells.items():
            place = slot(layout, facet)
            as_sent = as_sent and after[place] == cell
            before[place] = one.line.cells[place]
        digests = Digests(layout, one.table.reader.salt(layout))
        old = one.action.data["digest"]
        known = as_sent and digests.whole(before) == old and not one.action.data.get("blocked")
        digest = digests.whole(after) if known else old
        label = label_of(after[slot(layout, "id")])
        ref = one.action.ref if label == one.line.label else label
        return Outcome(one.action, ref=ref, digest=digest, blocked=one.blocked)

    def _put_back(self, wrong: Sequence[tuple[Band, Mapping[int, Cell]]]) -> list[Outcome]:
        """Put back what stood in the cells that were hit by mistake: formulas as formulas."""
        try:
            for option in ("RAW", "USER_ENTERED"):
                data = [part for one in wrong for part in former(*one, option)]
                if data:
                    self._client.write(data, check=_at_once, option=option, repeatable=True)
        except (Temporary, Permanent) as error:
            return [Outcome(one.action, error=_overwritten(one, error)) for one, _ in wrong]
        for one, _ in wrong:
            tab, row = one.table.layout.tab, one.line.row
            _log.warning("%s moved while it was written; row %d was put back", tab, row)
        return [Outcome(one.action, moved=True) for one, _ in wrong]

    def _add_rows(self, actions: Sequence[Action]) -> list[Outcome]:
        guard = self._look_again()
        outcomes, additions = additions_of(actions, guard.tables)
        if not additions:
            return outcomes
        answer = self._client.change(
            [one.request() for one in additions],
            [one.shown_range() for one in additions],
            check=guard.check,
        )
        for one in additions:
            outcomes += self._added(one, read_back(one, answer))
        return outcomes

    def _added(self, one: Addition, shown: Mapping[str, tuple[Cell, ...]]) -> Iterator[Outcome]:
        """The outcomes of added rows: told as done once their ID was seen in the sheet."""
        digests = Digests(one.table.layout, one.table.reader.salt(one.table.layout))
        for action, row in zip(one.actions, one.rows, strict=True):
            label = str(action.facets["id"])
            cells = shown.get(label)
            if cells is None:
                yield self.look_up(action) or Outcome(action, error=_unseen(label))
            else:
                exact = cells == one.expected(row) and not action.data.get("blocked")
                yield Outcome(
                    action,
                    ref=label,
                    digest=digests.whole(cells) if exact else "",
                    blocked=action.data.get("blocked", {}),
                )

    def look_up(self, action: Action) -> Outcome | None:
        """The row that an action added, found by its ID; its digest is for the next look to say."""
        wanted = self._look.wanted.get(action.of)
        if wanted is None:
            return None
        values = self._client.read([tab_range(wanted.tab)], "UNFORMATTED_VALUE")[0]
        for line in find_rows(find_layout(wanted, values), values).lines():
            if line.label == str(action.facets["id"]):
                return Outcome(action, ref=line.ref)
        return None


def _at_once() -> None:
    """Nothing is checked before a wrong hit is put back: it rests on its own answer."""


def _overwritten(one: Band, error: IncidentSyncError) -> Permanent:
    return Permanent(
        f"the row was hit by a write meant for another, and is not put back: {error.message}",
        where=one.table.layout.where("id", one.line.row),
        remedy="Compare it in File, Version history, and correct it there.",
    )


def _unseen(label: str) -> Temporary:
    return Temporary(
        f"the row {label} was added and is not there",
        where="Google Sheets",
        remedy="It is looked for in the next cycle.",
    )
