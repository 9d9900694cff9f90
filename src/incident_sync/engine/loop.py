"""Floor 6. The daemon's loop: a cycle every so often until somebody asks it to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Unsafe

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bell:
    """What ends the wait between two cycles: something to do, or the wish to stop."""

    rung: Event = field(default_factory=Event)
    stopped: Event = field(default_factory=Event)

    def ring(self) -> None:
        """There is something to do."""
        self.rung.set()

    def stop(self) -> None:
        """Finish the cycle under way, and no other one."""
        self.stopped.set()
        self.rung.set()


def run(cycle: Callable[[bool], None], every: float, bell: Bell, clock: Clock) -> None:
    """Run ``cycle(False)`` every ``every`` seconds, and ``cycle(True)`` whenever the bell rings.

    The latter is the prompt one, between two whole ones. A cycle that fails as a whole is logged
    and tried again at the next turn, whole; the one under way when the bell is stopped is finished
    first. The bell is the only wait, so a signal ends it at once. Raises Unsafe where going on
    could double something: another process took over.
    """
    due, woken = clock.monotonic(), False
    while not bell.stopped.is_set():
        bell.rung.clear()
        began = clock.monotonic()
        prompt = woken and began < due
        due = due if prompt else began + every
        done = _done(cycle, prompt=prompt)
        woken = _await(bell, due, clock) if done else _wait_out(bell, due, clock)


def _done(cycle: Callable[[bool], None], *, prompt: bool) -> bool:
    try:
        cycle(prompt)
    except Unsafe:
        raise
    except IncidentSyncError as error:
        _log.error("cycle failed: %s", error)
        return False
    return True


def _await(bell: Bell, due: float, clock: Clock) -> bool:
    """Until the next turn, or the bell; whether it was the bell."""
    return not bell.stopped.is_set() and bell.rung.wait(max(0.0, due - clock.monotonic()))


def _wait_out(bell: Bell, due: float, clock: Clock) -> bool:
    """Until the next turn: what rings meanwhile would meet the same failure."""
    while not bell.stopped.is_set() and (left := due - clock.monotonic()) > 0:
        bell.rung.clear()
        bell.rung.wait(left)
    return False
