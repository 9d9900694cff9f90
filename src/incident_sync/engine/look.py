"""Floor 6. Look at every side; one that cannot be read is named and left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from incident_sync.clock import Clock
from incident_sync.engine.report import Report
from incident_sync.errors import IncidentSyncError, Unsafe
from incident_sync.model.people import Directory
from incident_sync.model.view import Known, View
from incident_sync.ports import Side
from incident_sync.store import Store

RECENT = timedelta(days=7)
"""How long a closed incident's channel is still looked at, in turn."""


class Notes(Mapping[str, Mapping[str, str]]):
    """A side's own memory by ref, each fetched when it is asked for: few are."""

    def __init__(self, store: Store, side: str) -> None:
        self._store = store
        self._side = side

    def __getitem__(self, ref: str) -> Mapping[str, str]:
        return self._store.notes(self._side, [ref])[ref]

    def __iter__(self) -> Iterator[str]:
        refs = self._store.index(self._side)
        return (ref for some in refs.values() for ref in some)

    def __len__(self) -> int:
        return sum(map(len, self._store.index(self._side).values()))


class Looker:
    """The observing part of one cycle; remembers which sides may be written in it."""

    def __init__(
        self,
        store: Store,
        sides: Iterable[Side],
        clock: Clock,
        report: Report,
        *,
        dry: bool = False,
    ) -> None:
        """``dry`` looks without touching anything: not even a channel is joined."""
        self._dry = dry
        self._store = store
        self._sides = sorted(sides, key=lambda side: side.is_record)
        self._clock = clock
        self._report = report
        self.directory = Directory(store.members())
        self.views: dict[str, View] = {}

    @property
    def usable(self) -> list[Side]:
        """The sides that this cycle may write to."""
        return [side for side in self._sides if side.name in self.views]

    def look(self) -> None:
        """Look at all sides, where people talk first: its directory names the records' people."""
        for side in self._sides:
            self._look_at(side)
        unusable = [text for text in self._report.health.values() if text]
        if len(unusable) == len(self._sides):
            self.views.clear()

    def again(self) -> None:
        """Look at the records once more, after somebody had time to finish typing."""
        for side in [side for side in self._sides if side.is_record and side.name in self.views]:
            self._look_at(side)

    def _look_at(self, side: Side) -> None:
        self.views.pop(side.name, None)
        try:
            view = side.observe(self._known(side))
        except IncidentSyncError as error:
            self._report.health[side.name] = str(error)
            self._report.errors.append(error)
            return
        unsafe = [str(problem) for problem in view.problems if isinstance(problem, Unsafe)]
        self._report.health[side.name] = "; ".join(unsafe)
        self._report.errors += [p for p in view.problems if p not in self._report.errors]
        if unsafe:
            return
        self.views[side.name] = view
        if view.members is not None:
            self.directory = Directory(view.members)

    def _known(self, side: Side) -> Known:
        store = self._store
        index = store.index(side.name)
        # What was missed is reported again wherever it turns up, even just as it was.
        digests = {kind: {ref: "" if one.missing else one.digest for ref, one in refs.items()}
                   for kind, refs in index.items()}  # fmt: skip
        known = Known(
            digests=digests,
            cursors=store.cursors(side.name),
            directory=self.directory,
            active=store.active_refs(side.name),
            notes=Notes(store, side.name),
            turn=self._report.cycle,
            dry=self._dry,
            first=not store.adopted(side.name),
        )
        return known if side.is_record else self._with_channels(side, known)

    def _with_channels(self, side: Side, known: Known) -> Known:
        """What only a side with channels needs: which of them to listen to."""
        store = self._store
        recent = store.recent_refs(side.name, self._clock.now() - RECENT)
        guard = store.guard()
        return replace(
            known,
            recent=recent,
            notes=store.notes(side.name, [*known.active, *recent]),
            awaiting_approval=guard is not None and guard.state == "held",
        )
