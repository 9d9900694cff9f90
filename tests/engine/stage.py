"""A stage for one engine: memory sides whose calls fail, whose replies get lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from incident_sync.clock import ManualClock
from incident_sync.engine.cycle import Mirror
from incident_sync.engine.report import Report
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Brief, Gap, Message, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Person
from incident_sync.model.values import Value
from incident_sync.model.view import Command, Known, View
from incident_sync.model.vocabulary import Vocabulary, Words
from incident_sync.model.world import Rules
from incident_sync.sides.memory import MemorySide
from incident_sync.store import Store

WORDS = Vocabulary(Words(("Minor", "Major")), ("Investigating", "Fixing"), ("Resolved", "Declined"))
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Wilful(MemorySide):
    """A memory side with a will of its own.

    ``fails`` are errors by action kind instead of the effect, ``losses`` after it; an error that is
    a SideUnusable is raised. ``refuses`` are the refs that turn out to be shut as they are written,
    ``blind`` fails looks, ``forgetful`` look-ups. ``calls`` are the
    kinds of the actions of each call; ``meanwhile`` happens just before the next call's effect.
    """

    fails: dict[str, IncidentSyncError] = field(default_factory=dict)
    losses: dict[str, IncidentSyncError] = field(default_factory=dict)
    refuses: dict[str, Reach] = field(default_factory=dict)
    blind: IncidentSyncError | None = None
    forgetful: IncidentSyncError | None = None
    heard: list[Command] = field(default_factory=list)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    mute: bool = False

    def observe(self, known: Known) -> View:
        if self.blind:
            raise self.blind
        view = replace(MemorySide.observe(self, known), commands=tuple(self.heard))
        if self.is_record:
            return view
        # As Slack has it: a channel that we made ourselves and do not know of is no news.
        linked = known.digests.get(Kind.INCIDENT, {})
        return replace(view, rows=tuple(row for row in view.rows if row.ref in linked))

    def plan(self, gap: Gap) -> tuple[Action, ...]:
        actions = MemorySide.plan(self, gap)
        if self.is_record or gap.link is not None:
            return actions
        key = f"{self.name}:{gap.brief.item.id}:channel{gap.turn}"
        return tuple(replace(one, kind="open_channel", key=key) for one in actions)

    def say(self, message: Message, brief: Brief) -> tuple[Action, ...]:
        return () if self.mute else MemorySide.say(self, message, brief)

    def apply(self, actions: Sequence[Action]) -> Iterable[Outcome]:
        self.calls.append(tuple(action.kind for action in actions))
        happenings, self.meanwhile = self.meanwhile, []
        for happening in happenings:
            happening()
        return list(self._outcomes(actions))

    def _outcomes(self, actions: Sequence[Action]) -> Iterator[Outcome]:
        for action in actions:
            if action.kind in self.fails:
                yield self._failed(action, self.fails[action.kind])
                continue
            if action.ref in self.refuses:
                yield Outcome(action, reach=self.refuses[action.ref], error=Permanent("it is shut"))
                continue
            (outcome,) = MemorySide.apply(self, [action])
            lost = self.losses.get(action.kind)
            yield self._failed(action, lost) if lost else outcome

    def _failed(self, action: Action, error: IncidentSyncError) -> Outcome:
        if isinstance(error, SideUnusable):
            raise error
        return Outcome(action, error=error)

    def look_up(self, action: Action, since: datetime) -> Outcome | None:
        if self.forgetful:
            raise self.forgetful
        return MemorySide.look_up(self, action, since)


class Stage:
    """Slack and one register, in memory, under one engine."""

    def __init__(self, **rules: object) -> None:
        self.clock = ManualClock(START)
        self.store = Store.in_memory(self.clock)
        self.slack = Wilful("slack", is_record=False, at_once=1, kinds=frozenset({Kind.INCIDENT}))
        self.sheet = Wilful("sheets", known_by_label=True)
        ready = Rules(WORDS, ("sheets",), frozenset({"sheets"}), settle=timedelta(0))
        self.rules = replace(ready, **rules)  # type: ignore[arg-type]

    @property
    def mirror(self) -> Mirror:
        return Mirror(self.store, (self.slack, self.sheet), self.rules, self.clock)

    def cycle(self) -> Report:
        """One cycle a few seconds later, as ``sync`` runs it; what was heard is heard once."""
        self.clock.advance(5)
        lease = self.store.acquire("test", 180)
        report = self.mirror.sync(lease, patient=False)
        self.slack.heard.clear()
        return report

    def declared(self, title: str = "Checkout fails", **values: Value) -> str:
        """An incident that stands on both sides; the row's ref."""
        if not self.store.adopted("sheets"):
            self.cycle()
        ref = self.sheet.add(title=title, **values)
        report = self.cycle()
        assert report.errors == []
        self.slack.calls.clear()
        self.sheet.calls.clear()
        return ref

    def ask(self, verb: str, argument: str = "", ref: str = "row1") -> None:
        """Somebody asks for something in a channel."""
        key = f"slack:{ref}:{self.clock.now().timestamp()}:{len(self.slack.heard)}"
        by = Person("Priya", slack="U1")
        self.slack.heard.append(Command(key, ref, verb, argument, by, self.clock.now()))

    def said(self) -> list[str]:
        """The kinds of what was said, in order."""
        return [message.kind for message in self.slack.said.values()]

    def channels(self) -> int:
        """How many channels there are."""
        return len(self.slack.entries)


def lost_reply() -> Temporary:
    """Nobody knows whether it happened."""
    return Temporary("the connection broke", where="slack", outcome_known=False)


def unavailable() -> Temporary:
    """It did not happen, for now."""
    return Temporary("too many requests", where="slack", outcome_known=True)
