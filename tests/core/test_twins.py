"""Which rows of two records are one incident: by hand, row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count, permutations
from typing import Any

import pytest

from incident_sync.model.fields import Kind
from incident_sync.model.item import State
from incident_sync.model.values import Value
from incident_sync.model.view import Row, View
from incident_sync.model.world import Decision
from tests.core.worlds import decided, item, linked, row, row_of, view, world

DAY, LATER = date(2026, 11, 2), datetime(2026, 11, 2, 18, 30, tzinfo=UTC)
NEXT = date(2026, 11, 3)


@dataclass(frozen=True)
class Held:
    """What one record holds of an incident."""

    title: str = "Checkout fails"
    on: Value = None
    label: str = ""
    channel: str = ""

    def row(self, ref: str) -> Row:
        """It as that record's row."""
        more: dict[str, Any] = {"label": self.label, "channel": self.channel, "status": "Resolved"}
        return row(ref, title=self.title, reported_at=self.on, **more)


def adopted(sheet: list[Held], pages: list[Held]) -> list[View]:
    """Both records at their first look."""
    return [
        view("sheets", *(one.row(f"?{n}") for n, one in enumerate(sheet))),
        view("notion", *(one.row(f"page{n}") for n, one in enumerate(pages))),
    ]


def pairs(made: Decision) -> set[tuple[str, str]]:
    """The refs of the rows that were found to be one incident."""
    found: dict[int, dict[str, str]] = {}
    for (side, number), link in made.links.items():
        found.setdefault(number, {})[side] = link.ref
    return {(one["sheets"], one["notion"]) for one in found.values() if len(one) > 1}


ONE = {("?0", "page0")}
TABLE = {
    "one title": ([Held()], [Held()], ONE),
    "one title, written otherwise": ([Held()], [Held("checkout  FAILS ")], ONE),
    "one title and day": ([Held(on=DAY)], [Held(on=DAY)], ONE),
    "a day and an instant on it": ([Held(on=DAY)], [Held(on=LATER)], ONE),
    "a day in one alone": ([Held(on=DAY)], [Held()], ONE),
    "another day": ([Held(on=DAY)], [Held(on=NEXT)], set()),
    "another title": ([Held()], [Held("Checkout slow")], set()),
    "no title": ([Held("")], [Held("")], set()),
    "one ID, another title and day": (
        [Held("a", DAY, "OLD-1")], [Held("b", DAY, "OLD-1")], ONE,
    ),
    "an ID in one alone": ([Held(label="OLD-1")], [Held()], ONE),
    "another ID": ([Held(label="OLD-1")], [Held(label="OLD-2")], set()),
    "two of that title in one": ([Held()], [Held(), Held()], set()),
    "two of that title in the other": ([Held(), Held()], [Held()], set()),
    "two of that title in each": ([Held(), Held()], [Held(), Held()], set()),
    "two of that title, told apart by their days": (
        [Held(on=DAY), Held(on=NEXT)], [Held(on=NEXT), Held(on=DAY)],
        {("?0", "page1"), ("?1", "page0")},
    ),
    "two of that title, told apart by their IDs": (
        [Held(label="OLD-1"), Held(label="OLD-2")], [Held(label="OLD-2"), Held(label="OLD-1")],
        {("?0", "page1"), ("?1", "page0")},
    ),
    "of two, one is known by its day, so the other is too": (
        [Held(on=DAY), Held()], [Held(on=DAY), Held()], {("?0", "page0"), ("?1", "page1")},
    ),
    "one ID twice in a record": ([Held(label="OLD-1")] * 2, [Held("b", label="OLD-1")], set()),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_rows_of_two_records_that_are_one_incident(name: str) -> None:
    """Met once where it is beyond doubt, and an incident each where it is not; in any order."""
    sheet, pages, expected = TABLE[name]
    for views in permutations(adopted(sheet, pages)):
        assert pairs(decided(views, within=world(adopted=frozenset()))) == expected


@pytest.mark.parametrize("known", ["sheets", "notion"])
def test_an_active_incident_with_an_id_in_one_record_alone_is_one(known: str) -> None:
    """Nobody is given an ID of ours before every record was asked for the one it has."""
    views = [
        view(side, row("?1", label="OLD-1" if side == known else "", title="a", status="Fixing"))
        for side in ("sheets", "notion")
    ]
    for order in permutations(views):
        made = decided(order, within=world(adopted=frozenset()))
        assert [one.label for one in made.items.values()] == ["OLD-1"]
        assert (set(made.links), made.counter) == ({("sheets", 100), ("notion", 100)}, 0)


@pytest.mark.parametrize("name", TABLE)
def test_the_same_where_the_second_record_is_adopted_later(name: str) -> None:
    """It was away at first, or added a year after."""
    sheet, pages, expected = TABLE[name]
    first, second = adopted(sheet, pages)
    made = decided([first], within=world(adopted=frozenset()))
    before = world(
        list(made.items.values()), list(made.links.values()),
        adopted=frozenset({"sheets"}), ids=count(200),
    )  # fmt: skip
    after = decided([second], within=before)
    known = replace(after, links={**made.links, **after.links})
    assert pairs(known) == expected


def test_a_title_tells_nothing_after_adoption() -> None:
    """A new incident may be called like an old one; an ID still tells."""
    one = item(1, label="OLD-1", title="Checkout fails", status="Resolved", state=State.HISTORY)
    known = world([one], [linked(one, "sheets")])
    titled = decided([view("notion", Held().row("page1"))], within=known)
    assert len(titled.items) == 1
    assert ("notion", 1) not in titled.links
    named = decided([view("notion", Held("b", label="OLD-1").row("page1"))], within=known)
    assert named.links["notion", 1].ref == "page1"


def test_a_page_that_names_our_channel_is_that_incident() -> None:
    """At any time, whatever its title says; a channel that is nobody's tells nothing."""
    one = item(1)
    known = world([one], [linked(one, "sheets"), linked(one, "slack")])
    named = decided([view("notion", row("page1", title="b", channel="C1"))], within=known)
    assert named.links["notion", 1].ref == "page1"
    other = decided([view("notion", row("page1", title="b", channel="C9"))], within=known)
    assert ("notion", 1) not in other.links


def test_a_page_that_names_a_channel_met_in_the_same_look_is_that_incident() -> None:
    """A channel made by hand, whose address somebody put into a page at once."""
    made = decided([
        view("slack", row("C5", label="", title="Fire")),
        view("notion", row("page1", label="", title="It burns", channel="C5")),
    ])  # fmt: skip
    assert {link.item for link in made.links.values()} == {100}


def test_what_the_record_holds_already_is_nobody_elses() -> None:
    """A second row of that title is no twin of an incident that has its row there."""
    one = item(1, label="", title="Checkout fails", state=State.HISTORY)
    links = [linked(one, "sheets", ref="?9"), linked(one, "notion", ref="page9")]
    within = world([one], links, adopted=frozenset({"sheets"}))
    seen = view("notion", row_of(one, links[1]), Held().row("page1"))
    assert decided([seen], within=within).links["notion", 100].ref == "page1"


def test_a_row_is_no_twin_of_what_stands_in_slack_alone() -> None:
    """A channel and a row of one title are met by the channel's address alone."""
    one = item(1, title="Checkout fails")
    within = world([one], [linked(one, "slack")], adopted=frozenset())
    made = decided([view("notion", Held().row("page1"))], within=within)
    assert ("notion", 1) not in made.links


def test_children_are_never_twins() -> None:
    """They are found by their own ID, under their incident."""
    parent = item(1)
    todo = row("?1", kind=Kind.FOLLOW_UP, parent="INC-1", text="x")
    page = replace(todo, ref="block1")
    within = world([parent], adopted=frozenset())
    both = decided([view("sheets", todo), view("notion", page)], within=within)
    assert len(both.items) == 2


def test_an_id_names_a_channels_incident_at_adoption_too() -> None:
    """A channel's own title proves nothing; the ID that it shares with a row does."""
    for label, count_of_items in (("INC-7", 1), ("", 2)):
        channel = row("C7", title="Checkout fails", label="INC-7", status="Fixing")
        sheet = row("?0", title="Checkout fails", label=label, status="Fixing")
        views = [view("slack", channel), view("sheets", sheet)]
        made = decided(views, within=world(adopted=frozenset()))
        assert len(made.items) == count_of_items
