"""When a call is tried again, after how long, and when it is given up. Floor 5; tenacity's terms.

After tenacity 9.2: stop, wait and retry are all explicit (tenacity's defaults retry for ever).
"""

from dataclasses import dataclass

from tenacity import RetryCallState
from tenacity.wait import wait_exponential_jitter

from incident_sync.clock import Clock
from incident_sync.errors import Temporary


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one call, all attempts and waits together; in seconds but for ``attempts``.

    ``deadline`` bounds the whole call: pacing, requests and waits. ``timeout`` bounds one request.
    A wait that would leave less than ``least`` for the next request is not begun: the call fails
    with the wait as its ``retry_after``.
    """

    attempts: int = 5
    deadline: float = 90.0
    timeout: float = 30.0
    least: float = 1.0
    first_wait: float = 1.0
    longest_wait: float = 32.0


USUAL = Policy()


class Deadline:
    """What is left of one call's time."""

    def __init__(self, policy: Policy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._end = clock.monotonic() + policy.deadline

    def allows(self, wait: float) -> bool:
        """Whether a request is still worth sending after so many seconds."""
        return self.left() - wait >= self._policy.least

    def timeout(self) -> float:
        """How long the next request may take."""
        return min(self._policy.timeout, self.left())

    def left(self) -> float:
        """Seconds until the call must be over."""
        return self._end - self._clock.monotonic()


class Stop:
    """Tenacity's ``stop``: attempts used up, or the next wait would overrun the deadline."""

    def __init__(self, policy: Policy, deadline: Deadline) -> None:
        self._attempts = policy.attempts
        self._deadline = deadline

    def __call__(self, state: RetryCallState) -> bool:
        spent = state.attempt_number >= self._attempts
        return spent or not self._deadline.allows(state.upcoming_sleep)


class Wait:
    """Tenacity's ``wait``: what the service asked for, else exponential with up to 1 s of jitter.

    The latter is what Google asks of clients (Sheets API, usage limits), and does for the others.
    """

    def __init__(self, policy: Policy) -> None:
        self._backoff = wait_exponential_jitter(
            initial=policy.first_wait, max=policy.longest_wait, jitter=1
        )

    def __call__(self, state: RetryCallState) -> float:
        error = failure(state)
        if isinstance(error, Temporary) and error.retry_after is not None:
            return error.retry_after
        return self._backoff(state)


@dataclass(slots=True)
class Again:
    """Tenacity's ``retry``: whether what failed may be sent again.

    A request that surely was not executed may always; one of unknown outcome only when it is
    repeatable. ``doubt`` is True once any attempt's outcome was unknown.
    """

    repeatable: bool
    doubt: bool = False

    def __call__(self, state: RetryCallState) -> bool:
        error = failure(state)
        if not isinstance(error, Temporary):
            return False
        self.doubt = self.doubt or not error.outcome_known
        error.outcome_known = not self.doubt
        return self.repeatable or error.outcome_known


def failure(state: RetryCallState) -> BaseException | None:
    """The exception of the attempt just made, or None."""
    return state.outcome.exception() if state.outcome else None
