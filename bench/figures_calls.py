"""Calls: what a cycle of three sides costs over the fewest that can tell what changed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Figure, figures
from incident_sync.cli.spawn import Sandbox
from tests.engine.place import Calls, Place, cleared, fresh_sandbox
from tests.engine.stock import BOTH, floor_of, stocked

SIZES = {10: 4, 100: 10, 1000: 20, 10_000: 20}
"""Rows, and how many of them are active."""
PRICES = {1: 2, 100: 110}
"""Edits elsewhere, and Notion's calls for them: a patch each, and a look for every ten."""


@figures
def idle() -> list[Figure]:
    """The second of two cycles of a warm store, with a Sheet and Notion, counted by the sandbox."""
    found = []
    for sandbox in fresh_sandbox():
        blank = sandbox.control("GET", "/state")
        for rows, active in SIZES.items():
            with _stock(cleared(sandbox, blank), rows, active, closed=True) as place:
                ratio = _over_floor(place, active - 1)
            found.append(Figure(f"idle_calls_over_floor_{rows}", ratio, "ratio", "<= 1.0"))
    return found


@figures
def edits() -> list[Figure]:
    """What edits in Slack cost Notion beside its own look."""
    found = []
    for sandbox in fresh_sandbox():
        cleared(sandbox, sandbox.control("GET", "/state"))
        with _stock(sandbox, 110, max(PRICES), closed=False) as place:
            place.turn(600)
            for count, price in PRICES.items():
                made = _price(place, count)
                found.append(
                    Figure(f"notion_calls_for_{count}_edits", made, "calls", f"<= {price}")
                )
    return found


@contextmanager
def _stock(sandbox: Sandbox, rows: int, active: int, *, closed: bool) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        yield stocked(sandbox, Path(folder), rows=rows, active=active, closed=closed, records=BOTH)


def _over_floor(place: Place, active: int) -> float:
    floor = floor_of(place, active, closed=True)
    return _sum(place.spent()) / _sum(floor)


def _price(place: Place, count: int) -> int:
    for number in range(count):
        place.asks("sam", place.channel_of(f"Outage {number}"), f"summary {count} at once")
    return sum(place.spent(later=600)["notion"].values()) - 1


def _sum(calls: Calls) -> int:
    return sum(sum(some.values()) for some in calls.values())
