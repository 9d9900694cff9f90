"""Looking: one query where nothing happened, everything that happened, nothing that did not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.view import Row, View
from tests.sides.notion.desk import (
    DATABASE,
    GET,
    OTHER_TOKEN,
    PEOPLE,
    QUERY,
    SAM,
    SOURCE,
    START,
    TOKEN,
    Mirror,
    Sandbox,
    changed,
    incident,
)


def titles(rows: list[Row]) -> set[object]:
    return {row.values["title"] for row in rows}


def present(view: View) -> set[str]:
    return set(view.present[Kind.INCIDENT])


# what a look costs


def test_the_first_look_asks_what_there_is(sandbox: Sandbox, mirror: Mirror) -> None:
    """Database, schema and users once, then the rows."""
    ref = sandbox.row(Title="Down", Status="Fixing", Severity="Major", Lead="sam@example.com")
    view = mirror.look()
    assert sandbox.calls() == {
        "GET databases": 1, "GET data_sources": 1, "GET users": 1, QUERY: 1,
    }  # fmt: skip
    (row,) = view.rows
    assert (row.ref, row.values["status"], row.values["severity"]) == (ref, "Fixing", "Major")
    assert row.values["lead"] == Person("Sam Rivera", "sam@example.com", "U0SAM")
    assert row.by is not None
    assert row.by.name == "Robin Reader"
    assert view.whole == {Kind.INCIDENT, Kind.FOLLOW_UP}


def test_an_idle_look_is_one_call(sandbox: Sandbox, mirror: Mirror) -> None:
    """However many incidents go on, and in a new process too."""
    mirror.opened(*(incident(n) for n in range(1, 31)))
    mirror.look()
    mirror.clock.advance(600)
    for _ in range(3):
        mirror.restart()
        mirror.clock.advance(15)
        sandbox.calls()
        view = mirror.look()
        assert (view.rows, sandbox.calls()) == ((), {QUERY: 1})
        assert len(present(view)) == 30


@pytest.mark.parametrize(("pages", "queries"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_edited_pages_cost_a_query_per_hundred(
    sandbox: Sandbox, mirror: Mirror, pages: int, queries: int
) -> None:
    """Whatever was edited on them."""
    mirror.opened(*(incident(n, status="Resolved") for n in range(1, pages + 1)))
    mirror.closed = set(range(1, pages + 1))
    mirror.look()
    mirror.clock.advance(600)
    mirror.look()
    for row in sandbox.rows():
        sandbox.set(row["id"], "Summary", "Edited.")
    sandbox.calls()
    assert len(mirror.look().rows) == pages
    assert sandbox.calls() == {QUERY: queries}


def test_more_rows_than_one_query_shows(sandbox: Sandbox, mirror: Mirror) -> None:
    """The scan goes on by time of creation where the cap stopped it: every row once."""
    sandbox.person("set_behaviour", query_cap=300)
    for number in range(650):
        if number % 50 == 0:
            mirror.clock.advance(60)
        sandbox.row(Title=f"Row {number}", Status="Resolved")
    sandbox.calls()
    view = mirror.look()
    assert titles(list(view.rows)) == {f"Row {number}" for number in range(650)}
    assert len(view.rows) == 650
    assert Kind.INCIDENT in view.whole
    assert sandbox.calls()[QUERY] == 3 + 3 + 2  # the last minute of each part is read twice


def test_more_rows_of_one_minute_than_one_query_shows(sandbox: Sandbox, mirror: Mirror) -> None:
    """What cannot be read whole is not taken as whole, and is named."""
    sandbox.person("set_behaviour", query_cap=100)
    for number in range(150):
        sandbox.row(Title=f"Row {number}")
    view = mirror.look()
    assert Kind.INCIDENT not in view.whole
    assert len(view.rows) == 100
    assert ["10,000 rows" in problem.message for problem in view.problems] == [True]


def test_a_closed_page_that_left_is_found_once_a_day(sandbox: Sandbox, mirror: Mirror) -> None:
    """No answer of an idle look could show it; the daily scan does."""
    stays, gone = mirror.opened(incident(1), incident(2, status="Resolved"))
    mirror.closed = {2}
    mirror.look()
    sandbox.person("trash", page=gone)
    mirror.clock.advance(23 * 3600)
    assert present(mirror.look()) == {stays, gone}
    mirror.clock.advance(3600)
    view = mirror.look()
    assert (present(view), view.rows) == ({stays}, ())


# what people do


def test_a_new_title_is_no_new_address(sandbox: Sandbox, mirror: Mirror) -> None:
    """Notion's own holds the title; the page's id alone leads there, too."""
    (ref,) = mirror.opened(incident(1))
    address = mirror.side.url(mirror.links[1], incident(1))
    sandbox.set(ref, "Title", "Payments fail")
    (row,) = mirror.look().rows
    assert row.values["title"] == "Payments fail"
    assert "Payments-fail" in sandbox.rows()[0]["url"]
    assert mirror.side.url(mirror.links[1], incident(1)) == address


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("Title", "Down again", "title", "Down again"),
        ("Status", "Fixing", "status", "Fixing"),
        ("Severity", "Major", "severity", "Major"),
        ("Severity", None, "severity", None),
        ("Lead", "priya@example.com", "lead", "U0PRIYA"),
        ("Summary", "One\ntwo", "summary", "One\ntwo"),
        ("Resolved at", "2026-11-23T12:30:00+01:00", "resolved_at", START + timedelta(minutes=75)),
    ],
)  # fmt: skip
def test_an_edit_is_read_once(
    sandbox: Sandbox, mirror: Mirror, name: str, value: Any, field: str, read: Any
) -> None:
    """Its field and value; the look after that reports nothing."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    mirror.clock.advance(60)
    sandbox.set(ref, name, value)
    ((_, told), found), *more = mirror.edits().items()
    assert (told, found.slack if isinstance(found, Person) else found) == (field, read)
    assert more == []
    assert mirror.rows() == []


def test_two_edits_within_one_minute_are_both_read(sandbox: Sandbox, mirror: Mirror) -> None:
    """They share a stamp; the page is read by its id, and what it says counts."""
    (ref,) = mirror.opened(incident(1))
    mirror.clock.advance(60)
    sandbox.set(ref, "Summary", "First.")
    assert mirror.edits() == {(1, "summary"): "First."}
    mirror.clock.advance(5)
    sandbox.set(ref, "Summary", "Second.")
    sandbox.calls()
    assert mirror.edits() == {(1, "summary"): "Second."}
    assert sandbox.calls() == {QUERY: 1, GET: 1}


def test_an_edit_is_not_missed_between_looks_of_one_minute(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """An edit of a closed page late in the minute of a look is stamped before that look."""
    (ref,) = mirror.opened(incident(1, status="Resolved"))
    mirror.closed = {1}
    mirror.clock.advance(300)
    mirror.look()
    mirror.clock.advance(40)
    sandbox.set(ref, "Summary", "Late.")
    mirror.clock.advance(80)
    assert mirror.edits() == {(1, "summary"): "Late."}


def test_more_doubts_than_one_look_settles(sandbox: Sandbox, mirror: Mirror) -> None:
    """Closed pages edited twice within a minute: those not read yet are asked for again."""
    refs = mirror.opened(*(incident(n, status="Resolved") for n in range(1, 251)))
    mirror.closed = set(range(1, 251))
    mirror.clock.advance(600)
    mirror.look()
    for text in ("First.", "Second."):
        for ref in refs:
            sandbox.set(ref, "Summary", text)
        heard = mirror.edits()
    assert len(heard) == 100
    for _ in range(2):
        mirror.clock.advance(600)
        heard |= mirror.edits()
    assert heard == {(number, "summary"): "Second." for number in range(1, 251)}


def test_formatting_is_no_edit(sandbox: Sandbox, mirror: Mirror) -> None:
    """A word made bold changes nothing that is mirrored."""
    (ref,) = mirror.opened(incident(1, summary="All down"))
    mirror.clock.advance(60)
    bold = {"text": {"content": "All"}, "annotations": {"bold": True}}
    sandbox.person(
        "set_rich", page=ref, property="Summary", runs=[bold, {"text": {"content": " down"}}]
    )
    assert mirror.rows() == []


def test_a_users_own_property_is_shown_and_no_edit(sandbox: Sandbox) -> None:
    """One that the card shows is reported; one that it does not show, not."""
    for name in ("Region", "Cost"):
        sandbox.person("add_property", name=name, type="rich_text")
    mirror = Mirror(sandbox, {"extra_fields": ("Region",)})
    (ref,) = mirror.opened(incident(1))
    mirror.clock.advance(60)
    sandbox.set(ref, "Cost", "9")
    assert mirror.rows() == []
    sandbox.set(ref, "Region", "EU")
    (row,) = mirror.rows()
    assert row.extra == {"Region": "EU"}


def test_a_duplicate_is_a_row_of_its_own(sandbox: Sandbox, mirror: Mirror) -> None:
    """Notion's Duplicate copies ID and channel; the page is another."""
    link = "https://example.slack.com/archives/C0CHECKOUT"
    mirror.look()
    mirror.show(incident(1), urls={"slack": link})
    mirror.look()
    made = sandbox.person("copy_page", page=mirror.links[1].ref)["page"]
    (row,) = mirror.rows()
    assert (row.ref, row.label, row.channel) == (made, "INC-1", "C0CHECKOUT")


def test_a_row_is_told_until_it_is_taken_over(sandbox: Sandbox, mirror: Mirror) -> None:
    """A new row that has to stand still first is told again, also once no query shows it."""
    mirror.look()
    ref = sandbox.row(Title="Down", Status="Resolved")
    digests = set()
    for _ in range(5):
        (row,) = mirror.rows()
        digests.add(row.digest)
        mirror.clock.advance(120)
    assert len(digests) == 1
    mirror.take(row, 1)
    mirror.closed = {1}
    assert mirror.rows() == []
    assert ref == row.ref


def test_what_nobody_takes_over_is_not_told_for_ever(sandbox: Sandbox, mirror: Mirror) -> None:
    """After an hour it is left until somebody touches it."""
    mirror.look()
    ref = sandbox.row(Title="", Status="Resolved")
    for minutes in (0, 10, 40):
        mirror.clock.advance(minutes * 60)
        assert [row.ref for row in mirror.rows()] == [ref]
    mirror.clock.advance(20 * 60)
    sandbox.calls()
    assert mirror.rows() == []
    assert sandbox.calls() == {QUERY: 1}
    sandbox.set(ref, "Title", "Down")
    assert [row.ref for row in mirror.rows()] == [ref]


def test_a_row_whose_digest_was_emptied_is_told_again(sandbox: Sandbox, mirror: Mirror) -> None:
    """What was held back is read anew in every look, closed pages too."""
    (ref,) = mirror.opened(incident(1, status="Resolved"))
    mirror.closed = {1}
    mirror.look()
    mirror.clock.advance(600)
    mirror.look()
    mirror.links[1] = mirror.links[1].__class__(**{**_slots(mirror.links[1]), "digest": ""})
    sandbox.calls()
    assert [row.ref for row in mirror.rows()] == [ref]
    assert sandbox.calls() == {QUERY: 1, GET: 1}


def _slots(link: Any) -> dict[str, Any]:
    return {name: getattr(link, name) for name in link.__slots__}


# pages that are not there


def test_a_page_in_the_trash_is_missing_twice(sandbox: Sandbox, mirror: Mirror) -> None:
    """The first look asks for it by its id, the second again; then it is known."""
    stays, gone = mirror.opened(incident(1), incident(2))
    mirror.look()
    mirror.clock.advance(300)
    mirror.look()
    sandbox.person("trash", page=gone)
    for calls in ({QUERY: 1, GET: 1}, {QUERY: 1, GET: 1}, {QUERY: 1}, {QUERY: 1}):
        sandbox.calls()
        view = mirror.look()
        assert Kind.INCIDENT in view.whole
        assert (present(view), view.rows) == ({stays}, ())
        assert sandbox.calls() == calls
        mirror.clock.advance(15)


def test_a_page_that_comes_back_is_told_although_it_is_equal(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """Restoring bumps no stamp; that it is there again is the news."""
    (ref,) = mirror.opened(incident(1))
    mirror.opened(incident(2))
    mirror.look()
    sandbox.person("trash", page=ref)
    mirror.look()
    mirror.look()
    sandbox.person("restore", page=ref)
    view = mirror.look()
    assert [row.ref for row in view.rows] == [ref]
    assert ref in present(view)
    assert mirror.rows() == []


@pytest.mark.parametrize("verb", ["trash", "archive"])
def test_a_page_that_left_does_not_come_back_in_an_old_answer(
    sandbox: Sandbox, mirror: Mirror, verb: str
) -> None:
    """A query from before it left shows it still; the page itself says where it is."""
    (ref,) = mirror.opened(incident(1))
    mirror.opened(incident(2))
    mirror.clock.advance(120)
    mirror.look()
    sandbox.person(verb, page=ref)
    before = [mirror.look() for _ in range(3)][-1]
    sandbox.person("set_behaviour", query_lag_s=60)
    for _ in range(3):
        view = mirror.look()
        assert (view.rows, view.present) == ((), before.present)


def test_an_archived_page_is_parked_and_not_gone(sandbox: Sandbox, mirror: Mirror) -> None:
    """It is told once as archived, costs nothing then, and is told again once it is back."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.person("archive", page=ref)
    view = mirror.look()
    assert [(row.ref, row.reach) for row in view.rows] == [(ref, Reach.ARCHIVED)]
    assert ref in present(view)
    mirror.clock.advance(3 * 24 * 3600)
    mirror.look()
    sandbox.calls()
    mirror.clock.advance(60)
    view = mirror.look()
    assert (view.rows, present(view), sandbox.calls()) == ((), {ref}, {QUERY: 1})
    sandbox.person("unarchive", page=ref)
    assert [(row.ref, row.reach) for row in mirror.rows()] == [(ref, Reach.OPEN)]


def test_a_page_moved_to_another_database_is_missing(sandbox: Sandbox, mirror: Mirror) -> None:
    """It can still be read, but it is no row of the register any more."""
    stays, gone = mirror.opened(incident(1), incident(2))
    mirror.look()
    other = sandbox.person("create_database", title="Old", properties={"Name": "title"})
    sandbox.person("move", page=gone, to=other["database"])
    assert present(mirror.look()) == {stays}


def test_a_page_that_is_only_not_shown_yet_is_there(sandbox: Sandbox, mirror: Mirror) -> None:
    """A query that lags leaves out our new page; asking for it says that it is there."""
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=30)
    mirror.show(incident(1))
    mirror.clock.advance(10)
    sandbox.calls()
    view = mirror.look()
    assert (view.rows, present(view)) == ((), {mirror.links[1].ref})
    assert sandbox.calls() == {QUERY: 1, GET: 1}
    mirror.clock.advance(30)
    sandbox.calls()
    mirror.look()
    assert sandbox.calls() == {QUERY: 1}


def test_a_page_that_is_not_active_in_notion_is_asked_for_once(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """Our incident goes on although its page says otherwise, or nothing that we know."""
    names = ["Investigating", "Fixing", "Monitoring", "Resolved", "Declined", "Nobody knows"]
    sandbox.person("set_options", property="Status", options=names)
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.set(ref, "Status", "Nobody knows")
    mirror.look()
    mirror.clock.advance(600)
    mirror.look()
    for calls in ({QUERY: 1, GET: 1}, {QUERY: 1}, {QUERY: 1}):
        sandbox.calls()
        mirror.clock.advance(15)
        view = mirror.look()
        assert (view.rows, present(view), sandbox.calls()) == ((), {ref}, calls)


def test_a_hundred_and_fifty_vanished_pages(sandbox: Sandbox, mirror: Mirror) -> None:
    """A hundred are looked into at a time; until all were, the look is not whole."""
    refs = mirror.opened(*(incident(n) for n in range(1, 161)))
    mirror.look()
    for ref in refs[:150]:
        sandbox.person("trash", page=ref)
    sandbox.calls()
    view = mirror.look()
    assert Kind.INCIDENT not in view.whole
    assert sandbox.calls() == {QUERY: 1, GET: 100, "GET databases": 1}
    view = mirror.look()
    assert Kind.INCIDENT in view.whole
    assert present(view) == set(refs[150:])


def test_a_failed_look_into_a_vanished_page_fails_the_look(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """Nobody knows whether it is gone, so nothing is said."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.person("trash", page=ref)
    sandbox.fault(kind="status", status=500, method="GET /v1/pages/{id}", times=None)
    with pytest.raises(Temporary):
        mirror.look()


def test_a_404_of_somebody_in_between_is_no_missing_page(sandbox: Sandbox, mirror: Mirror) -> None:
    """A proxy's page is not Notion's word."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.person("trash", page=ref)
    sandbox.fault(kind="status", status=404, body="<html>", method="GET /v1/pages/{id}", times=None)
    with pytest.raises(Temporary):
        mirror.look()


# lag


def test_our_own_writes_are_no_news_while_queries_lag(sandbox: Sandbox, mirror: Mirror) -> None:
    """What a query shows from before our last write is not taken for an edit."""
    item = incident(1, summary="Old", lead=None)
    (ref,) = mirror.opened(item)
    mirror.clock.advance(120)
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=20)
    mirror.show(changed(item, summary="New", severity="Major", status="Fixing"))
    for _ in range(5):
        assert mirror.rows() == []
        mirror.clock.advance(7)
    assert sandbox.shown(ref)["Summary"] == "New"


def test_edits_in_the_minute_of_our_write_are_not_missed(sandbox: Sandbox, mirror: Mirror) -> None:
    """Twelve pages: we write them, people edit them at once, queries lag: each edit once."""
    items = [incident(n, summary="Old") for n in range(1, 13)]
    refs = mirror.opened(*items)
    mirror.clock.advance(120)
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=15)
    mirror.show(*(changed(item, severity="Major") for item in items))
    mirror.clock.advance(2)
    for number, ref in enumerate(refs, 1):
        sandbox.set(ref, "Summary", f"Typed {number}")
    heard: dict[tuple[int, str], object] = {}
    for _ in range(6):
        heard |= {key: value for key, value in mirror.edits().items() if key not in heard}
        mirror.clock.advance(5)
    assert heard == {(number, "summary"): f"Typed {number}" for number in range(1, 13)}
    assert {row["values"]["Severity"] for row in sandbox.rows()} == {"Major"}


def test_a_lag_longer_than_we_look_back_loses_nothing(sandbox: Sandbox, mirror: Mirror) -> None:
    """An edit of an active page is found whenever queries show it."""
    (ref,) = mirror.opened(incident(1))
    mirror.clock.advance(300)
    mirror.look()
    sandbox.person("set_behaviour", query_lag_s=400)
    sandbox.set(ref, "Summary", "Late.")
    heard: list[object] = []
    for _ in range(12):
        mirror.clock.advance(60)
        heard += mirror.edits().values()
    assert heard == ["Late."]


# the database itself


def test_a_renamed_property_breaks_nothing(sandbox: Sandbox, mirror: Mirror) -> None:
    """Properties are known by their id; a rename is no edit."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.person("rename_property", property="Summary", name="What happened")
    mirror.clock.advance(60)
    sandbox.set(ref, "What happened", "Typed.")
    assert mirror.edits() == {(1, "summary"): "Typed."}
    mirror.clock.advance(25 * 3600)
    view = mirror.look()
    assert (view.rows, view.problems) == ((), ())
    mirror.show(changed(incident(1), summary="Written."))
    assert sandbox.shown(ref)["What happened"] == "Written."


def test_a_deleted_property_is_left_alone_and_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """No value was cleared; the rest goes on."""
    (ref,) = mirror.opened(incident(1, summary="Kept."))
    mirror.look()
    sandbox.person("delete_property", property="Summary")
    mirror.clock.advance(60)
    sandbox.set(ref, "Severity", "Major")
    view = mirror.look()
    assert [row.values.get("severity") for row in view.rows] == ["Major"]
    assert all("summary" not in row.values for row in view.rows)
    (problem,) = view.problems
    assert '"Summary" is gone' in problem.message
    assert problem.remedy


@pytest.mark.parametrize("name", ["Status", "Title"])
def test_without_status_or_title_nothing_can_be_judged(
    sandbox: Sandbox, mirror: Mirror, name: str
) -> None:
    """The side is unusable, with the remedy."""
    if name == "Title":
        mirror.options["fields"] = {"title": "Headline"}
        mirror.restart()
    else:
        mirror.opened(incident(1))
        sandbox.person("delete_property", property=name)
    with pytest.raises(SideUnusable) as caught:
        mirror.look()
    assert caught.value.remedy


def test_an_option_that_is_gone_is_no_longer_asked_for(sandbox: Sandbox, mirror: Mirror) -> None:
    """Notion refuses a filter for it; the schema is read again, and the look goes on."""
    mirror.opened(incident(1, status="Fixing"))
    mirror.look()
    names = ["Investigating", "Fixing", "Resolved", "Declined"]
    sandbox.person("set_options", property="Status", options=names)
    sandbox.calls()
    assert mirror.rows() == []
    assert sandbox.calls()["GET data_sources"] == 1
    assert mirror.rows() == []
    assert sandbox.calls() == {QUERY: 1}


def test_a_new_option_counts_once_somebody_uses_it(sandbox: Sandbox, mirror: Mirror) -> None:
    """A select's new word of ours is asked for from then on."""
    sandbox.person("retype_property", property="Status", type="select")
    names = ["Investigating", "Resolved"]
    sandbox.person("set_options", property="Status", options=names)
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    sandbox.person("set_options", property="Status", options=[*names, "Fixing"])
    mirror.clock.advance(60)
    sandbox.set(ref, "Status", "Fixing")
    assert mirror.edits() == {(1, "status"): "Fixing"}
    mirror.clock.advance(600)
    mirror.look()
    sandbox.calls()
    assert mirror.rows() == []
    assert sandbox.calls() == {QUERY: 1}


def test_a_formula_is_read_and_named(sandbox: Sandbox) -> None:
    """A two-way field in a formula is never written, and a person is told so."""
    sandbox.person("add_property", name="Computed", type="formula")
    ref = sandbox.row(Title="Down")
    sandbox.person("compute", page=ref, property="Computed", value="All of it")
    mirror = Mirror(sandbox, {"fields": {"summary": "Computed"}})
    view = mirror.look()
    assert ["never written" in problem.message for problem in view.problems] == [True]
    mirror.take(view.rows[0], 1)
    mirror.show(incident(1, summary="Ours"))
    assert "Ours" not in str(sandbox.rows())


def test_another_mapping_reads_everything_anew(sandbox: Sandbox, mirror: Mirror) -> None:
    """Not by their ids, one by one, but in one scan."""
    mirror.opened(*(incident(n, status="Resolved") for n in range(1, 31)))
    mirror.look()
    mirror.clock.advance(1200)
    sandbox.person("add_property", name="Impact", type="rich_text")
    mirror.options["fields"] = {"summary": "Impact"}
    mirror.cursors.pop("book")
    mirror.restart()
    sandbox.calls()
    assert len(mirror.look().rows) == 30
    calls = sandbox.calls()
    assert (calls[QUERY], calls.get(GET, 0)) == (1, 0)


def test_an_unshared_database_is_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """Nothing is taken as gone."""
    mirror.opened(incident(1))
    sandbox.person("unshare", database="Incidents")
    for _ in range(2):
        with pytest.raises(SideUnusable, match="not shared") as caught:
            mirror.look()
        assert "Connections" in caught.value.remedy


def test_a_token_of_another_workspace_is_named(sandbox: Sandbox) -> None:
    """It is good, and sees nothing."""
    with pytest.raises(SideUnusable, match="another workspace"):
        Mirror(sandbox, {"token": lambda: OTHER_TOKEN}).look()


def test_a_database_with_several_data_sources(sandbox: Sandbox) -> None:
    """The data source may be named itself; of several one has to be."""
    ref = sandbox.row(Title="Down")
    mirror = Mirror(sandbox, {"database": SOURCE})
    assert [row.ref for row in mirror.rows()] == [ref]
    body = {"object": "database", "id": DATABASE, "data_sources": [
        {"id": SOURCE, "name": "Incidents"}, {"id": DATABASE, "name": "Archive"},
    ]}  # fmt: skip
    sandbox.fault(kind="status", status=200, body=body, method="GET /v1/databases/{id}")
    with pytest.raises(SideUnusable, match="2 data sources") as caught:
        Mirror(sandbox).look()
    assert SOURCE in caught.value.message


@pytest.mark.parametrize(
    ("method", "body"),
    [
        (
            "GET /v1/databases/{id}",
            {"object": "database", "id": DATABASE, "data_sources": [{"id": SOURCE}]},
        ),
        (
            "GET /v1/data_sources/{id}",
            {"object": "data_source", "id": SOURCE, "properties": {}},
        ),
    ],
)
def test_a_database_in_the_trash(sandbox: Sandbox, method: str, body: dict[str, Any]) -> None:
    """It is named, whether or not its rows can still be read."""
    sandbox.fault(kind="status", status=200, body={**body, "in_trash": True}, method=method)
    with pytest.raises(SideUnusable, match="trash"):
        Mirror(sandbox).look()


def test_another_database_is_read_from_the_start(sandbox: Sandbox, mirror: Mirror) -> None:
    """What was remembered of the one before counts for nothing."""
    mirror.look()
    made = sandbox.person("create_database", title="New", properties={
        "Name": "title", "Status": "status", "Severity": "select", "Lead": "people",
        "Summary": "rich_text", "Channel": "url",
    })  # fmt: skip
    given = {"Name": "Down"}
    ref = sandbox.person("create_page", database=made["database"], properties=given)["page"]
    mirror.options["database"] = made["database"]
    mirror.restart()
    assert [row.ref for row in mirror.rows()] == [ref]


def test_users_that_may_not_be_listed_are_known_by_name(sandbox: Sandbox, mirror: Mirror) -> None:
    """The missing capability is named, and the rest goes on."""
    sandbox.person("set_capabilities", users="without_email")
    sandbox.row(Title="Down", Lead="sam@example.com")
    (row,) = mirror.rows()
    assert row.values["lead"] == Person("Sam Rivera", "sam@example.com", "U0SAM")
    sandbox.person("set_capabilities", users="none")
    other = Mirror(sandbox)
    view = other.look()
    assert ["list the workspace's users" in problem.message for problem in view.problems] == [True]
    assert "lead" not in view.rows[0].values


def test_somebody_who_joined_since(sandbox: Sandbox, mirror: Mirror) -> None:
    """Once a page names them the users are listed anew, so that we can name them, too."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    nina = Person("Nina New", "nina@example.com", "U0NINA")
    mirror.people = Directory((*PEOPLE.members, Member(nina)))
    sandbox.person("add_user", name="Nina New", email="nina@example.com")
    sandbox.person("set_behaviour", partial_people=True)
    mirror.clock.advance(60)
    sandbox.set(ref, "Lead", "nina@example.com")
    sandbox.calls()
    assert mirror.edits() == {(1, "lead"): nina}
    assert sandbox.calls() == {QUERY: 1, "GET users": 1}
    assert mirror.rows() == []
    assert sandbox.calls() == {QUERY: 1}
    mirror.show(changed(incident(1), lead=SAM))
    mirror.show(changed(incident(1), lead=nina))
    assert sandbox.shown(ref)["Lead"] == ["nina@example.com"]


def test_somebody_whom_no_list_names(sandbox: Sandbox, mirror: Mirror) -> None:
    """A guest of the page: listed anew once, not in every look."""
    (ref,) = mirror.opened(incident(1))
    sandbox.person("add_user", name="Guest", email="guest@example.com")
    sandbox.person("set_behaviour", partial_people=True)
    sandbox.set(ref, "Lead", "guest@example.com")
    users: dict[str, Any] = {
        "object": "list", "results": [], "next_cursor": None, "has_more": False,
    }  # fmt: skip
    sandbox.fault(kind="status", status=200, body=users, method="GET /v1/users", times=None)
    for calls in ({QUERY: 1, "GET users": 1, GET: 1}, {QUERY: 1}, {QUERY: 1}):
        sandbox.calls()
        mirror.look()
        assert sandbox.calls() == calls


def test_content_that_may_not_be_read(sandbox: Sandbox, mirror: Mirror) -> None:
    """The capability is named as the settings word it."""
    sandbox.person("set_capabilities", content=["update", "insert"])
    with pytest.raises(SideUnusable) as caught:
        mirror.look()
    assert '"Read content"' in caught.value.remedy
    assert TOKEN not in str(caught.value)


def test_what_was_remembered_by_another_age_of_this_program(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """Cursors that make no sense are as good as none."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    mirror.cursors = dict.fromkeys(mirror.cursors, '{"a": [}')
    assert present(mirror.look()) == {ref}
    mirror.cursors = dict.fromkeys(mirror.cursors, '{"a": 7}')
    assert present(mirror.look()) == {ref}


def test_a_refused_filter_is_told_once_the_schema_is_fresh(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """A query that stays refused ends the look in our own words."""
    mirror.look()
    body = {"object": "error", "status": 400, "code": "validation_error", "message": "No."}
    sandbox.fault(
        kind="status", status=400, body=body,
        method="POST /v1/data_sources/{id}/query", times=None,
    )  # fmt: skip
    with pytest.raises(Permanent, match=r"Notion refused it: No") as caught:
        mirror.look()
    assert isinstance(caught.value, IncidentSyncError)


def test_a_trashed_database_is_not_an_empty_register(sandbox: Sandbox, mirror: Mirror) -> None:
    """Where several pages are gone at once, the database itself is looked at first."""
    refs = mirror.opened(incident(1), incident(2), incident(3))
    mirror.look()
    for ref in refs:
        sandbox.person("trash", page=ref)
    sandbox.person("unshare", database="Incidents")
    sandbox.fault(
        kind="status", status=200, method="POST /v1/data_sources/{id}/query", times=None,
        body={"object": "list", "results": [], "next_cursor": None, "has_more": False},
    )  # fmt: skip
    with pytest.raises(SideUnusable):
        mirror.look()


def test_a_page_shown_by_its_id_alone_is_read(sandbox: Sandbox, mirror: Mirror) -> None:
    """Half a page in an answer says nothing; the page itself does."""
    (ref,) = mirror.opened(incident(1))
    mirror.look()
    halves = [{"object": "page", "id": ref}, {"object": "page", "id": "4e15de75"}, {}, None]
    body = {"object": "list", "results": halves, "next_cursor": None, "has_more": False}
    sandbox.fault(kind="status", status=200, body=body, method="POST /v1/data_sources/{id}/query")
    sandbox.calls()
    view = mirror.look()
    assert (view.rows, present(view)) == ((), {ref})
    assert sandbox.calls() == {QUERY: 1, GET: 1}


def test_the_time_of_the_next_question_is_notions_own(sandbox: Sandbox, mirror: Mirror) -> None:
    """A machine whose clock is wrong by an hour misses nothing."""
    (ref,) = mirror.opened(incident(1, status="Resolved"))
    mirror.closed = {1}
    mirror.look()
    sandbox.set_clock(START - timedelta(hours=1))
    mirror.look()
    sandbox.set(ref, "Summary", "Typed.")
    assert mirror.edits() == {(1, "summary"): "Typed."}
