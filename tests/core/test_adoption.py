"""What follows once a record was read for the first time."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from incident_sync.core.plan import gap
from incident_sync.model.action import Brief
from incident_sync.model.fields import Kind
from incident_sync.model.item import State
from incident_sync.model.world import Decision
from incident_sync.sides.memory import MemorySide
from tests.core.worlds import (
    RULES,
    SIDES,
    WORDS,
    child,
    decided,
    item,
    linked,
    row,
    row_of,
    view,
    world,
)

LABELLED = replace(RULES, labelled=frozenset({"sheets"}))
NOBODY: frozenset[str] = frozenset()
OLD: dict[str, Any] = {"title": "Checkout fails", "status": "Resolved"}


def writes(made: Decision, number: int) -> dict[str, set[str]]:
    """The fields that would now be written of an item in each record that holds it."""
    links = {side: made.links[side, number] for side in SIDES if (side, number) in made.links}
    brief = Brief(made.items[number], links=links)
    found = {}
    for name in links:
        lacking = gap(MemorySide(name), brief, WORDS, ())
        if lacking is not None:
            found[name] = set(lacking.facets)
    return found


@pytest.mark.parametrize(
    ("sheet", "page"),
    [
        ({"summary": "Cards"}, {"summary": "Wallets"}), ({"summary": "Cards"}, {}),
        ({}, {"summary": "Wallets"}), ({"severity": "Major"}, {"severity": "Minor"}),
        ({"summary": "Cards"}, {"summary": "Cards", "severity": "Minor"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("later", [None, "sheets", "notion"])
@pytest.mark.parametrize("label", ["", "OLD-1"])
def test_where_two_records_differ_about_history_both_are_left_alone(
    sheet: dict[str, str], page: dict[str, str], later: str | None, label: str
) -> None:
    """Adopted in one look or one after the other, met by title or by ID: nothing is written."""
    rows = {
        "sheets": view("sheets", row("?1", label=label, **{**_EMPTY, **OLD, **sheet})),
        "notion": view("notion", row("page1", label=label, **{**_EMPTY, **OLD, **page})),
    }
    if later is None:
        for views in permutations(rows.values()):
            assert writes(decided(views, within=world(adopted=NOBODY)), 100) == {}
        return
    sooner = "notion" if later == "sheets" else "sheets"
    made = decided([rows[sooner]], within=world(adopted=NOBODY))
    known = world(list(made.items.values()), list(made.links.values()), adopted=frozenset({sooner}))
    after = decided([rows[later]], within=known)
    assert after.links[later, 100].ref == rows[later].rows[0].ref
    both = replace(after, items={**made.items, **after.items}, links={**made.links, **after.links})
    assert writes(both, 100) == {}


_EMPTY: dict[str, Any] = {"summary": None, "severity": None}


def test_the_difference_is_a_conflict_that_a_person_can_read() -> None:
    """Both values are kept, the system of record's word is the hub's, nobody is told in Slack."""
    views = [
        view("sheets", row("?1", summary="Cards", **OLD)),
        view("notion", row("page1", label="", summary="Wallets", **OLD)),
    ]
    for order in permutations(views):
        made = decided(order, within=world(adopted=NOBODY))
        (conflict,) = made.conflicts
        assert (conflict.field, conflict.winner) == ("summary", "sheets")
        assert dict(conflict.values) == {"sheets": "Cards", "notion": "Wallets"}
        assert made.items[100].value("summary") == "Cards"
        assert made.messages == []


def test_what_goes_on_is_brought_into_step() -> None:
    """The same difference in an active incident is merged like any other."""
    live = {**OLD, "status": "Fixing"}
    made = decided(
        [view("sheets", row("?1", summary="Cards", **live)),
         view("notion", row("page1", label="", summary="Wallets", **live))],
        within=world(adopted=NOBODY),
    )  # fmt: skip
    assert "summary" in writes(made, 100)["notion"]
    # Until that is written the page's word is one that had not seen the winner.
    assert made.links["notion", 100].baseline("summary").version < 1


def test_a_person_who_edits_history_after_that_reaches_the_other_record() -> None:
    """That field alone; the old difference stays."""
    made = decided(
        [view("sheets", row("?1", summary="Cards", **OLD)),
         view("notion", row("page1", label="", summary="Wallets", **OLD))],
        within=world(adopted=NOBODY),
    )  # fmt: skip
    (one,), links = made.items.values(), list(made.links.values())
    page = next(link for link in links if link.side == "notion")
    edited = row(
        "page1", digest="typed", label="", summary="Wallets", **{**OLD, "title": "Renamed"}
    )
    assert page.ref == edited.ref
    after = decided([view("notion", edited)], within=world([one], links))
    both = replace(after, links={**made.links, **after.links})
    assert writes(both, one.id) == {"sheets": {"title"}}


def test_history_gets_an_id_where_a_record_cannot_know_it_otherwise() -> None:
    """Once: the next look gives none."""
    made = decided(
        [view("sheets"), view("notion", row("page1", label="", **OLD))],
        within=world(adopted=NOBODY), rules=LABELLED,
    )  # fmt: skip
    (one,) = made.items.values()
    assert (one.label, one.number, one.state) == ("INC-1", 1, State.HISTORY)
    again = decided([view("sheets"), view("notion", present=["page1"])],
                    within=world([one], list(made.links.values())), rules=LABELLED)  # fmt: skip
    assert (again.items, again.counter) == ({}, 1)


def test_the_record_it_came_from_is_not_asked_to_show_that_id() -> None:
    """Its row of history stays byte by byte."""
    made = decided([view("sheets"), view("notion", row("page1", label="", **OLD))],
                   within=world(adopted=NOBODY), rules=LABELLED)  # fmt: skip
    assert writes(made, 100) == {}


@pytest.mark.parametrize(
    ("labelled", "adopted", "minter", "label"),
    [
        ({"sheets"}, {"sheets"}, "", "INC-1"),  # adopted before, and it lacks this one
        ({"sheets"}, set(), "", ""),  # away: it may hold it already
        (set(), {"sheets"}, "", ""),  # nobody needs one
        ({"notion"}, {"sheets"}, "", ""),  # the one that needs it holds it
        ({"sheets"}, {"sheets"}, "notion", ""),  # the record that mints gives it
    ],
)
def test_who_is_given_an_id(labelled: set[str], adopted: set[str], minter: str, label: str) -> None:
    """Only what a record will get a row for that is known by its ID."""
    rules = replace(RULES, labelled=frozenset(labelled))
    within = world(adopted=frozenset(adopted), minter=minter)
    made = decided([view("notion", row("page1", label="", **OLD))], within=within, rules=rules)
    assert made.items[100].label == label


def test_children_of_history_are_named_with_it() -> None:
    """F1 and F2 under their incident's new ID."""
    one = item(1, label="", state=State.HISTORY)
    kin = [replace(child(n, Kind.FOLLOW_UP, one, text="x"), label="") for n in (2, 3)]
    within = world([one, *kin], [linked(one, "notion", ref="page1")], adopted=frozenset({"notion"}))
    made = decided([view("sheets")], within=within, rules=LABELLED)
    assert [made.items[n].label for n in (1, 2, 3)] == ["INC-1", "INC-1-F1", "INC-1-F2"]


def test_all_that_a_new_record_lacks_is_marked() -> None:
    """What it holds is not."""
    both, here, gone = (item(n) for n in (1, 2, 3))
    links = [linked(one, "sheets") for one in (both, here, gone)]
    within = world([both, here, gone], links, adopted=frozenset({"sheets"}))
    page = replace(row_of(both, linked(both, "notion", ref="page1")), label="INC-1")
    made = decided([view("notion", page)], within=within)
    assert made.lacking == {2, 3}
    assert decided([view("notion", present=["page1"])], within=world([here])).lacking == set()
