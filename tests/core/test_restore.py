"""What of an incident counts as gone, and what asking for it marks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from incident_sync.core.plan import gap
from incident_sync.core.restore import Standing, standing, wanted
from incident_sync.model.action import Brief
from incident_sync.model.fields import Kind
from incident_sync.model.item import AGAIN, WANTED, Link, Reach, State
from incident_sync.sides.memory import MemorySide
from tests.core.worlds import RULES, WORDS, child, decided, item, linked, said, view, world

ONE = item(1)
OPEN = {side: linked(ONE, side) for side in ("slack", "sheets", "notion")}


def _with(side: str, **more: object) -> dict[str, Link]:
    return {**OPEN, side: replace(OPEN[side], **more)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("links", "values", "stands"),
    [
        (OPEN, {}, Standing((), ("sheets", "notion", "slack"))),
        (_with("sheets", reach=Reach.GONE), {}, Standing(("sheets",), ("notion", "slack"))),
        (_with("notion", missing=1), {}, Standing(("notion",), ("sheets", "slack"))),
        (_with("slack", reach=Reach.ARCHIVED), {}, Standing(("slack",), ("sheets", "notion"))),
        (_with("slack", reach=Reach.GONE), {}, Standing(("slack",), ("sheets", "notion"))),
        (
            _with("slack", reach=Reach.ARCHIVED),
            {"status": "Resolved"},
            Standing((), ("sheets", "notion"), "over"),
        ),
        (
            _with("slack", reach=Reach.GONE, notes={"private": "1"}),
            {},
            Standing((), ("sheets", "notion"), "private"),
        ),
        (
            _with("notion", reach=Reach.ARCHIVED),
            {},
            Standing((), ("sheets", "slack"), archived=("notion",)),
        ),
    ],
)
def test_what_counts_as_gone(
    links: dict[str, Link], values: dict[str, Any], stands: Standing
) -> None:
    """A row that was missed; a channel only of what goes on, and where all may read it."""
    assert standing(item(1, **values), links, (), RULES) == stands


def test_a_child_that_is_gone_is_gone_of_its_incident() -> None:
    """A follow-up's row may be put back, too."""
    kin = [{"sheets": linked(child(7, Kind.FOLLOW_UP, ONE, text="x"), reach=Reach.GONE)}]
    assert standing(ONE, OPEN, kin, RULES).gone == ("sheets",)


def test_an_incident_that_no_record_ever_had_is_added_where_it_is_detached() -> None:
    """So it is after a lost store: its row was deleted before, and nobody knows where it stood."""
    detached = item(1, state=State.DETACHED)
    assert standing(detached, {"slack": OPEN["slack"]}, (), RULES).gone == ("sheets", "notion")


def test_every_wish_has_a_number_of_its_own() -> None:
    """Asked for twice before it is there it is one wish; the next one is another."""
    first = wanted(linked(ONE, reach=Reach.GONE))
    assert (first.wanted, first.notes[AGAIN], wanted(first)) == (True, "2", first)
    there = replace(first, notes={**first.notes, WANTED: ""})
    assert wanted(there).notes[AGAIN] == "3"


def test_what_is_wanted_is_planned_as_another_one() -> None:
    """Without a link, so that all of it is written, under a key that ends in its number."""
    link = wanted(linked(ONE, missing=2))
    lacking = gap(MemorySide("sheets"), Brief(ONE, {"sheets": link}), WORDS, ())
    assert lacking is not None
    assert (lacking.link, lacking.former, lacking.turn) == (None, link, ".2")
    (action,) = MemorySide("sheets").plan(lacking)
    assert (action.key, action.effect) == ("sheets:1:add.2", True)
    assert set(action.facets) >= {"id", "title", "status"}


def test_a_closed_incident_gets_no_channel_however_much_it_was_wanted() -> None:
    """It was closed before its successor could be opened."""
    over = item(1, status="Resolved")
    link = wanted(linked(over, "slack", reach=Reach.ARCHIVED))
    slack = MemorySide("slack", is_record=False)
    assert gap(slack, Brief(over, {"slack": link}), WORDS, ()) is None


def test_asking_releases_what_was_held_and_takes_back_what_was_to_be_told() -> None:
    """The look of this very cycle let the row go; it is put back all the same."""
    two = item(2)
    links = [linked(ONE, missing=1), linked(two), linked(ONE, "slack"), linked(two, "slack")]
    look, rules = view("sheets", present=["INC-2"]), replace(RULES, records=("sheets",))
    made = decided([look], [said("restore")], world([ONE, two], links), rules)
    assert made.links["sheets", 1].wanted
    assert made.items[1].state is State.LIVE
    assert made.holding == set()
    assert [one.data["code"] for one in made.messages] == ["restoring"]
    assert [event.kind for event in made.events] == ["detached", "restored"]


def test_what_was_said_in_a_channel_that_gets_a_successor_stays_where_it_was() -> None:
    """The channel is followed by another one, its messages are not."""
    todo = child(7, Kind.FOLLOW_UP, ONE, text="x")
    links = [linked(ONE, "slack", reach=Reach.ARCHIVED), linked(todo, "slack", ref="C1:17.1")]
    asked = said("restore", "INC-1", ref="C9")
    made = decided([], [asked], within=world([ONE, todo], links))
    assert [(at, one.wanted) for at, one in made.links.items()] == [(("slack", 1), True)]
    assert made.lacking == {1, 7}


@pytest.mark.parametrize("may", ["little", "nothing"])
def test_who_may_not_ask_changes_nothing(may: str) -> None:
    """Full members put back."""
    links = [linked(ONE, reach=Reach.GONE), linked(ONE, "slack")]
    made = decided([], [said("restore", may=may)], within=world([ONE], links))
    assert (made.links, made.lacking) == ({}, set())
