"""Floor 6. Look at every side; one that cannot be read is named and left alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from incident_sync.clock import Clock
from incident_sync.core import held
from incident_sync.core.rebuild import to_read
from incident_sync.engine.report import Report
from incident_sync.errors import Permanent, Temporary, Unsafe
from incident_sync.model.fields import Kind
from incident_sync.model.head import Head
from incident_sync.model.item import Link, Reach
from incident_sync.model.people import Directory
from incident_sync.model.view import Known, Row, View
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.ports import Side
from incident_sync.store import Ref, Store

RECENT = timedelta(days=7)
"""How long a closed incident's channel is still looked at, in turn."""


ANSWERING = timedelta(hours=1)
"""How long after an approval those are still heard who say it once more."""


SOME = 10
"""How many of the rows that wait to be taken for gone one look looks for once more."""


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
    """The observing part of one cycle; remembers which sides may be written in it.

    ``behind`` is the head that Slack shows where the store was lost, or is older than that.
    """

    def __init__(
        self,
        store: Store,
        sides: Iterable[Side],
        clock: Clock,
        report: Report,
        words: Vocabulary,
        *,
        dry: bool = False,
    ) -> None:
        """``dry`` looks without touching anything: not even a channel is joined."""
        self._dry = dry
        self._store = store
        self._sides = sorted(sides, key=lambda side: side.is_record)
        self._clock = clock
        self._report = report
        self._words = words
        self.directory = Directory(store.members())
        self.views: dict[str, View] = {}
        self.behind: Head | None = None

    @property
    def usable(self) -> list[Side]:
        """The sides that this cycle may write to."""
        return [side for side in self._sides if side.name in self.views]

    def look(self, *, prompt: bool = False) -> None:
        """Look at all sides, where people talk first: its directory names the records' people.

        Where it has to be ``prompt`` the records are as they were seen last.
        """
        for side in self._sides:
            if prompt and side.is_record:
                self._report.health[side.name] = ""
                self.views[side.name] = View(side.name)
                continue
            self._look_at(side)
            if side.name in self.views and self.behind is None:
                self.behind = self._ahead(self.views[side.name])
        unusable = [text for text in self._report.health.values() if text]
        if len(unusable) == len(self._sides):
            self.views.clear()
        elif self.behind is not None:
            self._look_behind(unusable=bool(unusable))

    def _ahead(self, view: View) -> Head | None:
        """The head of a view that is ahead of the store; None where the store knows all of it."""
        own = self._store.head()
        newer = view.head is not None and not self._store.knows(view.head)
        if not newer and not self._forgot(view):
            return None
        return max(own, view.head) if view.head else own

    def _forgot(self, view: View) -> bool:
        """Whether the view has something of ours that is not just the former one of a successor."""
        labels = {row.label for row in view.rows if row.ref in view.forgotten}
        known = self._store.find_labels(labels)
        links = self._store.links_of(known.values())
        shut = {row.ref for row in view.rows if row.reach is not Reach.OPEN}
        return any(
            not _stands(links.get(known.get(row.label, 0), {}).get(view.side), shut)
            for row in view.rows
            if row.ref in view.forgotten
        )

    def _look_behind(self, *, unusable: bool) -> None:
        """Look where people talk once more, at all that goes on as the records have it.

        Nothing is decided before every side can be read.
        """
        if not unusable:
            for side in [side for side in self._sides if not side.is_record]:
                self._look_at(side)
                view = self.views.get(side.name)
                heads = [self.behind, view.head if view else None]
                self.behind = max(filter(None, heads), default=None)
        if len(self.views) < len(self._sides):
            self.views.clear()
            self._report.errors.append(_not_yet())

    def again(self) -> None:
        """Look at the records once more, after somebody had time to finish typing."""
        for side in [side for side in self._records if side.name in self.views]:
            self._look_at(side)

    def _look_at(self, side: Side) -> None:
        known = self._known(side)
        self.views.pop(side.name, None)
        try:
            view = side.observe(known)
        except (Temporary, Permanent) as error:
            self._report.health[side.name] = str(error)
            self._report.errors.append(error)
            return
        unsafe = [str(problem) for problem in view.problems if isinstance(problem, Unsafe)]
        self._report.health[side.name] = "; ".join(unsafe)
        told = {str(error) for error in self._report.errors}
        self._report.errors += [p for p in view.problems if str(p) not in told]
        if unsafe:
            return
        self.views[side.name] = view
        if view.members is not None:
            self.directory = Directory(view.members)

    def _known(self, side: Side) -> Known:
        store = self._store
        if self.behind is not None:
            return self._known_of_nothing(side)
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
        if side.is_record:
            return replace(known, doubted=self._doubted(side.name, index))
        return self._with_channels(side, known)

    def _doubted(self, side: str, index: Mapping[Kind, Mapping[str, Ref]]) -> frozenset[str]:
        """Rows gone that are to be looked for once more.

        Those whose detachment somebody approved; of those that wait for that, some in turn.
        """
        store, guard = self._store, self._store.guard()
        said = [one for view in self.views.values() for one in view.commands]
        passing = store.approved() | held.let_pass([*said, *store.inbox_new()], guard)
        waiting = sorted(held.gone_from(side, held.keys_of(guard) - passing))
        first = self._report.cycle * SOME % max(1, len(waiting))
        gone = {*held.gone_from(side, passing), *(waiting[first:] + waiting[:first])[:SOME]}
        refs = index.get(Kind.INCIDENT, {}) if gone else {}
        return frozenset(ref for ref, one in refs.items() if one.item in gone)

    def _known_of_nothing(self, side: Side) -> Known:
        """What is still sure where the store is behind: who is who, and which channels to read."""
        active: Sequence[str] = ()
        if not side.is_record and side.name in self.views:
            active = to_read(self._incidents([side]), self._incidents(self._records), self._words)
        return Known(
            cursors={} if side.is_record else self._store.cursors(side.name),
            directory=self.directory,
            active=tuple(active),
            turn=self._report.cycle,
            first=True,
            dry=self._dry,
            rebuilding=True,
        )

    @property
    def _records(self) -> list[Side]:
        return [side for side in self._sides if side.is_record]

    def _incidents(self, sides: Iterable[Side]) -> list[Row]:
        views = [self.views[side.name] for side in sides if side.name in self.views]
        return [row for view in views for row in view.rows if row.kind is Kind.INCIDENT]

    def _with_channels(self, side: Side, known: Known) -> Known:
        """What only a side with channels needs: which of them to listen to."""
        store = self._store
        recent = store.recent_refs(side.name, self._clock.now() - RECENT)
        lately = self._clock.now() - ANSWERING
        return replace(
            known,
            recent=recent,
            notes=store.notes(side.name, [*known.active, *recent]),
            parked=store.is_parked(side.name),
            awaiting_approval=store.guard() is not None or store.answered_since(lately),
        )


def _stands(link: Link | None, shut: Collection[str]) -> bool:
    """Whether an incident has the channel that the store knows; ``shut`` are refs of others."""
    return link is not None and link.reach is Reach.OPEN and link.ref not in shut


def _not_yet() -> Temporary:
    return Temporary(
        "the store was lost, or is older than what Slack shows; it is rebuilt from the sides once"
        " all of them can be read",
        remedy="Mend the sides that are named, or put a newer backup of the store in its place;"
        " until then nothing is written.",
        outcome_known=True,
    )
