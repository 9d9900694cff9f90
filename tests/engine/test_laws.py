"""The laws of the cycle, over random scripts of people's edits, absences and deaths."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st

from incident_sync.model.fields import Kind
from incident_sync.model.item import State
from incident_sync.model.people import Person
from incident_sync.model.values import Value, decode, meaning
from tests.engine.world import EDITED, WORDS, Killed, World

EXAMPLES = 1000
PARTS = 4
"""The examples are played in so many tests, so that they can run beside each other."""
SIDES = ("slack", "a", "b")
FIELDS = tuple(EDITED)

# A step is a burst of edits made before anybody mirrors, then one cycle: bursts are what conflict.
edit = st.tuples(
    st.just("edit"), st.sampled_from(SIDES), st.integers(0, 2), st.sampled_from(FIELDS),
    st.integers(0, 4),
)  # fmt: skip
clash = st.tuples(
    st.just("clash"), st.permutations(SIDES), st.integers(0, 2), st.sampled_from(FIELDS)
)
create = st.tuples(st.just("create"), st.sampled_from(SIDES))
away = st.tuples(st.just("away"), st.sampled_from(SIDES), st.booleans())
die = st.tuples(st.just("die"), st.integers(0, 6))
burst = st.lists(st.one_of(edit, edit, clash, create, away, die), min_size=1, max_size=4)
scripts = st.tuples(
    st.lists(st.sampled_from(SIDES), min_size=1, max_size=3),
    st.lists(burst, min_size=1, max_size=3),
)


@dataclass
class Typed:
    """Everything a person typed, and what of it was replaced at once by the same hand."""

    values: list[tuple[str, str, str]] = field(default_factory=list)  # side, field, meaning
    waiting: dict[tuple[str, str, str], str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, side: str, ref: str, name: str, value: Value) -> None:
        mark = meaning(value)
        place = (side, ref, name)
        if place in self.waiting:
            self.replaced.add(self.waiting[place])
        self.waiting[place] = mark
        self.values.append((side, name, mark))


class Play:
    """One script, played."""

    def __init__(self, stats: Counter[str]) -> None:
        self.world = World(("a", "b"))
        self.typed = Typed()
        self.stats = stats
        self.made: set[str] = set()

    def create(self, side: str) -> None:
        title = self.world.value("title", 0)
        ref = self.world.sides[side].add(title=title)
        self.typed.add(side, ref, "title", title)
        self.made.add(side)

    def edit(self, side: str, which: int, name: str, pick: int) -> None:
        entries = self.world.sides[side].entries
        if entries:
            ref = list(entries)[which % len(entries)]
            value = self.world.value(name, pick)
            self.world.sides[side].type(ref, name, value)
            self.typed.add(side, ref, name, value)
            self.stats[f"{name} in {side}"] += 1

    def clash(self, sides: list[str], which: int, name: str) -> None:
        """Two people change one field of one incident on two sides at once."""
        known = sorted(self.world.refs(sides[0]).keys() & self.world.refs(sides[1]).keys())
        for pick, side in enumerate(sides[:2] if known else ()):
            entries = list(self.world.sides[side].entries)
            ref = self.world.refs(side)[known[which % len(known)]]
            self.edit(side, entries.index(ref), name, which + pick)

    def step(self, one: tuple[Any, ...]) -> None:
        match one:
            case ("edit", side, which, name, pick):
                self.edit(side, which, name, pick)
            case ("clash", sides, which, name):
                self.clash(sides, which, name)
            case ("create", side):
                self.create(side)
            case ("away", side, gone):
                self.world.sides[side].away = gone
            case ("die", calls):
                self.world.fuse[:] = [calls]

    def cycle(self) -> None:
        try:
            self.world.cycle()
        except Killed:
            self.stats["deaths"] += 1
        here = {name for name, side in self.world.sides.items() if not side.away}
        for place in [place for place in self.typed.waiting if place[0] in here]:
            del self.typed.waiting[place]

    def come_home(self) -> None:
        """All sides are back and nothing more goes wrong: two cycles must be enough."""
        self.world.fuse.clear()
        for side in self.world.sides.values():
            side.away = False
        self.cycle()
        self.cycle()


def _values_in_history(world: World) -> set[str]:
    found: set[str] = set()
    for entry, values in world.store.history(limit=100_000):
        del entry
        for data in values.values():
            found |= _meanings(data)
    return found


def _meanings(data: Any) -> set[str]:
    if isinstance(data, dict) and not set(data) & {"person", "at", "on"}:
        return {mark for one in data.values() for mark in _meanings(one)}
    if isinstance(data, list):
        return set()
    return {meaning(decode(data))}


def _check_converged(world: World) -> None:
    shown = world.shown()
    for item in world.store.all(Kind.INCIDENT):
        if item.state is not State.LIVE:
            continue
        agreed = {name: meaning(item.value(name)) for name in FIELDS}
        for side in world.sides.values():
            if item.id not in shown[side.name]:
                assert not side.is_record, f"{side.name} lacks {item.label}"
                assert not WORDS.is_active(item.value("status")), f"no channel for {item.label}"
                continue
            here = shown[side.name][item.id]
            assert {name: here[name] for name in FIELDS} == agreed, side.name


def _check_one_each(world: World) -> None:
    for side in world.sides.values():
        labels = [entry.label for entry in side.entries.values()]
        assert "" not in labels
        assert len(labels) == len(set(labels)), f"{side.name} shows an incident twice: {labels}"


def _check_nothing_twice(world: World) -> None:
    for side in world.sides.values():
        twice = [key for key, times in Counter(side.effects).items() if times > 1]
        assert twice == [], f"done twice in {side.name}"


def _check_idle(world: World) -> None:
    before = {name: repr(side.entries) for name, side in world.sides.items()}
    report = world.cycle()
    assert report.actions == []
    assert report.edits == []
    assert {name: repr(side.entries) for name, side in world.sides.items()} == before


def _check_nothing_lost(play: Play) -> None:
    known = _values_in_history(play.world)
    for side, name, mark in play.typed.values:
        if EDITED[name]:
            continue  # a word may be typed twice: only unique values tell who was lost
        assert mark in known or mark in play.typed.replaced, f"{mark} typed in {side} is lost"


def _check_nothing_invented(play: Play) -> None:
    typed = {mark for _, _, mark in play.typed.values} | {""}
    words = {meaning(word) for word in (*WORDS.status.words, *WORDS.severity.words)}
    for side in play.world.sides.values():
        for entry in side.entries.values():
            for name in FIELDS:
                mark = meaning(entry.values.get(name))
                assert mark in typed | words, f"{side.name} shows {mark}, which nobody typed"


@pytest.mark.parametrize("part", range(PARTS))
def test_laws_of_the_cycle_hold_for_any_script(part: int) -> None:
    """Whatever people do, sides converge, nothing is lost, doubled or made up, quiet is quiet."""
    stats: Counter[str] = Counter()

    @seed(part)
    @settings(
        max_examples=EXAMPLES // PARTS,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(scripts)
    def law(script: tuple[list[str], list[list[tuple[Any, ...]]]]) -> None:
        stats["examples"] += 1
        play = Play(stats)
        play.cycle()
        for side in script[0]:
            play.create(side)
        play.cycle()
        for some in script[1]:
            for one in some:
                play.step(one)
            play.cycle()
        play.come_home()
        _check_one_each(play.world)
        _check_nothing_twice(play.world)
        _check_converged(play.world)
        _check_nothing_lost(play)
        _check_nothing_invented(play)
        _check_idle(play.world)
        assert play.world.store.verify() == []
        if play.world.store.conflicts(open_only=False):
            event("holds a conflict")
            stats["conflict"] += 1
        if len(play.made) > 1:
            event("creations on two sides")
            stats["two creators"] += 1
        play.world.close()

    law()
    print(f"\n{dict(stats)}")  # noqa: T201 - the counts that the floor below is held against
    assert stats["examples"] >= EXAMPLES // PARTS
    assert stats["conflict"] >= 0.25 * stats["examples"]
    assert stats["two creators"] >= 0.10 * stats["examples"]
    assert stats["deaths"] >= 0.05 * stats["examples"]
    missing = [f"{name} in {side}" for name in FIELDS for side in SIDES
               if not stats[f"{name} in {side}"]]  # fmt: skip
    assert missing == []


def test_a_person_is_the_same_by_whatever_name() -> None:
    """A lead typed as e-mail, handle or name is one person; a stranger stays as typed."""
    world = World()
    assert meaning(Person("Sam", slack="U1")) == meaning(Person("Samuel", slack="U1"))
    assert meaning(Person("x", email="S@x.example")) == meaning(Person("y", email="s@x.example"))
    assert meaning(Person(" Sam  Lee ")) == meaning(Person("sam lee"))
    world.close()
