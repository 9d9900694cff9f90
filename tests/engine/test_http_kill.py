"""SIGKILL at every call of a cycle, before and after its effect; a plain sync makes it whole."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock
from tests.engine import mortal
from tests.engine.picture import doubled, picture
from tests.engine.place import LONGEST_S, Json, Place, place_in

ROW, SAID = "Search answers nothing", "Payments fail"
PARTS = 4
"""The points are shared out to so many tests, so that they can run beside each other."""


@dataclass(slots=True)
class Scene:
    """The moment before the cycle, to be played again and again."""

    place: Place
    state: Json
    store: bytes

    def reset(self) -> None:
        control = self.place.sandbox.control
        control("DELETE", "/faults")
        control("PUT", "/state", self.state)
        control("PUT", "/quotas", {"enabled": False})
        control("PUT", "/clock", {"offset_s": 0})
        control("DELETE", "/calls")
        for leftover in self.place.folder.glob("incident-sync.db-*"):
            leftover.unlink()
        self.place.state.write_bytes(self.store)

    def recovered(self) -> Json:
        """What is to be seen after one more sync, two minutes later, and a second if need be.

        In this process, under a clock that is turned: a look-up waits half a minute for Notion.
        """
        self.place.clock = ManualClock(datetime.now(UTC))
        self.place.cycle(later=120)
        self.place.cycle(later=120)
        return picture(self.place)

    def sync(self) -> int | None:
        """A whole plain sync; its exit code."""
        process = mortal.started(self.place.config, self.place.folder / "out")
        process.join(LONGEST_S)
        return process.exitcode

    def die(self, call: int, phase: str) -> None:
        """A sync that is killed while the service holds its ``call``-th call."""
        control = self.place.sandbox.control
        control("POST", "/faults", {"kind": "gate", "n": call, "phase": phase})
        process = mortal.started(self.place.config, self.place.folder / "out")
        held = control("GET", "/gates?wait=15")["held"]
        assert held is not None, f"call {call} never came"
        assert (held["n"], held["phase"]) == (call, phase)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(LONGEST_S)
        assert process.exitcode == -signal.SIGKILL
        control("POST", "/gates/release", {"proceed": phase == "after"})


@pytest.fixture
def scene(sandbox: Sandbox, tmp_path: Path) -> Scene:
    """A mirrored register; then a row is added and an incident declared in Slack."""
    table: list[dict[str, Any]] = [
        {"Title": "Disk full", "Status": "Fixing", "Severity": "Major"},
        {"Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
    ]
    place = place_in(sandbox, tmp_path, table)
    for _ in range(2):
        assert place.cycle().errors == []
    place.unfreeze()
    place.adds(Title=ROW, Lead="@sam")
    place.asks("priya", place.channel_of("Disk full"), f"declare {SAID}")
    shutil.copy(place.state, tmp_path / "before.db")
    state = sandbox.control("GET", "/state")
    return Scene(place, state, place.state.read_bytes())


def _one_of_each(place: Place) -> dict[str, list[int]]:
    """Channels, cards, pins, announcements, bookmarks and rows by title; each is to be one."""
    raw = place.slack()
    bot = raw["bot"]["user_id"]
    lobby = next(one for one in raw["channels"].values() if one["name"] == "incidents")
    found = {}
    for title in (ROW, SAID):
        channels = [one for one in raw["channels"].values() if title in one["purpose"]["value"]]
        found[title] = [len(channels), sum(row["Title"] == title for row in place.rows())]
        for one in channels:
            cards = [m for m in one["messages"].values() if m["user"] == bot and is_card(m)]
            found[title] += [len(cards), len(one["pins"]), len(one["bookmarks"])]
        said = [m for m in lobby["messages"].values() if m["user"] == bot and title in m["text"]]
        found[title].append(len([m for m in said if "thread_ts" not in m]))
    return found


def is_card(message: Json) -> bool:
    return any(block["type"] == "header" for block in message.get("blocks") or ())


@pytest.mark.parametrize("part", range(PARTS))
def test_a_kill_at_any_call_leaves_one_of_each_after_a_plain_sync(scene: Scene, part: int) -> None:
    """Wherever the process dies, one more sync ends where an undisturbed one ends."""
    scene.reset()
    assert scene.sync() == 0
    whole, log = picture(scene.place), scene.place.log()
    assert _one_of_each(scene.place) == {title: [1] * 6 for title in (ROW, SAID)}
    points = [(call["n"], phase) for call in log for phase in ("before", "after")][part::PARTS]
    for call, phase in points:
        scene.reset()
        scene.die(call, phase)
        where = f"killed {phase} {log[call - 1]['method']} (call {call})"
        assert scene.sync() == 0, where
        if picture(scene.place) != whole:
            assert scene.sync() == 0, where
        assert doubled(scene.place) == [], where
        assert _one_of_each(scene.place) == {title: [1] * 6 for title in (ROW, SAID)}, where
        assert picture(scene.place) == whole, where
    print(f"\n{len(points)} of {len(points)} points of {2 * len(log)}")  # noqa: T201 - the tally
