"""A process is suspended in the middle of a call, another one takes over, the first one wakes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from incident_sync.app import LEASE_S, App, opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock, SystemClock
from incident_sync.engine.report import Report
from incident_sync.errors import Unsafe
from incident_sync.store import Lease, Store
from tests.engine import mortal
from tests.engine.agreement import differences
from tests.engine.pages import PATCH, QUERY
from tests.engine.picture import doubled
from tests.engine.place import LONGEST_S, Json, Place, cleared, place_in
from tests.engine.test_http_kill import Scene

ONE, TWO, NEW = "Disk full", "Slow search", "Payments fail"
SLEPT_S = LEASE_S + 60
READ = "GET /v4/spreadsheets/{id}/values:batchGet"
BAND = "POST /v4/spreadsheets/{id}/values:batchUpdate"
ADD = "POST /v4/spreadsheets/{id}:batchUpdate"


def gate(service: str, method: str, call: int = 1, phase: str = "before") -> Json:
    """What holds the ``call``-th call of a method before its effect, or its answer after it."""
    return {"kind": "gate", "service": service, "method": method, "call": call, "phase": phase}


def clock_after(seconds: float) -> ManualClock:
    """A clock that stands so many seconds after this machine's, until it is turned."""
    clock = ManualClock(datetime.now(UTC) + timedelta(seconds=seconds))
    clock._steady = SystemClock().monotonic() + seconds
    return clock


@dataclass(slots=True)
class Successor:
    """Who took over, at work in this process; ``lease`` is known to people by its holder."""

    place: Place
    app: App
    lease: Lease

    def cycle(self, *, later: float = 60.0) -> Report:
        self.place.turn(later)
        return self.app.sync(self.lease, patient=False)


@dataclass(slots=True)
class Sleeper:
    """A daemon that was stopped while a service holds a call of its."""

    place: Place
    process: ForkServerProcess
    out: Path
    held: Json

    @contextmanager
    def replaced(self) -> Iterator[Successor]:
        """Another process at work, once the daemon's lease has run out."""
        self.place.clock = clock_after(SLEPT_S)
        with opened(self.place.config, clock=self.place.clock) as app, app.leased() as lease:
            yield Successor(self.place, app, lease)

    def wake(self) -> list[str]:
        """Carry out the call and let the process go on: its last words, once it ended with 1."""
        self.place.sandbox.control("POST", "/gates/release", {})
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGCONT)
        self.process.join(LONGEST_S)
        assert self.process.exitcode == 1
        return self.out.read_text(encoding="utf-8").splitlines()[1:]


@contextmanager
def asleep(place: Place, at: Json) -> Iterator[Sleeper]:
    """A daemon that is stopped by SIGSTOP at a gate."""
    place.sandbox.control("POST", "/faults", at)
    out = place.folder / "out"
    process = mortal.started(place.config, out, "run")
    try:
        held = place.sandbox.control("GET", "/gates?wait=15")["held"]
        assert held is not None, "the call never came"
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        yield Sleeper(place, process, out, held)
    finally:
        process.kill()
        process.join(LONGEST_S)


@pytest.fixture(scope="module")
def scene(
    running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """Two incidents in Slack, Notion and the Sheet, mirrored and at rest."""
    sandbox = cleared(*running)
    rows = [{"Title": title, "Status": "Fixing", "Severity": "Major"} for title in (ONE, TWO)]
    place = place_in(sandbox, tmp_path_factory.mktemp("suspended"), rows, rows)
    place.configure('system_of_record = "notion"')
    for _ in range(3):
        assert place.cycle().errors == []
    place.unfreeze()
    return Scene(place, sandbox.control("GET", "/state"), place.state.read_bytes())


@pytest.fixture
def place(scene: Scene) -> Place:
    """The place as it is at rest."""
    scene.reset()
    return scene.place


GATES = {
    "a read of the look": gate("notion", QUERY),
    "a Notion patch": gate("notion", PATCH),
    "the guard read of a band": gate("sheets", READ, 2, "after"),
    "a Slack write": gate("slack", "conversations.create"),
}


def names_of(place: Place) -> list[str]:
    """The names of all channels."""
    return [one["name"] for one in place.slack()["channels"].values()]


@pytest.mark.parametrize("at", GATES.values(), ids=GATES)
def test_a_woken_process_sends_nothing_more(place: Place, at: Json) -> None:
    """The call under way is all that is carried out of it; it says who took over, and ends.

    Left to itself it would go on: with another page, with the band that the read allowed, with
    another name for the channel.
    """
    for title in (ONE, TWO):
        place.asks("sam", place.channel_of(title), "severity minor")
    place.asks("sam", place.channel_of(ONE), f"declare {NEW}")
    with asleep(place, at) as sleeper, sleeper.replaced() as successor:
        made = successor.cycle()
        before = place.log()
        words = sleeper.wake()
        after = place.log()
        assert successor.cycle().errors == []
        assert (differences(place, place.rows()), doubled(place)) == ([], [])
        assert [len(place.rows()), len(place.paged())] == [3, 3]
        assert [row["Severity"] for row in place.rows()] == ["Minor"] * 3
        assert len([one for one in names_of(place) if one.startswith("inc-")]) == 3
        assert successor.cycle().actions == []
    own, others = after[: sleeper.held["n"]], after[sleeper.held["n"] :]
    assert len(after) == len(before)
    assert len(others) == sum(sum(some.values()) for some in made.api_calls.values())
    assert {call["peer"] for call in own} & {call["peer"] for call in others} == set()
    carried_out = sorted(after, key=lambda call: int(call["done"]))
    first = [*own, *others] if at["phase"] == "after" else [*own[:-1], *others, own[-1]]
    assert carried_out == first
    assert len(words) == 1
    assert f"lost to {successor.lease.holder}, so nothing more is sent or written" in words[0]
    assert f"pid {os.getpid()}" in words[0]


class Tempted(ManualClock):
    """A clock in whose every wait another process tries to take over."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.clock.now())
        self._place = place
        self.tried = 0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        with Store.open(f"sqlite:///{self._place.state}", self) as store:
            self.tried += 1
            with pytest.raises(Unsafe, match="at work already"):
                store.acquire("another", LEASE_S)


def test_a_look_that_takes_longer_than_the_lease_keeps_it(place: Place) -> None:
    """Slack, Notion and Google each answer after a minute or more: nobody can come between."""
    slow = {"kind": "status", "status": 429, "retry_after": 80}
    for at in (gate("slack", "conversations.list"), gate("slack", "conversations.history"),
               gate("notion", QUERY), gate("sheets", READ)):  # fmt: skip
        place.sandbox.control("POST", "/faults", {**at, **slow})
    clock = Tempted(place)
    with opened(place.config, clock=clock) as app, app.leased() as lease:
        assert app.sync(lease, patient=False).errors == []
    assert (clock.tried, clock.monotonic()) == (4, 320)
    assert clock.monotonic() > LEASE_S
