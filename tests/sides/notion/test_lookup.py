"""After a doubt: a page that we may have made is found, and no other is taken for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from incident_sync.errors import SideUnusable, Temporary
from incident_sync.model.action import Action
from incident_sync.model.item import Item
from tests.sides.notion.desk import (
    QUERY,
    START,
    Mirror,
    Sandbox,
    changed,
    incident,
)

LINK = "https://example.slack.com/archives/C0CHECKOUT"


def lost(sandbox: Sandbox, mirror: Mirror, item: Item, phase: str = "after", **more: Any) -> Action:
    """The action that adds an item's page, its reply lost; the process died of it."""
    mirror.look()
    (action,) = mirror.plan(item, **more)
    sandbox.fault(kind="drop", phase=phase, method="POST /v1/pages")
    (outcome,) = mirror.carry_out(action)
    assert isinstance(outcome.error, Temporary)
    assert not outcome.error.outcome_known
    mirror.restart()
    return action


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({}, {"urls": {"slack": LINK}}),
        ({}, {}),
        ({"fields": {"id": ""}}, {"urls": {"slack": LINK}}),
        ({"fields": {"id": ""}}, {}),
    ],
    ids=["by channel", "by ID", "by channel alone", "by title"],
)
def test_a_lost_page_is_found(
    sandbox: Sandbox, options: dict[str, Any], more: dict[str, Any]
) -> None:
    """By what stands in it; it is the same page, and then nothing is left to do."""
    mirror = Mirror(sandbox, options)
    item = incident(1)
    action = lost(sandbox, mirror, item, **more)
    mirror.look()
    found = mirror.side.look_up(action, START)
    assert found is not None
    mirror.remember(found)
    assert [row["id"] for row in sandbox.rows()] == [found.ref]
    assert mirror.edits() == {}
    assert mirror.plan(item, **more) == ()


def test_a_page_that_was_never_made_is_not_found(sandbox: Sandbox, mirror: Mirror) -> None:
    """Absent twice, half a minute apart."""
    action = lost(sandbox, mirror, incident(1), "before")
    mirror.look()
    before = mirror.clock.now()
    sandbox.calls()
    assert mirror.side.look_up(action, START) is None
    assert (mirror.clock.now() - before).total_seconds() == 30
    assert sandbox.calls() == {QUERY: 2}


def test_a_page_that_queries_do_not_show_yet_is_found(sandbox: Sandbox, mirror: Mirror) -> None:
    """The second look is late enough."""
    sandbox.person("set_behaviour", query_lag_s=25)
    action = lost(sandbox, mirror, incident(1))
    mirror.look()
    found = mirror.side.look_up(action, START)
    assert found is not None
    assert [row["id"] for row in sandbox.rows()] == [found.ref]


def test_a_page_of_a_person_is_not_ours(sandbox: Sandbox, mirror: Mirror) -> None:
    """Though it shows the same ID, title and channel."""
    action = lost(sandbox, mirror, incident(1), "before", urls={"slack": LINK})
    sandbox.row(Title="Checkout errors 1", ID="INC-1", Channel=LINK)
    mirror.look()
    assert mirror.side.look_up(action, START) is None


def test_a_page_made_before_is_not_ours(sandbox: Sandbox) -> None:
    """What we made hours ago was another action's, whether anybody remembers it or not."""
    mirror = Mirror(sandbox, {"fields": {"id": ""}})
    mirror.opened(incident(1, title="Down"))
    mirror.links.clear()
    mirror.clock.advance(2 * 3600)
    since = mirror.clock.now()
    action = lost(sandbox, mirror, incident(2, title="Down"), "before")
    assert mirror.side.look_up(action, since) is None


def test_a_page_that_belongs_to_another_is_not_taken(sandbox: Sandbox) -> None:
    """Two incidents of one title, added within a minute: each has its own page."""
    mirror = Mirror(sandbox, {"fields": {"id": ""}})
    (first,) = mirror.opened(incident(1, title="Down"))
    action = lost(sandbox, mirror, incident(2, title="Down"))
    mirror.look()
    found = mirror.side.look_up(action, START)
    assert found is not None
    assert found.ref != first


def test_two_lost_pages_of_one_title(sandbox: Sandbox) -> None:
    """What was found for one is not found for the other."""
    mirror = Mirror(sandbox, {"fields": {"id": ""}})
    actions = [lost(sandbox, mirror, incident(n, title="Down")) for n in (1, 2)]
    mirror.look()
    found = [mirror.side.look_up(action, START) for action in actions]
    assert {one.ref for one in found if one} == {row["id"] for row in sandbox.rows()}


@pytest.mark.parametrize("title", ["Down", "Down " * 300])
def test_a_page_of_another_title_is_not_taken(sandbox: Sandbox, title: str) -> None:
    """Nor one of ours that nobody remembers; a title too long to ask for is compared."""
    mirror = Mirror(sandbox, {"fields": {"id": ""}})
    mirror.opened(incident(1, title="Down and out"))
    mirror.links.clear()
    action = lost(sandbox, mirror, incident(2, title=title), "before")
    assert mirror.side.look_up(action, START) is None
    mirror.carry_out(action)
    mirror.restart()
    found = mirror.side.look_up(action, START)
    assert found is not None
    assert sandbox.shown(found.ref)["Title"] == title


def test_a_machine_whose_clock_is_ahead_finds_its_page(sandbox: Sandbox, mirror: Mirror) -> None:
    """By our clock the page was made before the intent."""
    action = lost(sandbox, mirror, incident(1))
    found = mirror.side.look_up(action, START + timedelta(days=1))
    assert found is not None


def test_a_page_in_the_trash_is_not_found(sandbox: Sandbox, mirror: Mirror) -> None:
    """Somebody threw it away before anybody knew of it."""
    action = lost(sandbox, mirror, incident(1))
    sandbox.person("trash", page=sandbox.rows()[0]["id"])
    assert mirror.side.look_up(action, START) is None


def test_a_minted_id_is_found_with_its_page(sandbox: Sandbox) -> None:
    """The label that Notion gave it is told."""
    sandbox.person("add_property", name="Number", type={"unique_id": {"prefix": "INC"}})
    mirror = Mirror(sandbox, {"fields": {"id": "Number"}})
    action = lost(sandbox, mirror, replace(incident(1), label=""), urls={"slack": LINK})
    found = mirror.side.look_up(action, START)
    assert found is not None
    assert found.label == "INC-1"


def test_a_patch_is_not_looked_up(sandbox: Sandbox, mirror: Mirror) -> None:
    """It is repeated: that says the same again."""
    mirror.opened(incident(1))
    (action,) = mirror.plan(changed(incident(1), severity="Major"))
    sandbox.calls()
    assert mirror.side.look_up(action, START) is None
    assert sandbox.calls() == {}


def test_a_look_up_that_fails_says_nothing(sandbox: Sandbox, mirror: Mirror) -> None:
    """Neither that it was done nor that it was not."""
    action = lost(sandbox, mirror, incident(1))
    sandbox.person("revoke_token")
    with pytest.raises(SideUnusable):
        mirror.side.look_up(action, START)
