"""A scenario on stage: played undisturbed, then again and again with a death at every point."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace

from incident_sync.engine.report import Report
from tests.engine.moment import Moment
from tests.engine.place import Json, Place
from tests.faults.ends import End, end_of
from tests.faults.left import left_behind
from tests.faults.meanwhile import happening
from tests.faults.mother import AFTER, BEFORE, Life, Mother
from tests.faults.scenario import Scenario
from tests.faults.traces import Trace, traced

KILLED, LOST, COMMIT = "killed", "lost", "commit"
LATER_S = 120.0
"""How long after a death the next sync comes, and the one after that."""
WAIT_S = 15
MOST_SYNCS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Where a cycle is hit: its ``number``-th call or commit, as ``how`` and ``phase`` say."""

    how: str
    phase: str
    number: int
    what: str

    def __str__(self) -> str:
        how = "reply lost" if self.how == LOST else f"killed {self.phase}"
        return f"{how} {self.what} ({'commit' if self.how == COMMIT else 'call'} {self.number})"


class Scene:
    """One scenario, with the moment at which its cycle begins."""

    def __init__(self, scenario: Scenario, place: Place, mother: Mother) -> None:
        self.scenario = scenario
        self._meanwhile = scenario.people(place)
        self.place = place
        self._mother = mother
        self.start = Moment.of(place)
        self.ends: dict[str, tuple[list[str], int]] = {}
        self.needed = 1
        self.kinds: set[str] = set()
        self.trace, self.log, self.end = self._undisturbed()

    def points(self) -> list[Point]:
        """Every point of the undisturbed cycle."""
        called = [
            Point(how, phase, call["n"], call["method"])
            for call in self.log
            for how, phase in ((KILLED, BEFORE), (KILLED, AFTER), (LOST, AFTER))
        ]
        commits = range(1, self.trace.commits + 1)
        return called + [Point(COMMIT, phase, n, "commit") for n in commits
                         for phase in (BEFORE, AFTER)]  # fmt: skip

    def _undisturbed(self) -> tuple[Trace, list[Json], End]:
        self.start.again(self.place)
        self._arm()
        with traced() as trace, happening(self._meanwhile):
            self.kinds |= set(_planned(self.place.cycle(later=0)))
        log = self.place.log()
        self.place.sandbox.control("DELETE", "/faults")
        self.needed += len(self._come_to_rest(MOST_SYNCS))
        return trace, log, end_of(self.place, self.scenario.alike)

    def _arm(self) -> None:
        for fault in self.scenario.faults:
            self.place.sandbox.control("POST", "/faults", fault)

    def play(self, point: Point) -> tuple[list[str], int]:
        """What is wrong in the end, after a disturbance at that point; the syncs it took."""
        self.start.again(self.place)
        {KILLED: self._kill, COMMIT: self._end_itself, LOST: self._lose}[point.how](point)
        self.place.sandbox.control("DELETE", "/faults")
        left = left_behind(self.place)
        if left not in self.ends:
            self.ends[left] = self._recovered()
        return self.ends[left]

    def _recovered(self) -> tuple[list[str], int]:
        done = self._come_to_rest(self.needed)
        late = done[self.needed :]
        found = [f"after {self.needed} syncs the next still does {late}"] if late else []
        differences = end_of(self.place, self.scenario.alike).differences(self.end)
        return found + differences, len(done)

    def _come_to_rest(self, most: int) -> list[list[str]]:
        """What each sync does until some in a row do nothing, or one more than ``most`` were."""
        done: list[list[str]] = []
        idle = 0
        while idle < self.scenario.rest and len(done) <= most:
            self.place.forget_calls()
            report = self.place.cycle(later=LATER_S)
            self.kinds |= set(_planned(report))
            now = _planned(report) + self.place.written()
            idle = 0 if now else idle + 1
            done.append(now)
        return done[: len(done) - idle]

    def _kill(self, point: Point) -> None:
        """SIGKILL from outside, while the service holds the call."""
        control = self.place.sandbox.control
        control("POST", "/faults", {"kind": "gate", "n": point.number, "phase": point.phase})
        self._arm()
        pid = self._mother.bears(self._life())
        held = control("GET", f"/gates?wait={WAIT_S}")["held"]
        assert held is not None, f"call {point.number} never came"
        assert (held["n"], held["method"]) == (point.number, point.what)
        os.kill(pid, signal.SIGKILL)
        assert self._mother.buries() == -signal.SIGKILL
        control("POST", "/gates/release", {"proceed": point.phase == AFTER})
        self._do_what_is_due()

    def _end_itself(self, point: Point) -> None:
        """SIGKILL by the process itself, around a commit."""
        self._arm()
        self._mother.bears(replace(self._life(), commit=point.number, phase=point.phase))
        assert self._mother.buries() == -signal.SIGKILL, f"{point} never came"
        self._do_what_is_due()

    def _lose(self, point: Point) -> None:
        """The connection breaks once the service has acted; the process lives on."""
        fault = {"kind": "drop", "n": point.number, "phase": AFTER}
        self.place.sandbox.control("POST", "/faults", fault)
        self._arm()
        with happening(self._meanwhile):
            self.place.cycle(later=0)

    def _do_what_is_due(self) -> None:
        """Whoever was to do something meanwhile does it, though the cycle never came so far."""
        deed = self._meanwhile
        if deed and deed.method not in {call["method"] for call in self.place.log()}:
            deed.do()

    def _life(self) -> Life:
        return Life(self.place.config, self.start.at, self._meanwhile)


def _planned(report: Report) -> list[str]:
    return [f"{action.side} {action.kind}" for action in report.actions]
