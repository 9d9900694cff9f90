"""Floor 6. The daemon's loop: a cycle every so often until somebody asks it to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError, Unsafe

_log = logging.getLogger(__name__)


def run(cycle: Callable[[], None], every: float, stop: Event, clock: Clock) -> None:
    """Run ``cycle`` every ``every`` seconds until ``stop`` is set.

    A cycle that fails as a whole is logged and tried again at the next turn; the one under way when
    ``stop`` is set is finished first. ``stop.wait`` is the only wait, so a signal ends it at once.
    Raises Unsafe where going on could double something: another process took over.
    """
    while not stop.is_set():
        began = clock.monotonic()
        try:
            cycle()
        except Unsafe:
            raise
        except IncidentSyncError as error:
            _log.error("cycle failed: %s", error)
        stop.wait(max(0.0, every - (clock.monotonic() - began)))
