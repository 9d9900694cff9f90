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
from incident_sync.model.item import Agreed, Item, Link, Reach, State
from incident_sync.sides.memory import MemorySide
from tests.core.worlds import WORDS, child, item, linked

REGISTER = MemorySide("sheets")
LABELLED = MemorySide("sheets", known_by_label=True)
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
        (State.HISTORY, "Fixing", True, False),
        (State.HISTORY, "Resolved", True, False),
        (State.DETACHED, "Fixing", False, False),
    ],
)
def test_who_gets_a_counterpart(state: State, status: str, in_record: bool, in_slack: bool) -> None:
    """History is copied into a record that lacks it; a channel is for what goes on alone."""
    one = item(state=state, status=status)
    assert (lacking(REGISTER, one) is not None) is in_record
    assert (lacking(CHANNELS, one) is not None) is in_slack


def test_a_detached_incidents_row_is_left_alone_and_its_channel_is_not() -> None:
    """The row is gone; people still talk, and what they change shows there."""
    one = item()
    now = item(state=State.DETACHED).having(title=Agreed("New", 2))
    assert lacking(REGISTER, now, shown(one)) is None
    assert lacking(CHANNELS, now, shown(one, CHANNELS)) is not None


def test_a_detached_incidents_channel_is_left_as_it_is_where_nobody_changes_anything() -> None:
    """That its row has no address any more is no reason to say so in its purpose."""
    one, now = item(), item(state=State.DETACHED)
    known = replace(shown(one, CHANNELS), shown={})
    assert lacking(CHANNELS, now, known) is None


def test_a_closed_incidents_channel_is_kept_up() -> None:
    """It was opened; its card says that it is over."""
    one, now = item(), item(status="Resolved")
    assert lacking(CHANNELS, now, shown(one, CHANNELS)) is not None


@pytest.mark.parametrize(("label", "wanted"), [("INC-1", True), ("", False)])
def test_a_row_known_by_its_id_waits_for_one(label: str, wanted: bool) -> None:
    """Without an ID nobody would find it again; another kind of record is given it at once."""
    for state in (State.LIVE, State.HISTORY):
        one = item(label=label, state=state)
        assert (lacking(LABELLED, one) is not None) is wanted
        assert lacking(REGISTER, one) is not None


def test_linked_history_is_written_only_what_a_person_edited_since() -> None:
    """Differences from before the adoption stay; the ID and the channel's address are not given."""
    one = item(state=State.HISTORY, summary="as agreed")
    link = replace(linked(one, "sheets"), shown={"title": "s:Another title", "summary": "s:old"})
    assert lacking(REGISTER, one, link) is None
    now = one.having(severity=Agreed("Major", 2))
    found = lacking(REGISTER, now, link)
    assert found is not None
    assert dict(found.facets) == {"severity": "Major"}


def test_linked_history_that_already_says_so_lacks_nothing() -> None:
    """An edit since that the row means too needs no write."""
    one = item(state=State.HISTORY).having(severity=Agreed("Major", 2))
    assert lacking(REGISTER, one, shown(one)) is None


@pytest.mark.parametrize("reach", [Reach.ARCHIVED, Reach.GONE])
def test_a_page_that_is_archived_or_gone_is_not_written(reach: Reach) -> None:
    """Nobody can; the other record and the channel are kept up."""
    one, now = item(), item(title="New")
    assert lacking(REGISTER, now, replace(shown(one), reach=reach)) is None
    assert lacking(CHANNELS, now, shown(one, CHANNELS)) is not None


def test_children_stand_in_records_alone_and_not_under_what_is_detached() -> None:
    """In Slack they are shown on the card; those of history are copied with it."""
    for state, wanted in ((State.LIVE, True), (State.HISTORY, True), (State.DETACHED, False)):
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
