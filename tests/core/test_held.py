"""What waits for a person: it waits on, holds nobody up, and passes once, as it was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from incident_sync.core import held
from incident_sync.core.guard import Gate, hold_channels
from incident_sync.model.action import Action
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Item, Link, State
from incident_sync.model.world import Decision, Guard
from tests.core.worlds import (
    NOW,
    PRIYA,
    RULES,
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


def _guard(*keys: str) -> Guard:
    found = held.guard_of(keys, 5)
    assert found is not None
    return found


def _gone(first: int, last: int) -> list[str]:
    return [f"sheets:{number}:detach" for number in range(first, last + 1)]


def _cleared(first: int, last: int) -> list[str]:
    return [f"sheets:{number}:clear:summary" for number in range(first, last + 1)]


def _missing(items: list[Item], gone: int, **within: object) -> Decision:
    """A look that finds the first ``gone`` of these rows missing once more."""
    links = [linked(one, missing=2 if one.id <= gone else 0) for one in items]
    there = [link.ref for link in links[gone:]]
    return decided([view("sheets", present=there)], within=world(items, links, **within))


def _detached(made: Decision) -> set[int]:
    return {number for number, one in made.items.items() if one.state is State.DETACHED}


def _filled(count: int) -> list[Item]:
    return [item(number, summary="x") for number in range(1, count + 1)]


def _emptied(items: list[Item], *numbers: int, **within: object) -> Decision:
    """A look that finds the summaries of these rows empty."""
    links = [linked(one) for one in items]
    rows = [row_of(items[n - 1], links[n - 1], summary=None) for n in numbers]
    there = [link.ref for link in links]
    return decided([view("sheets", *rows, present=there)], within=world(items, links, **within))


# Rows and values that wait already.


def test_rows_that_wait_hold_up_no_other() -> None:
    """Twenty wait, one more goes: that one is one, and passes."""
    items = [item(number) for number in range(1, 41)]
    made = _missing(items, 21, guard=_guard(*_gone(1, 20)))
    assert (set(made.held), _detached(made)) == (set(_gone(1, 20)), {21})


def test_rows_that_wait_wait_on_however_few_are_left() -> None:
    """The rest was put back; what a person was asked about still needs the answer."""
    items = [item(number) for number in range(1, 41)]
    made = _missing(items, 1, guard=_guard(*_gone(1, 20)))
    assert (set(made.held), _detached(made)) == ({"sheets:1:detach"}, set())


def test_rows_detached_before_are_no_part_of_the_whole() -> None:
    """Twenty of forty went long ago: three of the twenty that stand are more than a tenth."""
    items = [item(n, state=State.DETACHED if n <= 20 else State.LIVE) for n in range(1, 41)]
    made = _missing(items, 23)
    assert (set(made.held), _detached(made)) == (set(_gone(21, 23)), set())


def test_of_the_rest_nothing_remains() -> None:
    """What waits and what goes now are all that there is: the last row waits, too."""
    items = [item(number) for number in range(1, 4)]
    made = _missing(items, 3, guard=_guard(*_gone(1, 2)))
    assert set(made.held) == set(_gone(1, 3))


def test_values_that_wait_hold_up_no_other() -> None:
    """Ten wait, one more is emptied: that one passes; those wait on however few they become."""
    made = _emptied(_filled(40), *range(1, 12), guard=_guard(*_cleared(1, 10)))
    assert set(made.held) == set(_cleared(1, 10))
    made = _emptied(_filled(40), 3, guard=_guard(*_cleared(1, 10)))
    assert set(made.held) == set(_cleared(3, 3))


@pytest.mark.parametrize(("filled", "count"), [(2, 2), (3, 0)])
def test_all_that_a_column_had_is_too_much(filled: int, count: int) -> None:
    """Two of forty rows are few, unless they were the only ones with a value."""
    made = _emptied(_filled(40), 1, 2, filled={("sheets", "summary"): filled})
    assert len(made.held) == count


def test_one_value_is_nobodys_column() -> None:
    """The only summary there is may be taken out by whoever wrote it."""
    assert _emptied(_filled(40), 1, filled={("sheets", "summary"): 1}).held == {}


def test_a_clearing_that_waits_need_not_settle_again() -> None:
    """A text counts once it stood still; a value typed in its place has to, like any other."""
    slow = replace(RULES, settle=timedelta(seconds=20))
    one = item(1, summary="x")
    link = linked(one)
    around = world([one, item(2)], [link, linked(item(2))], guard=_guard(*_cleared(1, 1)))
    there = ["INC-1", "INC-2"]
    made = decided([view("sheets", row_of(one, link, summary=None), present=there)],
                   within=around, rules=slow)  # fmt: skip
    assert (set(made.held), made.waiting) == (set(_cleared(1, 1)), False)
    made = decided([view("sheets", row_of(one, link, summary="y"), present=there)],
                   within=around, rules=slow)  # fmt: skip
    assert (made.held, made.waiting) == ({}, True)


# What cannot be looked at.


@pytest.mark.parametrize(
    ("look", "open_"),
    [
        (view("notion"), True),
        (view("sheets", whole=frozenset()), True),
        (view("sheets", present=["INC-1"]), False),
    ],
)
def test_a_register_that_was_not_read_whole_decides_nothing(look: object, open_: bool) -> None:
    """Rows wait on while nobody can say whether they are still gone."""
    one = item(1)
    around = world([one], [linked(one, missing=2)], guard=_guard(*_gone(1, 1)))
    made = decided([look], within=around)  # type: ignore[list-item]
    assert (made.unjudged == set(_gone(1, 1))) is open_


@pytest.mark.parametrize(
    ("more", "open_"), [({}, True), ({"missing": 2}, False), ({"side": "notion"}, False)]
)
def test_a_row_that_was_not_read_keeps_its_clearing(more: dict[str, object], open_: bool) -> None:
    """Unless it is gone itself."""
    one = item(1, summary="x")
    around = world([one], [linked(one, **more)], guard=_guard(*_cleared(1, 1)))  # type: ignore[arg-type]
    made = decided([view("sheets", present=["INC-1"])], within=around)
    assert bool(made.unjudged) is open_


def test_what_was_read_is_judged() -> None:
    """A value that stands there again is no longer held; neither is what no record has any more."""
    one = item(1, summary="x")
    link = linked(one, digest="")
    around = world([one], [link], guard=_guard(*_cleared(1, 1), "airtable:1:detach"))
    made = decided([view("sheets", row_of(one, link), present=["INC-1"])], within=around)
    assert (made.held, made.unjudged) == ({}, set())


def test_channels_wait_on_while_slack_is_away() -> None:
    """Nobody can plan them then."""
    around = world([item(1)], [linked(item(1))], guard=_guard("slack:1:channel"))
    assert decided([view("sheets", present=["INC-1"])], within=around).unjudged == {
        "slack:1:channel"
    }
    assert decided([view("slack"), view("sheets", present=["INC-1"])], within=around).unjudged == (
        set()
    )


# Channels.


def _opening(*numbers: int, severity: str = "Minor") -> list[tuple[Action, Item]]:
    made = [replace(item(n, severity=severity), origin="sheets") for n in numbers]
    return [
        (Action("slack", "open_channel", one.id, f"slack:{one.id}:channel", effect=True), one)
        for one in made
    ]


def _stuck(opening: list[tuple[Action, Item]], **gate: object) -> list[int]:
    keys = hold_channels(opening, RULES, Gate(**gate))  # type: ignore[arg-type]
    return sorted(held.parsed(key).item for key in keys)


def test_a_grave_one_just_declared_is_not_stuck_behind_many() -> None:
    """A Major among twelve Minors opens; in history made active, or among many Majors, it waits."""
    many = [*_opening(*range(12)), *_opening(20, severity="Major")]
    fresh = range(30)
    assert _stuck(many, fresh=fresh) == list(range(12))
    assert _stuck(many) == [*range(12), 20]
    assert _stuck([*many, *_opening(*range(21, 26), severity="Major")], fresh=fresh) == [
        *range(12), *range(20, 26),
    ]  # fmt: skip
    assert _stuck(_opening(*range(5)), fresh=fresh) == []


def test_channels_are_counted_where_somebody_asked_for_them() -> None:
    """History of one record that the other makes active is the other's doing."""
    active = Agreed("Fixing", 2, "notion")
    there = [(action, one.having(status=active)) for action, one in _opening(*range(3))]
    assert _stuck([*there, *_opening(*range(10, 15))]) == []
    assert _stuck([*there, *_opening(*range(10, 16))]) == list(range(10, 16))


def test_bulk_taken_back_before_it_passed_was_never_live() -> None:
    """Its status is closed again while its channel waits: history, and no time is stamped."""
    one = replace(item(1), origin="sheets")
    link = linked(one)
    rows = [row_of(one, link, status="Resolved")]
    around = world([one], [link], guard=_guard("slack:1:channel"))
    made = decided([view("sheets", *rows)], within=around)
    assert (made.items[1].state, value_of(made, one, "resolved_at")) == (State.HISTORY, None)
    passed = world([one], [link], guard=_guard("slack:2:channel"))
    made = decided([view("sheets", *rows)], within=passed)
    assert (made.items[1].state, value_of(made, one, "resolved_at")) == (State.LIVE, NOW)


@pytest.mark.parametrize(("resolved", "live"), [(None, True), (NOW, False)])
def test_history_goes_on_once_both_of_its_signs_say_so(resolved: object, live: bool) -> None:
    """Active, and not resolved: in whichever order somebody types that."""
    one = item(1, state=State.HISTORY, status="Fixing", resolved_at=NOW - timedelta(days=9))
    link = linked(one)
    row = row_of(one, link, resolved_at=resolved)  # type: ignore[arg-type]
    made = decided([view("sheets", row)], within=world([one], [link]))
    assert (made.items[1].state is State.LIVE) is live
    assert [event.kind for event in made.events] == (["declared"] if live else [])


# The set, and its answer.


def test_a_set_says_what_and_where() -> None:
    """How much of what in which record, and each of them by its ID, or by its title."""
    keys = [*_gone(1, 1), "notion:2:detach", "notion:3:detach", *_cleared(1, 2), "slack:4:channel"]
    assert _guard(*keys).reason == (
        "1 channel to open, more than max_new_channels = 5; 2 rows gone from notion; 1 row gone"
        " from sheets; 2 values cleared in sheets: summary"
    )
    nameless = item(3, label="")
    items = {1: item(1), 3: nameless, 4: item(4)}
    assert held.lines([keys[0], keys[2], keys[3], keys[5], "sheets:9:detach"], items) == {
        "sheets:1:detach": "INC-1: its row is gone",
        "notion:3:detach": "Title 3: its row is gone",
        "sheets:1:clear:summary": "INC-1: summary cleared",
        "slack:4:channel": "INC-4: Title 4",
        "sheets:9:detach": "incident 9: its row is gone",
    }


@pytest.mark.parametrize("typed", ["3F2A1B", " `3f2a1b`. ", "“3f2a1b”", "*3f2a1b*"])
def test_an_id_is_read_as_people_paste_it(typed: str) -> None:
    """Whatever a phone makes of it."""
    guard = replace(_guard("slack:7:channel"), id="3f2a1b")
    assert held.let_pass([said("approve", typed)], guard) == {"slack:7:channel"}
    assert held.let_pass([said("approve", typed, may="little")], guard) == frozenset()
    made = decided(commands=[said("approve", typed)], within=world(guard=guard))
    assert told(made, "answer")[0]["code"] == "approved"


def test_a_second_approval_says_so() -> None:
    """In the same look as in a later one, it names who was first, and lets nothing pass."""
    guard = _guard("slack:7:channel")
    both = [said("approve", guard.id, key=key, by=replace(PRIYA, name=key)) for key in "ab"]
    made = decided(commands=both, within=world(guard=guard))
    assert made.approve == both[:1]
    assert [(one["code"], one.get("by")) for one in told(made, "answer")] == [
        ("approved", None), ("approved_before", "a"),
    ]  # fmt: skip
    past = replace(guard, state="gone", approved_by="Priya", approved_at=NOW)
    later = world(guard=_guard("slack:8:channel"), answered={guard.id: past})
    made = decided(commands=both[:1], within=later)
    answer = told(made, "answer")[0]
    assert (answer["code"], answer["by"], made.approve) == ("approved_before", "Priya", [])


def test_an_answer_to_another_set_names_the_one_that_waits() -> None:
    """Refused, with its ID and reason; the history has it, also where nobody can be answered."""
    guard = _guard("slack:7:channel")
    gone = replace(guard, id="abc", state="gone")
    around = world(guard=guard, answered={"abc": gone})
    made = decided(commands=[said("approve", "abc")], within=around)
    answer = told(made, "answer")[0]
    assert (answer["code"], answer["current"]) == ("held_changed", guard.id)
    assert answer["reason"] == guard.reason
    made = decided(commands=[said("approve", "abc", ref="")], within=around)
    assert (made.messages, [one.kind for one in made.events]) == ([], ["not_approved"])


def test_what_was_let_pass_is_not_asked_about_again() -> None:
    """In the decision that hears of it, all of the set passes, and what came later waits."""
    items = [item(number) for number in range(1, 41)]
    guard = _guard(*_gone(1, 20))
    made = _missing(items, 25, guard=guard, approved=frozenset(guard.held))
    assert set(made.held) == set(_gone(21, 25))
    assert _detached(made) == set(range(1, 21))


def test_a_link_of_a_child_is_found_by_its_item() -> None:
    """A follow-up whose text was emptied waits like a row does."""
    one = item(1)
    todo = Item(7, Kind.FOLLOW_UP, "INC-1-F1", parent=1, fields={"text": Agreed("x", 1, "slack")})
    link: Link = linked(todo)
    around = world([one, todo], [linked(one), link], guard=_guard("sheets:7:clear:text"))
    made = decided([view("sheets", present=["INC-1"])], within=around)
    assert made.unjudged == {"sheets:7:clear:text"}
