"""The daemon's loop: at the pace it was told, past failures, until it is stopped."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event

import pytest

from incident_sync.clock import ManualClock
from incident_sync.engine.loop import run
from incident_sync.errors import Temporary, Unsafe

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Bell(Event):
    """A stop signal whose waits turn the clock, and which rings after so many of them."""

    def __init__(self, clock: ManualClock, rings_after: int) -> None:
        super().__init__()
        self.clock = clock
        self.left = rings_after
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        self.clock.advance(timeout or 0.0)
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def test_cycles_begin_at_an_even_pace() -> None:
    """What a cycle takes is taken off the wait; one that takes too long is followed at once."""
    clock = ManualClock(START)
    stop = Bell(clock, 3)
    lengths = iter([4.0, 40.0, 0.0])
    begun: list[float] = []

    def cycle() -> None:
        begun.append(clock.monotonic())
        clock.advance(next(lengths))

    run(cycle, 15.0, stop, clock)
    assert stop.waits == [11.0, 0.0, 15.0]
    assert begun == [0.0, 15.0, 55.0]


def test_a_failed_cycle_is_logged_and_followed_by_another(caplog: pytest.LogCaptureFixture) -> None:
    """The store was busy; the next turn tries again."""
    clock = ManualClock(START)
    turns: list[int] = []

    def cycle() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise Temporary("the database is busy", where="the store")

    with caplog.at_level(logging.ERROR):
        run(cycle, 15.0, Bell(clock, 2), clock)
    assert len(turns) == 2
    said = [record.message for record in caplog.records]
    assert said == ["cycle failed: the database is busy (the store)."]


def test_a_stop_before_the_first_cycle_runs_none() -> None:
    """Asked to stop while starting up."""
    clock = ManualClock(START)
    stop = Event()
    stop.set()
    run(lambda: pytest.fail("a cycle ran"), 15.0, stop, clock)


def test_what_is_no_error_of_ours_ends_the_loop() -> None:
    """A defect is not retried every fifteen seconds in silence."""
    clock = ManualClock(START)

    def cycle() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(cycle, 15.0, Bell(clock, 2), clock)


def test_a_lost_lease_ends_it() -> None:
    """Of two daemons one goes on: the other says who took over, and stops."""
    clock = ManualClock(START)
    turns: list[int] = []

    def cycle() -> None:
        turns.append(1)
        raise Unsafe("another one mirrors")

    with pytest.raises(Unsafe):
        run(cycle, 15.0, Bell(clock, 2), clock)
    assert len(turns) == 1
