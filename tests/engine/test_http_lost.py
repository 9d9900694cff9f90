"""Notion's own calls: killed around each, its answer lost, its write saved and answered 503."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.pages import APPEND, CREATE, PATCH
from tests.engine.picture import doubled, picture
from tests.engine.place import Json, place_in
from tests.engine.test_http_kill import ROW, SAID, Scene

PARTS = 2
"""The points are shared out to so many tests, so that they can run beside each other."""
WRITES = (CREATE, PATCH, APPEND)


@pytest.fixture
def scene(sandbox: Sandbox, tmp_path: Path) -> Scene:
    """A mirrored database; then a page is added, an incident declared, a follow-up noted."""
    table: list[dict[str, Any]] = [
        {"Title": "Disk full", "Status": "Fixing", "Severity": "Major"},
        {"Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
    ]
    place = place_in(sandbox, tmp_path, None, table)
    for _ in range(2):
        assert place.cycle().errors == []
    place.unfreeze()
    place.pages.adds(Title=ROW, Lead="sam@example.com")
    channel = place.channel_of("Disk full")
    place.asks("priya", channel, f"declare {SAID}")
    place.asks("priya", channel, "todo Buy a disk")
    ts = place.says("lena", channel, "The last disk is full")
    place.act("slack", "pin", user="lena", channel=channel, ts=ts)
    shutil.copy(place.state, tmp_path / "before.db")
    return Scene(place, sandbox.control("GET", "/state"), place.state.read_bytes())


def _undisturbed(scene: Scene) -> tuple[Json, list[Json]]:
    """What is to be seen after a cycle that nothing happened to, and its calls."""
    scene.reset()
    assert scene.sync() == 0
    log = scene.place.log()
    whole = picture(scene.place)
    titles = [page["Title"] for page in scene.place.pages.all()]
    assert sorted(titles) == sorted(("Disk full", "Old one", ROW, SAID))
    blocks = {
        block["text"] for page in scene.place.pages.all()
        for block in scene.place.pages.blocks_of(page["page"])
    }  # fmt: skip
    assert {"Follow-ups", "Buy a disk", "Timeline"} <= blocks
    assert {call["method"] for call in log} >= set(WRITES)
    return whole, log


def _check(scene: Scene, whole: Json, where: str) -> None:
    seen = scene.recovered()
    for name, channel in whole["slack"].items():
        # A purpose that could not name the page yet was set twice; Slack says so twice.
        assert set(channel["notices"]) <= set(seen["slack"][name]["notices"]), where
        seen["slack"][name]["notices"] = channel["notices"]
    assert seen == whole, where
    assert doubled(scene.place) == [], where
    assert scene.place.cycle(later=120).actions == [], where


@pytest.mark.parametrize("part", range(PARTS))
def test_a_kill_at_any_call_to_notion_leaves_one_of_each(scene: Scene, part: int) -> None:
    """Wherever the process dies around Notion, syncs after it end where an undisturbed one ends."""
    whole, log = _undisturbed(scene)
    calls = [call["n"] for call in log if call["service"] == "notion"]
    points = [(n, phase) for n in calls for phase in ("before", "after")][part::PARTS]
    for call, phase in points:
        scene.reset()
        scene.die(call, phase)
        _check(scene, whole, f"killed {phase} {log[call - 1]['method']} (call {call})")
    print(f"\n{len(points)} of {len(points)} points of {2 * len(calls)}")  # noqa: T201 - the tally


@pytest.mark.parametrize("fault", ["drop", "committed_503", "status"])
def test_an_answer_of_notion_that_is_lost_leaves_one_of_each(scene: Scene, fault: str) -> None:
    """A write that was done and not answered, or answered 503, is done once."""
    whole, log = _undisturbed(scene)
    counts = {method: sum(call["method"] == method for call in log) for method in WRITES}
    for method, count in counts.items():
        for call in range(1, count + 1):
            scene.reset()
            armed = {"kind": fault, "service": "notion", "method": method, "call": call}
            scene.place.sandbox.control("POST", "/faults", {**armed, "phase": "after"})
            _check(scene, whole, f"{fault} after {method} ({call} of {count})")
