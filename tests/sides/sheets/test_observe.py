"""Looking at a Sheet over HTTP: in how many calls, and what is reported of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from incident_sync.errors import ConfigError, SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.model.item import Link
from incident_sync.model.people import Person
from tests.sides.sheets.desk import KEY, NOW, PRIYA, SAM, Mirror, Sandbox, incident

IDLE = {"GET /values:batchGet": 1}
SLACK = "https://acme.slack.com/archives/C0CHECKOUT"
FULL = {
    "ID": "INC-42",
    "Title": "Checkout fails ",
    "Status": "fixing",
    "Severity": "Outage",
    "Lead": "@sam",
    "Summary": "Cards are\nrefused",
    "Customer update": "We are on it",
    "Reporter": "priya@people.example",
    "Reported at": 46349.427083333336,
    "Resolved at": "2026-11-24",
    "Channel": SLACK,
    "Sync note": "",
}


def test_an_idle_look_is_one_call(sandbox: Sandbox, mirror: Mirror) -> None:
    """The shape of the spreadsheet is asked for once, also by another process later that day."""
    sandbox.type(FULL)
    mirror.look()
    assert sandbox.calls() == {"GET ": 1, **IDLE}
    assert mirror.rows() == []
    assert sandbox.calls() == IDLE
    mirror.side = mirror.started()
    assert mirror.rows() == []
    assert sandbox.calls() == IDLE
    assert mirror.counter.snapshot()["sheets"] == {
        "GET /v4/spreadsheets/{id}": 1,
        "GET /v4/spreadsheets/{id}/values:batchGet": 3,
    }


def test_an_idle_look_changes_no_cursor(mirror: Mirror) -> None:
    """So that the store has nothing to write."""
    first = mirror.look().cursors
    mirror.clock.advance(3600)
    assert mirror.look().cursors == first


def test_the_shape_is_asked_for_again_after_a_day(sandbox: Sandbox, mirror: Mirror) -> None:
    """A zone that was changed in the settings is noticed a day later at the latest."""
    sandbox.type(FULL)
    mirror.look()
    sandbox.person("set_properties", time_zone="Europe/Berlin")
    sandbox.calls()
    mirror.clock.advance(timedelta(days=1).total_seconds())
    (row,) = mirror.rows()
    assert sandbox.calls() == {"GET ": 1, **IDLE}
    assert row.values["reported_at"] == NOW - timedelta(hours=1)


def test_a_row_says_all_of_this(sandbox: Sandbox, mirror: Mirror) -> None:
    """Texts as they are, words and people by meaning, times in the spreadsheet's zone."""
    sandbox.type(FULL)
    view = mirror.look()
    (row,) = view.rows
    assert row.values == {
        "title": "Checkout fails ",
        "status": "Fixing",
        "severity": "Major",
        "lead": SAM,
        "summary": "Cards are\nrefused",
        "customer_update": "We are on it",
        "reporter": PRIYA,
        "reported_at": NOW,
        "resolved_at": date(2026, 11, 24),
    }
    assert (row.ref, row.label, row.channel) == ("INC-42", "INC-42", "C0CHECKOUT")
    assert (row.where, row.by, row.at, row.invalid) == ("Incidents!A2", None, None, ())
    assert row.shown["lead"] == "p:U0SAM"
    assert row.shown["channel"] == f"s:{SLACK}"
    assert row.shown["id"] == "s:INC-42"
    assert view.numbers == 42
    assert view.whole == {Kind.INCIDENT, Kind.FOLLOW_UP, Kind.TIMELINE}
    assert view.present[Kind.INCIDENT] == {"INC-42"}


def test_children_name_their_incident(sandbox: Sandbox, mirror: Mirror) -> None:
    """Follow-ups and timeline entries are rows of their own tabs."""
    sandbox.type(
        {"ID": "F1", "Incident": "INC-42", "Follow-up": "Fix it", "Done": True}, tab="Follow-ups"
    )
    entry = {
        "ID": "T1",
        "Incident": "INC-42",
        "At": 46349.5,
        "By": "Sam Field",
        "Entry": "Restarted",
    }
    sandbox.type(entry, tab="Timeline")
    todo, said = mirror.rows()
    assert (todo.kind, todo.parent, todo.where) == (Kind.FOLLOW_UP, "INC-42", "Follow-ups!A2")
    assert todo.values == {"text": "Fix it", "done": True}
    assert (said.kind, said.parent) == (Kind.TIMELINE, "INC-42")
    assert said.values == {
        "at": datetime(2026, 11, 23, 12, tzinfo=UTC),
        "by": SAM,
        "text": "Restarted",
        "link": None,
        "note": None,
    }


def test_only_what_changed_is_reported(sandbox: Sandbox, mirror: Mirror) -> None:
    """One cell typed in one of many rows is one row."""
    sandbox.type(*({**FULL, "ID": f"INC-{n}"} for n in range(1, 6)))
    assert len(mirror.rows()) == 5
    sandbox.person("set_cell", cell="F4", value="Cards work again", raw=True)
    (row,) = mirror.rows()
    assert (row.ref, row.where, row.values["summary"]) == (
        "INC-3",
        "Incidents!A4",
        "Cards work again",
    )


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        ("sort", {"column": "Title", "descending": True}),
        ("insert_rows", {"at": 3, "count": 2}),
        ("insert_rows", {"at": 1, "count": 2}),
        ("insert_columns", {"at": "B", "header": "Team"}),
        ("move_column", {"column": "Title", "to": "K"}),
        ("hide_rows", {"at": 2, "count": 2}),
        ("set_filter", {"hidden_values": {"Status": ["fixing"]}}),
        ("set_note", {"cell": "B2", "note": "look here"}),
        ("format", {"range": "A2:L5", "format": {"backgroundColor": {"red": 1}}}),
        ("rename_tab", {"tab": "Follow-ups", "title": "To do"}),
    ],
)
def test_what_people_do_to_a_sheet_is_no_change(
    sandbox: Sandbox, mirror: Mirror, verb: str, args: dict[str, Any]
) -> None:
    """Sorted, filtered, hidden, coloured, columns inserted and moved: nothing happened."""
    sandbox.type(*({**FULL, "ID": f"INC-{n}", "Title": f"Title {n}"} for n in range(1, 6)))
    mirror.look()
    sandbox.person(verb, **args)
    view = mirror.look()
    assert view.rows == ()
    assert len(view.present[Kind.INCIDENT]) == 5


def test_a_deleted_row_is_absent_and_the_others_unchanged(sandbox: Sandbox, mirror: Mirror) -> None:
    """Absence is told by what is present; the rows that moved up are no changes."""
    sandbox.type(*({**FULL, "ID": f"INC-{n}"} for n in range(1, 4)))
    mirror.look()
    sandbox.person("delete_rows", at=2)
    view = mirror.look()
    assert view.rows == ()
    assert view.present[Kind.INCIDENT] == {"INC-2", "INC-3"}


def test_what_cannot_be_read_is_named_where_it_stands(sandbox: Sandbox, mirror: Mirror) -> None:
    """The rest of the row is read; the cell is blocked, and its change is seen later."""
    sandbox.type({**FULL, "Status": "dunno", "Reported at": "05-03-2020 01:40"})
    (row,) = mirror.rows()
    assert "status" not in row.values
    assert row.values["title"] == "Checkout fails "
    assert row.blocked == {"status": "invalid", "reported_at": "invalid"}
    word, time = row.invalid
    assert (word.where, word.field, word.value) == ("Incidents!C2", "status", "dunno")
    assert word.reason.startswith("it is none of Investigating")
    assert (time.where, time.value) == ("Incidents!I2", "05-03-2020 01:40")
    assert mirror.rows() == []
    sandbox.person("set_cell", cell="C2", value="Monitoring", raw=True)
    (again,) = mirror.rows()
    assert again.values["status"] == "Monitoring"


def test_a_failing_formula_is_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """A broken reference does not become the title."""
    sandbox.type(FULL)
    sandbox.person("set_cell", cell="B2", value="=1/0")
    (row,) = mirror.rows()
    assert row.invalid[0].reason == "the formula in this cell fails"
    assert "title" not in row.values


def test_two_rows_of_one_id_are_both_reported(sandbox: Sandbox, mirror: Mirror) -> None:
    """Each with a ref of its own, the ID as label, and the digest that its content always has."""
    sandbox.type(FULL)
    known = mirror.rows()[0].digest
    sandbox.type({**FULL, "Title": "Another"})
    first, second = mirror.rows()
    assert (first.ref, second.ref) == ("INC-42#1", "INC-42#2")
    assert first.label == second.label == "INC-42"
    assert first.digest == known != second.digest


def test_a_row_without_id_has_a_ref_by_content(sandbox: Sandbox, mirror: Mirror) -> None:
    """It keeps the ref while it moves, and gets another when it is edited."""
    sandbox.type({**FULL, "ID": ""}, {**FULL, "ID": "INC-1"})
    row = mirror.rows()[0]
    assert row.ref.startswith("?")
    assert row.label == ""
    sandbox.person("sort", column="ID")
    assert mirror.rows() == []


def test_a_register_in_other_words(sandbox: Sandbox) -> None:
    """Adopted as it is: own tab, own headers, fields left out, own columns shown."""
    rows = [
        ["Our incidents"],
        ["What", "Nr", "State", "Sev", "When", "Region", "Room"],
        ["Down", 7, True, "minor", "2026-11-23 10:15", "EU", ""],
    ]
    sandbox.person("add_tab", title="Störungen", rows=rows, raw=True)
    fields = {
        "id": "Nr", "title": "What", "status": "State", "severity": "sev", "reported_at": "When",
        "channel": "Room", "lead": "", "summary": "",
    }  # fmt: skip
    options = {
        "worksheet": "Störungen",
        "fields": fields,
        "extra_fields": ("Region",),
        "time_zone": ZoneInfo("Asia/Tokyo"),
        "follow_ups": "",
        "timeline": "",
    }
    mirror = Mirror(sandbox, options)
    (row,) = mirror.rows()
    assert (row.ref, row.where, row.extra) == ("7", "Störungen!B3", {"Region": "EU"})
    assert row.values == {
        "title": "Down",
        "status": "Resolved",
        "severity": "Minor",
        "reported_at": NOW - timedelta(hours=9),
    }
    assert mirror.side.kinds == {Kind.INCIDENT}
    sandbox.person("set_cell", tab="Störungen", cell="F3", value="US", raw=True)
    (again,) = mirror.rows()
    assert again.extra == {"Region": "US"}


def test_a_missing_extra_column_is_a_problem_and_no_more(sandbox: Sandbox) -> None:
    """The rest goes on; a person is told what to mend."""
    view = Mirror(sandbox, {"extra_fields": ("Region",)}).look()
    (problem,) = view.problems
    assert 'no column "Region"' in str(problem)
    assert Kind.INCIDENT in view.whole


def test_missing_headers_are_all_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """A renamed column makes the side unusable, with the tab, the headers and the remedy."""
    sandbox.person("set_cell", cell="C1", value="State")
    sandbox.person("set_cell", cell="F1", value="")
    with pytest.raises(SideUnusable) as caught:
        mirror.look()
    assert '"Incidents" has no column "Status", "Summary"' in str(caught.value)
    assert "[sheets.fields]" in caught.value.remedy


def test_an_optional_column_once_seen_is_needed(sandbox: Sandbox, mirror: Mirror) -> None:
    """A column that vanished is not an emptied one: its values are not taken for cleared."""
    sandbox.type(FULL)
    mirror.look()
    sandbox.person("delete_columns", at="Customer update")
    with pytest.raises(SideUnusable, match="Customer update"):
        mirror.look()


def test_an_optional_column_never_seen_is_not(sandbox: Sandbox, mirror: Mirror) -> None:
    """A register without it is mirrored without it."""
    sandbox.person("delete_columns", at="Customer update")
    sandbox.type({k: v for k, v in FULL.items() if k != "Customer update"})
    (row,) = mirror.rows()
    assert "customer_update" not in row.values


def test_a_column_that_somebody_chose_is_needed(sandbox: Sandbox) -> None:
    """What the config names must be there."""
    with pytest.raises(SideUnusable, match='"Happened"'):
        Mirror(sandbox, {"fields": {"reported_at": "Happened"}}).look()


def test_an_emptied_tab_is_not_an_empty_register(sandbox: Sandbox, mirror: Mirror) -> None:
    """Without its header nothing there can be trusted."""
    sandbox.type(FULL)
    mirror.look()
    sandbox.person("delete_rows", at=1, count=2)
    with pytest.raises(SideUnusable, match="it has no header"):
        mirror.look()


def test_a_renamed_tab_is_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """Found out in the same look; renamed back, all is as before."""
    sandbox.type(FULL)
    mirror.look()
    sandbox.person("rename_tab", tab="Incidents", title="Old")
    with pytest.raises(SideUnusable, match='no tab "Incidents"'):
        mirror.look()
    sandbox.person("rename_tab", tab="Old", title="Incidents")
    assert mirror.rows() == []


def test_a_childs_tab_may_be_missing_or_broken(sandbox: Sandbox, mirror: Mirror) -> None:
    """Its kind is then neither read nor written; a broken one is a problem for a person."""
    sandbox.person("delete_tab", tab="Timeline")
    sandbox.person("set_cell", tab="Follow-ups", cell="C1", value="Task")
    view = mirror.look()
    assert view.whole == mirror.side.kinds == {Kind.INCIDENT}
    (problem,) = view.problems
    assert '"Follow-ups" has no column "Follow-up"' in str(problem)
    sandbox.calls()
    mirror.look()
    assert sandbox.calls() == IDLE


def test_a_broken_childs_tab_is_remembered_as_it_was(sandbox: Sandbox, mirror: Mirror) -> None:
    """Mended in part, it still lacks the optional column that it had."""
    mirror.look()
    sandbox.person("set_cell", tab="Timeline", cell="E1", value="What")
    mirror.look()
    sandbox.person("set_cell", tab="Timeline", cell="E1", value="Entry")
    sandbox.person("set_cell", tab="Timeline", cell="G1", value="")
    (problem,) = mirror.look().problems
    assert 'no column "Note"' in str(problem)


def test_a_tab_that_vanishes_is_no_emptied_one(sandbox: Sandbox, mirror: Mirror) -> None:
    """The cached shape is dropped as soon as a range cannot be found."""
    sandbox.type({"ID": "F1", "Incident": "INC-42", "Follow-up": "Fix it"}, tab="Follow-ups")
    mirror.look()
    sandbox.person("delete_tab", tab="Follow-ups")
    view = mirror.look()
    assert Kind.FOLLOW_UP not in view.whole
    assert Kind.FOLLOW_UP not in view.present


def test_other_words_are_a_reason_to_read_again(sandbox: Sandbox, mirror: Mirror) -> None:
    """A cell that meant nothing may mean something once the vocabulary grew."""
    sandbox.type(FULL)
    mirror.look()
    mirror.options = {"time_zone": ZoneInfo("Asia/Tokyo")}
    mirror.side = mirror.started()
    assert len(mirror.rows()) == 1


def test_a_fixed_zone_is_known_and_a_made_up_one_named(sandbox: Sandbox, mirror: Mirror) -> None:
    """Serials are in the spreadsheet's zone; where that is unknown, nothing is guessed."""
    sandbox.type(FULL)
    sandbox.person("set_properties", time_zone="GMT+05:30")
    (row,) = mirror.rows()
    assert row.values["reported_at"] == NOW - timedelta(hours=5, minutes=30)
    sandbox.person("set_properties", time_zone="Middle/Earth")
    with pytest.raises(SideUnusable, match="Middle/Earth"):
        Mirror(sandbox).look()


def test_two_fields_cannot_share_a_header(sandbox: Sandbox) -> None:
    """Refused before any call; and the ID has to be somewhere."""
    with pytest.raises(ConfigError, match="title"):
        Mirror(sandbox, {"fields": {"summary": "title "}})
    with pytest.raises(ConfigError, match="the ID"):
        Mirror(sandbox, {"fields": {"id": ""}})


def test_the_address_of_a_row_is_its_tab(mirror: Mirror) -> None:
    """At Google's own address, whatever answers the calls."""
    mirror.look()
    link = Link("sheets", "INC-42", 1, Kind.INCIDENT)
    address = f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid="
    assert mirror.side.url(link, incident()) == f"{address}0"
    child = mirror.side.url(replace(link, kind=Kind.TIMELINE), incident())
    assert child.startswith(address)
    assert child != f"{address}0"


def test_the_highest_number(sandbox: Sandbox, mirror: Mirror) -> None:
    """Of numbers at the end of an ID; a date or another system's long key does not count."""
    ids = ["INC-7", "Incident 31", 12, "20211123", "T1699999999", "INC-x", ""]
    sandbox.type(*({"ID": one, "Title": "x"} for one in ids))
    assert mirror.look().numbers == 31


def test_an_unknown_person_stays_the_text(sandbox: Sandbox, mirror: Mirror) -> None:
    """A team that leads is no member, and is kept as it was typed."""
    sandbox.type({**FULL, "Lead": "Platform team"})
    assert mirror.rows()[0].values["lead"] == Person("Platform team")
