"""Floor 6. The pages of a query, however many answers they come in. What they mean stays out.

One query gives at most 10,000 pages and then says that it is incomplete (Notion API, Query a data
source), so a scan of all of them goes by the time of creation and goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Permanent
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.marks import digits, minute
from incident_sync.sides.notion.queries import OLDEST_FIRST, Filter, created_filter

Json = dict[str, Any]

OVERLAP = timedelta(minutes=2)
"""How far before its own time an answer is trusted to show every edit."""


@dataclass(slots=True)
class Scan:
    """The pages found by id; ``at`` is Notion's own time in the first answer, if it said so.

    ``whole`` says that nothing was cut off.
    """

    at: datetime
    began: bool = False
    pages: dict[str, Json] = field(default_factory=dict)
    whole: bool = True
    problems: tuple[IncidentSyncError, ...] = ()

    @property
    def since(self) -> datetime:
        """The minute from which the next look has to ask for edits."""
        return (self.at - OVERLAP).replace(second=0, microsecond=0)

    def take(self, pages: tuple[Json, ...]) -> None:
        """Keep the pages of an answer; the later answer counts."""
        for page in pages:
            if not page.get("in_trash"):
                self.pages[page["id"]] = page


def part(client: NotionClient, clock: Clock, source: str, wanted: Filter) -> Scan:
    """The pages that a filter lets through."""
    scan = Scan(clock.now())
    _, capped = _run(client, source, scan, wanted=wanted, sorts=())
    return _cut(scan) if capped else scan


def everything(client: NotionClient, clock: Clock, source: str) -> Scan:
    """All pages, in windows by their time of creation."""
    scan = Scan(clock.now())
    wanted: Filter | None = None
    while True:
        last, capped = _run(client, source, scan, wanted=wanted, sorts=OLDEST_FIRST)
        if not capped:
            return scan
        going_on = created_filter(last) if last else None
        if going_on is None or going_on == wanted:
            return _cut(scan)
        wanted = going_on


def _run(
    client: NotionClient, source: str, scan: Scan, *, wanted: Filter | None, sorts: Any
) -> tuple[datetime | None, bool]:
    """Follow one query to its end: the last page's time of creation, and whether it was capped."""
    cursor: str | None = None
    last: datetime | None = None
    while True:
        answer = client.query(source, wanted=wanted, sorts=sorts, cursor=cursor)
        if not scan.began:
            scan.at, scan.began = client.date or scan.at, True
        scan.take(answer.pages)
        if answer.pages:
            last = minute(digits(answer.pages[-1].get("created_time")))
        cursor = answer.cursor
        if cursor is None:
            return last, answer.capped


def _cut(scan: Scan) -> Scan:
    scan.whole = False
    scan.problems = (
        Permanent(
            "Notion shows 10,000 rows at most, and more than that were made in one minute",
            where="Notion",
            remedy="What was read goes on; move old rows to another database.",
        ),
    )
    return scan
