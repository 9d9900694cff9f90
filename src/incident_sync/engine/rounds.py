"""Floor 6. Plan and apply in rounds until every side shows what the hub holds.

One round's outcomes open the next: a new row gets its ID, then its channel opens, then the row
hears of the channel. What failed, was held or had moved is left for the next cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from incident_sync.clock import Clock
from incident_sync.core import guard
from incident_sync.core.plan import awaits_channel, gap
from incident_sync.engine.briefs import Briefs
from incident_sync.engine.remember import Memory
from incident_sync.engine.report import Report
from incident_sync.errors import IncidentSyncError, SideUnusable, Unsafe
from incident_sync.model.action import Action, Brief, Outcome
from incident_sync.model.item import Item
from incident_sync.model.world import Rules
from incident_sync.ports import Side
from incident_sync.store import Store

MOST = 8
"""Rounds of one cycle; four are enough for a new row, so more means that a side never settles."""


class Rounds:
    """The planning and applying part of one cycle."""

    def __init__(
        self,
        store: Store,
        sides: Sequence[Side],
        rules: Rules,
        clock: Clock,
        report: Report,
        holding: Iterable[tuple[str, int, str]] = (),
        doubtful: Collection[str] = (),
    ) -> None:
        """``doubtful`` are keys of effects that may have happened and could not be looked up."""
        self._store = store
        self._sides = {side.name: side for side in sides}
        self._rules = rules
        self._clock = clock
        self._report = report
        self._doubtful = frozenset(doubtful)
        self._whole = True
        self._skip: set[tuple[str, int]] = set()
        self._done: set[tuple[str, str]] = set()
        self.holding: dict[tuple[str, int], set[str]] = defaultdict(set)
        for side, item, name in holding:
            self.holding[side, item].add(name)
        self.held: dict[str, str] = {}
        self.unfinished: set[int] = set()

    def plan(self, briefs: Sequence[Brief]) -> list[Action]:
        """Every action that the next round would take; held ones are left out and remembered."""
        self.unfinished = set()
        actions: list[Action] = []
        for brief in briefs:
            for side in self._sides.values():
                actions += self._for(side, brief)
        items = {brief.item.id: brief.item for brief in briefs}
        self.unfinished |= {one.item for one in actions if one.key in self._doubtful}
        actions = [one for one in actions if one.key not in self._doubtful]
        actions = self._guarded(actions, items)
        opening = {action.item for action in actions if action.kind == "open_channel"}
        links = {brief.item.id: brief.links for brief in briefs}
        return [
            action
            for action in actions
            if not (
                action.effect
                and self._sides[action.side].is_record
                and awaits_channel(items[action.item], links[action.item], opening)
            )
        ]

    def _for(self, side: Side, brief: Brief) -> tuple[Action, ...]:
        number = brief.item.id
        lacking = gap(side, brief, self._rules.vocabulary, self.holding[side.name, number])
        if self.holding[side.name, number]:
            self.unfinished.add(number)
        if lacking is None:
            return ()
        if (side.name, number) in self._skip:
            self.unfinished.add(number)
            return ()
        return side.plan(lacking)

    def _guarded(self, actions: list[Action], items: Mapping[int, Item]) -> list[Action]:
        opening = [(a, items[a.item]) for a in actions if a.kind == "open_channel"]
        held = guard.hold_channels(
            opening, self._rules, self._store.guard(), self._store.approved()
        )
        self.held |= held
        self.unfinished |= {action.item for action, _ in opening if action.key in held}
        return [action for action in actions if action.key not in held]

    def run(self, numbers: Iterable[int], briefs: Briefs, memory: Memory) -> None:
        """Apply round after round until nothing is left to do for these items."""
        targets = set(numbers)
        for _ in range(MOST):
            actions = self.plan(briefs.of(targets)) if targets else []
            if not actions:
                return
            self._apply(actions, memory)
        self.unfinished |= targets

    def _apply(self, actions: Sequence[Action], memory: Memory) -> None:
        """What the records lack first: a row has its ID before its channel opens.

        The channels' actions are planned anew after that, since they may show the new row.
        """
        of_records = [action for action in actions if self._sides[action.side].is_record]
        for side in list(self._sides.values()):
            mine = [action for action in of_records or actions if action.side == side.name]
            batches = [mine] if side.together and mine else [[action] for action in mine]
            for batch in batches:
                self.call(side, [one for one in batch if self._may(one)], memory)

    def _may(self, action: Action) -> bool:
        """Whether nothing went wrong in this cycle that the action would only meet again."""
        return (action.side, action.item) not in self._skip

    def call(self, side: Side, batch: Sequence[Action], memory: Memory) -> list[Outcome]:
        """Commit the intents, call, commit the outcomes; a failure is this batch's alone.

        Nothing is done on a side that became unusable, nor what is in doubt.
        """
        todo = [action for action in batch if action.key not in self._doubtful]
        if not todo or side.name not in self._sides:
            return []
        memory.keep_lease()
        memory.intend(todo, self._clock.now())
        try:
            outcomes = list(side.apply(todo))
        except Unsafe:
            raise
        except IncidentSyncError as error:
            self._lose(side, error)
            outcomes = [Outcome(action, error=error) for action in todo]
        memory.outcomes(side, outcomes, self._clock.now())
        for outcome in outcomes:
            self._note(side, outcome)
        return outcomes

    @property
    def whole(self) -> bool:
        """Whether no side was lost on the way: else some may lack what nobody planned."""
        return self._whole

    def _lose(self, side: Side, error: IncidentSyncError) -> None:
        """A side that became unusable half-way is not written again in this cycle."""
        if isinstance(error, SideUnusable):
            self._report.health[side.name] = str(error)
            self._sides.pop(side.name, None)
            self._whole = False

    def _note(self, side: Side, outcome: Outcome) -> None:
        action = outcome.action
        if outcome.done and (action.key, repr(action.facets)) not in self._done:
            self._report.actions.append(action)
            self._done.add((action.key, repr(action.facets)))
            return
        if outcome.done:  # the same again: the side does not read back what it was told
            self._skip.add((side.name, action.item))
            return
        self._skip.add((side.name, action.item))
        if outcome.error is not None and outcome.error not in self._report.errors:
            self._report.errors.append(outcome.error)
