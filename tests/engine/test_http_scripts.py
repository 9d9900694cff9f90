"""The laws of the cycle over HTTP: random scripts of people's edits on both services."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock
from tests.engine.crowd import ACTIVE, HEADERS, Crowd, differences
from tests.engine.picture import doubled
from tests.engine.place import Json, Place, place_in

EXAMPLES = 52
PARTS = 4
"""The examples are played in so many tests, so that they can run beside each other."""

which, pick = st.integers(0, 3), st.integers(0, 4)
name = st.sampled_from(tuple(HEADERS))
edit = st.tuples(st.sampled_from(("edits_sheet", "edits_slack")), which, name, pick)
clash = st.tuples(st.just("clashes"), which, name)
other = st.one_of(
    st.tuples(st.just("declares")), st.tuples(st.just("adds_row")),
    st.tuples(st.just("opens_channel")), st.tuples(st.just("plans_in_slack"), which),
    st.tuples(st.just("plans_in_sheet"), which, st.booleans()),
    st.tuples(st.just("sorts"), st.booleans()),
    st.tuples(st.just("inserts_column"), st.integers(1, 6)),
)  # fmt: skip
burst = st.lists(st.one_of(edit, edit, clash, other), min_size=1, max_size=5)
scripts = st.lists(burst, min_size=1, max_size=3)


class Start:
    """A mirrored register to which every example goes back."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        table: list[dict[str, Any]] = [
            {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Lead": "Sam Rivera"},
            {"ID": "OLD-1", "Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
            {"Title": "Slow search", "Status": "Investigating"},
        ]
        self.place = place_in(sandbox, folder, table)
        for _ in range(2):
            assert self.place.cycle().errors == []
        self.moment = self.place.clock.now()
        self.state: Json = sandbox.control("GET", "/state")
        self.store = self.place.state.read_bytes()

    def again(self) -> Crowd:
        self.place.sandbox.control("PUT", "/state", self.state)
        self.place.state.write_bytes(self.store)
        self.place.clock = ManualClock(self.moment)
        self.place.set_clock()
        return Crowd(self.place)


def _cycle(crowd: Crowd) -> list[str]:
    """One cycle; what it did."""
    report = crowd.place.cycle(later=5)
    assert report.errors == []
    crowd.was_read()
    return [action.kind for action in report.actions]


def _check_both_sides(place: Place) -> None:
    rows = [row for row in place.rows() if row["ID"] != "OLD-1"]
    assert doubled(place) == []
    assert differences(place, [row for row in rows if row["Channel"]]) == []
    opened_ = [one for one in place.slack()["channels"].values() if one["name"][:4] == "inc-"]
    assert len(opened_) == sum(bool(row["Channel"]) for row in rows)
    for row in rows:
        assert row["ID"]
        closed = row["Status"].capitalize() not in ACTIVE
        assert row["Channel"] or closed
        assert bool(row["Resolved at"]) == closed, row


def _check_nothing_lost(crowd: Crowd) -> None:
    place = crowd.place
    with opened(place.config, clock=place.clock) as app:
        remembered = str([values for _, values in app.store.history(limit=100_000)])
    rows = [*place.rows(), *place.rows("Follow-ups")]
    cells = {cell for row in rows for cell in row.values()}
    for side, value in crowd.typed:
        known = value in cells or f"'{value}'" in remembered or value in crowd.replaced
        assert known, f"{value!r}, typed in {side}, is lost"


def _check_idle(crowd: Crowd) -> None:
    crowd.place.forget_calls()
    assert _cycle(crowd) == []
    assert crowd.place.written() == []


@pytest.mark.parametrize("part", range(PARTS))
def test_laws_of_the_cycle_hold_over_http(sandbox: Sandbox, tmp_path: Path, part: int) -> None:
    """Whatever people do, both services agree in two cycles, nothing is lost, quiet is quiet."""
    start = Start(sandbox, tmp_path)
    stats: Counter[str] = Counter()

    @seed(part)
    @settings(
        # A script is short as it is, and shrinking it would take minutes.
        max_examples=EXAMPLES // PARTS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(scripts)
    def law(script: list[list[tuple[Any, ...]]]) -> None:
        stats["examples"] += 1
        crowd = start.again()
        for some in script:
            for verb, *args in some:
                getattr(crowd, verb)(*args)
                stats[verb] += 1
            _cycle(crowd)
        _cycle(crowd)
        _check_both_sides(crowd.place)
        _check_nothing_lost(crowd)
        _check_idle(crowd)

    law()
    assert stats["examples"] >= EXAMPLES // PARTS
    assert {"edits_sheet", "edits_slack", "clashes"} <= stats.keys()
