"""What must hold after any script, whatever happened in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, State
from incident_sync.model.values import decode, meaning
from tests.engine.play import FIELDS, Play
from tests.engine.world import EDITED, WORDS, World


def check(play: Play) -> None:
    """Every law at once, the quiet one last: it looks once more."""
    check_one_each(play)
    check_nothing_twice(play)
    check_converged(play)
    check_history_untouched(play)
    check_nothing_lost(play)
    check_nothing_invented(play)
    check_idle(play.world)
    assert play.world.store.verify() == []


def check_one_each(play: Play) -> None:
    """Each incident of the story is one of ours, and stands once on a side at most."""
    world = play.world
    for name, side in world.sides.items():
        linked = list(world.refs(name).values())
        assert set(side.entries) <= set(linked), f"{name} shows what nobody knows"
        labels = [entry.label for entry in side.entries.values() if entry.label]
        assert len(labels) == len(set(labels)), f"{name} shows an incident twice: {labels}"
    known = world.store.count(Kind.INCIDENT)
    told = {play.people[place] for place in play.read}
    assert len(told) <= known <= len(told) + len(told & play.loose)


def check_nothing_twice(play: Play) -> None:
    """No effect was done twice, but where nobody could see that it was done."""
    for side in play.world.sides.values():
        done = Counter(side.effects)
        twice = [key for key, times in done.items() if times > 1 + play.unseen[key]]
        assert twice == [], f"done twice in {side.name}"


def check_converged(play: Play) -> None:
    """What goes on is the same everywhere; history is in every record, with each edit of it."""
    world, shown = play.world, play.world.shown()
    edited = fields_of(play, play.since)
    for item in world.store.all(Kind.INCIDENT):
        for side in world.sides.values():
            here = shown[side.name].get(item.id)
            if here is None:
                check_may_lack(world, side.name, item)
                continue
            mine = play.first.get((side.name, world.refs(side.name)[item.id]), {})
            for name in FIELDS:
                left = item.state is State.HISTORY and mine
                if not left or (item.id, name) in edited:
                    assert here[name] == meaning(item.value(name)), f"{side.name} {name}"
            if item.state is State.LIVE:
                assert side.entries[world.refs(side.name)[item.id]].label == item.label


def check_may_lack(world: World, name: str, item: Item) -> None:
    """A side lacks an incident only where people took it away, or it needs no channel."""
    side = world.sides[name]
    if not side.is_record:
        live = item.state is State.LIVE and WORDS.is_active(item.value("status"))
        assert not live, f"no channel for {item.label}"
    elif item.state is not State.DETACHED:
        assert world.refs(name).get(item.id) in side.taken, f"{name} lacks {item.label or item.id}"


def fields_of(play: Play, cells: set[tuple[str, str, str]]) -> set[tuple[int, str]]:
    """Which fields of which items these cells are."""
    owners = {(side, ref): item for side in play.world.sides
              for item, ref in play.world.refs(side).items()}  # fmt: skip
    return {(owners[side, ref], name) for side, ref, name in cells if (side, ref) in owners}


def check_history_untouched(play: Play) -> None:
    """What a record held of history it holds still, but where a person edited it anywhere."""
    edited, world = fields_of(play, play.edited | set(play.unread)), play.world
    for item in world.store.all(Kind.INCIDENT):
        for name, ref in [(side, world.refs(side).get(item.id, "")) for side in world.sides]:
            mine = play.first.get((name, ref))
            if item.state is not State.HISTORY or mine is None:
                continue
            entry = world.sides[name].entries.get(ref) or world.sides[name].taken[ref]
            now = {field: meaning(value) for field, value in entry.values.items()}
            moved = {field for field in mine | now if mine.get(field, "") != now.get(field, "")}
            assert {(item.id, field) for field in moved} <= edited, f"{name} {ref}: {moved}"
            assert (entry.label, entry.channel) == (play.labels[name, ref], "")


def check_idle(world: World) -> None:
    """A cycle in which nobody did anything does nothing."""
    before = {name: repr(side.entries) for name, side in world.sides.items()}
    report = world.cycle()
    assert report.actions == []
    assert report.edits == []
    assert {name: repr(side.entries) for name, side in world.sides.items()} == before


def check_nothing_lost(play: Play) -> None:
    """Whatever was typed is in history, but what its own author replaced before anybody read it."""
    known = _values_in_history(play.world)
    for side, _, name, mark in play.typed.values:
        if EDITED[name]:
            continue  # a word may be typed twice: only unique values tell who was lost
        assert mark in known or mark in play.typed.replaced, f"{mark} typed in {side} is lost"


def check_nothing_invented(play: Play) -> None:
    """No side shows what nobody typed."""
    typed = {mark for *_, mark in play.typed.values} | {""}
    words = {meaning(word) for word in (*WORDS.status.words, *WORDS.severity.words)}
    for side in play.world.sides.values():
        for entry in side.entries.values():
            for name in FIELDS:
                mark = meaning(entry.values.get(name))
                assert mark in typed | words, f"{side.name} shows {mark}, which nobody typed"


def _values_in_history(world: World) -> set[str]:
    found: set[str] = set()
    for _, values in world.store.history(limit=100_000):
        for data in values.values():
            found |= _meanings(data)
    return found


def _meanings(data: Any) -> set[str]:
    if isinstance(data, dict) and not set(data) & {"person", "at", "on"}:
        return {mark for one in data.values() for mark in _meanings(one)}
    if isinstance(data, list):
        return set()
    return {meaning(decode(data))}
