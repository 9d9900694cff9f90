"""Floor 6. What Slack told us of since the last look, so that a look need not ask for everything.

An event is a hint: it may come twice, late or never. What is looked at decides, and now and then
all is looked at (a sweep).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from incident_sync.clock import Clock

SWEEP = timedelta(minutes=5)
"""How long what no event told of may stay unseen."""


@dataclass(frozen=True, slots=True)
class Told:
    """What to look at: these channels, or all there is (``sweep``).

    ``newest`` holds by channel the ts of the last thing that was said in it.
    """

    sweep: bool = True
    channels: frozenset[str] = frozenset()
    newest: Mapping[str, str] = field(default_factory=dict)


EVERYTHING = Told()


class Hints:
    """Filled by the thread that listens, taken by the one that looks.

    As long as nobody is listening (``alive``) every look is a sweep, and so is the first one after
    somebody began to.
    """

    def __init__(self, clock: Clock, every: timedelta = SWEEP) -> None:
        self._clock = clock
        self._every = every.total_seconds()
        self._lock = Lock()
        self.alive: Callable[[], bool] = lambda: False
        self._due = 0.0
        self._channels: set[str] = set()
        self._newest: dict[str, str] = {}

    @property
    def pending(self) -> bool:
        """Whether there is a channel to look at."""
        return bool(self._channels)

    def happened(self, channel: str) -> None:
        """Something happened in a channel that has to be looked at."""
        with self._lock:
            self._channels.add(channel)

    def said(self, channel: str, ts: str) -> None:
        """Somebody said something in a channel, we ourselves perhaps."""
        with self._lock:
            self._newest[channel] = max(ts, self._newest.get(channel, ""))

    def sweep(self) -> None:
        """Something was missed: the next look is at everything."""
        with self._lock:
            self._due = 0.0

    def take(self) -> Told:
        """What is to be looked at now; it is not told again."""
        with self._lock:
            now = self._clock.monotonic()
            sweep = not self.alive() or now >= self._due
            self._due = now + self._every if sweep else self._due
            told = Told(sweep, frozenset(self._channels), dict(self._newest))
            self._channels.clear()
            self._newest.clear()
            return told

    def give_back(self, told: Told) -> None:
        """The look came to nothing: tell the next one the same."""
        with self._lock:
            self._channels |= told.channels
            self._due = 0.0 if told.sweep else self._due
