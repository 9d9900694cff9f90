"""Floor 6. One cycle: observe, merge, plan, apply, remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from incident_sync.clock import Clock
from incident_sync.core import held
from incident_sync.core.decide import decide
from incident_sync.core.guard import Gate
from incident_sync.engine.briefs import Briefs
from incident_sync.engine.load import load, on_trial
from incident_sync.engine.look import Looker
from incident_sync.engine.recovery import recover
from incident_sync.engine.remember import Memory, touched
from incident_sync.engine.report import Report
from incident_sync.engine.rounds import Bounds, Rounds
from incident_sync.engine.speak import speak
from incident_sync.model.action import Message
from incident_sync.model.fields import Kind
from incident_sync.model.view import Command
from incident_sync.model.world import Decision, Rules, World
from incident_sync.ports import Side
from incident_sync.store import Lease, Store


@dataclass(frozen=True, slots=True)
class Mirror:
    """What a cycle works with: the store, the sides and the rules."""

    store: Store
    sides: Sequence[Side]
    rules: Rules
    clock: Clock

    def sync(self, lease: Lease, *, patient: bool, prompt: bool = False) -> Report:
        """One whole cycle. ``patient`` waits once for a row or text that is still being typed.

        A ``prompt`` one answers what people did where they talk, and takes the records to be as
        they were: a side looks again at what it is about to overwrite anyway. Raises Unsafe where
        another process took the lease; whatever concerns one side or one incident alone stands in
        the report instead.
        """
        return _Cycle(self).sync(lease, patient=patient, prompt=prompt)

    def plan(self, *, patient: bool) -> Report:
        """What a cycle would do first; nothing is written anywhere."""
        return _Cycle(self, dry=True).plan(patient=patient)


class _Cycle:
    def __init__(self, mirror: Mirror, *, dry: bool = False) -> None:
        self.store, self.clock, self.rules = mirror.store, mirror.clock, mirror.rules
        self.sides = list(mirror.sides)
        self.report = Report(mirror.store.turn() + 1, mirror.clock.now())
        self._began = mirror.clock.monotonic()
        words = mirror.rules.vocabulary
        self.looker = Looker(mirror.store, mirror.sides, mirror.clock, self.report, words, dry=dry)

    def sync(self, lease: Lease, *, patient: bool, prompt: bool) -> Report:
        self.store.renew(lease)
        memory = Memory(self.store, lease, self.rules.vocabulary)
        self.looker.look(prompt=prompt)
        if self.looker.usable:
            lookups = recover(self.store, self.looker.usable, memory, self.clock)
            self.report.errors += lookups
            made, world = self._decide(patient=patient)
            memory.decision(made, world, self.looker.views.values(), self.clock.now())
            self._apply(made, world, memory)
        else:
            self._tell_guard(self._lines(held.keys_of(self.store.guard())))
        self._finish()
        self._beat(lease)
        return self.report

    def plan(self, *, patient: bool) -> Report:
        self.looker.look()
        if self.looker.usable:
            made, world = self._decide(patient=patient, trial=True)
            rounds = self._rounds(_bounds(made, world))
            briefs = self._briefs(made).of(self.store.dirty() | touched(made))
            self.report.actions = rounds.foreseen(briefs)
            self._tell_guard(made.held | rounds.held | self._carried(made, world))
            self.report.labels |= {brief.item.id: brief.item.called for brief in briefs}
        self._finish()
        return self.report

    def _decide(self, *, patient: bool, trial: bool = False) -> tuple[Decision, World]:
        made, world = self._once(trial=trial)
        if made.waiting and patient:
            self.clock.sleep(self.rules.settle.total_seconds())
            self.looker.again()
            made, world = self._once(trial=trial, typed=made.pending)
        self._tell(made, world)
        return made, world

    def _once(
        self, *, trial: bool, typed: Mapping[tuple[str, str], tuple[str, datetime]] | None = None
    ) -> tuple[Decision, World]:
        views = list(self.looker.views.values())
        said = self._said()
        world = load(self.store, views, said, self.looker.directory, self.rules, self.looker.behind)
        world = on_trial(world) if trial else world
        for (side, ref), mark in (typed or {}).items():
            pending = {**world.pending.get(side, {}), ref: mark}
            world = replace(world, pending={**world.pending, side: pending})
        return decide(views, said, world, self.rules, self.clock.now()), world

    def _said(self) -> list[Command]:
        """The commands not run yet: those just read, and those left in the inbox."""
        found = [c for view in self.looker.views.values() for c in view.commands]
        run = self.store.inbox_seen([command.key for command in found])
        return [c for c in found if c.key not in run] + self._waiting()

    def _waiting(self) -> list[Command]:
        """The commands in the inbox; where the store is behind, only those since we last spoke."""
        spoke = [view.spoke for view in self.looker.views.values() if view.spoke]
        if self.looker.behind is None or not spoke:
            return self.store.inbox_new()
        return [one for one in self.store.inbox_new() if one.at > max(spoke)]

    def _rounds(self, bounds: Bounds) -> Rounds:
        return Rounds(
            self.store,
            self.looker.usable,
            self.rules,
            self.clock,
            self.report,
            bounds,
        )

    def _briefs(self, trial: Decision | None = None) -> Briefs:
        sides = {side.name: side for side in self.sides}
        return Briefs(self.store, sides, self.looker.directory, self.rules.vocabulary, trial)

    def _apply(self, made: Decision, world: World, memory: Memory) -> None:
        # What was not settled by the look-ups just made waits for the next cycle's.
        doubtful = frozenset(action.key for action, _ in self.store.effects("intended"))
        rounds = self._rounds(replace(_bounds(made, world), doubtful=doubtful))
        briefs = self._briefs()
        rounds.run(self.store.dirty(), briefs, memory)
        self._guard(made.held | rounds.held | self._carried(made, world), memory)
        speak(self.store, self.looker.usable, briefs, rounds, memory)
        # A side that could not be read may lack something: only the whole round can tell.
        whole = rounds.whole and len(self.looker.usable) == len(self.sides)
        clean = self.store.dirty() - rounds.unfinished if whole else set()
        memory.clean(clean)

    def _guard(self, lines: dict[str, str], memory: Memory) -> None:
        self._tell_guard(lines)
        wanted, before, now = self.report.guard, self.store.guard(), self.clock.now()
        if (before.id if before else "") == (wanted.id if wanted else ""):
            return
        message = None
        # Each is told once: where some were put back, the rest is no news.
        if wanted is not None and set(wanted.held) - held.keys_of(before):
            data = {"code": "held", "id": wanted.id, "reason": wanted.reason,
                    "items": [lines[key] for key in wanted.held]}  # fmt: skip
            message = Message(f"held:{wanted.id}:{now.isoformat()}", 0, "told", data)
        memory.guard(wanted, now, message)

    def _tell_guard(self, lines: dict[str, str]) -> None:
        self.report.guard = held.guard_of(lines, self.rules.max_new_channels)
        self.report.guard_lines = lines

    def _carried(self, made: Decision, world: World) -> dict[str, str]:
        """What waits already and could not be looked at: it waits on."""
        return self._lines(made.unjudged & (held.keys_of(world.guard) - world.approved))

    def _lines(self, keys: Collection[str]) -> dict[str, str]:
        return held.lines(keys, self.store.items({held.parsed(key).item for key in keys}))

    def _tell(self, made: Decision, world: World) -> None:
        report = self.report
        report.edits, report.changes = made.edits, made.changes
        report.conflicts = made.conflicts
        report.errors += made.errors
        report.invalid = [one for one, _ in made.invalid]
        items = {**world.items, **made.items}
        report.labels |= {number: item.called for number, item in items.items()}

    def _finish(self) -> None:
        missing = {action.item for action in self.report.actions} - set(self.report.labels)
        found = self.store.items(missing)
        self.report.labels |= {number: item.called for number, item in found.items()}
        self.report.incidents = self.store.count(Kind.INCIDENT)
        self.report.duration_s = self.clock.monotonic() - self._began

    def _beat(self, lease: Lease) -> None:
        with self.store.writing(lease) as tx:
            tx.beat(
                self.report.cycle, self.report.started_at, self.report.duration_s,
                self.report.health,
            )  # fmt: skip


def _bounds(made: Decision, world: World) -> Bounds:
    gate = Gate(held.keys_of(world.guard), world.approved, frozenset(made.declared))
    return Bounds(frozenset(made.holding), minter=world.minter, gate=gate)
