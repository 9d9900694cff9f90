"""The daemon's loop: at the pace it was told, at once when the bell rings, until it is stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import pytest

from incident_sync.clock import ManualClock
from incident_sync.engine.loop import Bell, run
from incident_sync.errors import Temporary, Unsafe

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVERY = 15.0


class Rung(Event):
    """An event whose waits turn the clock, or end early, as they are told in turn."""

    def __init__(
        self, clock: ManualClock, early: dict[int, float], last: Callable[[], None]
    ) -> None:
        super().__init__()
        self.clock = clock
        self.early = early
        self.last = last
        self.waits: list[float] = []
        self.most = 3

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        number = len(self.waits)
        if number == self.most:
            self.last()
        ends = self.early.get(number)
        self.clock.advance(min(ends, timeout or 0.0) if ends is not None else timeout or 0.0)
        return ends is not None


def bell_of(clock: ManualClock, waits: int, **early: float) -> tuple[Bell, Rung]:
    """A bell that stops in its wait of that number; ``at_N`` rings so long into the Nth."""
    stopped = Event()
    rings = {int(name.removeprefix("at_")): after for name, after in early.items()}
    rung = Rung(clock, rings, stopped.set)
    rung.most = waits
    return Bell(rung, stopped), rung


def test_cycles_begin_at_an_even_pace() -> None:
    """What a cycle takes is taken off the wait; one that takes too long is followed at once."""
    clock = ManualClock(START)
    bell, rung = bell_of(clock, 3)
    lengths = iter([4.0, 40.0, 0.0])
    begun: list[tuple[float, bool]] = []

    def cycle(prompt: bool) -> None:
        begun.append((clock.monotonic(), prompt))
        clock.advance(next(lengths))

    run(cycle, EVERY, bell, clock)
    assert rung.waits == [11.0, 0.0, 15.0]
    assert begun == [(0.0, False), (15.0, False), (55.0, False)]


def test_the_bell_begins_a_prompt_cycle_and_keeps_the_pace() -> None:
    """Twice something is to be done at once; the whole cycle comes when it was due."""
    clock = ManualClock(START)
    bell, _ = bell_of(clock, 4, at_1=3.0, at_2=4.0)
    begun: list[tuple[float, bool]] = []
    run(lambda prompt: begun.append((clock.monotonic(), prompt)), EVERY, bell, clock)
    assert begun == [(0.0, False), (3.0, True), (7.0, True), (15.0, False)]


def test_what_rings_during_a_cycle_is_done_after_it() -> None:
    """The bell is cleared before a cycle looks, not after."""
    clock, bell = ManualClock(START), Bell()
    prompted: list[bool] = []

    def cycle(prompt: bool) -> None:
        prompted.append(prompt)
        bell.ring() if len(prompted) == 1 else bell.stop()

    run(cycle, EVERY, bell, clock)
    assert prompted == [False, True]


def test_a_failed_cycle_is_logged_and_followed_by_a_whole_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The store was busy: what rings meanwhile has to wait, and the next turn looks at all."""
    clock = ManualClock(START)
    bell, rung = bell_of(clock, 3, at_1=5.0)
    turns: list[tuple[float, bool]] = []

    def cycle(prompt: bool) -> None:
        turns.append((clock.monotonic(), prompt))
        if len(turns) == 1:
            raise Temporary("the database is busy", where="the store")

    with caplog.at_level(logging.ERROR):
        run(cycle, EVERY, bell, clock)
    assert turns == [(0.0, False), (15.0, False)]
    assert rung.waits == [15.0, 10.0, 15.0]
    said = [record.message for record in caplog.records]
    assert said == ["cycle failed: the database is busy (the store)."]


def test_a_stop_before_the_first_cycle_runs_none() -> None:
    """Asked to stop while starting up."""
    bell = Bell()
    bell.stop()
    run(lambda _: pytest.fail("a cycle ran"), EVERY, bell, ManualClock(START))


def test_what_is_no_error_of_ours_ends_the_loop() -> None:
    """A defect is not retried every fifteen seconds in silence."""

    def cycle(_prompt: bool) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(cycle, EVERY, Bell(), ManualClock(START))


def test_a_lost_lease_ends_it() -> None:
    """Of two daemons one goes on: the other says who took over, and stops."""
    turns: list[bool] = []

    def cycle(prompt: bool) -> None:
        turns.append(prompt)
        raise Unsafe("another one mirrors")

    with pytest.raises(Unsafe):
        run(cycle, EVERY, Bell(), ManualClock(START))
    assert turns == [False]
