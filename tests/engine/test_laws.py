"""The laws of the cycle, over random scripts of people's edits, absences and deaths."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, event, given, seed, settings

from incident_sync.model.people import Person
from incident_sync.model.values import meaning
from tests.engine.oracles import check
from tests.engine.play import FIELDS, RECORDS, SIDES, Play, Script, scripts
from tests.engine.world import World

EXAMPLES = 250
PARTS = [0, 1, *(pytest.param(part, marks=pytest.mark.long) for part in range(2, 6))]
"""So many examples are played in each part; two of them in every run of the tests."""
SHARES = {
    "three sides and an absence": 0.625, "labelled": 0.25, "conflict": 0.25, "two creators": 0.10,
    "deaths": 0.05, "deleted": 0.25, "put back": 0.10, "history at first": 0.25,
    "in both at first": 0.25, "history edited": 0.10,
}  # fmt: skip
"""How often, per script, a thing must at least happen for the laws to mean something."""


@pytest.mark.parametrize("part", PARTS)
def test_laws_of_the_cycle_hold_for_any_script(part: int) -> None:
    """Whatever people do, sides converge, nothing is lost, doubled or made up, quiet is quiet."""
    stats: Counter[str] = Counter()

    @seed(part)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(scripts)
    def law(script: Script) -> None:
        stats["examples"] += 1
        play = Play(script, stats)
        play.play()
        check(play)
        _count(play, stats)
        play.world.close()

    law()
    print(f"\n{dict(stats)}")  # noqa: T201 - the counts that the floors are held against
    assert stats["examples"] >= EXAMPLES
    few = {name: stats[name] for name, share in SHARES.items()
           if stats[name] < share * stats["examples"]}  # fmt: skip
    assert few == {}
    missing = [f"{name} in {side}" for name in FIELDS for side in SIDES
               if not stats[f"{name} in {side}"]]  # fmt: skip
    assert missing == []


def _count(play: Play, stats: Counter[str]) -> None:
    if play.world.store.conflicts(open_only=False):
        event("holds a conflict")
        stats["conflict"] += 1
    stats["labelled"] += play.script.labelled
    stats["two creators"] += len(set(play.script.creators)) > 1
    stats["three sides and an absence"] += play.used >= set(SIDES) and bool(play.away)
    stats["record away"] += bool(play.away & set(RECORDS))
    stats["history edited"] += any((side, ref) in play.first for side, ref, _ in play.edited)
    stats["incidents that may be two"] += len(play.loose)


def test_a_person_is_the_same_by_whatever_name() -> None:
    """A lead typed as e-mail, handle or name is one person; a stranger stays as typed."""
    world = World()
    assert meaning(Person("Sam", slack="U1")) == meaning(Person("Samuel", slack="U1"))
    assert meaning(Person("x", email="S@x.example")) == meaning(Person("y", email="s@x.example"))
    assert meaning(Person(" Sam  Lee ")) == meaning(Person("sam lee"))
    world.close()
