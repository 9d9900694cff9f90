"""The IDs that people see: whose count they are, and who gives them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incident_sync.core.labels import given_number, name_children, of_child, own_number
from incident_sync.model.fields import Kind
from incident_sync.model.item import State
from tests.core.worlds import RULES, child, decided, item, linked, row, row_of, said, view, world

SECURITY = replace(RULES, prefix="sec-")


@pytest.mark.parametrize(
    ("label", "own", "given"),
    [
        ("INC-42", 42, 42), ("inc-42", 42, 42), ("INC-042", None, 42), ("SEC-7", None, 7),
        ("42", None, 42), ("2026-11", None, 11), ("INC-", None, None), ("", None, None),
        ("INC-42b", None, None), ("INC-999999999", 999999999, 999999999),
        ("INC-1234567890", None, None), ("INC-" + "9" * 5000, None, None), ("INC-0", 0, 0),
    ],
)  # fmt: skip
def test_whose_number_an_id_is(label: str, own: int | None, given: int | None) -> None:
    """Ours alone counts as a number of ours; the record that mints may use any prefix."""
    assert own_number(label, RULES) == own
    assert given_number(label) == given


def test_the_prefix_makes_an_id_ours() -> None:
    """As channels are named, so are incidents."""
    assert (own_number("SEC-7", SECURITY), own_number("INC-7", SECURITY)) == (7, None)


def test_children_are_counted_by_kind_under_their_incident() -> None:
    """The second follow-up is F2, whatever stands between; who has an ID keeps it."""
    parent = item(7)
    kinds = [Kind.FOLLOW_UP, Kind.TIMELINE, Kind.FOLLOW_UP, Kind.TIMELINE]
    kin = [replace(child(n, kind, parent), label="") for n, kind in enumerate(kinds, 10)]
    kin[1] = replace(kin[1], label="T-old")
    named = {one.id: one.label for one in name_children(parent, kin)}
    assert named == {10: "INC-7-F1", 12: "INC-7-F2", 13: "INC-7-T2"}
    assert list(name_children(replace(parent, label=""), kin)) == []
    assert of_child(replace(parent, label=""), Kind.TIMELINE, 1) == ""


def test_the_record_that_mints_gives_a_new_row_its_id() -> None:
    """Whatever its prefix: the channel is counted by it, and the store mints none."""
    seen = view("notion", row("page1", label="ENG-12", title="Down"), mints=True)
    made = decided([seen], within=world(minter="notion"))
    (one,) = made.items.values()
    assert (one.label, one.number, one.state, made.counter) == ("ENG-12", 12, State.LIVE, 12)


def test_where_a_record_mints_nobody_else_does() -> None:
    """Declared in Slack or in the other record, an incident waits for its ID."""
    seen = view("sheets", row("?1", title="Down"))
    made = decided([seen], [said("declare", "Fire", ref="")], world(minter="notion"))
    assert {one.label for one in made.items.values()} == {""}
    assert {one.state for one in made.items.values()} == {State.LIVE}
    assert made.counter == 0


def test_an_id_that_turns_up_later_names_the_incident_and_its_children() -> None:
    """The page was added without, or its answer was lost; the number is remembered as seen."""
    one = item(1, label="")
    todo = replace(child(2, Kind.FOLLOW_UP, one, text="x", done=False), label="")
    link = linked(one, "notion", ref="page1")
    known = replace(row_of(one, link, severity="Minor"), label="ENG-12")
    within = world([one, todo], [link], minter="notion")
    made = decided([view("notion", known, mints=True)], within=within)
    assert (made.items[1].label, made.items[1].number) == ("ENG-12", 12)
    assert made.items[2].label == "ENG-12-F1"
    assert made.counter == 12


def test_an_incident_keeps_the_id_it_has() -> None:
    """What somebody types over an ID cell renames nobody."""
    one = item(1)
    link = linked(one, "notion", ref="page1")
    made = decided([view("notion", replace(row_of(one, link), label="ENG-12"))],
                   within=world([one], [link]))  # fmt: skip
    assert made.items == {}
