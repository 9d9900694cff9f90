"""People in the browser: what they type, sort, insert and share, behind a program's back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from incident_sandbox.service import Refused
from tests.sandbox.google_desk import KEY, Desk


@pytest.fixture
def desk() -> Desk:
    """A register with three incidents, a formula, and a format that belongs to its row."""
    made = Desk()
    made.act("set_row", tab="Incidents", row=2, values=["1", "Checkout down", "Fixing"])
    made.act("set_row", tab="Incidents", row=3, values=["2", "Mail late", "Resolved"])
    made.act("append_row", tab="Incidents", values={"ID": "3", "Title": "API slow"})
    made.act("set_cell", tab="Incidents", cell="N3", value='=B3&"!"')
    made.act("format", tab="Incidents", range="B3", format={"textFormat": {"bold": True}})
    return made


def column(desk: Desk, letter: str) -> list[Any]:
    """The values of a column, header excluded, formulas as such."""
    told = desk.get(f"Incidents!{letter}2:{letter}9", valueRenderOption="FORMULA")
    return [row[0] if row else "" for row in told.get("values", [])]


def bold(desk: Desk) -> list[str]:
    """The texts of the bold cells."""
    fields = "sheets.data.rowData.values(formattedValue,userEnteredFormat.textFormat)"
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query={"fields": fields})[1]
    cells = [c for row in told["sheets"][0]["data"][0]["rowData"] for c in row.get("values", [])]
    return [cell["formattedValue"] for cell in cells if cell.get("userEnteredFormat")]


def test_sorting_moves_rows_with_formulas_and_formats(desk: Desk) -> None:
    """The header stays; a formula of its own row still reads its own row."""
    desk.act("sort", tab="Incidents", column="Title")
    assert column(desk, "B") == ["API slow", "Checkout down", "Mail late"]
    assert column(desk, "N") == ["", "", '=B4&"!"']
    assert bold(desk) == ["Mail late"]
    desk.act("sort", tab="Incidents", column="A", descending=True)
    assert column(desk, "A") == [3, 2, 1]
    assert column(desk, "N") == ["", '=B3&"!"']


def test_inserted_rows_push_the_rest_down(desk: Desk) -> None:
    """Formats and formulas go along, the new row has the date format of its neighbours."""
    desk.act("insert_rows", tab="Incidents", at=2, count=2)
    assert column(desk, "A") == ["", "", 1, 2, 3]
    assert column(desk, "N") == ["", "", "", '=B5&"!"']
    assert bold(desk) == ["Mail late"]
    desk.act("set_cell", tab="Incidents", cell="I2", value="2026-11-23 10:00")
    assert desk.get("Incidents!I2")["values"] == [["11/23/2026 10:00:00"]]


def test_columns_are_inserted_moved_and_deleted(desk: Desk) -> None:
    """Formulas follow; headers tell where things are now."""
    desk.act("insert_columns", tab="Incidents", at="Title", header="Cost")
    assert desk.get("Incidents!A1:C1")["values"] == [["ID", "Cost", "Title"]]
    assert column(desk, "O") == ["", '=C3&"!"']
    desk.act("move_column", tab="Incidents", column="Title", to="ID")
    assert desk.get("Incidents!A1:C1")["values"] == [["Title", "ID", "Cost"]]
    assert column(desk, "O") == ["", '=A3&"!"']
    desk.act("delete_columns", tab="Incidents", at="Title")
    assert column(desk, "N") == ["", '=#REF!&"!"']


def test_deleted_rows_are_gone(desk: Desk) -> None:
    """And the rest moves up."""
    desk.act("delete_rows", tab="Incidents", at=2)
    assert column(desk, "A") == [2, 3]
    with pytest.raises(Refused, match="only 999 rows"):
        desk.act("delete_rows", tab="Incidents", at=1000)


def test_the_frozen_header_goes_with_its_rows(desk: Desk) -> None:
    """A row above it is frozen too; once it is deleted nothing is frozen any more."""
    frozen = "sheets.properties.gridProperties.frozenRowCount"
    desk.act("insert_rows", tab="Incidents", at=1)
    query = {"fields": frozen, "ranges": "Incidents!A1"}
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query=query)[1]
    assert told["sheets"][0]["properties"]["gridProperties"] == {"frozenRowCount": 2}
    desk.act("sort", tab="Incidents", column="A")
    assert desk.get("Incidents!A1:A3")["values"] == [[], ["ID"], ["1"]]
    with pytest.raises(Refused, match="not frozen"):
        desk.act("delete_rows", tab="Incidents", at=3, count=999)
    desk.act("delete_rows", tab="Incidents", at=1, count=2)
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query=query)[1]
    assert told["sheets"][0]["properties"]["gridProperties"] == {}


def test_a_long_chain_of_formulas_says_so(desk: Desk) -> None:
    """Read from its end it is not followed; read from its beginning it is."""
    chain: list[list[Any]] = [[1], *([f"=N{row}+1"] for row in range(2, 99))]
    desk.put("Incidents!N2:N99", chain, "USER_ENTERED")
    assert desk.get("Incidents!N99")["values"] == [["#ERROR!"]]
    assert desk.get("Incidents!N2:N99")["values"][-1] == ["98"]


def test_hidden_and_filtered_rows_are_read_all_the_same(desk: Desk) -> None:
    """Hiding is for people's eyes (GD DimensionProperties)."""
    before = desk.get("Incidents")["values"]
    desk.act("hide_rows", tab="Incidents", at=2)
    desk.act("set_filter", tab="Incidents", range="A1:L4", hidden_values={"Status": ["Resolved"]})
    assert desk.get("Incidents")["values"] == before
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query={"includeGridData": True})[1]
    rows = told["sheets"][0]["data"][0]["rowMetadata"][:4]
    assert [sorted(row.keys() - {"pixelSize"}) for row in rows] == [
        [],
        ["hiddenByUser"],
        ["hiddenByFilter"],
        [],
    ]
    desk.act("insert_rows", tab="Incidents", at=2)
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query={"includeGridData": True})[1]
    assert "hiddenByUser" in told["sheets"][0]["data"][0]["rowMetadata"][2]
    desk.act("hide_rows", tab="Incidents", at=3, hidden=False)
    desk.act("set_filter", tab="Incidents", clear=True)


def test_csv_cells_are_loaded_byte_for_byte() -> None:
    """``raw`` stores texts as they are: no date, no formula, no trimmed space."""
    desk = Desk()
    text = 'title,at,n\r\n"=SUM(A1)\nx", 2026-1-2 ,007\r\n+1 ☂️,GTM+2,"a ""b"""\r\n'
    rows = list(csv.reader(io.StringIO(text, newline="")))
    made = desk.act(
        "create_spreadsheet",
        key="csv",
        title="CSV",
        tabs=[{"title": "Data", "rows": rows, "raw": True, "frozen": 1, "formats": {"at": "DATE"}}],
    )
    assert made == {"key": "csv"}
    assert desk.act("read", key="csv", tab="Data") == rows
    with pytest.raises(Refused, match="already"):
        desk.act("create_spreadsheet", key="csv", title="CSV")
    assert desk.act(
        "create_spreadsheet",
        key="big",
        title="Big",
        tabs=[{"title": "Data", "rows": [["x"]] * 1200}],
    ) == {"key": "big"}
    assert len(desk.act("read", key="big")) == 1200


def test_tabs_are_renamed_and_deleted(desk: Desk) -> None:
    """The API no longer knows the old name."""
    desk.act("rename_tab", tab="Incidents", title="Log 2026")
    assert desk.get("'Log 2026'!A1")["values"] == [["ID"]]
    assert desk.call("GET", desk.values("/Incidents!A1"))[0] == 400
    desk.act("delete_tab", tab="Timeline")
    desk.act("delete_tab", tab="Follow-ups")
    with pytest.raises(Refused, match="remove all"):
        desk.act("delete_tab", tab="Log 2026")


@pytest.mark.parametrize(
    ("verb", "args", "words"),
    [
        ("fly", {}, "unknown verb"),
        ("set_cell", {"tab": "Nope", "cell": "A1", "value": 1}, "there is no tab 'Nope'"),
        ("set_cell", {"cell": "A1:B2", "value": 1}, "not one cell"),
        ("set_cell", {"cell": "A1"}, "cannot use"),
        ("set_cell", {"cell": "A1", "value": [1]}, "cannot stand"),
        ("set_cell", {"cell": "A1", "value": "x" * 50_001}, "at most 50000"),
        ("set_cell", {"cell": "A5000", "value": 1}, "exceeds grid limits"),
        ("set_cell", {"key": "no", "cell": "A1", "value": 1}, "no spreadsheet 'no'"),
        ("set_row", {"row": 0, "values": []}, "whole number"),
        ("set_row", {"row": 2, "values": {"Nope": 1}}, "no column 'Nope'"),
        ("sort", {"column": "Nope"}, "no column 'Nope'"),
        ("format", {"range": "A1", "format": "COLOUR"}, "no number format"),
        ("share", {"role": "king"}, "writer or reader"),
        ("revoke_token", {"token": "x"}, "no such token"),
        ("rename_tab", {"title": "timeline"}, "already exists"),
    ],
)
def test_what_a_person_cannot_do_is_refused(
    desk: Desk, verb: str, args: dict[str, Any], words: str
) -> None:
    """With a reason, and nothing changed."""
    before = desk.sheets.dump()
    with pytest.raises(Refused, match=words):
        desk.act(verb, **args)
    assert desk.sheets.dump() == before


def test_a_locale_date_is_read_as_people_there_write_it(desk: Desk) -> None:
    """The same keys, another day."""
    desk.act("set_cell", tab="Incidents", cell="M2", value="03/04/2026")
    desk.act("set_properties", locale="en_GB")
    desk.act("set_cell", tab="Incidents", cell="M3", value="03/04/2026")
    told = desk.get("Incidents!M2:M3", valueRenderOption="UNFORMATTED_VALUE")
    assert told["values"] == [[46085], [46115]]


def test_a_drop_down_is_made_and_taken_away(desk: Desk) -> None:
    """It marks what it does not list, below the header alone, and holds no value."""
    before = column(desk, "C")
    desk.act("set_dropdown", tab="Incidents", column="Status", words=["Resolved"])
    assert desk.act("invalid_cells", tab="Incidents") == ["C2"]
    desk.act("set_dropdown", tab="Incidents", column="Status", words=[])
    assert desk.act("invalid_cells", tab="Incidents") == []
    assert column(desk, "C") == before
