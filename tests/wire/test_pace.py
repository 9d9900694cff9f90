"""Pacing: never more in a window than the rate, and no slower than that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.clock import ManualClock
from incident_sync.wire import Pacer, Rate
from tests.wire.conftest import START, Service


def test_a_minutes_burst_then_a_wait(service: Service) -> None:
    """25 calls at 20 a minute: 20 at once, 5 when the minute is over."""
    for _ in range(25):
        service.call("slow")
    assert service.times == [0.0] * 20 + [60.0] * 5


def test_a_hundred_at_the_quota_s_floor(service: Service) -> None:
    """100 calls at 20 a minute take the four minutes that no client could undercut."""
    for _ in range(100):
        service.call("slow")
    assert service.clock.monotonic() == 240.0


def test_messages_by_channel(service: Service) -> None:
    """Each channel has a window of its own, and all share the method's."""
    for channel in ("C1", "C2"):
        for _ in range(5):
            service.call("slow", rate_key=f"channel:{channel}")
    assert service.clock.monotonic() == 0.0
    service.call("slow", rate_key="channel:C1")
    assert service.clock.monotonic() == 5.0
    for number in range(10):
        service.call("slow", rate_key=f"channel:D{number}")
    assert service.times[-1] == 60.0


def test_one_window_for_several_methods(service: Service) -> None:
    """All reads of a spreadsheet share one quota."""
    for method in ("get", "batchGet", "get", "batchGet"):
        service.call(method, rate_key="read")
    assert service.times == [0.0, 0.0, 0.0, 60.0]


def test_the_network_s_delay_breaks_no_window() -> None:
    """A call counts from its end: the service may have counted it that late."""
    clock = ManualClock(START)
    pacer = Pacer(clock)
    turn = pacer.claim({"m": Rate(1)})
    clock.advance(5)
    pacer.finish({"m"}, turn)
    clock.advance(59)
    assert pacer.claim({"m": Rate(1)}).wait == 1.0


@pytest.mark.parametrize(("calls", "wait"), [(1, 0.0), (2, 0.0), (3, 40.0), (4, 50.0), (9, 50.0)])
def test_room_for_several(calls: int, wait: float) -> None:
    """Two of four places are free: a third is when the oldest call leaves, more never are."""
    clock = ManualClock(START)
    pacer = Pacer(clock)
    for pause in (10, 10):
        pacer.claim({"m": Rate(4)})
        clock.advance(pause)
    assert pacer.room("m", Rate(4), calls) == wait
    assert pacer.claim({"m": Rate(4)}).wait == 0.0


def test_a_hold_outlasts_the_window() -> None:
    """A Retry-After and a full window: the longer counts."""
    clock = ManualClock(START)
    pacer = Pacer(clock)
    pacer.claim({"m": Rate(1)})
    pacer.hold({"m"}, 90)
    pacer.hold({"m"}, 10)
    assert pacer.claim({"m": Rate(1)}).wait == 90.0


def test_silent_keys_are_forgotten() -> None:
    """A key per channel does not grow for ever."""
    clock = ManualClock(START)
    pacer = Pacer(clock)
    for number in range(100):
        pacer.claim({f"channel {number}": Rate(1)})
    clock.advance(3601)
    pacer.claim({"another": Rate(1)})
    assert set(pacer._logs) == {"another"}


@pytest.mark.parametrize(("calls", "seconds"), [(0, 60.0), (1, 0.0), (1, 4000.0)])
def test_a_rate_must_allow_something(calls: int, seconds: float) -> None:
    """A rate of nothing would wait for ever."""
    with pytest.raises(ValueError, match="at least one call"):
        Rate(calls, seconds)


@given(
    calls=st.integers(1, 5),
    pauses=st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=40),
)
def test_no_window_ever_holds_more(calls: int, pauses: list[float]) -> None:
    """Whatever the rhythm, no 60 s hold more than the rate allows."""
    clock = ManualClock(START)
    pacer = Pacer(clock)
    times = []
    for pause in pauses:
        clock.advance(pause)
        while (turn := pacer.claim({"m": Rate(calls)})).wait:
            clock.sleep(turn.wait)
        times.append(turn.at)
    for first, last in zip(times, times[calls:], strict=False):
        assert last - first >= 60.0 - 1e-9
