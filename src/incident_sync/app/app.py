"""Floor 8. What one command works with: the store, the sides, the lease and the engine."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from incident_sync.app.parts import hide, installation, settings, sides_of
from incident_sync.clock import Clock, SystemClock
from incident_sync.config import (
    Settings,
)
from incident_sync.engine.cycle import Mirror
from incident_sync.engine.report import Report
from incident_sync.model.item import Item
from incident_sync.model.people import Directory
from incident_sync.model.view import Command
from incident_sync.model.world import Rules
from incident_sync.ports import Side
from incident_sync.store import Lease, Store
from incident_sync.wire import CallCounter

LEASE_S = 240.0
"""How long the lease is taken for, beside the daemon's pause between two cycles.

Unless it is renewed: whoever is on another machine waits so long for a process that died.
"""
SPARE_S = 70.0
"""What is left of the lease once a call has taken all its time.

With calls of 90 s at most, it is renewed where less than 160 s are left: every 80 s at most.
"""


@dataclass(slots=True)
class Tenure:
    """The lease that this process has, if any: what the wires ask before they send."""

    store: Store
    lease: Lease | None = None

    def permit(self, seconds: float) -> None:
        """Make sure that for so long nobody else writes; Unsafe where another one does already."""
        if self.lease is not None:
            self.store.keep(self.lease, seconds + SPARE_S)


@dataclass(slots=True)
class App:
    """Everything one command works with; closed by :func:`opened`.

    ``well`` says that the last cycle could read every side.
    """

    settings: Settings
    store: Store
    clock: Clock
    sides: Sequence[Side]
    counter: CallCounter
    tenure: Tenure
    well: bool = False

    @property
    def mirror(self) -> Mirror:
        """The engine, ready to run."""
        return Mirror(self.store, self.sides, rules(self.settings, self.sides), self.clock)

    def sync(self, lease: Lease, *, patient: bool, prompt: bool = False) -> Report:
        """One cycle under the lease. Raises Unsafe where another process took it over.

        A ``prompt`` one leaves the records unread, unless one of them was not well when it was
        read last, or something is held there.
        """
        prompt = prompt and self.well and self.store.guard() is None
        self.well = False
        report = self.mirror.sync(lease, patient=patient, prompt=prompt)
        self.well = not any(report.health.values())
        return self._counted(report)

    def plan(self) -> Report:
        """What a cycle would do; nothing is written anywhere."""
        return self._counted(self.mirror.plan(patient=True))

    def _counted(self, report: Report) -> Report:
        report.api_calls = self.counter.snapshot()
        self.counter.reset()
        return report

    def keep(self, commands: Iterable[Command]) -> None:
        """Put commands into the inbox, once each; committed when this returns."""
        some = list(commands)
        if some:
            with self.store.writing() as tx:
                for command in some:
                    tx.inbox_add(command)

    @contextmanager
    def listening(self, wake: Callable[[], None]) -> Iterator[Callable[[], bool]]:
        """Hear what happens in Slack, where there is an app-level token.

        What is given has to be called now and then: it connects where that has not worked yet, and
        tells whether it has.
        """
        from incident_sync.sides.slack import Place, SlackSide

        token, store = self.settings.slack.app_token.get_secret_value, self.store
        side = next((one for one in self.sides if isinstance(one, SlackSide)), None)
        if side is None or not token():
            yield lambda: False
            return
        place = Place(
            keep=self.keep,
            wake=wake,
            directory=lambda: Directory(store.members()),
            incident=lambda ref: _incident(store, ref),
            records=tuple(one.name for one in self.sides if one.is_record),
        )
        ears = side.ears(token, place)
        try:
            yield ears.open
        finally:
            ears.close()

    @contextmanager
    def leased(self) -> Iterator[Lease]:
        """The right to write, given back at the end. Raises Unsafe, naming who has it."""
        name = f"{socket.gethostname()}-{uuid4().hex[:6]}"
        pause_s = self.settings.sync.every.total_seconds()
        lease = self.tenure.lease = self.store.acquire(name, LEASE_S + pause_s)
        try:
            yield lease
        finally:
            self.store.release(lease)


def _incident(store: Store, ref: str) -> Item | None:
    """The incident whose channel that is."""
    numbers = store.find_refs("slack", [ref]).values()
    return next(iter(store.items(numbers).values()), None)


def rules(settings: Settings, sides: Sequence[Side]) -> Rules:
    """What the judgement needs of the settings."""
    return Rules(
        vocabulary=settings.incident.vocabulary,
        records=tuple(side.name for side in sides if side.is_record),
        labelled=frozenset(side.name for side in sides if side.is_record and side.known_by_label),
        conflict=settings.sync.conflict,
        prefix=settings.slack.channel_prefix,
        settle=settings.sync.settle,
        max_new_channels=settings.sync.max_new_channels,
        max_changed_share=settings.sync.max_changed_share,
        whole_minutes=settings.notion is not None,
    )


@contextmanager
def opened(
    config: Path | None, *, writes: bool = True, trial: bool = False, clock: Clock | None = None
) -> Iterator[App]:
    """Open what a command needs.

    ``writes`` is False for commands that only read: they make no store. With ``trial`` a store that
    is not there yet is an empty one in passing, as a first cycle would find it. Raises ConfigError.
    """
    chosen = settings(config)
    time = clock or SystemClock()
    hide(chosen.secrets())
    store = _store(chosen, time, writes=writes, trial=trial)
    counter, tenure = CallCounter(), Tenure(store)
    try:
        sides = sides_of(chosen, store, time, counter, tenure.permit)
        yield App(chosen, store, time, sides, counter, tenure)
    finally:
        store.close()


def _store(settings: Settings, clock: Clock, *, writes: bool, trial: bool) -> Store:
    url, given = settings.state.url.get_secret_value(), settings.state.installation
    file = Path(url.removeprefix("sqlite:///"))
    if trial and url.startswith("sqlite:///") and not file.exists():
        return Store.in_memory(clock, installation=installation(settings))
    return Store.open(url, clock, create=writes, installation=given)
