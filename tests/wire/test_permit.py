"""Nothing is sent before somebody said that it may be."""

import pytest

from incident_sync.errors import ConfigError, Temporary, Unsafe
from tests.wire.conftest import Service, lost, throttled


def test_every_attempt_is_asked_for(service: Service) -> None:
    """Before each try, after its wait, with what is left of the call's time."""
    service.errors = [throttled(5.0), throttled(30.0)]
    assert service.call() == "answer"
    assert service.asked == [(0.0, 90.0), (5.0, 85.0), (35.0, 55.0)]
    assert service.times == [0.0, 5.0, 35.0]


def test_it_is_asked_after_the_quota_was_waited_for(service: Service) -> None:
    """A minute's wait is long enough for another process to take over."""
    for _ in range(4):
        service.call("read")
    assert service.asked[-1] == (60.0, 30.0)


@pytest.mark.parametrize("refusal", [Unsafe("another one is at work"), ConfigError("no store")])
def test_a_refusal_sends_and_counts_nothing(service: Service, refusal: Exception) -> None:
    """It passes as it is, and is not tried again."""
    service.refusals = [refusal]
    with pytest.raises(type(refusal)) as caught:
        service.call()
    assert caught.value is refusal
    assert (service.sent, service.counter.snapshot(), len(service.asked)) == ([], {}, 1)


def test_a_refused_retry_is_not_sent(service: Service) -> None:
    """The first attempt went out before another one took over; the second does not."""
    service.errors = [lost()]
    service.refusals = [None, Unsafe("another one is at work")]
    with pytest.raises(Unsafe):
        service.call()
    assert len(service.sent) == 1


def test_permission_that_cannot_be_had_just_now_is_waited_for(service: Service) -> None:
    """The store is busy: nothing was sent, so that even what must not be repeated goes on."""
    service.refusals = [Temporary("the store is busy", outcome_known=True)]
    assert service.call(repeatable=False) == "answer"
    assert len(service.sent) == 1


def test_a_doubt_outlasts_a_busy_store(service: Service) -> None:
    """Whether the first attempt happened stays unknown, whatever kept the second one back."""
    service.errors = [lost()]
    service.refusals = [None, *[Temporary("the store is busy", outcome_known=True)] * 4]
    with pytest.raises(Temporary, match="busy") as caught:
        service.call()
    assert not caught.value.outcome_known


def test_permission_that_comes_too_late_is_not_used(service: Service) -> None:
    """The call would end after its deadline, which the lease was asked to outlast."""
    service.asking_takes = 90.0
    with pytest.raises(Temporary, match=r"no time .* \(slack chat.update\)") as caught:
        service.call()
    assert caught.value.outcome_known
    assert service.sent == []
