"""Calls: what an idle cycle costs over the fewest calls that can tell that nothing changed."""

import tempfile
from pathlib import Path

from bench.figure import Figure, figures
from incident_sync.cli.spawn import Sandbox
from tests.engine.place import cleared, fresh_sandbox
from tests.engine.stock import floor_of, stocked

SIZES = {10: 4, 100: 10, 1000: 20}
"""Rows, and how many of them are active."""


@figures
def idle() -> list[Figure]:
    """The second of two cycles of a warm store, counted by the sandbox."""
    found = []
    for sandbox in fresh_sandbox():
        blank = sandbox.control("GET", "/state")
        for rows, active in SIZES.items():
            ratio = _over_floor(cleared(sandbox, blank), rows, active)
            found.append(Figure(f"idle_calls_over_floor_{rows}", ratio, "ratio", "<= 1.0"))
    return found


def _over_floor(sandbox: Sandbox, rows: int, active: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        place = stocked(sandbox, Path(folder), rows=rows, active=active, other=0, closed=True)
        place.forget_calls()
        place.cycle()
        floor = floor_of(place, active - 1, closed=True)
        made = place.calls()
        return sum(sum(some.values()) for some in made.values()) / sum(
            sum(some.values()) for some in floor.values()
        )
