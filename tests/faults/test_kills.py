"""Killed around every call and every commit, every reply lost once: plain syncs make it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.engine.pages import CREATE
from tests.engine.picture import is_card
from tests.engine.place import Place
from tests.faults.catalogue import CATALOGUE
from tests.faults.mother import AFTER
from tests.faults.scenarios.declared import NEW, declared_by_mention
from tests.faults.scenarios.doubted import ADD, OPEN, POST
from tests.faults.scene import COMMIT, KILLED, LOST, Point, Scene
from tests.faults.stage import Stage
from tests.tally import TALLY

MOST_TOLD = 10
"""Points that a failure names."""
EVERY = 30
"""The share of the commits that ``make test`` kills around, too."""
MAKING = {OPEN, POST, ADD, CREATE}
"""Calls that must not be sent twice, so that a lost reply is a doubt."""
BY_NAME = {one.name: one for one in CATALOGUE}


def _play(scene: Scene, points: Sequence[Point]) -> tuple[str, list[str]]:
    """The tally, and what went wrong where."""
    failed, syncs = [], Counter[int]()
    for point in points:
        found, needed = scene.play(point)
        syncs[needed] += 1
        if str(point) in scene.scenario.residue:
            found = [] if found else ["nothing stays behind any more: say so in its scenario"]
        failed += ["\n  ".join([f"{scene.scenario.name}, {point}:", *found])] if found else []
    more = ", ".join(f"{count} after {needed} more" for needed, count in sorted(syncs.items()))
    return f"{len(points) - len(failed)} of {len(points)} points, in step {more}", failed


@pytest.mark.faults
@pytest.mark.parametrize("name", BY_NAME)
def test_a_death_at_any_point_leaves_one_of_each(
    stage: Stage, name: str, record_property: Callable[[str, object], None]
) -> None:
    """Plain syncs end where an undisturbed cycle ends: nothing twice, nothing lost, then quiet."""
    scene = stage.scene(BY_NAME[name])
    tally, failed = _play(scene, scene.points())
    record_property(TALLY, tally)
    assert not failed, "\n".join(failed[:MOST_TOLD])


def test_a_death_after_each_kind_of_write(stage: Stage) -> None:
    """A part of the campaign: an incident declared in Slack, for which all sides get something.

    What has to be there in the end is counted here.
    """
    scene = stage.scene(BY_NAME[declared_by_mention.__name__])
    assert _one_of_each(scene.place) == [1] * 7
    points = list(_some(scene))
    assert {point.how for point in points} == {KILLED, LOST, COMMIT}
    _, failed = _play(scene, points)
    assert not failed, "\n".join(failed[:MOST_TOLD])


def _some(scene: Scene) -> Iterator[Point]:
    """The first write of each method, killed once done; what is made, unanswered; some commits."""
    first = {call["method"]: call["n"] for call in reversed(scene.log) if call["effect"]}
    for number, point in enumerate(scene.points()):
        if point.how == COMMIT:
            if number % EVERY == 0:
                yield point
        elif point.phase == AFTER and point.number == first.get(point.what):
            yield from [point] if point.how == KILLED or point.what in MAKING else ()


def _one_of_each(place: Place) -> list[int]:
    """How many channels, rows, pages, cards, pins, bookmarks and announcements there are."""
    raw = place.slack()
    (channel, *others) = [c for c in raw["channels"].values() if NEW in c["purpose"]["value"]]
    lobby = next(one for one in raw["channels"].values() if one["name"] == "incidents")
    said = [one for one in lobby["messages"].values() if NEW in one["text"]]
    return [
        1 + len(others),
        sum(row["Title"] == NEW for row in place.rows()),
        sum(page["Title"] == NEW for page in place.pages.all()),
        sum(map(is_card, channel["messages"].values())),
        len(channel["pins"]),
        len(channel["bookmarks"]),
        sum("thread_ts" not in one for one in said),
    ]
