"""Writing into a Sheet over HTTP: in how many calls, what is touched, what the next look says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_sync.errors import Permanent
from incident_sync.model.fields import Kind
from incident_sync.model.item import Agreed, Base, Item, Link
from incident_sync.model.people import Directory, Member, Person
from incident_sync.model.values import Value, instant
from incident_sync.sides.sheets import writes
from tests.sides.sheets.desk import (
    NOW,
    PEOPLE,
    PRIYA,
    SAM,
    Mirror,
    Sandbox,
    brief,
    child,
    incident,
)

SLACK = "https://acme.slack.com/archives/C0CHECKOUT"
READ = "GET /values:batchGet"
BANDS = "POST /values:batchUpdate"
ADDS = "POST :batchUpdate"
FULL: dict[str, Value] = {
    "title": "Checkout fails ",
    "status": "Fixing",
    "severity": "Major",
    "lead": SAM,
    "summary": "Cards are\nrefused",
    "customer_update": "=1+1",
    "reporter": PRIYA,
    "reported_at": NOW,
    "resolved_at": date(2026, 11, 24),
}
ROW = {
    "ID": "INC-42",
    "Title": "Checkout fails ",
    "Status": "Fixing",
    "Severity": "Major",
    "Lead": "Sam Field",
    "Summary": "Cards are\nrefused",
    "Customer update": "=1+1",
    "Reporter": "Priya Nair",
    "Reported at": 46349.427083333336,
    "Resolved at": 46350,
    "Channel": SLACK,
}


def shown(mirror: Mirror, item: Item, **more: Any) -> None:
    """Show an item, and hold the law: the next look reports nothing."""
    (outcome,) = mirror.show(brief(item, urls={"slack": SLACK}, **more))
    assert outcome.done, outcome
    assert mirror.rows() == []
    assert mirror.plan(brief(item, urls={"slack": SLACK}, **more)) == []


def adopted(sandbox: Sandbox, mirror: Mirror, *rows: Mapping[str, Any]) -> None:
    """Rows that people made, linked to items in their order."""
    sandbox.type(*rows)
    for item, row in enumerate(mirror.rows(), 1):
        mirror.link(row, item)
    sandbox.calls()


def test_a_new_row_is_one_guard_read_and_one_write(sandbox: Sandbox, mirror: Mirror) -> None:
    """With every facet, dates as dates, and seen in the answer."""
    mirror.look()
    sandbox.calls()
    (outcome,) = mirror.show(brief(incident(**FULL), urls={"slack": SLACK}))
    assert sandbox.calls() == {READ: 1, ADDS: 1}
    assert (outcome.ref, outcome.error) == ("INC-42", None)
    assert outcome.action.effect
    assert outcome.action.key == "sheets:1:row"
    assert sandbox.records() == [ROW]
    assert sandbox.records(render="FORMATTED_VALUE")[0]["Reported at"] == "11/23/2026 10:15:00"
    assert mirror.rows() == []


@pytest.mark.parametrize("count", [1, 10, 100])
def test_any_number_of_rows_is_one_guard_read_and_one_write(
    sandbox: Sandbox, mirror: Mirror, count: int
) -> None:
    """New ones and changed ones alike."""
    mirror.look()
    numbers = range(1, count + 1)
    items = [incident(f"INC-{n}", n, title=f"Title {n}", status="Fixing") for n in numbers]
    sandbox.calls()
    assert all(one.done for one in mirror.show(*map(brief, items)))
    assert sandbox.calls() == {READ: 1, ADDS: 1}
    assert mirror.rows() == []
    changed = [item.having(title=Agreed(f"New {item.id}", 4)) for item in items]
    sandbox.calls()
    outcomes = mirror.show(*map(brief, changed))
    assert sandbox.calls() == {READ: 1, BANDS: 1}
    assert [one.ref for one in outcomes] == [item.label for item in items]
    assert [row["Title"] for row in sandbox.records()] == [f"New {n}" for n in numbers]
    assert mirror.rows() == []


def test_new_and_changed_rows_of_all_tabs_share_a_guard_read(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """One read, one write of bands and one of new rows."""
    mirror.look()
    top = incident(**FULL)
    shown(mirror, top)
    todo = child(Kind.FOLLOW_UP, "INC-42-1", 2, text="Fix it", done=False)
    said = child(Kind.TIMELINE, "INC-42-2", 3, text="Restarted", at=NOW, by=SAM, link=SLACK)
    sandbox.calls()
    moved = top.having(status=Agreed("Resolved", 4))
    briefs = [brief(moved), brief(todo, parent=top), brief(said, parent=top)]
    assert all(one.done for one in mirror.show(*briefs))
    assert sandbox.calls() == {READ: 1, BANDS: 1, ADDS: 1}
    assert sandbox.records("Follow-ups") == [
        {"ID": "INC-42-1", "Incident": "INC-42", "Follow-up": "Fix it", "Done": False}
    ]
    (entry,) = sandbox.records("Timeline")
    assert (entry["At"], entry["By"], entry["Entry"]) == (
        46349.427083333336,
        "Sam Field",
        "Restarted",
    )
    assert mirror.rows() == []
    ticked = todo.having(done=Agreed(value=True, version=2))
    mirror.show(brief(ticked, parent=top))
    assert sandbox.records("Follow-ups")[0]["Done"] is True
    assert mirror.rows() == []


def test_what_was_acknowledged_is_the_baseline(mirror: Mirror) -> None:
    """Per field, the value that the cell now says and the hub version it stands for."""
    mirror.look()
    (outcome,) = mirror.show(brief(incident(title="Down", status="Fixing")))
    assert outcome.action.acks["title"] == Base("Down", 3)
    assert outcome.action.acks["lead"] == Base(None, 0)
    assert "id" not in outcome.action.acks


def test_only_what_differs_is_written(sandbox: Sandbox, mirror: Mirror) -> None:
    """Formulas, formats, notes, foreign columns and cells that already agree stay as they were."""
    people = {"ID": "INC-42", "Title": "Down", "Status": "fixing ", "Severity": "outage"}
    adopted(sandbox, mirror, people, {**people, "ID": "INC-7"})
    sandbox.person("insert_columns", at="C", header="Team")
    sandbox.person("set_cell", cell="C2", value="=ROW()*2")
    sandbox.person("set_cell", cell="N2", value="={1,2}")
    sandbox.person("set_note", cell="B2", note="look here")
    sandbox.person("format", range="B2:D2", format={"backgroundColor": {"red": 1}})
    mirror.look()
    before = everything(sandbox)
    shown(mirror, incident(title="Down again", status="Fixing", severity="Major"))
    after = everything(sandbox)
    changed = [place for place in after if after[place] != before.get(place)]
    assert changed == [(1, 1), (1, 11)]
    assert after[1, 1] == {**before[1, 1], "value": "Down again"}
    assert before.keys() <= after.keys()


def everything(sandbox: Sandbox) -> dict[tuple[int, int], Any]:
    """Every cell of the register by place, with its formula, format, note and rule."""
    tab = sandbox.control("GET", "state")["sheets"]["books"][0]["tabs"][0]
    rows = [cells for times, cells in tab["rows"] for _ in range(times)]
    return {(row, c): cell for row, cells in enumerate(rows) for c, cell in enumerate(cells)}


def test_an_id_is_written_into_the_row_that_has_none(sandbox: Sandbox, mirror: Mirror) -> None:
    """Found by its content, of equal rows each its own; the ref is then the ID."""
    row = {"Title": "Down", "Status": "Fixing"}
    adopted(sandbox, mirror, row, {"ID": "INC-7", **row}, row)
    sandbox.person("sort", column="ID", descending=True)
    first = incident("INC-43", 1, title="Down", status="Fixing")
    third = incident("INC-44", 3, title="Down", status="Fixing")
    outcomes = mirror.show(brief(first), brief(third))
    assert [one.ref for one in outcomes] == ["INC-43", "INC-44"]
    assert [row["ID"] for row in sandbox.records()] == ["INC-7", "INC-43", "INC-44"]
    assert mirror.rows() == []


def test_an_id_is_written_beside_a_formula(sandbox: Sandbox, mirror: Mirror) -> None:
    """A row without ID is found by all that it shows where a formula hides its content."""
    adopted(
        sandbox, mirror, {"Title": "Down", "Status": "Fixing"}, {"Title": "Up", "Status": "Fixing"}
    )
    sandbox.person("set_cell", cell="F2", value='="All " & B2')
    mirror.link(mirror.rows()[0], 1)
    item = incident("INC-43", 1, title="Down", status="Fixing", summary="All Down")
    (outcome,) = mirror.show(brief(item))
    assert (outcome.done, outcome.ref, outcome.blocked) == (True, "INC-43", {})
    assert sandbox.records()[0]["ID"] == "INC-43"
    assert mirror.rows() == []


def test_of_two_rows_with_one_id_the_known_one_is_written(sandbox: Sandbox, mirror: Mirror) -> None:
    """The copy gets its own ID; both are known by it afterwards."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down", "Status": "Fixing"})
    sandbox.type({"ID": "INC-42", "Title": "Another", "Status": "Fixing"})
    for item, row in enumerate(mirror.rows(), 1):
        mirror.link(row, item)
    one = incident("INC-42", 1, title="Down", status="Resolved")
    other = incident("INC-43", 2, title="Another", status="Fixing")
    outcomes = mirror.show(brief(one), brief(other))
    assert all(outcome.done for outcome in outcomes)
    assert [(r["ID"], r["Title"], r["Status"]) for r in sandbox.records()] == [
        ("INC-42", "Down", "Resolved"),
        ("INC-43", "Another", "Fixing"),
    ]


def test_equal_rows_of_one_id_are_left_alone(sandbox: Sandbox, mirror: Mirror) -> None:
    """Nobody can tell which is meant, so neither is written."""
    row = {"ID": "INC-42", "Title": "Down"}
    adopted(sandbox, mirror, row, row)
    (outcome,) = mirror.show(brief(incident(title="New")))
    assert outcome.moved
    assert [row["Title"] for row in sandbox.records()] == ["Down", "Down"]


def test_a_cell_that_somebody_edited_is_not_overwritten(sandbox: Sandbox, mirror: Mirror) -> None:
    """What moved since the look waits for the next one; other rows are written."""
    row = {"Title": "Down", "Status": "Fixing"}
    adopted(sandbox, mirror, {"ID": "INC-1", **row}, {"ID": "INC-2", **row})
    sandbox.person("set_cell", cell="B2", value="Typed by hand")
    items = [incident(f"INC-{n}", n, title="New", status="Fixing") for n in (1, 2)]
    one, other = mirror.show(*map(brief, items))
    assert {one.action.item: one.moved, other.action.item: other.moved} == {1: True, 2: False}
    assert [row["Title"] for row in sandbox.records()] == ["Typed by hand", "New"]
    (seen,) = mirror.rows()
    assert seen.values["title"] == "Typed by hand"


def test_an_edit_beside_the_written_cell_is_reported_next(sandbox: Sandbox, mirror: Mirror) -> None:
    """Our write of one cell never hides what somebody typed into another one meanwhile."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down", "Status": "Fixing"})
    sandbox.person("set_cell", cell="F2", value="Typed by hand")
    (outcome,) = mirror.show(brief(incident(title="New", status="Fixing")))
    assert outcome.done
    (seen,) = mirror.rows()
    assert (seen.values["title"], seen.values["summary"]) == ("New", "Typed by hand")
    assert mirror.rows() == []


def test_a_cell_that_shows_it_already_is_not_written(sandbox: Sandbox, mirror: Mirror) -> None:
    """Somebody typed the very value: nothing to write, nothing lost."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down"})
    sandbox.person("set_cell", cell="B2", value="New")
    (outcome,) = mirror.show(brief(incident(title="New")))
    assert outcome.done
    assert sandbox.calls() == {READ: 1}
    assert len(mirror.rows()) == 1


def test_a_formula_is_not_overwritten(sandbox: Sandbox, mirror: Mirror) -> None:
    """The field is blocked, the rest of the row written, and the next look quiet."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down", "Status": "Fixing"})
    sandbox.person("set_cell", cell="F2", value='="All " & A2')
    mirror.link(mirror.rows()[0])
    item = incident(title="New", status="Fixing", summary="Ours")
    (outcome,) = mirror.show(brief(item))
    assert outcome.blocked == {"summary": "formula"}
    assert sandbox.records(render="FORMULA")[0]["Summary"] == '="All " & A2'
    assert sandbox.records()[0]["Title"] == "New"
    assert mirror.rows() == []
    assert mirror.plan(brief(item)) == []


def test_a_formula_that_follows_our_write_is_reported_once(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """What it comes to now is news from the sheet; then all is quiet."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down"})
    sandbox.person("set_cell", cell="F2", value='="All " & B2')
    mirror.link(mirror.rows()[0])
    mirror.show(brief(incident(title="New", summary="All Down")))
    (row,) = mirror.rows()
    assert row.values["summary"] == "All New"
    assert mirror.rows() == []


def test_a_row_of_nothing_but_a_blocked_field_costs_no_write(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """And it is not reported again either."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down"})
    sandbox.person("set_cell", cell="B2", value='="Down" & A2')
    mirror.link(mirror.rows()[0])
    sandbox.calls()
    mirror.show(brief(incident(title="New")))
    assert sandbox.calls() == {READ: 1}
    assert mirror.rows() == []


def test_computed_ids_are_told(sandbox: Sandbox, mirror: Mirror) -> None:
    """Where a formula makes the IDs no row can be found: said with its remedy, not retried."""
    sandbox.type({"Title": "Down"})
    sandbox.person("set_cell", cell="A2", value='="INC-" & ROW()')
    mirror.link(mirror.rows()[0])
    (outcome,) = mirror.show(brief(incident("INC-2", title="New")))
    assert isinstance(outcome.error, Permanent)
    assert "values only" in str(outcome.error)


def test_a_text_that_looks_like_a_formula_stays_a_text(sandbox: Sandbox, mirror: Mirror) -> None:
    """Written raw, shown raw, and overwritten like any text."""
    mirror.look()
    for text in ("=1+1", '=HYPERLINK("https://evil.example")', "+1", "-1", "@x", "'x", "\tx"):
        shown(mirror, incident(title=text, status="Fixing"))
        assert sandbox.records(render="FORMULA")[0]["Title"] == text
        assert sandbox.records()[0]["Title"] == text


def test_a_text_too_long_is_left_out_and_told(sandbox: Sandbox, mirror: Mirror) -> None:
    """Never cut: the rest of the row is written, the field named, and mirrored once it fits."""
    mirror.look()
    item = incident(title="Down", summary="a" * 50_001)
    (outcome,) = mirror.show(brief(item))
    assert outcome.blocked == {"summary": "too long for a cell"}
    assert "Summary" not in sandbox.records()[0]
    (again,) = mirror.rows()
    assert again.blocked == {}
    mirror.link(again)
    assert mirror.plan(brief(item)) == []
    shown(mirror, item.having(summary=Agreed("a" * 50_000, 4)))


def test_a_users_channel_text_is_not_cleared(sandbox: Sandbox, mirror: Mirror) -> None:
    """Until there is a channel of ours, its cell is the user's."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down", "Channel": "ask Sam"})
    assert mirror.plan(brief(incident(title="Down"))) == []


def test_the_sync_note_is_written_and_cleared(sandbox: Sandbox, mirror: Mirror) -> None:
    """A sentence while something needs a person, nothing when all is well."""
    mirror.look()
    item = incident(**FULL)
    shown(mirror, item, notes={"sheets": "The channel is archived.", "notion": "Not here."})
    assert sandbox.records()[0]["Sync note"] == "The channel is archived."
    shown(mirror, item)
    assert "Sync note" not in sandbox.records()[0]


def test_a_text_column_keeps_texts(sandbox: Sandbox, mirror: Mirror) -> None:
    """Dates go in as ISO text where a column holds texts, as numbers where it holds dates."""
    adopted(
        sandbox,
        mirror,
        {"ID": "INC-1", "Title": "a", "Reported at": "2021-06-25 10:55 UTC"},
        {"ID": "INC-2", "Title": "b", "Resolved at": 46349.5},
    )
    item = incident("INC-3", 3, title="c", reported_at=NOW, resolved_at=NOW)
    shown(mirror, item)
    row = sandbox.records()[2]
    assert row["Reported at"] == "2026-11-23T10:15:00Z"
    assert row["Resolved at"] == 46349.427083333336


def test_a_register_keeps_its_words(sandbox: Sandbox, mirror: Mirror) -> None:
    """An adopted column of ticks or other words is written in them."""
    rows: list[dict[str, Any]] = [
        {"ID": "INC-1", "Title": "a", "Status": True, "Severity": "outage"},
        {"ID": "INC-2", "Title": "b", "Status": "Fixing", "Severity": "Minor"},
    ]
    adopted(sandbox, mirror, *rows)
    shown(mirror, incident("INC-2", 2, title="b", status="Resolved", severity="Major"))
    row = sandbox.records()[1]
    assert (row["Status"], row["Severity"]) == (True, "outage")


def test_an_unfindable_person_does_not_turn_into_an_edit(sandbox: Sandbox, mirror: Mirror) -> None:
    """What the cell reads back as is the baseline, so that nobody ping-pongs."""
    one, other = Person("Robin", "", "U1"), Person("Robin", "", "U2")
    mirror.people = Directory((*PEOPLE.members, Member(one), Member(other)))
    mirror.look()
    item = incident(title="Down", lead=one)
    (outcome,) = mirror.show(brief(item, directory=mirror.people))
    assert outcome.action.acks["lead"].value == Person("Robin")
    assert mirror.plan(brief(item, directory=mirror.people)) == []
    sandbox.person("set_cell", cell="B2", value="New")
    (row,) = mirror.rows()
    assert row.values["lead"] == outcome.action.acks["lead"].value


def test_a_new_rows_id_that_is_there_already_waits(sandbox: Sandbox, mirror: Mirror) -> None:
    """The next look matches it; nothing is doubled."""
    mirror.look()
    sandbox.type({"ID": "INC-42", "Title": "Typed by hand"})
    (outcome,) = mirror.show(brief(incident(**FULL)))
    assert outcome.moved
    assert len(sandbox.records()) == 1


def test_rows_are_added_below_all_data(sandbox: Sandbox, mirror: Mirror) -> None:
    """Below rows without ID and foreign cells, in a moved layout, into a full grid."""
    sandbox.person("add_tab", title="Small", rows=[["x"]])
    rows = [["Mine", "Channel", "Summary", "Lead", "Severity", "Status", "Title", "ID"]]
    sandbox.person("add_tab", title="Reg", rows=[*rows, *[["a foreign cell"]] * 999], raw=True)
    mirror.options = {"worksheet": "Reg", "follow_ups": "", "timeline": ""}
    mirror.side = mirror.started()
    mirror.look()
    shown(mirror, incident(title="Down", status="Fixing"))
    cells = sandbox.cells("Reg")
    assert cells[1000] == ["", SLACK, "", "", "", "Fixing", "Down", "INC-42"]


def test_a_row_beyond_the_grid_shows_its_dates_as_dates(sandbox: Sandbox, mirror: Mirror) -> None:
    """A row that had no format before gets those of its columns; texts get none."""
    rows = [["ID", "Title", "Status", "Severity", "Lead", "Summary", "Channel", "Reported at"]]
    rows += [[f"INC-{n}", "x"] for n in range(1, 1000)]
    sandbox.person("add_tab", title="Reg", rows=rows, formats={"Reported at": "DATE_TIME"})
    mirror.options = {"worksheet": "Reg", "follow_ups": "", "timeline": ""}
    mirror.side = mirror.started()
    mirror.look()
    shown(mirror, incident("INC-1000", title="Down", reported_at=NOW))
    row = sandbox.records("Reg", "FORMATTED_VALUE")[-1]
    assert row["Reported at"] == "11/23/2026 10:15:00"


def test_somebody_who_joined_since_blocks_no_write(sandbox: Sandbox, mirror: Mirror) -> None:
    """A name that meant nobody when the row was read, and means a member now, is no edit."""
    mirror.people = Directory()
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down", "Lead": "Sam Field"})
    mirror.people = PEOPLE
    assert mirror.rows() == []
    (outcome,) = mirror.show(brief(incident(title="Down", lead=PRIYA)))
    assert outcome.done
    assert sandbox.records()[0]["Lead"] == "Priya Nair"


def test_one_refused_row_does_not_stop_the_others(sandbox: Sandbox, mirror: Mirror) -> None:
    """Google takes all or nothing: the one it refuses is found, the rest is written."""
    mirror.look()
    items = [incident(f"INC-{n}", n, title="a", status="Fixing") for n in range(1, 6)]
    mirror.show(*map(brief, items))
    actions = mirror.plan(*(brief(i.having(title=Agreed("b", 4))) for i in items))
    # A text that only the service knows to be too long: this side would not have sent it.
    actions[2] = replace(actions[2], facets={"title": "x" * 50_001})
    outcomes = list(mirror.side.apply(actions))
    failed = [outcome for outcome in outcomes if outcome.error]
    assert [outcome.action.item for outcome in failed] == [3]
    assert isinstance(failed[0].error, Permanent)
    assert "50000 characters" in str(failed[0].error)
    assert [row["Title"] for row in sandbox.records()] == ["b", "b", "a", "b", "b"]


def test_what_is_too_much_for_one_request_goes_in_two(
    sandbox: Sandbox, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with a guard read of its own."""
    mirror.look()
    items = [incident(f"INC-{n}", n, title="a" * 900) for n in range(1, 5)]
    monkeypatch.setattr(writes, "LARGEST", 2500)
    sandbox.calls()
    assert all(outcome.done for outcome in mirror.show(*map(brief, items)))
    assert sandbox.calls() == {READ: 2, ADDS: 2}
    assert mirror.rows() == []


def test_an_added_row_is_looked_up_by_its_id(sandbox: Sandbox, mirror: Mirror) -> None:
    """After a doubt: there or not there, in one read, by a process that never looked."""
    mirror.look()
    (action,) = mirror.plan(brief(incident(**FULL)))
    assert mirror.side.look_up(action, NOW) is None
    list(mirror.side.apply([action]))
    mirror.side = mirror.started()
    sandbox.calls()
    found = mirror.side.look_up(action, NOW)
    assert found is not None
    assert (found.ref, found.done) == ("INC-42", True)
    mirror.look()
    sandbox.calls()
    assert mirror.side.look_up(action, NOW)
    assert sandbox.calls() == {READ: 1}
    assert mirror.side.look_up(replace(action, kind="write_row"), NOW) is None


def test_writing_without_a_look_looks_first(sandbox: Sandbox, mirror: Mirror) -> None:
    """A process that recovers knows nothing of the sheet yet."""
    mirror.look()
    (action,) = mirror.plan(brief(incident(**FULL)))
    (outcome,) = mirror.started().apply([action])
    assert outcome.done
    assert sandbox.records()[0]["ID"] == "INC-42"


texts = st.text(max_size=30).filter(lambda text: not text.startswith("#"))
stamps = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
midnights = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(
    lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)
)
times = st.none() | stamps.map(instant) | midnights | st.dates(date(2020, 1, 1), date(2030, 1, 1))
persons = st.none() | st.sampled_from([SAM, PRIYA, Person("Team"), Person("x", "x@y.example")])
fields = st.fixed_dictionaries(
    {
        "title": texts,
        "status": st.sampled_from([None, "Fixing", "Resolved"]),
        "severity": st.sampled_from([None, "Minor", "Major"]),
        "lead": persons,
        "reporter": persons,
        "summary": texts,
        "customer_update": texts,
        "reported_at": times,
        "resolved_at": times,
    }
)
registers = st.lists(fields, min_size=8, max_size=8)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(
    registers,
    registers,
    st.sampled_from(["Etc/UTC", "Europe/Berlin", "America/New_York"]),
    st.sampled_from(["", "2021-01-01 10:00 UTC", 46349.5]),
)
def test_our_own_write_is_no_change(
    sandbox: Sandbox, first: list[Any], second: list[Any], zone: str, style: Any
) -> None:
    """Every type of value, zone and style of column: added, then changed, and nothing to report."""
    sandbox.reset()
    sandbox.person("set_properties", time_zone=zone)
    sandbox.type({"ID": "INC-1", "Title": "x", "Reported at": style, "Resolved at": style})
    mirror = Mirror(sandbox)
    mirror.link(mirror.rows()[0], 99)
    for values in (first, second):
        items = [incident(f"INC-{n}", n, **one) for n, one in enumerate(values, 2)]
        briefs = [brief(item, urls={"slack": SLACK}) for item in items]
        assert all(outcome.done for outcome in mirror.show(*briefs))
        assert mirror.rows() == []
        assert mirror.plan(*briefs) == []
        read = {row.ref: row.shown for row in Mirror(sandbox).rows()}
        for one in briefs:
            assert read[one.item.label] == mirror.side.prints(mirror.side.fit(one))


def test_a_link_from_before_is_enough_to_find_a_row(sandbox: Sandbox, mirror: Mirror) -> None:
    """A rebuilt link knows the ref alone; what it does not know it does not overwrite."""
    adopted(sandbox, mirror, {"ID": "INC-42", "Title": "Down"})
    mirror.links[1] = Link("sheets", "INC-42", 1, Kind.INCIDENT)
    (outcome,) = mirror.show(brief(incident(title="New")))
    assert outcome.moved
    assert sandbox.records()[0]["Title"] == "Down"


def test_a_cell_changed_back_and_forth_is_quiet(sandbox: Sandbox, mirror: Mirror) -> None:
    """Many cycles of writes leave one row, in step."""
    mirror.look()
    for turn in range(5):
        shown(mirror, incident(title=f"Title {turn % 2}", reported_at=NOW + timedelta(hours=turn)))
    assert len(sandbox.records()) == 1
