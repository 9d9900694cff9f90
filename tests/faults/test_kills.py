"""Killed around every call and every commit, every reply lost once: plain syncs make it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from tests.faults.catalogue import CATALOGUE
from tests.faults.mortal import AFTER
from tests.faults.scenario import Scenario
from tests.faults.scene import COMMIT, KILLED, LOST, Point, Scene, Stage

MOST_TOLD = 10
"""Points that a failure names."""


def _play(scene: Scene, points: Iterable[Point]) -> tuple[str, list[str]]:
    """The tally, and what went wrong where."""
    failed, syncs = [], Counter[int]()
    count = 0
    for count, point in enumerate(points, 1):
        found, needed = scene.play(point)
        syncs[needed] += 1
        if str(point) in scene.scenario.residue:
            found = [] if found else ["nothing stays behind any more: say so in its scenario"]
        failed += ["\n  ".join([f"{scene.scenario.name}, {point}:", *found])] if found else []
    more = ", ".join(f"{n} after {number} more" for number, n in sorted(syncs.items()))
    return f"{count - len(failed)} of {count} points; in step {more}", failed


@pytest.mark.faults
@pytest.mark.parametrize("scenario", CATALOGUE, ids=[one.name for one in CATALOGUE])
def test_a_death_at_any_point_leaves_one_of_each(
    stage: Stage, scenario: Scenario, record_property: Callable[[str, object], None]
) -> None:
    """Plain syncs end where an undisturbed cycle ends: nothing twice, nothing lost, then quiet."""
    scene = stage.scene(scenario)
    tally, failed = _play(scene, scene.points())
    record_property("points", tally)
    assert not failed, "\n".join(failed[:MOST_TOLD])
