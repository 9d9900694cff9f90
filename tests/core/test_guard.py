"""What is too much at once: the thresholds by hand and as laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incident_sync.core.guard import Gate, hold_channels, too_many
from incident_sync.core.held import guard_of
from incident_sync.model.action import Action
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, State
from incident_sync.model.world import Guard
from tests.core.worlds import (
    NOW,
    RULES,
    child,
    decided,
    item,
    linked,
    row_of,
    said,
    told,
    value_of,
    view,
    world,
)


@pytest.mark.parametrize(
    ("count", "total", "held"),
    [
        (0, 0, False), (1, 2, False), (1, 100, False), (2, 100, False), (10, 100, False),
        (11, 100, True), (2, 10, True), (1, 10, False), (2, 19, True), (2, 20, False), (3, 3, True),
        (2, 2, True), (3, 29, True), (3, 30, False),
    ],
)  # fmt: skip
def test_more_than_one_and_more_than_a_tenth_is_too_many(
    count: int, total: int, held: bool
) -> None:
    """More than max(1, 10 %) of a record's rows."""
    assert too_many(count, total, 0.10) is held


@given(total=st.integers(2, 2000), percent=st.integers(1, 99))
@example(total=100, percent=29)
def test_a_share_is_exact(total: int, percent: int) -> None:
    """Just the share passes, one more does not, whatever binary fractions make of it."""
    allowed = max(1, total * percent // 100)
    assert not too_many(allowed, total, percent / 100) or allowed == total
    assert too_many(allowed + 1, total, percent / 100)


def test_a_row_counts_as_gone_after_two_complete_looks() -> None:
    """The first look that misses it only opens the suspicion: nothing is written to the row."""
    one = item(1)
    other = [item(n) for n in (2, 3)]
    links = [linked(each) for each in (one, *other)]
    first = decided(
        [view("sheets", present=["INC-2", "INC-3"])], within=world([one, *other], links)
    )
    assert first.links["sheets", 1].missing == 1
    assert ("sheets", 1, "*") in first.holding
    assert first.items == {}
    again = world([one, *other], [first.links["sheets", 1], *links[1:]])
    second = decided([view("sheets", present=["INC-2", "INC-3"])], within=again)
    assert second.items[1].state is State.DETACHED
    assert [event.kind for event in second.events] == ["detached"]
    assert [data["code"] for data in told(second, "told")] == ["detached"]


def test_a_row_that_is_seen_again_is_not_suspected_any_more() -> None:
    """One look that missed it is forgotten by the next that finds it changed."""
    one, other = item(1), item(2)
    link = linked(one, missing=1)
    made = decided(
        [view("sheets", row_of(one, link, severity="Major"), present=["INC-1", "INC-2"])],
        within=world([one, other], [link, linked(other)]),
    )
    assert made.links["sheets", 1].missing == 0


def test_a_partial_look_suspects_nobody() -> None:
    """What was not read whole says nothing about what is not in it."""
    one = item(1)
    made = decided([view("sheets", whole=frozenset())], within=world([one], [linked(one)]))
    assert (made.links, made.holding) == ({}, set())


@pytest.mark.parametrize(
    ("total", "gone", "held"), [(20, 2, 0), (20, 3, 3), (5, 1, 0), (5, 2, 2), (1, 1, 1)]
)
def test_too_many_rows_gone_are_held_together(total: int, gone: int, held: int) -> None:
    """Held above max(1, 10 %), and where nothing would remain: then nobody is detached."""
    items = [item(number) for number in range(1, total + 1)]
    links = [linked(one, missing=1 if one.id <= gone else 0) for one in items]
    made = decided(
        [view("sheets", present=[link.ref for link in links[gone:]])], within=world(items, links)
    )
    assert len(made.held) == held
    detached = [number for number, one in made.items.items() if one.state is State.DETACHED]
    assert len(detached) == gone - held


def test_what_was_approved_passes_and_nothing_else() -> None:
    """Three rows of five are gone, one of them is approved."""
    items = [item(number) for number in range(1, 6)]
    links = [linked(one, missing=1 if one.id <= 3 else 0) for one in items]
    within = world(items, links, approved=frozenset({"sheets:2:detach"}))
    made = decided([view("sheets", present=["INC-4", "INC-5"])], within=within)
    assert {n for n, one in made.items.items() if one.state is State.DETACHED} == {2}
    assert set(made.held) == {"sheets:1:detach", "sheets:3:detach"}


def test_a_detached_incident_is_not_told_of_again() -> None:
    """Its row stays gone; that is known."""
    one, other = item(1, state=State.DETACHED), item(2)
    within = world([one, other], [linked(one, missing=2), linked(other)])
    made = decided([view("sheets", present=["INC-2"])], within=within)
    assert (made.items, made.messages, made.events) == ({}, [], [])


def test_the_last_row_is_never_let_go_unasked() -> None:
    """Rows that went one by one leave one that waits for a person."""
    gone, last = item(1, state=State.DETACHED), item(2)
    within = world([gone, last], [linked(gone, missing=2), linked(last, missing=1)])
    made = decided([view("sheets", present=[])], within=within)
    assert set(made.held) == {"sheets:2:detach"}
    assert made.items == {}


def test_a_child_that_is_gone_is_detached_without_a_word() -> None:
    """A deleted follow-up is nobody's alarm."""
    one = item(1)
    todo = child(7, Kind.FOLLOW_UP, one, text="x")
    within = world([one, todo], [linked(one), linked(todo, missing=1)])
    look = view("sheets", present=["INC-1"], whole=frozenset(Kind))
    made = decided([replace(look, present={Kind.INCIDENT: frozenset({"INC-1"})})], within=within)
    assert made.items[7].state is State.DETACHED
    assert made.messages == []


def test_a_row_that_comes_back_is_mirrored_again() -> None:
    """Whoever puts the row back wants the incident in it."""
    one = item(1, state=State.DETACHED)
    link = linked(one, missing=2, digest="old")
    within = world([one], [link, linked(one, "slack")])
    made = decided([view("sheets", row_of(one, replace(link, digest="new")))], within=within)
    assert made.items[1].state is State.LIVE
    assert made.links["sheets", 1].missing == 0


@pytest.mark.parametrize(
    ("total", "cleared", "held"), [(20, 2, 0), (20, 3, 3), (4, 1, 0), (4, 2, 2), (1, 1, 0)]
)
def test_too_many_values_cleared_are_held(total: int, cleared: int, held: int) -> None:
    """Somebody emptied a column: nothing is taken over, and the rest of the rows is."""
    items = [item(number, summary="Something") for number in range(1, total + 1)]
    links = [linked(one) for one in items]
    rows = [row_of(items[n], links[n], summary=None) for n in range(cleared)]
    rows += [row_of(items[-1], links[-1], title="Edited")] if total > cleared else []
    look = view("sheets", *rows, present=[link.ref for link in links])
    made = decided([look], within=world(items, links))
    assert len(made.held) == held
    assert sum(value_of(made, one, "summary") is None for one in items) == cleared - held
    assert total == cleared or value_of(made, items[-1], "title") == "Edited"
    for number in range(1, held + 1):
        assert ("sheets", number, "summary") in made.holding
        assert made.links["sheets", number].digest == ""


def test_an_emptied_column_is_counted_by_field() -> None:
    """Two fields of one row are two rows' worth of nothing."""
    items = [item(number, summary="x", customer_update="y") for number in range(1, 21)]
    links = [linked(one) for one in items]
    rows = [row_of(items[n], links[n], summary=None, customer_update=None) for n in range(2)]
    made = decided(
        [view("sheets", *rows, present=[one.ref for one in links])], within=world(items, links)
    )
    assert made.held == {}


def test_what_slack_clears_is_never_held() -> None:
    """The guard is for registers, where one key press empties a column."""
    items = [item(number, summary="x") for number in (1, 2)]
    links = [linked(one, "slack") for one in items]
    rows = [row_of(one, link, summary=None) for one, link in zip(items, links, strict=True)]
    made = decided([view("slack", *rows)], within=world(items, links))
    assert made.held == {}


def test_approved_clearings_are_taken_over() -> None:
    """A person said that the column is meant to be empty."""
    items = [item(number, summary="x") for number in range(1, 4)]
    links = [linked(one) for one in items]
    rows = [row_of(one, link, summary=None) for one, link in zip(items, links, strict=True)]
    approved = frozenset(f"sheets:{n}:clear:summary" for n in (1, 2, 3))
    made = decided([view("sheets", *rows)], within=world(items, links, approved=approved))
    assert made.held == {}
    assert [value_of(made, one, "summary") for one in items] == [None, None, None]


def opening(*numbers: int, origin: str = "sheets") -> list[tuple[Action, Item]]:
    return [
        (
            Action("slack", "open_channel", n, f"slack:{n}:channel", effect=True),
            replace(item(n), origin=origin),
        )
        for n in numbers
    ]


def test_more_channels_than_allowed_are_held_all_together() -> None:
    """Five may open at once; of six none does."""
    assert hold_channels(opening(*range(5)), RULES, Gate()) == {}
    assert len(hold_channels(opening(*range(6)), RULES, Gate())) == 6


def test_channels_are_counted_per_record() -> None:
    """Five of one and five of the other are nobody's mistake; declared in Slack counts for none."""
    both = opening(*range(5)) + opening(*range(10, 15), origin="notion")
    assert hold_channels(both, RULES, Gate()) == {}
    assert hold_channels(opening(*range(9), origin="slack"), RULES, Gate()) == {}


def test_what_is_held_stays_held_and_holds_nobody_else() -> None:
    """A new incident opens its channel while six others wait for a person."""
    held = {f"slack:{n}:channel" for n in range(6)}
    assert set(hold_channels(opening(*range(7)), RULES, Gate(before=held))) == held


def test_approval_lets_exactly_that_set_pass() -> None:
    """One that came later still waits for its own answer, if there are too many of them."""
    keys = {f"slack:{n}:channel" for n in range(6)}
    passing = Gate(before=keys, approved=keys)
    assert hold_channels(opening(*range(7)), RULES, passing) == {}
    assert len(hold_channels(opening(*range(12)), RULES, passing)) == 6


def test_a_guard_is_named_after_exactly_what_it_holds() -> None:
    """The same set has the same id in any order, another set another; nothing held, no guard."""
    keys = ["sheets:7:detach", "slack:8:channel"]
    one, other = dict.fromkeys(keys, ""), dict.fromkeys(reversed(keys), "")
    first, second = guard_of(one, 5), guard_of(other, 5)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    third = guard_of(keys[:1], 5)
    assert third is not None
    assert third.id != first.id
    assert guard_of({}, 5) is None


@pytest.mark.parametrize(
    ("argument", "held", "code"),
    [("abc", True, "approved"), ("xyz", True, "held_changed"), ("abc", False, "nothing_held")],
)
def test_approving_passes_the_set_that_is_held_and_no_other(
    argument: str, held: bool, code: str
) -> None:
    """A set that changed meanwhile has another id, so an old answer passes nothing."""
    guard = Guard("abc", "", ("slack:7:channel",)) if held else None
    command = said("approve", argument)
    made = decided(commands=[command], within=world(guard=guard))
    assert told(made, "answer")[0]["code"] == code
    assert made.approve == ([command] if code == "approved" else [])


def test_the_suspicion_opens_every_gate_until_it_is_decided() -> None:
    """A held row is still not written, however long nobody answers."""
    items = [item(number) for number in (1, 2)]
    links = [linked(one, missing=2) for one in items]
    made = decided(
        [view("sheets", present=[])], within=world(items, links), at=NOW + timedelta(days=9)
    )
    assert made.holding == {("sheets", 1, "*"), ("sheets", 2, "*")}
    assert len(made.held) == 2
