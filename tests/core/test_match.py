"""Which row is which item, whatever people do to the rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.core.match import Matched, likeness, match, wanted
from incident_sync.model.fields import Kind
from incident_sync.model.item import Item, Link, State
from incident_sync.model.view import Row
from tests.core.worlds import item, linked, row, row_of, view, world

FILLED = ("title", "status", "severity", "summary")


def history(number: int) -> tuple[Item, Link]:
    """A row of history without an ID, known by what stands in it."""
    one = item(
        number, state=State.HISTORY, label="", status="Resolved", summary=f"Summary {number}"
    )
    return one, linked(one, ref=f"?h{number}")


def pairs(found: Matched) -> dict[int, str]:
    """The ref matched to each item."""
    return {number: one.ref for number, one in found.known}


def edited(one: Item, link: Link, field: str, value: str = "typed") -> Row:
    """The row of history after an edit: its ref is its content, so that changed too."""
    return replace(row_of(one, link, **{field: value}), ref=f"{link.ref}'", label="")


def test_a_row_is_known_by_its_ref() -> None:
    """What changed in the row does not matter to who it is."""
    one = item(1)
    link = linked(one)
    found = match(view("sheets", row_of(one, link, title="Other")), world([one], [link]))
    assert pairs(found) == {1: "INC-1"}
    assert (found.fresh, found.lost) == ([], [])


def test_a_row_of_nobody_is_fresh() -> None:
    """An ID that nobody minted makes no match."""
    one = item(1)
    found = match(view("sheets", row("INC-9", title="x"), present=["INC-1", "INC-9"]),
                  world([one], [linked(one)]))  # fmt: skip
    assert [each.ref for each in found.fresh] == ["INC-9"]
    assert found.lost == []


@given(st.data())
def test_sorting_and_inserting_rows_never_changes_a_match(data: st.DataObject) -> None:
    """Rows with and without IDs, shuffled, with strangers between them, are the same items."""
    numbered = [(one := item(n), linked(one)) for n in (1, 2, 3)]
    old = [history(n) for n in (11, 12, 13)]
    known = [*numbered, *old]
    rows = [row_of(one, link, severity="Major") for one, link in numbered]
    rows += [edited(one, link, data.draw(st.sampled_from(FILLED))) for one, link in old]
    strangers = [
        row(f"?new{n}", title=f"Fresh {n}", status="Fixing")
        for n in range(data.draw(st.integers(0, 3)))
    ]
    shuffled = data.draw(st.permutations([*rows, *strangers]))
    found = match(view("sheets", *shuffled), world(*zip(*known, strict=True)))
    assert pairs(found) == {
        1: "INC-1",
        2: "INC-2",
        3: "INC-3",
        11: "?h11'",
        12: "?h12'",
        13: "?h13'",
    }
    assert {each.ref for each in found.fresh} == {each.ref for each in strangers}
    assert found.lost == []


@given(st.permutations(range(2)))
def test_the_order_of_rows_never_decides_between_two_that_are_alike(order: list[int]) -> None:
    """The most alike are paired first: a distant row does not take another one's item."""
    one, link = history(11)
    other, other_link = history(12)
    near = replace(row_of(one, link, title="typed"), ref="?near", label="")
    far = replace(row_of(one, link, title="far", summary="far"), ref="?far", label="")
    rows = [near, far]
    found = match(
        view("sheets", *[rows[n] for n in order]), world([one, other], [link, other_link])
    )
    assert pairs(found)[11] == "?near"


@pytest.mark.parametrize("field", FILLED)
def test_a_row_without_id_edited_in_one_field_is_still_the_same(field: str) -> None:
    """One changed cell of several does not make another row of it."""
    one, link = history(11)
    found = match(view("sheets", edited(one, link, field)), world([one], [link]))
    assert pairs(found) == {11: "?h11'"}
    assert found.lost == []


def test_a_row_without_id_that_says_something_else_is_another_one() -> None:
    """Where less than half agrees, one row went and another came."""
    one, link = history(11)
    stranger = row("?x", title="Other", summary="Other", status="Fixing", severity="Minor")
    found = match(view("sheets", stranger), world([one], [link]))
    assert (found.known, [each.ref for each in found.fresh], found.lost) == ([], ["?x"], [11])


def test_a_row_that_got_an_id_of_its_own_is_the_same_only_if_all_else_is_equal() -> None:
    """People number old rows; a row with an ID and another text is somebody else's."""
    one, link = history(11)
    known = world([one], [link])
    same = replace(row_of(one, link), ref="OLD-7", label="OLD-7")
    assert pairs(match(view("sheets", same), known)) == {11: "OLD-7"}
    other = replace(row_of(one, link, title="x"), ref="OLD-7", label="OLD-7")
    assert match(view("sheets", other), known).lost == [11]


def test_of_two_rows_with_one_id_the_one_as_it_was_keeps_it() -> None:
    """Somebody copied the last row and changed the copy."""
    one = item(1)
    link = linked(one)
    first = replace(row_of(one, link), ref="INC-1#1")
    second = replace(row_of(one, link, title="Copy"), ref="INC-1#2")
    for rows in ([first, second], [second, first]):
        found = match(view("sheets", *rows), world([one], [link]))
        assert pairs(found) == {1: "INC-1#1"}
        assert [each.ref for each in found.fresh] == ["INC-1#2"]
        assert (found.copies, found.lost) == ({}, [])


@pytest.mark.parametrize("changed", [{}, {"title": "Both changed"}])
def test_of_two_rows_with_one_id_that_nobody_can_tell_apart_neither_is_taken(
    changed: dict[str, str],
) -> None:
    """Both as they were, or neither: a person has to say which one it is."""
    one = item(1)
    link = linked(one)
    rows = [replace(row_of(one, link, **changed), ref=f"INC-1#{n}") for n in (1, 2)]
    found = match(view("sheets", *rows), world([one], [link]))
    assert {number: [each.ref for each in some] for number, some in found.copies.items()} == {
        1: ["INC-1#1", "INC-1#2"]
    }
    assert (found.known, found.fresh, found.lost) == ([], [], [])


def test_one_id_in_two_tabs_is_no_copy() -> None:
    """An incident and a follow-up may bear the same text as their ID."""
    one = item(1)
    link = linked(one)
    first = replace(row_of(one, link), ref="INC-1#1")
    todo = row("INC-1#2", label="INC-1", kind=Kind.FOLLOW_UP, text="x")
    found = match(view("sheets", first, todo, present=["INC-1#1"]), world([one], [link]))
    assert pairs(found) == {1: "INC-1#1"}
    assert [each.kind for each in found.fresh] == [Kind.FOLLOW_UP]


def test_an_id_is_known_from_another_record() -> None:
    """A row with our ID in a second record is the same incident, whatever its own ref is."""
    one = item(1)
    for ref in ("INC-1", "page-7"):
        other = row(ref, label="INC-1", title="Title 1")
        found = match(view("notion", other), world([one], [linked(one)]))
        assert pairs(found) == {1: ref}


def test_a_copied_page_does_not_take_the_originals_place() -> None:
    """The original is still there under its own ref, so the copy is a row of nobody."""
    one = item(1)
    link = linked(one, "notion", ref="page-1")
    copy = row("page-2", label="INC-1", title="Title 1")
    found = match(view("notion", copy, present=["page-1", "page-2"]), world([one], [link]))
    assert (found.known, [each.ref for each in found.fresh]) == ([], ["page-2"])


def test_a_row_that_lost_its_id_is_known_by_its_channel() -> None:
    """The link to the channel outlives the ID cell."""
    one = item(1)
    known = world([one], [linked(one), linked(one, "slack")])
    found = match(view("sheets", row("?x", channel="C1", title="New")), known)
    assert pairs(found) == {1: "?x"}
    assert found.lost == []


def test_a_copied_channel_link_does_not_make_two_rows_of_one_incident() -> None:
    """While the row itself is there, another one with its channel is a row of nobody."""
    one = item(1)
    known = world([one], [linked(one), linked(one, "slack")])
    found = match(
        view("sheets", row("?x", channel="C1", title="New"), present=["INC-1", "?x"]), known
    )
    assert [each.ref for each in found.fresh] == ["?x"]


def test_only_a_complete_look_finds_something_missing() -> None:
    """Absence from a part that was not read means nothing."""
    one = item(1)
    known = world([one], [linked(one)])
    assert match(view("sheets"), known).lost == [1]
    assert match(view("sheets", whole=frozenset()), known).lost == []


def test_two_empty_rows_are_not_alike() -> None:
    """Nothing agrees where nothing stands."""
    assert likeness(row("?x"), Link("sheets", "?y", 1, Kind.INCIDENT)) == 0.0


def test_what_a_view_speaks_of_is_loaded() -> None:
    """Items by ref, label, parent and channel, and whatever is missing."""
    ones = [item(n) for n in (1, 2, 3, 4)]
    links = [linked(one) for one in ones[:3]] + [linked(ones[3], "slack")]
    index = world(ones, links).index
    rows = (row("INC-1"), row("x", label="INC-2"), row("y", channel="C4"))
    assert wanted(view("sheets", *rows), index) == {1, 2, 3, 4}
    todo = row("F-1", kind=Kind.FOLLOW_UP, parent="INC-2")
    assert wanted(view("sheets", todo, whole=frozenset()), index) == {2}
