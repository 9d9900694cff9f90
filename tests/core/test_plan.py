"""Where a side does not show yet what the hub holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.core.plan import awaits_channel, gap
from incident_sync.model.action import Brief, Gap
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Item, Link, State
from incident_sync.sides.memory import MemorySide
from tests.core.worlds import WORDS, child, item, linked

REGISTER = MemorySide("sheets")
CHANNELS = MemorySide("slack", is_record=False, kinds=frozenset({Kind.INCIDENT}))


def lacking(
    side: MemorySide,
    one: Item,
    link: Link | None = None,
    holding: Collection[str] = (),
    parent: Item | None = None,
) -> Gap | None:
    links = {side.name: link} if link else {}
    return gap(side, Brief(one, links=links, parent=parent), WORDS, holding)


def shown(one: Item, side: MemorySide = REGISTER) -> Link:
    """A link that shows all of the item, its ID and address too."""
    return replace(linked(one, side.name), shown=side.prints(side.fit(Brief(one))))


def test_what_is_shown_lacks_nothing() -> None:
    """The side shows the hub's values: nothing to do."""
    one = item()
    assert lacking(REGISTER, one, shown(one)) is None


@given(st.sets(st.sampled_from(["title", "status", "severity", "summary", "lead"])))
def test_just_what_differs_is_lacking(names: set[str]) -> None:
    """Neither more nor less than the fields whose meaning changed."""
    one = item()
    now = one.having(**dict.fromkeys(names, Agreed("changed", 2)))
    found = lacking(REGISTER, now, shown(one))
    assert set(found.facets if found else ()) == names


def test_a_blocked_or_held_field_is_left_out() -> None:
    """What the side cannot take, and what somebody is still typing, waits."""
    one = item()
    now = item(title="New", summary="New", status="Monitoring")
    link = replace(shown(one), blocked={"title": "formula"})
    found = lacking(REGISTER, now, link, {"summary"})
    assert found is not None
    assert set(found.facets) == {"status"}
    assert lacking(REGISTER, now, link, {"*"}) is None


@pytest.mark.parametrize(
    ("state", "status", "in_record", "in_slack"),
    [
        (State.LIVE, "Fixing", True, True),
        (State.LIVE, "Resolved", True, False),
        (State.HISTORY, "Fixing", False, False),
        (State.HISTORY, "Resolved", False, False),
        (State.DETACHED, "Fixing", False, False),
    ],
)
def test_who_gets_a_counterpart(state: State, status: str, in_record: bool, in_slack: bool) -> None:
    """A live incident stands in every record; a channel opens for an active one alone."""
    one = item(state=state, status=status)
    assert (lacking(REGISTER, one) is not None) is in_record
    assert (lacking(CHANNELS, one) is not None) is in_slack


def test_a_detached_incidents_row_is_left_alone_and_its_channel_is_not() -> None:
    """The row is gone; people still talk."""
    one, now = item(), item(state=State.DETACHED, title="New")
    assert lacking(REGISTER, now, shown(one)) is None
    assert lacking(CHANNELS, now, shown(one, CHANNELS)) is not None


def test_a_closed_incidents_channel_is_kept_up() -> None:
    """It was opened; its card says that it is over."""
    one, now = item(), item(status="Resolved")
    assert lacking(CHANNELS, now, shown(one, CHANNELS)) is not None


def test_children_stand_in_records_alone_and_only_under_live_incidents() -> None:
    """In Slack they are shown on the card."""
    for state, wanted in ((State.LIVE, True), (State.HISTORY, False)):
        parent = item(state=state)
        todo = child(7, Kind.FOLLOW_UP, parent, text="x", done=False)
        assert (lacking(REGISTER, todo, parent=parent) is not None) is wanted
        assert lacking(CHANNELS, todo, parent=parent) is None


def test_a_new_row_waits_for_the_channel_that_opens_now() -> None:
    """So that it is added with its address at once."""
    one = item()
    assert awaits_channel(one, {}, {1})
    assert not awaits_channel(one, {}, {2})
    assert not awaits_channel(one, {"slack": linked(one, "slack")}, {1})
