"""Pacing: never more calls in any window than the service allows. Floor 5.

Each key (a method, or what a side names) keeps the times of its last calls; a call waits until
fewer than the rate's number lie within the window of each of its keys. That allows the minute's
burst that Slack, Notion and Google all allow, and holds however they count: by fixed window,
sliding window or bucket.

Own code, not pyrate-limiter 4: that library keeps such a log too, but waits with ``time.sleep``
and cleans up on a thread of its own, so its waits could neither be turned by our clock nor be
weighed against a call's deadline.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from incident_sync.clock import Clock

_LONGEST_WINDOW = 3600.0


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``calls`` in any ``seconds``."""

    calls: int
    seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.calls < 1 or not 0 < self.seconds <= _LONGEST_WINDOW:
            raise ValueError("a rate is at least one call in up to an hour")


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to a claim: a place taken ``at`` that time, or ``wait`` seconds and ask again."""

    at: float
    wait: float = 0.0


@dataclass(slots=True)
class _Log:
    """The times of a key's calls in its window, oldest first, and when it may go on."""

    times: deque[float] = field(default_factory=deque)
    held_until: float = 0.0

    def wait(self, rate: Rate, now: float, calls: int = 1) -> float:
        """Seconds until so many places are free; zero or less where they are."""
        while self.times and self.times[0] <= now - rate.seconds:
            self.times.popleft()
        held = self.held_until - now
        leaving = len(self.times) - max(rate.calls - calls, 0)
        if leaving <= 0:
            return held
        return max(held, self.times[leaving - 1] + rate.seconds - now)

    def is_idle(self, now: float) -> bool:
        recent = self.times and self.times[-1] > now - _LONGEST_WINDOW
        return not recent and self.held_until <= now


class Pacer:
    """The windows of one service; times are the clock's monotonic seconds. Safe between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._logs: dict[str, _Log] = {}
        self._lock = Lock()

    def claim(self, wanted: Mapping[str, Rate]) -> Turn:
        """Take a place in the windows of all keys ``wanted``, or in none and learn the wait."""
        with self._lock:
            now = self._clock.monotonic()
            self._forget_silent(now, wanted)
            logs = {key: self._log(key) for key in wanted}
            wait = max(log.wait(wanted[key], now) for key, log in logs.items())
            if wait > 0:
                return Turn(now, wait)
            for log in logs.values():
                log.times.append(now)
            return Turn(now)

    def room(self, key: str, rate: Rate, calls: int) -> float:
        """Seconds until so many calls of a key may follow each other without a pause."""
        with self._lock:
            return max(0.0, self._log(key).wait(rate, self._clock.monotonic(), calls))

    def finish(self, wanted: Iterable[str], turn: Turn) -> None:
        """Move a call's time to its end.

        The service counted it at some moment between, so counting from its end is never too
        early, however long the network took.
        """
        with self._lock:
            now = self._clock.monotonic()
            for key in wanted:
                times = self._log(key).times
                if turn.at in times:
                    times.remove(turn.at)
                    times.append(now)

    def hold(self, wanted: Iterable[str], seconds: float) -> None:
        """Let no call of these keys pass for so long: the service said so."""
        with self._lock:
            now = self._clock.monotonic()
            for key in wanted:
                log = self._log(key)
                log.held_until = max(log.held_until, now + seconds)

    def _log(self, key: str) -> _Log:
        return self._logs.setdefault(key, _Log())

    def _forget_silent(self, now: float, wanted: Iterable[str]) -> None:
        # Keys may be as many as channels. New ones are rare, so this is no cost to most calls.
        if any(key not in self._logs for key in wanted):
            self._logs = {k: log for k, log in self._logs.items() if not log.is_idle(now)}
