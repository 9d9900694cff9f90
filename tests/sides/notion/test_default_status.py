"""A status that cannot be empty: what Notion puts into a new page by itself is nobody's edit."""

from __future__ import annotations

from tests.sides.notion.desk import START, Mirror, Sandbox, changed, incident


def test_a_default_status_is_nobodys_edit(sandbox: Sandbox, mirror: Mirror) -> None:
    """A copied incident without a status shows Notion's default, and nothing follows from that."""
    item = incident(1, status=None)
    (ref,) = mirror.opened(item)
    assert sandbox.shown(ref)["Status"] == "Investigating"
    assert mirror.edits() == {}
    assert mirror.plan(item) == ()
    sandbox.set(ref, "Status", "Fixing")
    assert mirror.edits() == {(1, "status"): "Fixing"}


def test_a_default_status_of_a_page_that_was_looked_up_is_nobodys_edit(mirror: Mirror) -> None:
    """So it is where the outcome of making the page was lost."""
    mirror.look()
    (action,) = mirror.plan(incident(1, status=None))
    list(mirror.side.apply([action]))
    mirror.restart()
    mirror.look()
    found = mirror.side.look_up(action, START)
    assert found is not None
    mirror.remember(found)
    assert mirror.edits() == {}


def test_a_status_that_comes_later_replaces_the_default(sandbox: Sandbox, mirror: Mirror) -> None:
    """What somebody says elsewhere is shown like any other status."""
    item = incident(1, status=None)
    (ref,) = mirror.opened(item)
    mirror.look()
    mirror.show(changed(item, status="Resolved"))
    assert sandbox.shown(ref)["Status"] == "Resolved"
    assert mirror.edits() == {}
