"""A mirrored register of a given size."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from incident_sync.cli.spawn import Sandbox
from tests.engine.place import Json, Place, place_in


def stocked(
    sandbox: Sandbox,
    folder: Path,
    *,
    rows: int,
    active: int,
    other: int = 0,
    closed: bool = False,
    records: Collection[str] = ("sheets",),
) -> Place:
    """A mirrored register of ``rows`` rows, ``other`` channels of other people beside it.

    The rows stand in each of the ``records``, as if kept by hand in both.
    """
    place = adopting(sandbox, folder, rows=rows, active=active, records=records)
    if other:
        sandbox.act("slack", "add_channels", count=other, prefix="team-")
    assert place.cycle().errors == []
    return settled(place, closed=closed)


def settled(place: Place, *, closed: bool) -> Place:
    """A place that was just adopted, once it is at rest; ``closed`` closes one of its incidents."""
    if closed:
        place.asks("sam", place.channel_of("Outage 0"), "resolve")
        assert place.cycle().errors == []
    # What was edited within the last minutes is asked for once more.
    assert place.cycle(later=300).actions == []
    place.unfreeze()
    return place


def adopting(
    sandbox: Sandbox, folder: Path, *, rows: int, active: int, records: Collection[str]
) -> Place:
    """A register of ``rows`` rows that was never mirrored."""
    table = [_active(number) if number < active else past(number) for number in range(rows)]
    return place_in(
        sandbox,
        folder,
        table if "sheets" in records else None,
        table if "notion" in records else None,
    )


def _active(number: int) -> Json:
    return {"Title": f"Outage {number}", "Status": "Fixing", "Severity": "Major"}


def past(number: int) -> Json:
    """A row as long as real ones are."""
    return {
        "ID": f"OLD-{number}", "Title": f"Checkout answered slowly, for the {number}. time",
        "Status": "Resolved", "Severity": "Minor", "Lead": "Priya Sharma",
        "Summary": f"Query {number} had no index, so that all connections waited for it. " * 2,
        "Customer_update": f"Payments of batch {number} are through; nothing was charged twice.",
        "Reporter": "sam@example.com", "Reported_at": f"2026-01-05T10:{number % 60:02}:00Z",
        "Resolved_at": "2026-01-05T18:30:00Z",
    }  # fmt: skip
