"""Random scripts of what people, networks and power cuts do, and the playing of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from incident_sync.model.values import Value, meaning
from tests.engine.world import EDITED, WORDS, Killed, World

SIDES = ("slack", "a", "b")
RECORDS = ("a", "b")
FIELDS = tuple(EDITED)


@dataclass(frozen=True)
class Start:
    """An incident that records hold before anybody mirrors them: ``where`` is "a", "b" or both.

    ``same`` is what tells that both speak of one: an ID, a title and a day, or a title. ``past``
    is over; in ``differs`` the two records say different things.
    """

    where: str
    past: bool
    same: str
    differs: str


@dataclass(frozen=True)
class Script:
    """One story. An absence is (side, first cycle, how many cycles).

    ``hands`` are an edit on each side; where it is ``mended``, rows are put back at last.
    """

    labelled: bool
    mended: bool
    starts: list[Start]
    absences: list[tuple[str, int, int]]
    creators: list[str]
    hands: tuple[tuple[Any, ...], ...]
    bursts: list[list[tuple[Any, ...]]]


def edits_in(side: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Somebody types one value there."""
    return st.tuples(
        st.just("edit"), side, st.integers(0, 3), st.sampled_from(FIELDS), st.integers(0, 4)
    )


edit = edits_in(st.sampled_from(SIDES))
clash = st.tuples(
    st.just("clash"), st.permutations(SIDES), st.integers(0, 2), st.sampled_from(FIELDS)
)
create = st.tuples(st.just("create"), st.sampled_from(SIDES))
delete = st.tuples(st.just("delete"), st.sampled_from(RECORDS), st.integers(0, 3))
put_back = st.tuples(st.just("put back"), st.sampled_from(RECORDS))
restore = st.tuples(st.just("restore"), st.sampled_from(RECORDS))
die = st.tuples(st.just("die"), st.integers(0, 6))
# A burst is what is done before anybody mirrors again: bursts are what conflict.
burst = st.lists(
    st.one_of(edit, edit, clash, create, delete, put_back, restore, die), min_size=1, max_size=4
)
starts = st.builds(
    Start,
    st.sampled_from(["a", "b", "ab", "ab"]),
    st.sampled_from([True, True, False]),
    st.sampled_from(["id", "day", "title"]),
    st.sampled_from(["", "summary", "severity", "customer_update"]),
)
absence = st.tuples(st.sampled_from(SIDES), st.integers(0, 3), st.sampled_from([1, 2, 3, 4, 0]))
scripts = st.builds(
    Script,
    st.booleans(),
    st.booleans(),
    st.lists(starts, max_size=2),
    st.lists(absence, min_size=1, max_size=2),
    st.lists(st.sampled_from(SIDES), min_size=1, max_size=2),
    st.tuples(*(edits_in(st.just(side)) for side in SIDES)),
    st.lists(burst, min_size=1, max_size=3),
)


@dataclass
class Typed:
    """Everything a person typed, and what of it was replaced or deleted before anybody read it."""

    values: list[tuple[str, str, str, str]] = field(default_factory=list)  # side, ref, field, mark
    waiting: dict[tuple[str, str, str], str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, side: str, ref: str, name: str, value: Value) -> None:
        """Somebody typed it."""
        place = (side, ref, name)
        if place in self.waiting:
            self.replaced.add(self.waiting[place])
        self.waiting[place] = meaning(value)
        self.values.append((*place, meaning(value)))

    def delete(self, side: str, ref: str) -> None:
        """Somebody deleted the row that it stood in."""
        gone = [place for place in self.waiting if place[:2] == (side, ref)]
        self.replaced |= {self.waiting[place] for place in gone}

    def read(self, here: set[str]) -> None:
        """These sides were read."""
        for place in [place for place in self.waiting if place[0] in here]:
            del self.waiting[place]


class Play:
    """One script, played.

    ``first`` is what the records held at first, by (side, ref); ``people`` the rows that people
    made and which story incident each is, ``read`` those of them that were ever read; ``loose`` the
    incidents that may rightly have become two, since their rows were not recognisable as one.
    ``edited`` are the cells that people changed after a first look, ``since`` those of them that
    were changed when both records were known, ``unread`` those that nobody read yet. ``restored``
    are labels of rows that somebody asked us to put back, so that nobody does it by hand;
    ``unseen`` counts the effects whose result people deleted before we knew of it.
    """

    def __init__(self, script: Script, stats: Counter[str]) -> None:
        self.script = script
        self.world = World(RECORDS, labelled=frozenset("b" if script.labelled else ""))
        self.typed = Typed()
        self.stats = stats
        self.used: set[str] = set()
        self.away: set[str] = set()
        self.first: dict[tuple[str, str], dict[str, str]] = {}
        self.labels: dict[tuple[str, str], str] = {}
        self.people: dict[tuple[str, str], str] = {}
        self.read: set[tuple[str, str]] = set()
        self.loose: set[str] = set()
        self.edited: set[tuple[str, str, str]] = set()
        self.since: set[tuple[str, str, str]] = set()
        self.deleted = False
        self.restored: set[str] = set()
        self.unseen: Counter[str] = Counter()
        self.unread: dict[tuple[str, str, str], str] = {}
        self._adopted: set[str] = set()
        self._cycles = 0

    def play(self) -> None:
        """From the first look to the last quiet one but one."""
        for number, one in enumerate(self.script.starts):
            self._start(number, one)
        self._cycle()
        for side in self.script.creators:
            self._create(side)
        self._cycle()
        hands = dict(enumerate(self.script.hands))
        for number, some in enumerate(self.script.bursts):
            last = number + 1 == len(self.script.bursts)
            mine = hands.values() if last else [hands.pop(number)]
            for hand in mine:
                self._step(hand if self.world.sides[hand[1]].entries else ("create", hand[1]))
            for step in some:
                self._step(step)
            self._cycle()
        self._come_home()

    def _start(self, number: int, one: Start) -> None:
        words = WORDS.closed if one.past else WORDS.active
        values: dict[str, Value] = {
            "title": f"first {number}", "status": words[number % len(words)], "severity": "Minor",
            "summary": f"first summary {number}",
            "reported_at": None if one.same == "title" else date(2026, 11, 1 + number),
        }  # fmt: skip
        for side in one.where:
            mine = dict(values)
            if side == "b" and one.differs:
                mine[one.differs] = "Major" if one.differs == "severity" else f"other {number}"
            label = f"OLD-{number}" if one.same == "id" else ""
            ref = self.world.sides[side].add(label, **mine)
            self.first[side, ref] = {name: meaning(value) for name, value in mine.items()}
            self.labels[side, ref] = label
            self.people[side, ref] = f"first {number}"
            self.used.add(side)
            for name, value in mine.items():
                if value is not None and name in EDITED:
                    self.typed.add(side, ref, name, value)
            if one.past:
                self.stats["history at first"] += 1
        if len(one.where) > 1:
            self.stats["in both at first"] += 1

    def _create(self, side: str) -> None:
        title = self.world.value("title", 0)
        ref = self.world.sides[side].add(title=title)
        self.typed.add(side, ref, "title", title)
        self.people[side, ref] = str(title)
        self.used.add(side)
        self.stats["created"] += 1

    def _edit(self, side: str, which: int, name: str, pick: int) -> None:
        entries = self.world.sides[side].entries
        if entries:
            ref = list(entries)[which % len(entries)]
            value = self.world.value(name, pick)
            self.unread.setdefault((side, ref, name), meaning(entries[ref].values.get(name)))
            self.world.sides[side].type(ref, name, value)
            self.typed.add(side, ref, name, value)
            self.used.add(side)
            self.stats[f"{name} in {side}"] += 1
            if name == "title" and not set(RECORDS) <= self._adopted:
                self._loosen(self.people.values())

    def _clash(self, sides: list[str], which: int, name: str) -> None:
        """Two people change one field of one incident on two sides at once."""
        one, two = (
            {item: ref for item, ref in self.world.refs(side).items()
             if ref in self.world.sides[side].entries}
            for side in sides[:2]
        )  # fmt: skip
        known = sorted(one.keys() & two.keys())
        for pick, (side, refs) in enumerate(zip(sides, (one, two), strict=False) if known else ()):
            entries = list(self.world.sides[side].entries)
            self._edit(side, entries.index(refs[known[which % len(known)]]), name, which + pick)

    def _delete(self, side: str, which: int) -> None:
        entries = self.world.sides[side].entries
        if entries:
            ref = list(entries)[which % len(entries)]
            self.unseen.update(self._in_doubt(side, ref))
            self.world.sides[side].take_away(ref)
            self.typed.delete(side, ref)
            self.deleted = True
            self.stats["deleted"] += 1

    def _in_doubt(self, side: str, ref: str) -> list[str]:
        """The effect that made it, while nobody knows yet that it did."""
        doubted = {action.key for action, _ in self.world.store.effects("intended")}
        made = self.world.sides[side].made
        return [key for key, one in made.items() if one == ref and key in doubted]

    def _put_back(self, side: str) -> None:
        for ref, one in list(self.world.sides[side].taken.items()):
            if one.label not in self.restored:
                self.world.sides[side].put_back(ref)
                self.stats["put back"] += 1

    def _restore(self, side: str) -> None:
        """Somebody asks us to put back what was deleted last."""
        taken = [one.label for one in self.world.sides[side].taken.values() if one.label]
        if taken:
            self.world.asks("restore", taken[-1])
            self.restored.add(taken[-1])
            self.stats["restored"] += 1

    def _step(self, one: tuple[Any, ...]) -> None:
        match one:
            case ("edit", side, which, name, pick):
                self._edit(side, which, name, pick)
            case ("clash", sides, which, name):
                self._clash(sides, which, name)
            case ("create", side):
                self._create(side)
            case ("delete", side, which):
                self._delete(side, which)
            case ("put back", side):
                self._put_back(side)
            case ("restore", side):
                self._restore(side)
            case ("die", calls):
                self.world.fuse[:] = [calls]

    def _cycle(self, *, at_home: bool = False) -> None:
        gone = {
            side
            for side, start, length in self.script.absences
            if start <= self._cycles < start + length and not at_home
        }
        for name, side in self.world.sides.items():
            side.away = name in gone
        self.away |= gone
        self._cycles += 1
        self._see(set(SIDES) - gone)
        try:
            self.world.cycle()
        except Killed:
            self.stats["deaths"] += 1

    def _see(self, here: set[str]) -> None:
        """These sides are read now."""
        self.typed.read(here)
        for side in sorted(here - self._adopted):
            self._meet(side)
        for side, ref in [place for place in self.people if place[0] in here]:
            if ref in self.world.sides[side].entries and (side, ref) not in self.read:
                self.read.add((side, ref))
                if (side, ref) in self.first and side in self._adopted:
                    self._loosen([self.people[side, ref]])
        for place in [place for place in self.unread if place[0] in here]:
            entry = self.world.sides[place[0]].entries.get(place[1])
            if entry is not None and self.unread.pop(place) != meaning(entry.values[place[2]]):
                self.edited.add(place)
                if set(RECORDS) <= self._adopted:
                    self.since.add(place)
        self._adopted |= here

    def _meet(self, side: str) -> None:
        """It is read for the first time: what was typed until now is how it always was."""
        for place in [place for place in self.unread if place[:2] in self.first]:
            if place[0] == side:
                del self.unread[place]
        here = self.world.sides[side]
        for ref, entry in (here.entries | here.taken).items():
            if (side, ref) in self.first:
                said = {name: meaning(value) for name, value in entry.values.items()}
                self.first[side, ref] = said

    def _loosen(self, names: Iterable[str]) -> None:
        """Titles tell no longer, or not at that time, that two rows are one; an ID still does."""
        known = {self.people[place] for place, label in self.labels.items() if label}
        self.loose |= set(names) - known

    def _come_home(self) -> None:
        """All sides are back and nothing more goes wrong: two cycles must be enough.

        A row counts as gone only after a second look, so after deletions it is three.
        """
        self.world.fuse.clear()
        for side in RECORDS if self.script.mended else ():
            self._put_back(side)
        for _ in range(3 if self.deleted else 2):
            self._cycle(at_home=True)
