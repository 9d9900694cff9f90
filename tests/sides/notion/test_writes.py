"""Writing pages: what differs and nothing else, never over what a person just typed."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.item import Item
from incident_sync.model.people import Person
from incident_sync.model.values import Value
from incident_sync.sides.notion.client import ALL
from incident_sync.sides.notion.pages import filled
from incident_sync.wire import Rate
from tests.sides.notion.desk import (
    GET,
    PATCH,
    POST,
    PRIYA,
    QUERY,
    SAM,
    START,
    Mirror,
    Sandbox,
    changed,
    incident,
)

LINK = "https://example.slack.com/archives/C0CHECKOUT"
FULL: dict[str, Value] = {
    "title": "Checkout is down", "status": "Fixing", "severity": "Major", "lead": SAM,
    "summary": "Two in five fail.\nStill.", "customer_update": "Sorry.", "reporter": PRIYA,
    "reported_at": START, "resolved_at": date(2026, 11, 24),
}  # fmt: skip
OTHER: dict[str, Value] = {
    "title": "Payments", "status": "Resolved", "severity": "Minor", "lead": PRIYA,
    "summary": "Cold cache.", "customer_update": None, "reporter": SAM,
    "reported_at": START + timedelta(minutes=5), "resolved_at": None,
}  # fmt: skip


def test_a_new_page_shows_it_all(sandbox: Sandbox, mirror: Mirror) -> None:
    """One call; people see names, dates and a link."""
    mirror.look()
    sandbox.calls()
    (outcome,) = mirror.show(incident(1, **FULL), urls={"slack": LINK})
    assert sandbox.calls() == {POST: 1}
    assert outcome.done
    assert outcome.label == ""
    assert sandbox.shown(outcome.ref) == {
        "ID": "INC-1", "Title": "Checkout is down", "Status": "Fixing", "Severity": "Major",
        "Lead": ["sam@example.com"], "Summary": "Two in five fail.\nStill.",
        "Customer update": "Sorry.", "Reporter": ["priya@example.com"],
        "Reported at": "2026-11-23T10:15:00.000+00:00", "Resolved at": "2026-11-24",
        "Channel": LINK,
    }  # fmt: skip
    url = mirror.side.url(mirror.links[1], incident(1))
    assert url == f"https://www.notion.so/{outcome.ref.replace('-', '')}"


@pytest.mark.parametrize("lag", [0, 20])
@pytest.mark.parametrize("field", list(FULL))
def test_our_own_write_is_no_news(sandbox: Sandbox, mirror: Mirror, field: str, lag: int) -> None:
    """Of every type of property, filled, changed and emptied, while queries lag, too."""
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=lag)
    item = incident(1, **FULL)
    mirror.show(item)
    for values in ({field: OTHER[field]}, {field: FULL[field]}):
        assert mirror.rows() == []
        item = changed(item, **values)
        (outcome,) = mirror.show(item)
        assert outcome.done
        assert not outcome.blocked
        for _ in range(3):
            mirror.clock.advance(12)
            assert mirror.rows() == []
        assert mirror.plan(item) == ()


def test_what_is_empty_is_left_out_of_a_new_page(sandbox: Sandbox, mirror: Mirror) -> None:
    """Only what says something is sent."""
    mirror.look()
    (action,) = mirror.plan(incident(1, lead=None, summary=""))
    sight = mirror.side._sight
    assert sight is not None
    names = {sight.book.schema.props[at].name for at in filled(sight, action).properties}
    assert names == {"ID", "Title", "Status", "Severity"}


def test_a_page_that_vanished_before_the_patch(sandbox: Sandbox, mirror: Mirror) -> None:
    """It is for the next look to say what became of it."""
    item = incident(1)
    mirror.opened(item)
    mirror.look()
    body = {"object": "error", "status": 404, "code": "object_not_found", "message": "Gone."}
    sandbox.fault(kind="status", status=404, body=body, method="PATCH /v1/pages/{id}")
    (outcome,) = mirror.show(changed(item, severity="Major"))
    assert (outcome.moved, outcome.error) == (True, None)


def test_one_edit_is_a_look_and_a_patch(sandbox: Sandbox, mirror: Mirror) -> None:
    """And the patch holds nothing but what differs."""
    item = incident(1, **FULL)
    mirror.opened(item)
    mirror.look()
    sandbox.calls()
    (outcome,) = mirror.show(changed(item, severity="Minor"))
    assert sandbox.calls() == {GET: 1, PATCH: 1}
    assert (outcome.action.effect, list(outcome.action.facets)) == (False, ["severity"])
    (new,) = mirror.plan(incident(2))
    assert (new.effect, new.key) == (True, "notion:2:row")
    assert outcome.action.key == "notion:1:edit"


@pytest.mark.parametrize(
    ("edits", "looks"), [(2, 1), (10, 1), (11, 1), (20, 2), (25, 3), (100, 10)]
)
def test_many_edits_are_a_look_per_ten(
    sandbox: Sandbox, mirror: Mirror, edits: int, looks: int
) -> None:
    """A patch each; an eleventh alone is read by its id."""
    items = [incident(n) for n in range(1, edits + 1)]
    mirror.opened(*items)
    mirror.look()
    sandbox.calls()
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert all(outcome.done for outcome in outcomes)
    single = {GET: 1} if edits % 10 == 1 else {}
    assert sandbox.calls() == {QUERY: looks, PATCH: edits, **single}
    assert {row["values"]["Severity"] for row in sandbox.rows()} == {"Major"}
    assert mirror.rows() == []


def test_equal_titles_without_ids_are_told_apart(sandbox: Sandbox) -> None:
    """The look may show others beside; each page is known by its own id."""
    mirror = Mirror(sandbox, {"fields": {"id": ""}})
    items = [incident(n, title="Down") for n in range(1, 4)]
    refs = mirror.opened(*items)
    mirror.look()
    sandbox.calls()
    mirror.show(changed(items[0], severity="Major"), changed(items[2], severity="Major"))
    assert sandbox.calls() == {QUERY: 1, PATCH: 2}
    assert [sandbox.shown(ref)["Severity"] for ref in refs] == ["Major", "Minor", "Major"]


def test_what_already_stands_there_is_not_written(sandbox: Sandbox, mirror: Mirror) -> None:
    """Somebody typed the same: done, without a patch."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    sandbox.set(ref, "Severity", "Major")
    sandbox.calls()
    (outcome,) = mirror.show(changed(item, severity="Major"))
    assert outcome.done
    assert sandbox.calls() == {GET: 1}


@pytest.mark.parametrize("pages", [1, 2])
def test_what_a_person_just_typed_stays(sandbox: Sandbox, mirror: Mirror, pages: int) -> None:
    """The last look sees it: nothing of that page is written, the other is."""
    items = [incident(n) for n in range(1, pages + 1)]
    refs = mirror.opened(*items)
    mirror.look()
    actions = [a for item in items for a in mirror.plan(changed(item, status="Fixing"))]
    mirror.clock.advance(61)
    sandbox.set(refs[0], "Status", "Monitoring")
    outcomes = mirror.carry_out(*actions)
    assert [outcome.moved for outcome in outcomes] == [True, False][:pages]
    assert [sandbox.shown(ref)["Status"] for ref in refs] == ["Monitoring", "Fixing"][:pages]
    assert mirror.edits() == {(1, "status"): "Monitoring"}


def test_what_a_person_typed_beside_is_heard(sandbox: Sandbox, mirror: Mirror) -> None:
    """Another property, typed before the patch in the same minute, is neither lost nor missed."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, status="Fixing"))
    sandbox.set(ref, "Summary", "Typed.")
    (outcome,) = mirror.carry_out(*actions)
    assert outcome.done
    assert mirror.edits() == {(1, "summary"): "Typed."}
    assert mirror.rows() == []


def test_what_a_person_typed_between_look_and_patch_is_heard(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """It shows in the answer of the patch, so that answer is no baseline."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, status="Fixing"))
    sandbox.fault(kind="gate", method="PATCH /v1/pages/{id}")

    def meanwhile() -> None:
        assert sandbox.control.ok("GET", "gates?wait=10")["held"]
        sandbox.set(ref, "Summary", "Typed.")
        sandbox.control.ok("POST", "gates/release")

    thread = threading.Thread(target=meanwhile)
    thread.start()
    (outcome,) = mirror.carry_out(*actions)
    thread.join()
    assert (outcome.done, outcome.digest) == (True, "")
    assert mirror.edits() == {(1, "summary"): "Typed."}


def test_what_notion_keeps_otherwise_is_no_baseline(sandbox: Sandbox, mirror: Mirror) -> None:
    """An answer that shows another text than was sent, or more: the next look reports the page."""
    (first,) = mirror.opened(incident(1))
    mirror.look()
    page = mirror.side._client.page(first)
    page["properties"]["Severity"]["select"] = None
    for method in ("PATCH /v1/pages/{id}", "POST /v1/pages"):
        sandbox.fault(kind="status", status=200, body=page, method=method, phase="after")
    outcomes = mirror.show(changed(incident(1), severity="Major"), incident(2, summary="New."))
    assert [(outcome.done, outcome.digest) for outcome in outcomes] == [(True, ""), (True, "")]


def test_a_default_that_notion_sets_is_no_baseline(sandbox: Sandbox, mirror: Mirror) -> None:
    """The page then says more than we sent."""
    mirror.look()
    (outcome,) = mirror.show(incident(1, status=None))
    assert (outcome.done, outcome.digest) == (True, "")
    assert [row.values["status"] for row in mirror.rows()] == ["Investigating"]


def test_a_lagging_look_is_not_believed(sandbox: Sandbox, mirror: Mirror) -> None:
    """A query from before our own last write is asked again by the page's id."""
    items = [incident(1), incident(2)]
    mirror.opened(*items)
    mirror.clock.advance(60)
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=30)
    items = [changed(item, severity="Major") for item in items]
    mirror.show(*items)
    sandbox.calls()
    outcomes = mirror.show(*(changed(item, severity="Minor") for item in items))
    assert all(outcome.done for outcome in outcomes)
    assert sandbox.calls() == {QUERY: 1, GET: 2, PATCH: 2}
    assert {row["values"]["Severity"] for row in sandbox.rows()} == {"Minor"}


def test_a_page_edited_beside_needs_no_second_look(sandbox: Sandbox, mirror: Mirror) -> None:
    """What a query shows of a later minute than we know is no lag."""
    items = [incident(1), incident(2)]
    refs = mirror.opened(*items)
    mirror.look()
    mirror.clock.advance(60)
    sandbox.set(refs[0], "Summary", "Typed.")
    sandbox.calls()
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert all(outcome.done for outcome in outcomes)
    assert sandbox.calls() == {QUERY: 1, PATCH: 2}
    assert mirror.edits() == {(1, "summary"): "Typed."}


def test_an_old_look_is_taken_again(sandbox: Sandbox, mirror: Mirror) -> None:
    """Where the quota held a patch back for longer than five seconds."""
    items = [incident(n) for n in range(1, 4)]
    mirror.opened(*items)
    mirror.look()
    sandbox.calls()
    sandbox.fault(kind="status", status=429, retry_after=7, method="PATCH /v1/pages/{id}", call=2)
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert all(outcome.done for outcome in outcomes)
    assert sandbox.calls() == {QUERY: 2, PATCH: 4}


def test_patches_wait_for_the_budget_before_the_look(sandbox: Sandbox, mirror: Mirror) -> None:
    """With three calls left of the minute, one look does for all of them, and it is fresh."""
    items = [incident(n) for n in range(1, 6)]
    mirror.opened(*items)
    mirror.look()
    mirror.clock.advance(60)
    began = mirror.clock.monotonic()
    for _ in range(597):
        mirror.side._client._wire._pacer.claim({ALL: Rate(600)})
    sandbox.calls()
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert all(outcome.done for outcome in outcomes)
    assert sandbox.calls() == {QUERY: 1, PATCH: 5}
    assert mirror.clock.monotonic() - began == 60.0


def test_a_patch_that_waits_is_not_written_over_an_edit(sandbox: Sandbox, mirror: Mirror) -> None:
    """While the quota held it back somebody typed: the second look sees it."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, status="Fixing"))
    sandbox.fault(kind="status", status=429, retry_after=10, method="PATCH /v1/pages/{id}")
    before = mirror.clock.sleep

    def typed(seconds: float) -> None:
        before(seconds)
        sandbox.set(ref, "Status", "Monitoring")

    mirror.clock.sleep = typed  # type: ignore[method-assign]
    (outcome,) = mirror.carry_out(*actions)
    assert outcome.moved
    assert sandbox.shown(ref)["Status"] == "Monitoring"


def test_what_answers_too_slowly_for_ever_is_given_up(sandbox: Sandbox, mirror: Mirror) -> None:
    """Three looks in vain; nothing was written, and that is known."""
    item = incident(1)
    mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, status="Fixing"))
    sandbox.fault(
        kind="status", status=429, retry_after=10, method="PATCH /v1/pages/{id}", times=None
    )
    (outcome,) = mirror.carry_out(*actions)
    assert isinstance(outcome.error, Temporary)
    assert outcome.error.outcome_known


def test_a_batch_does_not_go_on_for_ever(sandbox: Sandbox, mirror: Mirror) -> None:
    """After a minute of waiting the rest is left to the next cycle, and known as not done."""
    items = [incident(n) for n in range(1, 6)]
    mirror.opened(*items)
    mirror.look()
    sandbox.fault(kind="status", status=429, retry_after=61, method="PATCH /v1/pages/{id}", call=3)
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert [outcome.done for outcome in outcomes] == [True, True, False, False, False]
    assert all(o.error.outcome_known for o in outcomes if isinstance(o.error, Temporary))
    assert sum(row["values"]["Severity"] == "Major" for row in sandbox.rows()) == 2


def test_formatting_is_kept(sandbox: Sandbox, mirror: Mirror) -> None:
    """Words that did not change stay bold and linked."""
    item = incident(1, summary="The cache was cold today")
    (ref,) = mirror.opened(item)
    runs = [
        {"text": {"content": "The "}},
        {"text": {"content": "cache"}, "annotations": {"bold": True}},
        {"text": {"content": " was cold "}},
        {"text": {"content": "today", "link": {"url": "https://a.example/"}}},
    ]
    sandbox.person("set_rich", page=ref, property="Summary", runs=runs)
    mirror.look()
    mirror.show(changed(item, summary="The cache was warm today"))
    page = mirror.side._client.page(ref)
    shown = page["properties"]["Summary"]["rich_text"]
    assert [run["plain_text"] for run in shown if run["annotations"]["bold"]] == ["cache"]
    assert [run["plain_text"] for run in shown if run["href"]] == ["today"]
    assert "".join(run["plain_text"] for run in shown) == "The cache was warm today"


@pytest.mark.parametrize("verb", ["trash", "archive"])
@pytest.mark.parametrize("pages", [1, 2])
def test_a_page_that_left_meanwhile_is_not_written(
    sandbox: Sandbox, mirror: Mirror, verb: str, pages: int
) -> None:
    """The next look says what became of it."""
    items = [incident(n) for n in range(1, pages + 1)]
    refs = mirror.opened(*items)
    mirror.look()
    actions = [a for item in items for a in mirror.plan(changed(item, status="Fixing"))]
    sandbox.person(verb, page=refs[0])
    outcomes = mirror.carry_out(*actions)
    assert [outcome.moved for outcome in outcomes] == [True, False][:pages]
    assert all(outcome.error is None for outcome in outcomes)


def test_a_status_that_notion_does_not_have(sandbox: Sandbox, mirror: Mirror) -> None:
    """The field is blocked with a remedy, the rest is written, and nothing is tried again."""
    names = ["Investigating", "Resolved", "Declined"]
    sandbox.person("set_options", property="Status", options=names)
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    (outcome,) = mirror.show(changed(item, status="Fixing", severity="Major"))
    assert outcome.done
    assert 'no option "Fixing"' in outcome.blocked["status"]
    assert sandbox.shown(ref)["Severity"] == "Major"
    assert mirror.plan(changed(item, status="Fixing", severity="Major")) == ()
    sandbox.person("set_options", property="Status", options=[*names, "Fixing"])
    mirror.look()
    mirror.clock.advance(24 * 3600)
    mirror.look()
    mirror.show(changed(item, status="Fixing", severity="Major"))
    assert sandbox.shown(ref)["Status"] == "Fixing"


def test_an_option_removed_since_the_look(sandbox: Sandbox, mirror: Mirror) -> None:
    """Notion refuses; the schema is read again, and what can be written is written."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, status="Fixing", severity="Major"))
    names = ["Investigating", "Resolved", "Declined"]
    sandbox.person("set_options", property="Status", options=names)
    sandbox.calls()
    (outcome,) = mirror.carry_out(*actions)
    assert outcome.done
    assert list(outcome.blocked) == ["status"]
    assert sandbox.shown(ref)["Severity"] == "Major"
    assert sandbox.calls() == {GET: 1, PATCH: 2, "GET data_sources": 1}
    (note,) = mirror.plan(changed(item, status="Fixing", severity="Major"))
    assert list(note.facets) == ["sync_note"]


def test_a_property_deleted_since_the_look(sandbox: Sandbox, mirror: Mirror) -> None:
    """Its field alone is not written, on new pages and old ones."""
    item = incident(1, summary="Old.")
    (ref,) = mirror.opened(item)
    mirror.look()
    actions = mirror.plan(changed(item, summary="New.", severity="Major"))
    actions += mirror.plan(incident(2, summary="New."))
    sandbox.person("delete_property", property="Summary")
    sandbox.calls()
    outcomes = {outcome.action.item: outcome for outcome in mirror.carry_out(*actions)}
    assert all(outcome.done for outcome in outcomes.values())
    assert {n: list(outcome.blocked) for n, outcome in outcomes.items()} == {
        1: ["summary"], 2: ["summary"],
    }  # fmt: skip
    # The page itself shows that it is gone; the new one is refused first.
    assert sandbox.calls() == {POST: 2, GET: 1, PATCH: 1, "GET data_sources": 1}
    assert sandbox.shown(ref)["Severity"] == "Major"


def test_a_new_word_becomes_an_option_of_a_select(sandbox: Sandbox, mirror: Mirror) -> None:
    """And the look after it is calm."""
    sandbox.person("set_options", property="Severity", options=["Minor"])
    (ref,) = mirror.opened(incident(1, severity="Major"))
    assert sandbox.shown(ref)["Severity"] == "Major"
    assert mirror.rows() == []
    assert mirror.rows() == []


def test_the_words_of_an_adopted_select_are_kept(sandbox: Sandbox, mirror: Mirror) -> None:
    """A register that says OUTAGE goes on saying so."""
    sandbox.person("set_options", property="Severity", options=["Minor", "OUTAGE"])
    (ref,) = mirror.opened(incident(1, severity="Major"))
    assert sandbox.shown(ref)["Severity"] == "OUTAGE"
    assert mirror.rows() == []


def test_somebody_who_is_not_in_notion(sandbox: Sandbox, mirror: Mirror) -> None:
    """The field is left alone, and says why; the rest is written."""
    stranger = Person("Nina", "nina@elsewhere.example", "U0NINA")
    mirror.look()
    (outcome,) = mirror.show(incident(1, lead=stranger))
    assert outcome.done
    assert "not known in this Notion workspace" in outcome.blocked["lead"]
    assert "Lead" not in sandbox.shown(outcome.ref)


def test_notion_gives_the_id(sandbox: Sandbox) -> None:
    """A unique_id is read from the answer, in the look, and never written."""
    sandbox.person("add_property", name="Number", type={"unique_id": {"prefix": "INC"}})
    mirror = Mirror(sandbox, {"fields": {"id": "Number"}})
    view = mirror.look()
    assert view.mints
    bare = Item(1, incident(1).kind, fields=incident(1).fields)
    (outcome,) = mirror.show(bare)
    assert outcome.label == "INC-1"
    assert mirror.rows() == []
    sandbox.row(Title="By hand")
    view = mirror.look()
    assert ([row.label for row in view.rows], view.numbers) == (["INC-2"], 2)


def test_a_page_saved_under_a_503(sandbox: Sandbox, mirror: Mirror) -> None:
    """Notion says so in the answer: it is done, and nothing is sent twice."""
    mirror.look()
    sandbox.fault(kind="committed_503", method="POST /v1/pages")
    (outcome,) = mirror.show(incident(1, **FULL))
    assert outcome.done
    assert [row["id"] for row in sandbox.rows()] == [outcome.ref]
    assert mirror.rows() == []
    sandbox.fault(kind="committed_503", method="PATCH /v1/pages/{id}")
    (outcome,) = mirror.show(changed(incident(1, **FULL), severity="Minor"))
    assert outcome.done
    assert mirror.rows() == []


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_patch_whose_reply_was_lost_is_repeated(
    sandbox: Sandbox, mirror: Mirror, phase: str
) -> None:
    """Saying the same again changes nothing."""
    item = incident(1)
    (ref,) = mirror.opened(item)
    mirror.look()
    sandbox.fault(kind="drop", phase=phase, method="PATCH /v1/pages/{id}")
    (outcome,) = mirror.show(changed(item, severity="Major"))
    assert outcome.done
    assert sandbox.shown(ref)["Severity"] == "Major"
    assert mirror.rows() == []


def test_one_refused_page_leaves_the_others(sandbox: Sandbox, mirror: Mirror) -> None:
    """What Notion does not take is that page's alone, and told with Notion's words."""
    items = [incident(n) for n in range(1, 4)]
    mirror.opened(*items)
    mirror.look()
    body = {"object": "error", "status": 400, "code": "invalid_request", "message": "Not this."}
    sandbox.fault(kind="status", status=400, body=body, method="PATCH /v1/pages/{id}", call=2)
    outcomes = mirror.show(*(changed(item, severity="Major") for item in items))
    assert [outcome.done for outcome in outcomes] == [True, False, True]
    error: IncidentSyncError | None = outcomes[1].error
    assert isinstance(error, Permanent)
    assert "Not this" in error.message


@pytest.mark.parametrize(
    ("content", "named"),
    [(["read", "insert"], "Update content"), (["read", "update"], "Insert content")],
)
def test_a_capability_that_is_missing(
    sandbox: Sandbox, mirror: Mirror, content: list[str], named: str
) -> None:
    """It is named as the settings word it."""
    item = incident(1)
    mirror.opened(item)
    mirror.look()
    sandbox.person("set_capabilities", content=content)
    actions: tuple[Any, ...] = mirror.plan(changed(item, severity="Major"))
    actions += mirror.plan(incident(2))
    with pytest.raises(SideUnusable) as caught:
        mirror.carry_out(*actions)
    assert f'"{named}"' in caught.value.remedy
