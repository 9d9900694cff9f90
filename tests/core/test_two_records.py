"""Two records of one incident: a row gone from one, put back, a copy, a page in the archive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incident_sync.model.item import Item, Link, Reach, State
from incident_sync.model.view import Row, View
from incident_sync.model.world import Decision, World
from tests.core.worlds import SIDES, decided, item, linked, row, row_of, said, told, view, world

GONE = {"missing": 2, "reach": Reach.GONE}
REST = [item(n) for n in range(2, 12)]
"""Others, so that one row is no great share of a record."""


def placed(one: Item, **more: dict[str, object]) -> World:
    """An incident on all three sides, among others; ``more`` changes a side's link."""
    links = [linked(each, side) for each in (one, *REST) for side in SIDES]
    changed = [
        replace(link, **more[link.side])  # type: ignore[arg-type]
        if link.item == one.id and link.side in more else link
        for link in links
    ]  # fmt: skip
    return world([one, *REST], changed)


def without(side: str) -> View:
    """A complete look that does not find the first incident."""
    return view(side, present=[linked(each, side).ref for each in REST])


def after(made: Decision, before: World) -> World:
    """The world once a decision is committed."""
    links = {(link.side, link.item): link for some in before.links.values()
             for link in some.values()}  # fmt: skip
    items = {**before.items, **made.items}
    return world(list(items.values()), list({**links, **made.links}.values()))


def test_a_row_gone_from_one_record_detaches_there_alone() -> None:
    """The other record and the channel go on; the channel hears where it is gone and where not."""
    one = item(1)
    made = decided([without("sheets")], within=placed(one, sheets={"missing": 1}))
    assert made.links["sheets", 1].reach is Reach.GONE
    assert 1 not in made.items
    (said,) = told(made, "told")
    assert (said["code"], said["side"], said["rest"]) == ("detached", "sheets", ["notion"])
    assert [(event.kind, event.side) for event in made.events] == [("detached", "sheets")]


def test_gone_from_the_last_record_too_it_is_detached() -> None:
    """Nothing is left to mirror with."""
    within = placed(item(1), sheets=GONE, notion={"missing": 1})
    made = decided([without("notion")], within=within)
    assert made.items[1].state is State.DETACHED
    (said,) = told(made, "told")
    assert (said["side"], said["rest"]) == ("notion", [])


def test_gone_from_both_in_one_look_it_is_detached() -> None:
    """Each record is told of; the item ends detached, whichever came first."""
    within = placed(item(1), sheets={"missing": 1}, notion={"missing": 1})
    for sides in (("sheets", "notion"), ("notion", "sheets")):
        made = decided([without(side) for side in sides], within=within)
        assert made.items[1].state is State.DETACHED
        assert [said["rest"] for said in told(made, "told")] == [[sides[1]], []]


def test_what_is_gone_is_told_once() -> None:
    """Later looks that miss it still say nothing."""
    before = placed(item(1), sheets={"missing": 1})
    now = after(decided([without("sheets")], within=before), before)
    again = decided([without("sheets")], within=now)
    assert (again.messages, again.events, again.items) == ([], [], {})


def test_a_row_put_back_in_one_record_is_attached_there() -> None:
    """Known by its ref or by its ID; the item was live all along."""
    one = item(1)
    within = placed(one, sheets=GONE)
    back = row_of(one, within.links[1]["sheets"])
    for found in (back, replace(back, ref="?1")):
        made = decided([view("sheets", found)], within=within)
        assert (made.links["sheets", 1].reach, made.links["sheets", 1].missing) == (Reach.OPEN, 0)
        assert [(event.kind, event.side) for event in made.events] == [("attached", "sheets")]
        assert 1 not in made.items


def test_a_row_put_back_in_either_record_brings_the_incident_back() -> None:
    """Live, since it has a channel; the other record's row is still gone."""
    one = item(1, state=State.DETACHED)
    within = placed(one, sheets=GONE, notion=GONE)
    made = decided([view("notion", row_of(one, within.links[1]["notion"]))], within=within)
    assert made.items[1].state is State.LIVE
    assert made.links["notion", 1].reach is Reach.OPEN
    assert ("sheets", 1) not in made.links


def test_what_is_typed_while_the_other_row_is_gone_counts() -> None:
    """The record that still has it is mirrored as ever."""
    one = item(1)
    within = placed(one, sheets=GONE)
    edited = row_of(one, within.links[1]["notion"], summary="Cards")
    made = decided([without("sheets"), view("notion", edited)], within=within)
    assert made.items[1].value("summary") == "Cards"


def archived(link: Link, one: Item) -> View:
    """A look that finds an incident's page in the archive."""
    page = replace(row_of(one, link), reach=Reach.ARCHIVED, digest="archived")
    return view(link.side, page)


def test_an_archived_page_is_parked_told_once_and_comes_back() -> None:
    """Told with its record's name; not gone, and not told again while it stays there."""
    one = item(1)
    before = placed(one)
    look = archived(before.links[1]["notion"], one)
    made = decided([look], within=before)
    (said,) = told(made, "told")
    assert (said["code"], said["side"]) == ("archived", "notion")
    assert [(event.kind, event.side) for event in made.events] == [("parked", "notion")]
    assert made.links["notion", 1].reach is Reach.ARCHIVED
    now = after(made, before)
    assert decided([look], within=now).messages == []
    back = row_of(one, linked(one, "notion"), severity="Major")
    again = decided([view("notion", back)], within=now)
    assert again.links["notion", 1].reach is Reach.OPEN
    assert told(again, "told") == []
    assert again.items[1].value("severity") == "Major"


def test_an_archived_channel_is_no_records_business() -> None:
    """It is told without a record's name."""
    one = item(1)
    within = placed(one)
    made = decided([archived(within.links[1]["slack"], one)], within=within)
    (said,) = told(made, "told")
    assert (said["code"], "side" in said) == ("archived", False)


def beside(side: str, copy: Row, **more: object) -> View:
    """A look that finds a row of nobody beside all that was there."""
    refs = [linked(each, side).ref for each in (item(1), *REST)]
    return view(side, copy, present=[*refs, copy.ref], **more)


@pytest.mark.parametrize("side", ["sheets", "notion"])
def test_a_duplicated_page_waits_for_a_title_of_its_own(side: str) -> None:
    """It names our channel, as the original does; it is named once and mirrored with nobody."""
    one = item(1)
    within = placed(one)
    copy = row("page99", label="", title="Title 1", status="Fixing", channel="C1")
    made = decided([beside(side, copy)], within=within)
    ((invalid, number),) = made.invalid
    assert (number, invalid.field) == (None, "id")
    assert invalid.reason == "it is a copy, with the channel of INC-1: give it a title of its own"
    assert (made.items, made.links) == ({}, {})
    settled = replace(within, pending={side: {"page99": made.pending[side, "page99"]}})
    assert decided([beside(side, copy)], within=settled).invalid == []


def test_a_duplicated_page_with_a_title_of_its_own_is_a_new_incident() -> None:
    """The dates, the reporter and the address are the original's, and are not taken over.

    Nor is what customers were told of that one.
    """
    within = placed(item(1, customer_update="We are on it."))
    copy = row("page99", label="", title="Another", summary="Cards", channel="C1",
               resolved_at=None, customer_update="We are on it.")  # fmt: skip
    made = decided([beside("notion", copy)], within=within)
    (new,) = made.items.values()
    assert (new.id, new.label, new.state) == (100, "INC-12", State.LIVE)
    assert (new.value("title"), new.value("summary")) == ("Another", "Cards")
    assert new.value("customer_update") is None
    assert set(made.links) == {("notion", 100)}


def test_the_id_that_a_record_minted_for_a_copy_is_its_own() -> None:
    """Notion numbers a duplicate anew: that one stands, the original's would not."""
    within = replace(placed(item(1)), minter="notion")
    copy = row("page99", label="ENG-13", title="Another", channel="C1")
    made = decided([beside("notion", copy, mints=True)], within=within)
    assert [one.label for one in made.items.values()] == ["ENG-13"]


def test_what_a_record_could_not_show_is_tried_again_with_the_next_value() -> None:
    """A missing option blocks one value, not the field; what nobody can read stays blocked."""
    one = item(status="Monitoring")
    behind = replace(linked(one, "notion", "p1"), blocked={"status": "no such option"})
    unread = replace(linked(one), blocked={"status": "invalid"})
    unread = replace(unread, shown={**unread.shown, "status": "?:lost"})
    around = world([one], [linked(one, "slack"), behind, unread])
    made = decided(commands=[said("status", "fixing")], within=around)
    assert made.links["notion", 1].blocked == {}
    assert ("sheets", 1) not in made.links or made.links["sheets", 1].blocked
