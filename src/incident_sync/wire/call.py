"""One call to a service: paced, counted, timed, tried again. Floor 5."""

import logging
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from tenacity import RetryCallState, Retrying

from incident_sync.clock import Clock
from incident_sync.errors import Temporary
from incident_sync.wire.count import CallCounter
from incident_sync.wire.pace import Pacer, Rate, Turn
from incident_sync.wire.policy import USUAL, Again, Deadline, Policy, Stop, Wait, failure

T = TypeVar("T")
Windows: TypeAlias = Mapping[str, Rate]
Permit: TypeAlias = Callable[[float], None]

_log = logging.getLogger(__name__)


def at_will(seconds: float) -> None:
    """Permission for whoever only looks."""


class Wire:
    """The way to one service. One per service and process, shared by whoever calls it.

    ``rates`` gives the rate by method, or by the name in a rate key; ``default_rate`` that of all
    others. ``permit`` is asked before every attempt, with the seconds that the call may still take,
    and refuses by raising; ``at_will`` never does.
    """

    def __init__(
        self,
        service: str,
        *,
        clock: Clock,
        rates: Mapping[str, Rate],
        default_rate: Rate,
        counter: CallCounter,
        policy: Policy = USUAL,
        permit: Permit = at_will,
    ) -> None:
        self._service = service
        self._clock = clock
        self._rates = rates
        self._default_rate = default_rate
        self._counter = counter
        self._policy = policy
        self._permit = permit
        self._pacer = Pacer(clock)

    def call(
        self,
        method: str,
        send: Callable[[float], T],
        *,
        repeatable: bool,
        rate_key: str | None = None,
    ) -> T:
        """What ``send`` returns.

        ``send(timeout)`` makes one request within so many seconds, with the SDK's own retries off,
        and raises Temporary or Permanent in place of whatever the SDK raises. Attempts are counted
        and paced under ``method``; ``rate_key``, if given, is a second window they have to fit
        into: ``NAME`` shared by several methods (all reads of a spreadsheet), or ``NAME:WHICH``,
        a window for each WHICH at the rate of NAME (messages, by channel).

        Returns or raises within the policy's deadline. Raises the last attempt's error; a
        Temporary's ``outcome_known`` is False once any attempt's outcome was unknown. A wait longer
        than what is left of the deadline is not slept: Temporary with that ``retry_after``. What
        ``permit`` raises passes as it is, and a Temporary is waited out like the service's own.
        """
        deadline = Deadline(self._policy, self._clock)
        wanted = self._windows(method, rate_key)
        retrying = Retrying(
            stop=Stop(self._policy, deadline),
            wait=Wait(self._policy),
            retry=Again(repeatable),
            sleep=self._clock.sleep,
            before_sleep=self._tell(method),
            reraise=True,
        )
        result: T = retrying(self._attempt, method, wanted, send, deadline)
        return result

    def make_room(self, rate_key: str, calls: int) -> None:
        """Wait until so many calls of that key may go out without a pause between them.

        For calls that rest on one another and go stale. What is longer than a call may wait is not
        slept: the first of them says so.
        """
        rate = self._rates.get(rate_key.partition(":")[0], self._default_rate)
        wait = self._pacer.room(rate_key, rate, calls)
        if Deadline(self._policy, self._clock).allows(wait):
            self._clock.sleep(wait)

    def _attempt(
        self, method: str, wanted: Windows, send: Callable[[float], T], deadline: Deadline
    ) -> T:
        turn = self._await_turn(method, wanted, deadline)
        self._ask(method, deadline)
        self._counter.add(self._service, method)
        try:
            return send(deadline.timeout())
        except Temporary as error:
            if error.retry_after:
                self._pacer.hold(wanted, error.retry_after)
            raise
        finally:
            self._pacer.finish(wanted, turn)

    def _await_turn(self, method: str, wanted: Windows, deadline: Deadline) -> Turn:
        while (turn := self._pacer.claim(wanted)).wait:
            if not deadline.allows(turn.wait):
                raise Temporary(
                    "the quota for this call is used up for now",
                    where=f"{self._service} {method}",
                    retry_after=turn.wait,
                    outcome_known=True,
                )
            self._clock.sleep(turn.wait)
        return turn

    def _ask(self, method: str, deadline: Deadline) -> None:
        """Ask whether to send; after any wait, so that nothing old is answered."""
        self._permit(deadline.left())
        if not deadline.allows(0):
            raise Temporary(
                "no time is left to send this call",
                where=f"{self._service} {method}",
                outcome_known=True,
            )

    def _windows(self, method: str, rate_key: str | None) -> Windows:
        windows = {method: self._rates.get(method, self._default_rate)}
        if rate_key:
            name = rate_key.partition(":")[0]
            windows[rate_key] = self._rates.get(name, self._default_rate)
        return windows

    def _tell(self, method: str) -> Callable[[RetryCallState], None]:
        # The error's text is left out: it may quote what people wrote.
        def _before_sleep(state: RetryCallState) -> None:
            _log.info(
                "%s %s: %s in attempt %d, next in %.1f s",
                self._service,
                method,
                type(failure(state)).__name__,
                state.attempt_number,
                state.upcoming_sleep,
            )

        return _before_sleep
