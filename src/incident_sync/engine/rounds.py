"""Floor 6. Plan and apply in rounds until every side shows what the hub holds.

One round's outcomes open the next: a new row gets its ID, then its channel opens, then the row
hears of the channel. What failed, was held or had moved is left for the next cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from incident_sync.clock import Clock
from incident_sync.core.guard import Gate, hold_channels
from incident_sync.core.plan import awaits_channel, gap
from incident_sync.core.rank import SLACK
from incident_sync.engine.briefs import Briefs
from incident_sync.engine.remember import Memory
from incident_sync.engine.report import Report
from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Brief, Outcome
from incident_sync.model.item import Item, Link, State
from incident_sync.model.world import Rules
from incident_sync.ports import Side
from incident_sync.store import Store

MOST = 8
"""Rounds of one cycle; four are enough for a new row, so more means that a side never settles."""


COPYING_S = 20.0
"""How long one cycle copies history into another record: what goes on must not wait for that."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a cycle may not do, or not yet.

    ``holding`` are fields to be left alone, as (side, item, field); ``doubtful`` the keys of
    effects that may have happened and could not be looked up; ``minter`` the record that gives
    incidents their IDs; ``gate`` what decides which channels may open.
    """

    holding: frozenset[tuple[str, int, str]] = frozenset()
    doubtful: frozenset[str] = frozenset()
    minter: str = ""
    gate: Gate = field(default_factory=Gate)


UNBOUND = Bounds()
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before all that we may have made."""
TO_COME = "https://slack.com"
"""Stands in a plan for the address of a channel that is not there yet."""


class Rounds:
    """The planning and applying part of one cycle."""

    def __init__(
        self,
        store: Store,
        sides: Sequence[Side],
        rules: Rules,
        clock: Clock,
        report: Report,
        bounds: Bounds = UNBOUND,
    ) -> None:
        self._sides = {side.name: side for side in sides}
        self._rules = rules
        self._clock = clock
        self._report = report
        self._began = clock.monotonic()
        self._doubtful = bounds.doubtful
        self._minter = bounds.minter
        self._unsure = store.unsure()
        self._gate = bounds.gate
        self._whole = True
        self._skip: set[tuple[str, int]] = set()
        self._done: set[tuple[str, str]] = set()
        self._moving: set[int] = set()
        self._blocked: dict[tuple[str, int], frozenset[str]] = {}
        self.holding: dict[tuple[str, int], set[str]] = defaultdict(set)
        for side, item, name in bounds.holding:
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
        self._moving = self.unfinished | {action.item for action in actions}
        items = {brief.item.id: brief.item for brief in briefs}
        self.unfinished |= {one.item for one in actions if one.key in self._doubtful}
        actions = [one for one in actions if one.key not in self._doubtful]
        links = {brief.item.id: brief.links for brief in briefs}
        actions = self._guarded(actions, items, links)
        labelled = {one.item for one in actions if one.side == self._minter and one.effect}
        unnamed = {number for number in labelled if not items[number].label}
        # Whoever is about to be given an ID opens a channel of that name in the next round.
        actions = [a for a in actions if a.kind != "open_channel" or a.item not in unnamed]
        opening = {action.item for action in actions if action.kind == "open_channel"}
        return [
            action
            for action in actions
            if not (
                self._can_wait(action)
                and awaits_channel(items[action.item], links[action.item], opening)
            )
        ]

    def foreseen(self, briefs: Sequence[Brief]) -> list[Action]:
        """What the rounds of a cycle will come to, as far as can be told before the first.

        A record's rows wait for the channels that open, and then get their address as well.
        """
        first = self.plan(briefs)
        opening = {action.item for action in first if action.kind == "open_channel"}
        waiting = [replace(b, urls={**b.urls, SLACK: TO_COME}) for b in briefs
                   if b.item.id in opening]  # fmt: skip
        then = [
            action
            for brief in waiting
            for side in self._sides.values()
            for action in (self._for(side, brief) if side.is_record else ())
        ]
        return [
            a for a in first if a.item not in opening or not self._sides[a.side].is_record
        ] + then

    def _can_wait(self, action: Action) -> bool:
        """Whether an action had better go with the channel's address, in one call instead of two.

        A row that is known by its ID is given that first: a crash must find it.
        """
        side = self._sides[action.side]
        return side.is_record and (action.effect or not side.known_by_label)

    def _for(self, side: Side, brief: Brief) -> tuple[Action, ...]:
        number = brief.item.id
        lacking = gap(side, brief, self._rules.vocabulary, self.holding[side.name, number])
        if self.holding[side.name, number]:
            self.unfinished.add(number)
        above = brief.parent_links.get(side.name)
        if above is not None and above.wanted:
            self.unfinished.add(number)  # it may have to follow its incident to another page
        if lacking is None:
            return ()
        self._blocked[side.name, number] = frozenset(lacking.link.blocked if lacking.link else ())
        skipped = (side.name, number) in self._skip
        actions = () if skipped else side.plan(lacking)
        # A record that lacks something and plans nothing waits for something else to come first.
        if skipped or (side.is_record and not actions):
            self.unfinished.add(number)
        return actions

    def _guarded(
        self,
        actions: list[Action],
        items: Mapping[int, Item],
        links: Mapping[int, Mapping[str, Link]],
    ) -> list[Action]:
        """The actions that need not wait for a person; each successor was asked for by one."""
        opening = [
            (a, items[a.item])
            for a in actions
            if a.kind == "open_channel" and SLACK not in links[a.item]
        ]
        # What one round held back stays so, however few are left to ask for in the next.
        gate = replace(self._gate, before={*self._gate.before, *self.held})
        held = hold_channels(opening, self._rules, gate)
        self.held |= held
        self.unfinished |= {action.item for action, _ in opening if action.key in held}
        return [action for action in actions if action.key not in held]

    def run(self, numbers: Iterable[int], briefs: Briefs, memory: Memory) -> None:
        """Apply round after round until nothing is left to do for these items."""
        targets = set(numbers)
        for _ in range(MOST):
            told = briefs.of(targets) if targets else []
            actions = self.plan(told)
            if not actions:
                return
            past = {b.item.id for b in told if State.HISTORY in (b.item.state, _top(b).state)}
            self._apply(actions, past, memory)
            # Whoever lacked nothing lacks something now only if the incident it belongs to does.
            kin = {b.item.id for b in told if b.item.parent in self._moving}
            targets &= self._moving | kin
        self.unfinished |= targets

    def _apply(self, actions: Sequence[Action], past: Collection[int], memory: Memory) -> None:
        """What the records lack first: a row has its ID before its channel opens.

        The channels' actions are planned anew after that, since they may show the new row. ``past``
        are the items that are history: copying them comes last and goes on in the next cycle.
        """
        now = self._before_the_past(actions, past)
        of_records = [action for action in now if self._sides[action.side].is_record]
        for side in list(self._sides.values()):
            mine = [action for action in of_records or now if action.side == side.name]
            for batch in side.batches(mine):
                todo = [one for one in batch if self._may(one, past)]
                self.call(side, todo, memory, planned=True)

    def _before_the_past(
        self, actions: Sequence[Action], past: Collection[int]
    ) -> Sequence[Action]:
        """What comes first: history that is copied call by call lets all that goes on pass."""
        if all(action.item in past for action in actions):
            return actions
        mine = {name: [one for one in actions if one.side == name] for name in self._sides}
        slow = {name for name, some in mine.items() if len(self._sides[name].batches(some)) > 1}
        return [one for one in actions if one.item not in past or one.side not in slow]

    def _may(self, action: Action, past: Collection[int]) -> bool:
        """Whether there is time for the action, and nothing went wrong that it would meet again."""
        late = self._clock.monotonic() - self._began > COPYING_S
        if late and action.effect and action.item in past:
            self._skip.add((action.side, action.item))
            self.unfinished.add(action.item)
        return (action.side, action.item) not in self._skip

    def call(
        self, side: Side, batch: Sequence[Action], memory: Memory, *, planned: bool = False
    ) -> list[Outcome]:
        """Commit the intents, call, commit the outcomes; a failure is this batch's alone.

        Nothing is done on a side that became unusable, nor what is in doubt. What is ``planned``
        and new may be there already, where the store that knew of it was lost: that is looked up.
        """
        todo = [action for action in batch if action.key not in self._doubtful]
        if not todo or side.name not in self._sides:
            return []
        memory.intend(todo, self._clock.now())
        try:
            found = self._found(side, todo) if planned else []
            done = {outcome.action.key for outcome in found}
            outcomes = [*found, *side.apply([one for one in todo if one.key not in done])]
        except (Temporary, Permanent) as error:
            self._lose(side, error)
            outcomes = [Outcome(action, error=error) for action in todo]
        memory.outcomes(side, outcomes, self._clock.now())
        for outcome in outcomes:
            self._note(side, outcome)
        return outcomes

    def _found(self, side: Side, todo: Sequence[Action]) -> list[Outcome]:
        """What a side has of these already."""
        unsure = [one for one in todo if one.effect and one.item in self._unsure]
        found = [side.look_up(action, _EVER) for action in unsure]
        return [outcome for outcome in found if outcome is not None]

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
        if outcome.done and not action.effect:
            known = self._blocked.get((side.name, action.item), frozenset())
            fresh = {n: why for n, why in outcome.blocked.items() if n not in known}
            self._report.errors += [_blocked(action, name, why) for name, why in fresh.items()]
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


def _blocked(action: Action, name: str, why: str) -> Permanent:
    """A field that a side turned out not to be able to show; told once, then it is left alone."""
    return Permanent(
        f"{name} cannot be shown in {action.side}: {why}",
        where=f"{action.side} {action.ref}".strip(),
        remedy="Mend that; this field alone is left as it is there until it changes again.",
    )


def _top(brief: Brief) -> Item:
    """The incident that an item is, or belongs to."""
    return brief.parent or brief.item
