"""What Slack told us of, and when that is not enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incident_sync.clock import ManualClock
from incident_sync.sides.slack.hints import SWEEP, Hints


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def hints(clock: ManualClock) -> Hints:
    """Somebody listens, and everything was looked at once."""
    hints = Hints(clock)
    hints.alive = lambda: True
    assert hints.take().sweep
    return hints


def test_without_a_listener_every_look_is_at_everything(clock: ManualClock) -> None:
    """Polling is what is left when nobody tells us anything."""
    hints = Hints(clock)
    assert [hints.take().sweep for _ in range(3)] == [True] * 3


def test_what_was_told_is_taken_once(hints: Hints) -> None:
    """Twice told is once looked at; the newest thing said is the newest, in whatever order."""
    for channel in ("C1", "C2", "C1"):
        hints.happened(channel)
    for ts in ("3.0", "5.0", "4.0"):
        hints.said("C1", ts)
    before, told, after = hints.pending, hints.take(), hints.pending
    assert (before, after) == (True, False)
    assert (told.sweep, set(told.channels), told.newest) == (False, {"C1", "C2"}, {"C1": "5.0"})
    again = hints.take()
    assert (again.sweep, set(again.channels), again.newest) == (False, set(), {})


def test_now_and_then_all_is_looked_at(clock: ManualClock, hints: Hints) -> None:
    """An event may be lost; one that was missed for certain does not wait so long."""
    clock.advance((SWEEP - timedelta(seconds=1)).total_seconds())
    assert not hints.take().sweep
    clock.advance(1)
    assert hints.take().sweep
    assert not hints.take().sweep
    hints.sweep()
    assert hints.take().sweep


def test_a_look_that_came_to_nothing_is_told_the_same_again(hints: Hints) -> None:
    """Slack did not answer: what was told is still to be looked at."""
    hints.happened("C1")
    told = hints.take()
    hints.happened("C2")
    hints.give_back(told)
    assert hints.take().channels == {"C1", "C2"}
    hints.sweep()
    hints.give_back(hints.take())
    assert hints.take().sweep
