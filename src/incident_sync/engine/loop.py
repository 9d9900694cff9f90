"""Floor 6. The daemon's loop: a cycle every so often until somebody asks it to stop."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from incident_sync.clock import Clock
from incident_sync.engine.report import Report
from incident_sync.errors import IncidentSyncError

_log = logging.getLogger(__name__)


def run(cycle: Callable[[], Report], every: float, stop: Event, clock: Clock) -> None:
    """Run ``cycle`` every ``every`` seconds until ``stop`` is set.

    A cycle that fails as a whole is logged and tried again at the next turn; the one under way when
    ``stop`` is set is finished first. ``stop.wait`` is the only wait, so a signal ends it at once.
    """
    while not stop.is_set():
        began = clock.monotonic()
        try:
            cycle()
        except IncidentSyncError:
            _log.exception("cycle failed")
        stop.wait(max(0.0, every - (clock.monotonic() - began)))
