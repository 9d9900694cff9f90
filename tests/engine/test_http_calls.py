"""What a cycle costs, counted by the services themselves: nothing to do costs the floor alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.stock import BATCH_GET, floor_of, stocked


def _rows_that_differ(before: list[str], after: list[str]) -> int:
    return max(len(set(before) - set(after)), len(set(after) - set(before)))


@pytest.mark.parametrize(
    ("rows", "active", "other", "closed"),
    [(10, 4, 0, False), (100, 10, 1000, True), (1000, 20, 0, True)],
)
def test_idle_cycle_costs_the_floor_and_writes_nothing(
    sandbox: Sandbox, tmp_path: Path, rows: int, active: int, other: int, closed: bool
) -> None:
    """An idle cycle makes the fewest calls there can be, as counted there, and writes a beat."""
    place = stocked(sandbox, tmp_path, rows=rows, active=active, other=other, closed=closed)
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
    """Whatever one person edits on either side, the very next cycle shows it on the other."""
    place = stocked(sandbox, tmp_path, rows=10, active=2, other=0, closed=False)
    place.clock.advance(3600)
    channel = place.channel_of("Outage 0")
    place.types("Outage 0", Severity="Minor")
    assert [edit.side for edit in place.cycle().edits] == ["sheets"]
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Minor | Fixing")
    assert place.cycle().edits == []
    place.asks("sam", channel, "summary Cache was cold")
    assert [edit.side for edit in place.cycle().edits] == ["slack"]
    assert place.row("Outage 0")["Summary"] == "Cache was cold"
    assert place.cycle().edits == []


@pytest.mark.parametrize("edits", [1, 5, 20])
def test_any_number_of_edits_elsewhere_costs_the_sheet_one_guard_read_and_one_write(
    sandbox: Sandbox, tmp_path: Path, edits: int
) -> None:
    """However many incidents change in Slack, the Sheet sees one look more, and one write."""
    place = stocked(sandbox, tmp_path, rows=25, active=20, other=0, closed=False)
    place.clock.advance(3600)
    place.turn(60)
    channels = {f"Outage {n}": place.channel_of(f"Outage {n}") for n in range(edits)}
    for channel in channels.values():
        place.asks("sam", channel, "severity minor")
    place.forget_calls()
    assert place.cycle(later=1).errors == []
    assert place.calls()["sheets"] == {
        BATCH_GET: 2,
        "POST /v4/spreadsheets/{id}/values:batchUpdate": 1,
    }
    severities = {row["Title"]: row["Severity"] for row in place.rows()}
    assert {severities[title] for title in channels} == {"Minor"}
    assert place.cycle().actions == []
