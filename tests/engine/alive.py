"""The daemon at work in a thread of the test's, listening to the sandbox's Slack."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from incident_sync.app import opened
from incident_sync.clock import SystemClock
from incident_sync.engine.loop import Bell, run
from incident_sync.engine.report import Report
from tests.engine.listening import cut, socket
from tests.engine.place import Json, Place

LONGEST_S, QUIET_S = 30.0, 0.4


@dataclass(slots=True)
class Alive:
    """What the daemon did, cycle by cycle, and which of its cycles were prompt ones."""

    place: Place
    reports: list[tuple[bool, Report]] = field(default_factory=list)

    def until(self, holds: Callable[[], Any], *, within: float = LONGEST_S) -> Any:
        """Wait until something holds, and return it."""
        last = time.monotonic() + within
        while not (found := holds()):
            assert time.monotonic() < last, self.reports[-3:]
            time.sleep(0.02)
        return found

    def rests(self) -> None:
        """Wait until it listens, and nothing is under way for a while."""
        self.until(lambda: socket(self.place, "status")["open"])
        seen = -1
        while seen != (seen := len(self.reports)):
            time.sleep(QUIET_S)

    def card(self, channel: str) -> tuple[str, Json]:
        """The card of an incident's channel and its ts."""
        messages = self.place.slack()["channels"][channel]["messages"]
        return next(
            (ts, one) for ts, one in messages.items()
            if ":card" in str((one.get("metadata") or {}).get("event_payload", {}).get("key"))
        )  # fmt: skip


@contextmanager
def alive(place: Place, *, every: float = 60.0) -> Iterator[Alive]:
    """A place whose daemon runs; a whole cycle comes every so many seconds."""
    found, bell, failed = Alive(place), Bell(), list[BaseException]()

    def live() -> None:
        try:
            with (
                opened(place.config, clock=SystemClock()) as app,
                app.leased() as lease,
                app.listening(bell.ring) as listens,
            ):

                def cycle(prompt: bool) -> None:
                    listens()
                    found.reports.append((prompt, app.sync(lease, patient=False, prompt=prompt)))

                run(cycle, every, bell, app.clock)
        except BaseException as error:  # noqa: BLE001 - it is the test's to tell
            failed.append(error)

    thread = Thread(target=live)
    thread.start()
    try:
        found.until(lambda: found.reports or failed)
        yield found
    finally:
        bell.stop()
        cut(place)
        thread.join(LONGEST_S)
    assert not failed, failed
