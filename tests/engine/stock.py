"""A mirrored register of a given size, and the fewest calls that an idle cycle of it can make."""

from __future__ import annotations

import math
from pathlib import Path

from incident_sync.cli.spawn import Sandbox
from tests.engine.place import Calls, Json, Place, place_in

LISTED = 999
"""Channels a page (docs.slack.dev/reference/methods/conversations.list)."""
BATCH_GET = "GET /v4/spreadsheets/{id}/values:batchGet"


def stocked(
    sandbox: Sandbox, folder: Path, *, rows: int, active: int, other: int, closed: bool
) -> Place:
    """A mirrored register of ``rows`` rows, ``other`` channels of other people beside it."""
    table = [_active(number) if number < active else _past(number) for number in range(rows)]
    place = place_in(sandbox, folder, table)
    if other:
        sandbox.act("slack", "add_channels", count=other, prefix="team-")
    assert place.cycle().errors == []
    if closed:
        place.asks("sam", place.channel_of("Outage 0"), "resolve")
        assert place.cycle().errors == []
    assert place.cycle().actions == []
    place.unfreeze()
    return place


def _active(number: int) -> Json:
    return {"Title": f"Outage {number}", "Status": "Fixing", "Severity": "Major"}


def _past(number: int) -> Json:
    """A row as long as real ones are."""
    return {
        "ID": f"OLD-{number}", "Title": f"Checkout answered slowly, for the {number}. time",
        "Status": "Resolved", "Severity": "Minor", "Lead": "Priya Sharma",
        "Summary": f"Query {number} had no index, so that all connections waited for it. " * 2,
        "Customer_update": f"Payments of batch {number} are through; nothing was charged twice.",
        "Reporter": "sam@example.com", "Reported_at": f"2026-01-05 10:{number % 60:02}",
        "Resolved_at": "2026-01-05 18:30",
    }  # fmt: skip


def floor_of(place: Place, active: int, *, closed: bool) -> Calls:
    """The fewest calls that can tell whether anything changed."""
    visible = [one for one in place.slack()["channels"].values() if not one["is_private"]]
    return {
        "slack": {
            "conversations.list": math.ceil(len(visible) / LISTED),
            "conversations.history": active + closed,
        },
        "sheets": {BATCH_GET: 1},
    }
