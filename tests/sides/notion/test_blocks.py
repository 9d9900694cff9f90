"""The body: follow-ups as to-dos, both ways, and the timeline as bullets, one way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from incident_sync.errors import Temporary
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.view import View
from incident_sync.sides.notion import bodies
from tests.sides.notion.desk import (
    APPEND,
    GET,
    GET_BLOCK,
    LIST,
    PATCH_BLOCK,
    PRIYA,
    QUERY,
    SAM,
    START,
    Mirror,
    Sandbox,
    changed,
    entry,
    follow_up,
    incident,
)

LINK = "https://example.slack.com/archives/C0/p1"
FIRST = follow_up(11, text="Write the runbook")
SECOND = follow_up(12, text="Add an alert", done=True)


def present(view: View) -> set[str]:
    return set(view.present[Kind.FOLLOW_UP])


@pytest.fixture
def page(sandbox: Sandbox, mirror: Mirror) -> str:
    """The page of an incident with two follow-ups, looked at and left alone for a while."""
    (ref,) = mirror.opened(incident(1))
    mirror.opened(FIRST, SECOND)
    calm(mirror)
    sandbox.calls()
    return ref


def calm(mirror: Mirror) -> None:
    for _ in range(3):
        mirror.clock.advance(90)
        mirror.look()


def test_follow_ups_stand_under_a_heading_of_ours(sandbox: Sandbox, mirror: Mirror) -> None:
    """Two calls each: where it goes, and there it is; and that is no news."""
    (ref,) = mirror.opened(incident(1))
    sandbox.calls()
    mirror.opened(FIRST, SECOND)
    assert sandbox.calls() == {LIST: 2, APPEND: 2}
    assert sandbox.lines(ref) == ["## Follow-ups", "[ ] Write the runbook", "[x] Add an alert"]
    for _ in range(5):
        assert mirror.rows() == []
        mirror.clock.advance(30)


def test_a_persons_own_blocks_stay_where_they_are(sandbox: Sandbox, mirror: Mirror) -> None:
    """New items go below the last of ours, whatever stands around."""
    (ref,) = mirror.opened(incident(1))
    sandbox.person("add_block", page=ref, block="Notes of a person")
    mirror.opened(FIRST)
    sandbox.person("add_block", page=ref, block={"type": "heading_2", "text": "Thoughts"})
    sandbox.person("add_block", page=ref, block="More notes")
    mirror.opened(entry(21, at=START, by=SAM, text="Rolled back"))
    mirror.opened(SECOND, entry(22, at=START, by=None, text="All is well", link=LINK, note="late"))
    assert sandbox.lines(ref) == [
        "Notes of a person", "## Follow-ups", "[ ] Write the runbook", "[x] Add an alert",
        "## Thoughts", "More notes", "## Timeline",
        "• 2026-11-23 10:15 UTC · Sam Rivera: Rolled back",
        "• 2026-11-23 10:15 UTC · All is well (late)",
    ]  # fmt: skip


def test_a_heading_that_a_person_renamed_is_still_ours(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """It is the one above our own items."""
    heading = sandbox.blocks(page)[0]["id"]
    sandbox.person("set_block", block=heading, text="To do")
    mirror.clock.advance(60)
    theirs = sandbox.person("add_todo", page=page, text="Tell the board", under="To do")["block"]
    assert [row.ref for row in mirror.rows()] == [theirs]
    mirror.opened(follow_up(13, text="One more"))
    assert sandbox.lines(page)[0] == "## To do"
    assert sandbox.lines(page)[-1] == "[ ] One more"
    assert len(sandbox.lines(page)) == 5


def test_a_tick_is_heard_once(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """At one listing, and one more when the minute of the edit is over."""
    sandbox.person("set_todo", block=mirror.links[11].ref, checked=True, by="Sam Rivera")
    (row,) = mirror.rows()
    assert (row.kind, row.parent, row.values) == (
        Kind.FOLLOW_UP, page, {"text": "Write the runbook", "done": True},
    )  # fmt: skip
    assert row.by is not None
    assert row.by.name == "Sam Rivera"
    assert sandbox.calls() == {QUERY: 1, LIST: 1}
    lists = 0
    for _ in range(20):
        mirror.clock.advance(15)
        assert mirror.rows() == []
        lists += sandbox.calls().get(LIST, 0)
    assert lists == 1


def test_ticks_within_one_minute_are_all_heard(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """Their stamp is one; the second is found when its minute is over."""
    sandbox.person("set_todo", block=mirror.links[11].ref, checked=True)
    assert mirror.edits() == {(11, "done"): True}
    sandbox.person("set_todo", block=mirror.links[12].ref, checked=False)
    heard: dict[Any, Any] = {}
    for _ in range(10):
        mirror.clock.advance(15)
        heard |= mirror.edits()
    assert heard == {(12, "done"): False}


def test_a_new_to_do_of_a_person_is_told_until_it_is_taken_over(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """Each look says so; an empty one is nothing yet."""
    sandbox.person("add_todo", page=page, text="", under="Follow-ups")
    assert mirror.rows() == []
    mirror.clock.advance(60)
    made = sandbox.person("add_todo", page=page, text="Tell them", under="Follow-ups")["block"]
    for _ in range(4):
        (row,) = mirror.rows()
        assert (row.ref, row.values["text"], row.parent) == (made, "Tell them", page)
        mirror.clock.advance(15)
    mirror.take(row, 13)
    assert mirror.rows() == []


def test_a_to_do_elsewhere_is_a_persons_own(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """Only our section is mirrored."""
    sandbox.person("add_block", page=page, block={"type": "heading_2", "text": "Groceries"})
    sandbox.person("add_todo", page=page, text="Milk", under="Groceries")
    assert mirror.rows() == []


def test_a_page_without_follow_ups_costs_no_listing(sandbox: Sandbox, mirror: Mirror) -> None:
    """Whatever is edited in it."""
    (ref,) = mirror.opened(incident(1))
    calm(mirror)
    sandbox.person("add_block", page=ref, block="Notes")
    sandbox.set(ref, "Summary", "Typed.")
    sandbox.calls()
    mirror.look()
    assert sandbox.calls() == {QUERY: 1}


def test_a_deleted_to_do_is_missing_twice(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """The look asks for the block itself before it says so, and the next look again."""
    ref = mirror.links[11].ref
    sandbox.person("delete_block", block=ref)
    for _ in range(3):
        view = mirror.look()
        assert present(view) == {mirror.links[12].ref}
        assert Kind.FOLLOW_UP in view.whole
        mirror.clock.advance(15)
    calm(mirror)
    sandbox.calls()
    assert present(mirror.look()) == {mirror.links[12].ref}
    assert sandbox.calls() == {QUERY: 1}
    sandbox.person("restore_block", block=ref)
    view = mirror.look()
    assert [row.ref for row in view.rows] == [ref]
    assert ref in present(view)


def test_a_to_do_that_was_moved_is_still_there(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """Under another block no listing shows it; its id does."""
    state = sandbox.control.ok("GET", "state")["notion"]
    ref = mirror.links[11].ref
    note = sandbox.person("add_block", page=page, block={"type": "toggle", "text": "Later"})
    state = sandbox.control.ok("GET", "state")["notion"]
    state["pages"][page]["children"].remove(ref)
    state["blocks"][note["block"]]["children"].append(ref)
    state["blocks"][ref]["parent"] = {"type": "block_id", "block_id": note["block"]}
    state["blocks"][ref]["content"]["checked"] = True
    sandbox.control.ok("PUT", "state", {"notion": state})
    sandbox.calls()
    view = mirror.look()
    assert ref in present(view)
    assert [(row.ref, row.values["done"]) for row in view.rows] == [(ref, True)]
    assert sandbox.calls() == {QUERY: 1, LIST: 1, GET_BLOCK: 1}


def test_our_edit_of_a_follow_up(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """A look at the block and a patch of what differs; formatting stays; no news."""
    ref = mirror.links[11].ref
    runs = [{"text": {"content": "Write the "}},
            {"text": {"content": "runbook"}, "annotations": {"bold": True}}]  # fmt: skip
    sandbox.person("set_todo", block=ref, runs=runs)
    calm(mirror)
    sandbox.calls()
    (outcome,) = mirror.show(changed(FIRST, text="Write a runbook", done=True))
    assert outcome.done
    assert sandbox.calls() == {GET_BLOCK: 1, PATCH_BLOCK: 1}
    assert "[x] Write a runbook" in sandbox.lines(page)
    block = mirror.side._client.block(ref)
    bold = [run["plain_text"] for run in block["to_do"]["rich_text"] if run["annotations"]["bold"]]
    assert bold == ["runbook"]
    for _ in range(6):
        mirror.clock.advance(30)
        assert mirror.rows() == []


def test_a_tick_of_ours_leaves_the_text_that_a_person_is_typing(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """Only what differs is sent, and what they typed is heard."""
    sandbox.person("set_todo", block=mirror.links[11].ref, text="Write two runbooks")
    (outcome,) = mirror.show(changed(FIRST, done=True))
    assert outcome.done
    assert "[x] Write two runbooks" in sandbox.lines(page)
    mirror.clock.advance(60)
    assert mirror.edits() == {(11, "text"): "Write two runbooks"}


def test_a_to_do_that_a_person_just_changed_is_not_written(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """The next look hears of it first."""
    sandbox.person("set_todo", block=mirror.links[11].ref, text="Typed")
    (outcome,) = mirror.show(changed(FIRST, text="Ours"))
    assert outcome.moved
    assert "[ ] Typed" in sandbox.lines(page)


def test_a_to_do_that_already_says_it_is_not_written(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """Done, at one call."""
    sandbox.person("set_todo", block=mirror.links[11].ref, checked=True)
    sandbox.calls()
    (outcome,) = mirror.show(changed(FIRST, done=True))
    assert outcome.done
    assert sandbox.calls() == {GET_BLOCK: 1}


def test_a_to_do_that_was_deleted_is_not_written(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """It is for the look to say what became of it."""
    sandbox.person("delete_block", block=mirror.links[11].ref)
    (outcome,) = mirror.show(changed(FIRST, done=True))
    assert (outcome.moved, outcome.error) == (True, None)


def test_the_timeline_is_never_read(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """Neither its bullets nor those of a person are rows, and absence means nothing."""
    mirror.opened(entry(21, at=START, by=PRIYA, text="Rolled back"))
    sandbox.person("set_block", block=mirror.links[21].ref, text="Typed")
    view = mirror.look()
    assert view.rows == ()
    assert Kind.TIMELINE not in view.whole


def test_a_revised_entry_is_written_anew(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """As long as it says what we wrote."""
    item = entry(21, at=START, by=PRIYA, text="Rolled back", link=LINK)
    mirror.opened(item)
    sandbox.calls()
    (outcome,) = mirror.show(changed(item, text="Rolled forward", note="edited 10:20"))
    assert outcome.done
    assert sandbox.calls() == {GET_BLOCK: 1, PATCH_BLOCK: 1}
    line = "• 2026-11-23 10:15 UTC · Priya Sharma: Rolled forward (edited 10:20)"
    assert sandbox.lines(page)[-1] == line
    assert mirror.plan(changed(item, text="Rolled forward", note="edited 10:20")) == ()
    (outcome,) = mirror.show(changed(item, text="Again", note="edited 10:20"))
    assert outcome.done
    assert "Again" in sandbox.lines(page)[-1]


def test_an_entry_that_already_says_it_is_not_written(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """A revision whose reply was lost: done, at one call."""
    item = entry(21, at=START, by=PRIYA, text="Rolled back")
    mirror.opened(item)
    actions = mirror.plan(changed(item, text="Rolled forward"))
    for _ in range(2):
        sandbox.calls()
        outcomes = list(mirror.side.apply(actions))
        assert [outcome.done for outcome in outcomes] == [True]
        assert not outcomes[0].blocked
    assert sandbox.calls() == {GET_BLOCK: 1}


def test_an_entry_that_a_person_edited_is_theirs(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """It says so, and is not tried again."""
    item = entry(21, at=START, by=PRIYA, text="Rolled back")
    mirror.opened(item)
    sandbox.person("set_block", block=mirror.links[21].ref, text="A person's own words")
    item = changed(item, text="Rolled forward")
    (outcome,) = mirror.show(item)
    assert outcome.blocked == {"text": "edited in Notion"}
    assert sandbox.lines(page)[-1] == "• A person's own words"
    assert mirror.plan(item) == ()


def test_an_entry_that_a_person_deleted_stays_deleted(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """Its counterpart is gone for good."""
    item = entry(21, at=START, by=PRIYA, text="Rolled back")
    mirror.opened(item)
    sandbox.person("delete_block", block=mirror.links[21].ref)
    (outcome,) = mirror.show(changed(item, text="Rolled forward"))
    assert (outcome.moved, outcome.reach) == (True, Reach.GONE)
    assert mirror.links[21].reach is Reach.GONE


@pytest.mark.parametrize("item", [FIRST, entry(21, at=START, by=SAM, text="Rolled back")])
def test_nothing_is_put_on_a_page_that_is_not_there(
    sandbox: Sandbox, mirror: Mirror, item: Any
) -> None:
    """Without a page there is nothing to plan; one in the trash waits for the look."""
    mirror.look()
    assert mirror.plan(item) == ()
    (ref,) = mirror.opened(incident(1))
    actions = mirror.plan(item)
    assert actions
    for reach in (Reach.ARCHIVED, Reach.GONE):
        mirror.links[1] = replace(mirror.links[1], reach=reach)
        assert mirror.plan(item) == ()
    sandbox.person("trash", page=ref)
    (outcome,) = mirror.carry_out(*actions)
    assert not outcome.done


@pytest.mark.parametrize("item", [FIRST, entry(21, at=START, by=SAM, text="Rolled back")])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_block_whose_reply_was_lost_is_not_doubled(
    sandbox: Sandbox, mirror: Mirror, item: Any, phase: str
) -> None:
    """A look at the page settles the doubt, in a new process too."""
    (ref,) = mirror.opened(incident(1))
    (action,) = mirror.plan(item)
    sandbox.fault(kind="drop", phase=phase, method="PATCH /v1/blocks/{id}/children")
    (outcome,) = mirror.carry_out(action)
    assert isinstance(outcome.error, Temporary)
    assert not outcome.error.outcome_known
    mirror.restart()
    mirror.look()
    found = mirror.side.look_up(action, START)
    assert (found is not None) is (phase == "after")
    if found is not None:
        mirror.remember(found)
    mirror.show(item)
    assert len(sandbox.lines(ref)) == 2
    assert mirror.plan(item) == ()
    assert mirror.rows() == []


def test_two_lost_blocks_of_one_text_are_two(sandbox: Sandbox, mirror: Mirror) -> None:
    """What was found for one is not found for the other."""
    (ref,) = mirror.opened(incident(1))
    twins = [follow_up(11, text="Same"), follow_up(12, text="Same")]
    actions = [action for item in twins for action in mirror.plan(item)]
    for action in actions:
        list(mirror.side.apply([action]))
    mirror.restart()
    mirror.look()
    for action in actions:
        found = mirror.side.look_up(action, START)
        assert found is not None
        mirror.remember(found)
    assert {mirror.links[n].ref for n in (11, 12)} == {b["id"] for b in sandbox.blocks(ref)[1:]}
    assert sandbox.lines(ref) == ["## Follow-ups", "[ ] Same", "[ ] Same"]


def test_a_block_of_ours_that_nobody_remembers_is_taken(sandbox: Sandbox, mirror: Mirror) -> None:
    """Not added again beside itself, where the look-up came too early."""
    (ref,) = mirror.opened(incident(1))
    for action in mirror.plan(FIRST):
        list(mirror.side.apply([action]))
    mirror.restart()
    mirror.look()
    mirror.opened(FIRST)
    assert sandbox.lines(ref) == ["## Follow-ups", "[ ] Write the runbook"]


def test_a_to_do_that_was_made_something_else(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """It is a person's bullet now: blocked, and not tried again."""
    state = sandbox.control.ok("GET", "state")["notion"]
    block = state["blocks"][mirror.links[11].ref]
    block["type"] = "bulleted_list_item"
    block["content"].pop("checked")
    sandbox.control.ok("PUT", "state", {"notion": state})
    item = changed(FIRST, done=True)
    (outcome,) = mirror.show(item)
    assert outcome.done
    assert "no to-do" in outcome.blocked["done"]
    assert mirror.plan(item) == ()


def test_a_block_that_is_not_in_the_answer_is_looked_for(sandbox: Sandbox, mirror: Mirror) -> None:
    """Added or not, nobody knows."""
    (_,) = mirror.opened(incident(1))
    body: dict[str, Any] = {"object": "list", "results": [], "has_more": False}
    sandbox.fault(
        kind="status", status=200, body=body, phase="after",
        method="PATCH /v1/blocks/{id}/children",
    )  # fmt: skip
    (action,) = mirror.plan(FIRST)
    (outcome,) = mirror.carry_out(action)
    assert isinstance(outcome.error, Temporary)
    assert not outcome.error.outcome_known
    assert mirror.side.look_up(action, START) is not None


def test_a_to_do_of_a_person_is_not_taken_for_ours(sandbox: Sandbox, mirror: Mirror) -> None:
    """Though it says the same."""
    (ref,) = mirror.opened(incident(1))
    sandbox.person("add_block", page=ref, block={"type": "heading_2", "text": "Follow-ups"})
    theirs = sandbox.person("add_todo", page=ref, text=str(FIRST.value("text")))["block"]
    mirror.opened(FIRST)
    assert mirror.links[11].ref != theirs
    assert sandbox.lines(ref) == ["## Follow-ups"] + ["[ ] Write the runbook"] * 2


def test_a_block_saved_under_a_503(sandbox: Sandbox, mirror: Mirror) -> None:
    """It is done, and not sent again."""
    (ref,) = mirror.opened(incident(1))
    for item in (FIRST, SECOND):
        sandbox.fault(kind="committed_503", method="PATCH /v1/blocks/{id}/children")
        (outcome,) = mirror.show(item)
        assert outcome.done
    assert [b["id"] for b in sandbox.blocks(ref)[1:]] == [mirror.links[n].ref for n in (11, 12)]
    sandbox.fault(kind="committed_503", method="PATCH /v1/blocks/{id}")
    (outcome,) = mirror.show(changed(FIRST, done=True))
    assert outcome.done


def test_more_bodies_than_one_look_reads(
    sandbox: Sandbox, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many at a time; the look is whole for follow-ups once all were read."""
    monkeypatch.setattr(bodies, "MOST", 4)
    mirror.opened(*(incident(n) for n in range(1, 11)))
    mirror.opened(*(follow_up(1000 + n, n, text="Check") for n in range(1, 11)))
    mirror.clock.advance(120)
    for lists, whole in ((4, False), (4, False), (2, True), (0, True)):
        sandbox.calls()
        view = mirror.look()
        assert sandbox.calls().get(LIST, 0) == lists
        assert (Kind.FOLLOW_UP in view.whole) is whole
        mirror.clock.advance(600)
    assert len(present(view)) == 10


def test_the_daily_scan_reads_no_bodies(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """What was not edited since the last look says what it said."""
    mirror.clock.advance(25 * 3600)
    mirror.look()
    calls = sandbox.calls()
    assert (calls[QUERY], calls.get(LIST, 0)) == (1, 0)


def test_a_follow_up_whose_digest_was_emptied_is_told_again(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """What was held back is read anew."""
    mirror.links[11] = replace(mirror.links[11], digest="")
    assert [row.ref for row in mirror.rows()] == [mirror.links[11].ref]
    assert mirror.rows() == []


def test_a_deleted_to_do_is_not_asked_for_again(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """Whatever else is edited on its page; one that is back at once is found with the others."""
    ref = mirror.links[11].ref
    sandbox.person("delete_block", block=ref)
    mirror.look()
    mirror.clock.advance(60)
    sandbox.person("restore_block", block=ref)
    sandbox.calls()
    assert [row.ref for row in mirror.rows()] == [ref]
    assert sandbox.calls() == {QUERY: 1, LIST: 1}
    sandbox.person("delete_block", block=ref)
    calm(mirror)
    sandbox.person("set_todo", block=mirror.links[12].ref, checked=False)
    sandbox.calls()
    assert mirror.edits() == {(12, "done"): False}
    assert sandbox.calls() == {QUERY: 1, LIST: 1}


def test_a_long_body(sandbox: Sandbox, mirror: Mirror) -> None:
    """A page of more than a hundred blocks is listed to its end."""
    (ref,) = mirror.opened(incident(1))
    for _ in range(2):
        for number in range(60):
            sandbox.person("add_block", page=ref, block=f"Note {number}")
    mirror.opened(FIRST)
    sandbox.calls()
    mirror.opened(SECOND)
    assert sandbox.calls() == {LIST: 2, APPEND: 1}
    assert sandbox.lines(ref)[-2:] == ["[ ] Write the runbook", "[x] Add an alert"]


def test_a_text_that_no_block_holds(sandbox: Sandbox, mirror: Mirror) -> None:
    """Nothing is added in its place; of one that is there the tick still is."""
    (ref,) = mirror.opened(incident(1))
    assert mirror.plan(follow_up(11, text="x" * 200_001)) == ()
    mirror.opened(FIRST)
    mirror.show(changed(FIRST, text="x" * 200_001, done=True))
    assert sandbox.lines(ref) == ["## Follow-ups", "[x] Write the runbook"]


def test_the_address_of_a_follow_up(sandbox: Sandbox, mirror: Mirror, page: str) -> None:
    """Its page, and where on it."""
    link = mirror.links[11]
    address = f"https://www.notion.so/{page.replace('-', '')}#{link.ref.replace('-', '')}"
    assert mirror.side.url(link, FIRST) == address


def test_a_page_in_doubt_is_not_read_for_its_blocks(
    sandbox: Sandbox, mirror: Mirror, page: str
) -> None:
    """One that vanished between query and listing is for the next look."""
    sandbox.person("set_todo", block=mirror.links[11].ref, checked=True)
    body = {"object": "error", "status": 404, "code": "object_not_found", "message": "Gone."}
    sandbox.fault(kind="status", status=404, body=body, method="GET /v1/blocks/{id}/children")
    view = mirror.look()
    assert view.rows == ()
    assert present(view) == {mirror.links[11].ref, mirror.links[12].ref}
    assert mirror.edits() == {(11, "done"): True}
    assert GET not in sandbox.calls()
