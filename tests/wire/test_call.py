"""One call: what is sent again, when, and when it is given up."""

import logging

import pytest

from incident_sync.errors import Permanent, Temporary
from tests.wire.conftest import Service, lost, throttled


def test_an_answer_is_returned_at_once(service: Service) -> None:
    """Nothing waits where nothing is wrong; the request gets the policy's time-out."""
    assert service.call() == "answer"
    assert service.sent == [(0.0, 30.0)]


@pytest.mark.parametrize("seconds", [0.0, 1.0, 30.0])
def test_retry_after_is_waited_exactly(service: Service, seconds: float) -> None:
    """The service knows best."""
    service.errors = [throttled(seconds)]
    assert service.call() == "answer"
    assert service.times == [0.0, seconds]


def test_a_wait_beyond_the_deadline_is_not_slept(service: Service) -> None:
    """Retry-After 600 comes back as it is; the method stays closed, and nothing more is sent."""
    service.errors = [throttled(600.0)]
    with pytest.raises(Temporary) as caught:
        service.call()
    assert caught.value.retry_after == 600.0
    assert service.clock.monotonic() == 0.0
    service.clock.advance(10)
    with pytest.raises(Temporary, match=r"quota .* \(slack chat.update\)") as again:
        service.call()
    assert again.value.retry_after == 590.0
    assert again.value.outcome_known
    assert len(service.sent) == 1
    service.clock.advance(590)
    assert service.call() == "answer"


def test_room_is_waited_for_before_the_first_of_several_calls(service: Service) -> None:
    """Two calls of three a minute: the next two go out together, none of them after a pause."""
    for _ in range(2):
        service.call(rate_key="read")
    service.wire.make_room("read", 2)
    for _ in range(2):
        service.call(rate_key="read")
    assert service.times == [0.0, 0.0, 60.0, 60.0]


def test_room_that_is_too_far_off_is_not_waited_for(service: Service) -> None:
    """The first of the calls says how far."""
    service.errors = [throttled(600.0)]
    with pytest.raises(Temporary):
        service.call(rate_key="read")
    service.wire.make_room("read", 1)
    assert service.clock.monotonic() == 0.0


def test_other_methods_go_on(service: Service) -> None:
    """A method that is held holds no other."""
    service.errors = [throttled(600.0)]
    with pytest.raises(Temporary):
        service.call("conversations.list")
    assert service.call("chat.update") == "answer"


def test_backoff_without_a_header(service: Service) -> None:
    """1, 2, 4, 8 seconds, each with up to a second of jitter, then the last error."""
    service.errors = [throttled(None) for _ in range(9)]
    with pytest.raises(Temporary):
        service.call()
    waits = [b - a for a, b in zip(service.times, service.times[1:], strict=False)]
    assert len(waits) == 4
    for wait, least in zip(waits, [1, 2, 4, 8], strict=True):
        assert least <= wait <= least + 1


def test_unknown_outcome_repeatable(service: Service) -> None:
    """What may be repeated is, after a lost connection."""
    service.errors = [lost()]
    assert service.call(repeatable=True) == "answer"
    assert len(service.sent) == 2


def test_unknown_outcome_not_repeatable(service: Service) -> None:
    """What must not happen twice is sent once."""
    service.errors = [lost()]
    with pytest.raises(Temporary) as caught:
        service.call(repeatable=False)
    assert not caught.value.outcome_known
    assert len(service.sent) == 1


def test_throttled_not_repeatable(service: Service) -> None:
    """A 429 was not executed, so even a create is sent again; a loss after it is the end."""
    service.errors = [throttled(1.0), lost()]
    with pytest.raises(Temporary):
        service.call(repeatable=False)
    assert len(service.sent) == 2


def test_a_doubt_stays(service: Service) -> None:
    """Lost, then throttled for long: the first attempt may have been executed."""
    service.errors = [lost(), throttled(600.0)]
    with pytest.raises(Temporary) as caught:
        service.call(repeatable=True)
    assert not caught.value.outcome_known


@pytest.mark.parametrize("error", [Permanent("no such channel"), RuntimeError("a bug")])
def test_what_will_not_pass_is_sent_once(service: Service, error: Exception) -> None:
    """A refusal, or a mistake of ours, comes through as it is."""
    service.errors = [error]
    with pytest.raises(type(error)) as caught:
        service.call()
    assert caught.value is error
    assert len(service.sent) == 1


def test_a_slow_service_stays_within_the_deadline(service: Service) -> None:
    """Three time-outs of 30 s fill 90 s: the last is given what is left, and no fourth is sent."""

    def _time_out(timeout: float) -> str:
        service.sent.append((service.clock.monotonic(), timeout))
        service.clock.advance(timeout)
        raise lost()

    with pytest.raises(Temporary):
        service.wire.call("chat.update", _time_out, repeatable=True)
    assert len(service.sent) == 3
    assert service.sent[-1][1] < 30
    assert service.clock.monotonic() <= 90


def test_every_attempt_is_counted(service: Service) -> None:
    """Refused and lost ones too, under the method's name."""
    service.errors = [throttled(1.0), lost()]
    service.call("chat.update", rate_key="channel:C1")
    service.call("auth.test")
    assert service.counter.snapshot() == {"slack": {"auth.test": 1, "chat.update": 3}}
    service.counter.reset()
    assert service.counter.snapshot() == {}


def test_the_log_tells_no_error_text(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """A retry is logged with method, kind and wait; what people wrote stays out."""
    service.errors = [Temporary("canary", retry_after=2.0, outcome_known=True)]
    with caplog.at_level(logging.INFO, "incident_sync"):
        service.call()
    assert caplog.messages == ["slack chat.update: Temporary in attempt 1, next in 2.0 s"]
