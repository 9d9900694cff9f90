"""What a cycle costs, counted by the services themselves: nothing to do costs the floor alone."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.pages import CREATE, GET, PATCH, QUERY
from tests.engine.place import Place
from tests.engine.stock import BATCH_GET, BOTH, adopting, floor_of, queries, stocked

BATCH_UPDATE = "POST /v4/spreadsheets/{id}/values:batchUpdate"
GUARDED = {BATCH_GET: 2, BATCH_UPDATE: 1}
APPENDED = {BATCH_GET: 2, "POST /v4/spreadsheets/{id}:batchUpdate": 1}
"""A Sheet's own look, the guard read, and one write for all rows, known or new."""
LOOKED = 10
"""Patches that one look is enough for."""
SET_UP = {"GET /v1/databases/{id}": 1, "GET /v1/data_sources/{id}": 1, "GET /v1/users": 1}
"""What is asked once a day: where the database is, its properties, the workspace's people."""
SHEET, NOTION = ("sheets",), ("notion",)


def _rows_that_differ(before: list[str], after: list[str]) -> int:
    return max(len(set(before) - set(after)), len(set(after) - set(before)))


def _patched(pages: int) -> dict[str, int]:
    """A look at so many pages, and a patch of each."""
    if pages == 1:
        return {GET: 1, PATCH: 1}
    return {QUERY: math.ceil(pages / LOOKED), PATCH: pages}


def _idle_and(pages: int, **more: int) -> dict[str, int]:
    """The one look of a cycle, and the price of so many pages to be patched."""
    found = {QUERY: 1, **more}
    for method, count in (_patched(pages) if pages else {}).items():
        found[method] = found.get(method, 0) + count
    return found


@pytest.mark.parametrize(
    ("rows", "active", "other", "closed", "records"),
    [
        (10, 4, 0, False, SHEET),
        (10, 4, 0, False, NOTION),
        (100, 10, 1000, True, BOTH),
        (1000, 20, 0, True, NOTION),
    ],
)
def test_idle_cycle_costs_the_floor_and_writes_nothing(
    sandbox: Sandbox,
    tmp_path: Path,
    rows: int,
    active: int,
    other: int,
    closed: bool,
    records: tuple[str, ...],
) -> None:
    """An idle cycle makes the fewest calls there can be, as counted there, and writes a beat."""
    place = stocked(
        sandbox, tmp_path, rows=rows, active=active, other=other, closed=closed, records=records
    )
    place.forget_calls()
    before = place.dump()
    done = place.run("sync", "--json")
    assert (done.code, done.err) == (0, "")
    floor = floor_of(place, active - closed, closed=closed)
    assert place.calls() == floor
    assert done.json["api_calls"] == floor
    assert done.json["actions"] == []
    assert place.written() == []
    assert _rows_that_differ(before, place.dump()) <= 1


def test_one_edit_between_idle_cycles_is_picked_up_by_the_next(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Whatever one person edits on any side, the very next cycle shows it on the others."""
    place = stocked(sandbox, tmp_path, rows=10, active=2, records=BOTH)
    place.clock.advance(3600)
    channel = place.channel_of("Outage 0")
    place.types("Outage 0", Severity="Minor")
    assert [edit.side for edit in place.cycle().edits] == ["sheets"]
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Minor | Fixing")
    assert place.pages.one("Outage 0")["Severity"] == "Minor"
    assert place.cycle().edits == []
    place.asks("sam", channel, "summary Cache was cold")
    assert [edit.side for edit in place.cycle().edits] == ["slack"]
    assert place.row("Outage 0")["Summary"] == "Cache was cold"
    assert place.pages.one("Outage 0")["Summary"] == "Cache was cold"
    assert place.cycle().edits == []
    place.turn(120)
    place.pages.types("Outage 0", Status="Monitoring")
    assert [edit.side for edit in place.cycle().edits] == ["notion"]
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Minor | Monitoring")
    assert place.row("Outage 0")["Status"] == "Monitoring"
    assert place.cycle().edits == []


@pytest.fixture
def busy(sandbox: Sandbox, tmp_path: Path) -> Place:
    """A register in both records, of which a hundred incidents go on, long at rest."""
    place = stocked(sandbox, tmp_path, rows=110, active=100, records=BOTH)
    place.turn(3600)
    return place


def test_what_edits_cost_the_records(busy: Place) -> None:
    """Edits elsewhere cost a Sheet one guard read and one write; Notion a patch each.

    There one look does for ten patches, and a single page is looked at by itself. Where the edits
    were made they cost nothing.
    """
    channels = {row["Title"]: row["Channel"].rpartition("/")[2] for row in busy.rows()}
    for edits in (1, 5, 100):
        for number in range(edits):
            busy.asks("sam", channels[f"Outage {number}"], f"summary In Slack, {edits} at once")
        made = busy.spent(later=600)
        assert (made["sheets"], made["notion"]) == (GUARDED, _idle_and(edits))
    assert {page["Summary"] for page in busy.pages.all()[:100]} == {"In Slack, 100 at once"}
    _edit_in_the_records(busy)
    assert busy.cycle().actions == []
    texts = {row["Title"]: row["Summary"] for row in busy.rows()}
    assert texts == {page["Title"]: page["Summary"] for page in busy.pages.all()}


def _edit_in_the_records(place: Place) -> None:
    for edits in (1, 20):
        for number in range(edits):
            place.pages.types(f"Outage {number}", Summary=f"In Notion, {edits} at once")
        made = place.spent(later=600)
        assert (made["sheets"], made["notion"]) == (GUARDED, {QUERY: 1})
    for edits in (1, 20):
        for number in range(edits):
            place.types(f"Outage {number}", Summary=f"In the Sheet, {edits} at once")
        made = place.spent(later=600)
        assert (made["sheets"], made["notion"]) == ({BATCH_GET: 1}, _idle_and(edits))


def test_what_new_incidents_cost_the_records(sandbox: Sandbox, tmp_path: Path) -> None:
    """One that is new elsewhere costs a page and a write.

    One that is new in a record is linked back there: a patch and its look, or a guarded write.
    """
    place = stocked(sandbox, tmp_path, rows=10, active=2, records=BOTH)
    place.turn(3600)
    channel = place.channel_of("Outage 0")
    for new in (1, 12):
        for number in range(new):
            place.asks("priya", channel, f"declare In Slack {new}, {number}")
        made = place.spent(later=600)
        assert (made["sheets"], made["notion"]) == (APPENDED, {QUERY: 1, CREATE: new})
    for new in (1, 12):
        place.pages.adds_all([{"Title": f"In Notion {new}, {number}"} for number in range(new)])
        made = place.spent(later=600)
        assert (made["sheets"], made["notion"]) == (APPENDED, _idle_and(new))
    for new in (1, 12):
        for number in range(new):
            place.adds(Title=f"In the Sheet {new}, {number}")
        made = place.spent(later=600)
        # The ID first, then the channel's address.
        twice = {BATCH_GET: 3, BATCH_UPDATE: 2}
        assert (made["sheets"], made["notion"]) == (twice, {QUERY: 1, CREATE: new})
    assert place.cycle().actions == []
    assert len(place.rows()) == len(place.pages.all()) == 10 + 3 * 13


@pytest.mark.parametrize(("rows", "records"), [(10, NOTION), (250, BOTH)])
def test_first_match_reads_each_row_once(
    sandbox: Sandbox, tmp_path: Path, rows: int, records: tuple[str, ...]
) -> None:
    """A first cycle asks for all pages once, and for what it asks once a day; so do two records."""
    place = adopting(sandbox, tmp_path, rows=rows, active=0, records=records)
    made = place.spent()
    assert made["notion"] == {**SET_UP, QUERY: queries(rows)}
    if "sheets" in records:
        assert made["sheets"] == {"GET /v4/spreadsheets/{id}": 1, BATCH_GET: 1}
    assert place.written() == []
    assert len(place.run("list", "--json").json) == rows
