"""People who sort, insert and delete in the very moment between our guard read and our write."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.errors import SideUnusable
from incident_sync.model.item import Agreed, Item
from incident_sync.sides.sheets.failures import NO_RANGE
from tests.sides.sheets.desk import Mirror, Sandbox, brief, incident

WRITE = "POST /v4/spreadsheets/{id}/values:batchUpdate"
ADD = "POST /v4/spreadsheets/{id}:batchUpdate"
READ = "GET /values:batchGet"
BANDS = "POST /values:batchUpdate"
Act = tuple[str, dict[str, Any]]


@pytest.fixture
def register(sandbox: Sandbox, mirror: Mirror) -> list[Item]:
    """Six rows, each linked to its item."""
    rows = [
        {"ID": f"INC-{n}", "Title": f"Title {n}", "Status": "Fixing", "Reported at": 46000.5 + n}
        for n in range(1, 7)
    ]
    sandbox.type(*rows)
    found = mirror.rows()
    for n, row in enumerate(found, 1):
        mirror.link(row, n)
    sandbox.calls()
    return [
        incident(f"INC-{n}", n, title=f"Title {n}", status="Fixing",
                 reported_at=row.values["reported_at"])
        for n, row in enumerate(found, 1)
    ]  # fmt: skip


def retitled(item: Item) -> Item:
    return item.having(title=Agreed(f"New {item.id}", 4), status=Agreed("Resolved", 4))


def by_id(sandbox: Sandbox) -> dict[str, tuple[Any, Any, Any]]:
    records = [row for row in sandbox.records() if "ID" in row]
    return {r["ID"]: (r.get("Title"), r.get("Status"), r.get("Reported at")) for r in records}


WRONG: list[Act] = [
    ("sort", {"column": "ID", "descending": True}),
    ("insert_rows", {"at": 2}),
    ("insert_rows", {"at": 4, "count": 3}),
    ("insert_rows", {"at": 1}),
    ("insert_rows", {"at": 1, "count": 3}),
    ("insert_columns", {"at": "A", "header": "Team"}),
    ("insert_columns", {"at": "B"}),
    ("move_column", {"column": "Title", "to": "M"}),
    ("move_column", {"column": "Status", "to": "Title"}),
]


@pytest.mark.parametrize("act", WRONG, ids=lambda act: f"{act[0]} {[*act[1].values()]}")
def test_a_wrong_hit_is_put_back_and_the_next_cycle_is_right(
    sandbox: Sandbox, mirror: Mirror, register: list[Item], act: Act
) -> None:
    """Whatever moved, every row ends as it was or as it should be, and nothing else is touched."""
    untouched = Mirror(sandbox)
    untouched.look()
    wanted = [retitled(item) for item in register[1:4]]
    before = by_id(sandbox)
    with sandbox.meanwhile(WRITE, act):
        outcomes = mirror.show(*map(brief, wanted))
    moved = {outcome.action.item for outcome in outcomes if outcome.moved}
    assert moved
    assert not any(outcome.error for outcome in outcomes)
    expected = dict(before)
    for item in wanted:
        if item.id not in moved:
            expected[item.label] = (f"New {item.id}", "Resolved", before[item.label][2])
    assert by_id(sandbox) == expected
    assert {row.ref for row in mirror.rows()} <= {item.label for item in wanted}
    again = mirror.show(*map(brief, wanted))
    assert not any(outcome.moved for outcome in again)
    for item in wanted:
        expected[item.label] = (f"New {item.id}", "Resolved", before[item.label][2])
    assert by_id(sandbox) == expected
    assert mirror.rows() == []
    assert {row.ref for row in untouched.rows()} == {item.label for item in wanted}


def test_a_deleted_row_is_not_written_into_its_neighbour(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """The rows moved up: those hit are put back, the deleted one stays deleted."""
    before = by_id(sandbox)
    del before["INC-3"]
    wanted = [retitled(register[2]), retitled(register[5])]
    with sandbox.meanwhile(WRITE, ("delete_rows", {"at": 4})):
        outcomes = mirror.show(*map(brief, wanted))
    assert all(outcome.moved for outcome in outcomes)
    assert by_id(sandbox) == before
    assert len(sandbox.cells()) == 6


def test_a_header_that_somebody_clears_meanwhile_hurts_no_row(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """The rows did not move, so the write stands; the next look names the header."""
    acts: list[Act] = [("set_cell", {"cell": f"{c}1", "value": ""}) for c in "BCDEFGHIJKL"]
    with sandbox.meanwhile(WRITE, *acts):
        (outcome,) = mirror.show(brief(retitled(register[1])))
    assert outcome.done
    assert [cells[1] for cells in sandbox.cells()[1:4]] == ["Title 1", "New 2", "Title 3"]
    with pytest.raises(SideUnusable, match='"Title"'):
        mirror.look()


def test_a_right_hit_stands_though_somebody_typed_beside_it(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """An edit of another cell in that moment is kept, and reported by the next look."""
    acts = ("set_cell", {"cell": "F3", "value": "Typed by hand"})
    with sandbox.meanwhile(WRITE, acts):
        (outcome,) = mirror.show(brief(retitled(register[1])))
    assert outcome.done
    (row,) = mirror.rows()
    assert (row.ref, row.values["summary"]) == ("INC-2", "Typed by hand")
    assert row.values["title"] == "New 2"


def test_a_sort_below_or_beside_is_no_wrong_hit(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """A row appended and a column added at the end move nothing of ours."""
    acts: list[Act] = [
        ("append_row", {"values": {"Title": "Brand new"}}),
        ("set_cell", {"cell": "N1", "value": "Mine"}),
    ]
    with sandbox.meanwhile(WRITE, *acts):
        (outcome,) = mirror.show(brief(retitled(register[1])))
    assert outcome.done
    assert by_id(sandbox)["INC-2"][0] == "New 2"


def test_a_formula_that_was_hit_is_a_formula_again(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """And a text that only looks like one stays a text: nothing comes alive."""
    sandbox.person("set_cell", cell="B4", value='="Title " & 3')
    sandbox.person("set_cell", cell="B6", value="=1+1", raw=True)
    for row in mirror.rows():
        mirror.link(row, int(row.ref[4:]))
    wanted = [retitled(register[1]), retitled(register[3])]
    acts = ("delete_rows", {"at": 2})
    with sandbox.meanwhile(WRITE, acts):
        outcomes = mirror.show(*map(brief, wanted))
    assert all(outcome.moved for outcome in outcomes)
    titles = [row["Title"] for row in sandbox.records(render="FORMULA")]
    assert titles == ["Title 2", '="Title " & 3', "Title 4", "=1+1", "Title 6"]
    assert [row["Title"] for row in sandbox.records()][3] == "=1+1"
    assert mirror.rows() == []


def test_an_id_given_to_the_wrong_row_is_taken_back(sandbox: Sandbox, mirror: Mirror) -> None:
    """A row without ID is known by the cells that were not written."""
    sandbox.type({"Title": "b", "Summary": "second"}, {"Title": "a", "Summary": "first"})
    mirror.link(mirror.rows()[0], 1)
    item = incident("INC-7", 1, title="b", summary="second")
    acts = ("sort", {"column": "Title"})
    with sandbox.meanwhile(WRITE, acts):
        (outcome,) = mirror.show(brief(item))
    assert outcome.moved
    assert all("ID" not in row for row in sandbox.records())
    assert mirror.rows() == []
    (again,) = mirror.show(brief(item))
    assert again.ref == "INC-7"
    assert sandbox.records()[1] == {"ID": "INC-7", "Title": "b", "Summary": "second"}


def test_a_row_without_id_is_known_beside_its_formulas(sandbox: Sandbox, mirror: Mirror) -> None:
    """What a formula comes to is no sign of another row: its other cells are put back."""
    row = {"Title": "a", "Status": "Monitoring"}
    sandbox.type({"Title": "b", "Status": "Fixing"}, row)
    for cell in ("F2", "F3"):
        sandbox.person("set_cell", cell=cell, value='="always " & "this"')
    mirror.link(mirror.rows()[0], 1)
    item = incident("INC-7", 1, title="b", status="Resolved", summary="always this")
    with sandbox.meanwhile(WRITE, ("sort", {"column": "Title"})):
        (outcome,) = mirror.show(brief(item))
    assert outcome.moved
    assert sandbox.records()[0] == {**row, "Summary": "always this"}
    assert mirror.rows() == []


def test_an_id_stays_where_somebody_edits_the_row_meanwhile(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """The row that mostly still says the same is the one meant."""
    sandbox.type({"Title": "b", "Summary": "second", "Severity": "Major"}, {"Title": "a"})
    mirror.link(mirror.rows()[0], 1)
    item = incident("INC-7", 1, title="b", summary="second", severity="Major")
    with sandbox.meanwhile(WRITE, ("set_cell", {"cell": "F2", "value": "edited"})):
        (outcome,) = mirror.show(brief(item))
    assert (outcome.done, outcome.ref) == (True, "INC-7")
    (row,) = mirror.rows()
    assert (row.ref, row.values["summary"]) == ("INC-7", "edited")


def test_an_id_written_into_the_header_is_taken_back(sandbox: Sandbox, mirror: Mirror) -> None:
    """Where a row inserted on top pushed the header down to where the row was."""
    header = sandbox.cells()[0]
    sandbox.type({"Title": "b"}, {"Title": "a"})
    mirror.link(mirror.rows()[0], 1)
    with sandbox.meanwhile(WRITE, ("insert_rows", {"at": 1})):
        (outcome,) = mirror.show(brief(incident("INC-7", 1, title="b")))
    assert outcome.moved
    assert sandbox.cells()[1] == header
    assert mirror.rows() == []


def test_an_id_given_to_an_empty_row_is_taken_back(sandbox: Sandbox, mirror: Mirror) -> None:
    """A row inserted there in that moment is empty again."""
    sandbox.type({"Title": "b"}, {"Title": "a"})
    mirror.link(mirror.rows()[0], 1)
    with sandbox.meanwhile(WRITE, ("insert_rows", {"at": 2})):
        (outcome,) = mirror.show(brief(incident("INC-7", 1, title="b")))
    assert outcome.moved
    assert [row.get("ID") for row in sandbox.records()] == [None, None]
    assert mirror.rows() == []


def test_a_wrong_hit_costs_one_more_write(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """Put back at once, for all rows together, from the guard read."""
    wanted = [retitled(item) for item in register[1:4]]
    with sandbox.meanwhile(WRITE, ("insert_rows", {"at": 2})):
        mirror.show(*map(brief, wanted))
    assert sandbox.calls() == {READ: 1, BANDS: 2}


def test_what_cannot_be_put_back_is_an_error_with_its_place(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """A person is sent to the version history; other outcomes stand."""
    refusal = {"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}
    sandbox.fault(kind="status", status=400, body=refusal, method=WRITE, call=2)
    with sandbox.meanwhile(WRITE, ("insert_rows", {"at": 5})):
        outcomes = mirror.show(*(brief(retitled(item)) for item in register))
    failed = {o.action.item: o.error for o in outcomes if o.error}
    assert sorted(failed) == [4, 5, 6]
    assert "Version history" in str(failed[4])
    assert "Incidents!A5" in str(failed[4])
    assert sum(outcome.done for outcome in outcomes) == 3


def test_a_row_deleted_while_one_is_added(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """The new row is seen in the answer, wherever it came to stand."""
    new = incident("INC-9", 9, title="New", status="Fixing")
    with sandbox.meanwhile(ADD, ("delete_rows", {"at": 6, "count": 2})):
        (outcome,) = mirror.show(brief(new))
    assert (outcome.ref, outcome.error) == ("INC-9", None)
    assert mirror.rows() == []


def test_an_added_row_is_looked_for_where_the_answer_does_not_show_it(
    sandbox: Sandbox, mirror: Mirror
) -> None:
    """When many rows were deleted meanwhile, one more read finds it."""
    sandbox.type(*({"ID": f"INC-{n}", "Title": "x"} for n in range(1, 31)))
    mirror.look()
    sandbox.calls()
    with sandbox.meanwhile(ADD, ("delete_rows", {"at": 2, "count": 20})):
        (outcome,) = mirror.show(brief(incident("INC-99", 99, title="New")))
    assert (outcome.ref, outcome.error) == ("INC-99", None)
    assert sandbox.calls() == {READ: 2, "POST :batchUpdate": 1}


def test_a_tab_renamed_before_the_guard_read_waits(
    sandbox: Sandbox, mirror: Mirror, register: list[Item]
) -> None:
    """Nothing is written, and the next look says what is wrong."""
    sandbox.person("rename_tab", tab="Incidents", title="Old")
    (outcome,) = mirror.show(brief(retitled(register[0])))
    assert outcome.error is not None
    assert getattr(outcome.error, "code", "") != NO_RANGE
    assert sandbox.calls() == {READ: 1}
