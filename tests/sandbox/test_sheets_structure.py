"""batchUpdate: cells, rows and columns, tabs; all or nothing, replies in order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.google_desk import KEY, Desk


@pytest.fixture
def desk() -> Desk:
    """A fresh desk."""
    return Desk()


def text(value: str) -> dict[str, Any]:
    """A cell with a text."""
    return {"userEnteredValue": {"stringValue": value}}


def appended(*rows: list[dict[str, Any]], sheet_id: int = 0) -> dict[str, Any]:
    """An appendCells request."""
    told = [{"values": row} for row in rows]
    return {"appendCells": {"sheetId": sheet_id, "rows": told, "fields": "userEnteredValue"}}


def rows(first: int, last: int, dimension: str = "ROWS") -> dict[str, Any]:
    """A dimension range, half-open."""
    return {"sheetId": 0, "dimension": dimension, "startIndex": first, "endIndex": last}


def sheet(desk: Desk, **query: Any) -> Any:
    """The first tab of the resource."""
    status, told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query=query)
    assert status == 200, told
    return told["sheets"][0]


def test_append_cells_goes_below_the_last_row_with_data(desk: Desk) -> None:
    """A note, a format or a drop-down is no data; a gap above is no end."""
    desk.put("Incidents!A6", [["6"]])
    desk.act("set_note", tab="Incidents", cell="B9", note="not data")
    assert desk.batch(appended([text("7"), text("seven")], [text("8")]))[0] == 200
    assert desk.get("Incidents!A6:B9")["values"] == [["6"], ["7", "seven"], ["8"]]


def test_append_cells_grows_the_grid_by_rows_only(desk: Desk) -> None:
    """A full tab gets rows; a row wider than the grid is refused."""
    desk.put("Incidents!A1000", [["last"]])
    assert desk.batch(appended([text("more")]))[0] == 200
    assert sheet(desk)["properties"]["gridProperties"]["rowCount"] == 1001
    status, told = desk.batch(appended([text("x")] * 27))
    assert status == 400
    assert told["error"]["message"] == (
        "Invalid requests[0].appendCells: Attempting to write column: 26, "
        "beyond the last requested column of: 25"
    )


def test_append_cells_keeps_a_text_a_text(desk: Desk) -> None:
    """``stringValue`` "=1+1" is text, ``formulaValue`` is a formula; exactly one is set."""
    cells = [
        text("=1+1"),
        {"userEnteredValue": {"formulaValue": "=1+1"}},
        {"userEnteredValue": {"numberValue": 7.0}},
        {"userEnteredValue": {"boolValue": False}},
    ]
    assert desk.batch(appended(cells))[0] == 200
    shown = desk.get("Incidents!A2:D2", valueRenderOption="UNFORMATTED_VALUE")
    assert shown["values"] == [["=1+1", 2, 7, False]]
    data = sheet(desk, ranges="Incidents!A2:B2", includeGridData=True)["data"][0]["rowData"]
    assert [cell["userEnteredValue"] for cell in data[0]["values"]] == [
        {"stringValue": "=1+1"},
        {"formulaValue": "=1+1"},
    ]
    both = {"userEnteredValue": {"numberValue": 1, "stringValue": "1"}}
    assert desk.batch(appended([both]))[0] == 400
    bare = {"userEnteredValue": {"formulaValue": "1+1"}}
    assert desk.batch(appended([bare]))[0] == 400


def test_the_answer_can_show_the_row_that_was_appended(desk: Desk) -> None:
    """With ranges and grid data in the answer no further read is needed."""
    status, told = desk.batch(
        appended([text("1"), text("Checkout down")]),
        includeSpreadsheetInResponse=True,
        responseRanges=["Incidents!A2:B2"],
        responseIncludeGridData=True,
    )
    assert (status, told["replies"]) == (200, [{}])
    (only,) = told["updatedSpreadsheet"]["sheets"]
    values = only["data"][0]["rowData"][0]["values"]
    assert [cell["formattedValue"] for cell in values] == ["1", "Checkout down"]


def test_a_failing_request_leaves_nothing_of_the_batch(desk: Desk) -> None:
    """Atomic, and the version stays (GD BatchUpdateSpreadsheetRequest.requests)."""
    before, version = desk.sheets.dump(), desk.version()
    status, told = desk.batch(
        appended([text("1")]),
        {"insertDimension": {"range": rows(0, 5)}},
        {"addSheet": {"properties": {"title": "New"}}},
        {"deleteSheet": {"sheetId": 4711}},
    )
    assert status == 400
    assert told["error"]["message"] == "Invalid requests[3].deleteSheet: No sheet with id: 4711"
    after = desk.sheets.dump()
    assert {**after, "quota": None} == {**before, "quota": None}
    assert desk.version() == version


def test_replies_stand_where_their_requests_stood(desk: Desk) -> None:
    """Empty ones too; each request sees what the ones before it did."""
    status, told = desk.batch(
        appended([text("1")]),
        {"addSheet": {"properties": {"title": "New", "index": 0, "sheetId": 77}}},
        appended([text("first")], sheet_id=77),
    )
    assert status == 200
    assert [list(reply) for reply in told["replies"]] == [[], ["addSheet"], []]
    made = told["replies"][1]["addSheet"]["properties"]
    assert (made["sheetId"], made["index"], made["title"]) == (77, 0, "New")
    assert desk.get("New")["values"] == [["first"]]
    assert desk.get("A1")["range"] == "New!A1"


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ([], 400, "Must specify at least one request."),
        ([{}], 400, "Exactly one kind"),
        ([{"addShet": {}}], 400, "Unknown name \"addShet\" at 'requests[0]'"),
        ([{"addTable": {}}], 501, "does not offer requests[0].add_table"),
        ([{"deleteSheet": {"sheetId": 0}, "addSheet": {}}], 400, "Exactly one kind"),
        ([{"deleteSheet": {"sheetId": "0"}}], 400, "TYPE_INT32"),
        ([{"addSheet": {"properties": {"title": "incidents"}}}], 400, "already exists"),
        ([{"addSheet": {"properties": {"sheetId": 0}}}], 400, "cannot be added"),
        ([{"addSheet": {"properties": {"index": 9}}}], 400, "out of range"),
        (
            [{"addSheet": {"properties": {"gridProperties": {"rowCount": 9_000_000}}}}],
            400,
            "above the limit of 10000000 cells",
        ),
        ([{"updateCells": {"fields": "*"}}], 400, "Exactly one of start and range"),
        ([{"updateCells": {"start": {}, "rows": []}}], 400, "At least one field must be listed"),
        ([{"updateCells": {"start": {}, "fields": "vaule"}}], 400, "Invalid field mask"),
        ([{"appendCells": {"sheetId": 9, "fields": "*"}}], 400, "No grid with id: 9"),
        ([{"insertDimension": {"range": rows(1000, 1001)}}], 400, "must be less than the grid"),
        (
            [{"insertDimension": {"range": rows(0, 1), "inheritFromBefore": True}}],
            400,
            "inheritFromBefore",
        ),
        (
            [{"deleteDimension": {"range": rows(1000, 1001)}}],
            400,
            "Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        ([{"deleteDimension": {"range": rows(0, 26, "COLUMNS")}}], 400, "all the columns"),
        ([{"deleteDimension": {"range": rows(3, 3)}}], 400, "must be less than"),
        ([{"moveDimension": {"source": rows(1, 3), "destinationIndex": 2}}], 400, "Cannot move"),
        ([{"sortRange": {"range": {"sheetId": 0}}}], 400, "At least one sort spec"),
        ([{"sortRange": {"range": {"endRowIndex": 2000}}}], 400, "beyond the grid"),
        (
            [
                {
                    "updateSheetProperties": {
                        "properties": {"gridProperties": {"frozenRowCount": 1000}},
                        "fields": "gridProperties.frozenRowCount",
                    }
                }
            ],
            400,
            "can't freeze",
        ),
        (
            [{"updateSheetProperties": {"properties": {"title": "Timeline"}, "fields": "title"}}],
            400,
            "already exists",
        ),
        ([{"updateSheetProperties": {"properties": {"title": "x"}}}], 400, "At least one field"),
        (
            [{"setDataValidation": {"range": {}, "rule": {"strict": True}}}],
            400,
            "must have a condition",
        ),
    ],
)
def test_requests_google_would_refuse(
    desk: Desk, asked: list[dict[str, Any]], code: int, words: str
) -> None:
    """Each with a message that says which request, and why."""
    status, told = desk.batch(*asked)
    assert status == code
    assert words in told["error"]["message"]


def test_update_cells_over_a_range_clears_what_the_rows_do_not_reach(desk: Desk) -> None:
    """But only the masked fields (GD UpdateCellsRequest.range)."""
    desk.put("Incidents!A2:B3", [["a", "b"], ["c", "d"]])
    desk.act("format", tab="Incidents", range="B3", format="DATE")
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    asked = {"range": area, "rows": [{"values": [text("A")]}], "fields": "userEnteredValue"}
    assert desk.batch({"updateCells": asked})[0] == 200
    assert desk.get("Incidents!A2:B3")["values"] == [["A"]]
    desk.put("Incidents!B3", [[46349]])
    assert desk.get("Incidents!B3")["values"] == [["11/23/2026"]]


def test_update_cells_from_a_start_touches_only_what_is_given(desk: Desk) -> None:
    """A format is merged by the mask, values stay."""
    desk.put("Incidents!A2:B2", [["a", "b"]])
    looks = {"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}}}
    asked = {
        "start": {"rowIndex": 1},
        "rows": [{"values": [looks]}],
        "fields": "userEnteredFormat.textFormat.bold",
    }
    assert desk.batch({"updateCells": asked})[0] == 200
    cell = sheet(desk, ranges="Incidents!A2", includeGridData=True)["data"][0]["rowData"][0]
    assert cell["values"][0]["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert cell["values"][0]["formattedValue"] == "a"


def test_repeat_cell_counts_formulas_on(desk: Desk) -> None:
    """GD RepeatCellRequest's own example; pinned references stay."""
    desk.put("Incidents!A2:A4", [[1], [2], [3]])
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 3}
    cell = {"userEnteredValue": {"formulaValue": "=$A2+A$2"}}
    asked = {"range": area, "cell": cell, "fields": "userEnteredValue"}
    assert desk.batch({"repeatCell": asked})[0] == 200
    told = desk.get("Incidents!B2:C4", valueRenderOption="FORMULA")
    assert told["values"] == [
        ["=$A2+A$2", "=$A2+B$2"],
        ["=$A3+A$2", "=$A3+B$2"],
        ["=$A4+A$2", "=$A4+B$2"],
    ]


def test_inserted_rows_look_as_asked(desk: Desk) -> None:
    """With inheritFromBefore as the row above, otherwise as the row below."""
    desk.act("format", tab="Incidents", range="A2", format="PERCENT")
    desk.act("format", tab="Incidents", range="A3", format="DATE")
    insert = {"range": rows(2, 3), "inheritFromBefore": True}
    assert desk.batch({"insertDimension": insert})[0] == 200
    assert desk.batch({"insertDimension": {"range": rows(3, 4)}})[0] == 200
    desk.put("Incidents!A2:A5", [[1], [1], [1], [1]])
    shown = desk.get("Incidents!A2:A5")["values"]
    assert shown == [["100.00%"], ["100.00%"], ["12/31/1899"], ["12/31/1899"]]


def test_dimensions_move_with_their_cells(desk: Desk) -> None:
    """A move counts before the move; formulas follow what they name."""
    desk.put("Incidents!A2:B4", [["a", "=A2"], ["b", "=A3"], ["c", "=A4"]], "USER_ENTERED")
    move = {"source": rows(1, 2), "destinationIndex": 4}
    assert desk.batch({"moveDimension": move})[0] == 200
    told = desk.get("Incidents!A2:B4", valueRenderOption="FORMULA")
    assert told["values"] == [["b", "=A2"], ["c", "=A3"], ["a", "=A4"]]
    back = {"source": rows(3, 4), "destinationIndex": 1}
    assert desk.batch({"moveDimension": back})[0] == 200
    assert [row[0] for row in desk.get("Incidents!A2:B4")["values"]] == ["a", "b", "c"]


def test_deleting_what_a_formula_names_breaks_it(desk: Desk) -> None:
    """A reference becomes #REF!; a range shrinks; other tabs are followed too."""
    desk.put("Incidents!A2:A4", [["a"], ["b"], ["c"]])
    formulas = [["=Incidents!A2", "=Incidents!A4", "=FOO(Incidents!A2:A4)", '="A2"&A1']]
    desk.put("Timeline!H1:K1", formulas, "USER_ENTERED")
    assert desk.batch({"deleteDimension": {"range": rows(1, 2)}})[0] == 200
    told = desk.get("Timeline!H1:K1", valueRenderOption="FORMULA")
    expected = ["=#REF!", "=Incidents!A3", "=FOO(Incidents!A2:A3)", '="A2"&A1']
    assert told["values"] == [expected]
    assert desk.get("Timeline!H1")["values"] == [["#REF!"]]


def test_sort_range_sorts_exactly_the_range(desk: Desk) -> None:
    """Numbers, texts, booleans; empty cells last both ways; the header if it is in it."""
    desk.put("Incidents!A2:A7", [["b"], [2], [True], [None], ["A"], [1]])
    area = {"startRowIndex": 1, "endRowIndex": 7, "startColumnIndex": 0, "endColumnIndex": 1}
    asked = {"range": area, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}
    assert desk.batch({"sortRange": asked})[0] == 200
    assert desk.get("Incidents!A2:A7")["values"] == [["1"], ["2"], ["A"], ["b"], ["TRUE"]]
    asked["sortSpecs"] = [{"sortOrder": "DESCENDING"}]
    assert desk.batch({"sortRange": asked})[0] == 200
    assert desk.get("Incidents!A2:A7")["values"] == [["TRUE"], ["b"], ["A"], ["2"], ["1"]]


def test_tab_properties_change_by_mask(desk: Desk) -> None:
    """Renaming carries formulas along; shrinking deletes; the index counts before."""
    desk.put("Timeline!H1", [["=Incidents!A1"]], "USER_ENTERED")
    wanted = {"title": "My Log", "index": 3, "gridProperties": {"rowCount": 50, "columnCount": 1}}
    asked = {"properties": wanted, "fields": "title,index,gridProperties.rowCount"}
    assert desk.batch({"updateSheetProperties": asked})[0] == 200
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}")[1]["sheets"]
    assert [one["properties"]["title"] for one in told] == ["Follow-ups", "Timeline", "My Log"]
    assert told[2]["properties"]["gridProperties"] == {
        "rowCount": 50,
        "columnCount": 26,
        "frozenRowCount": 1,
    }
    shown = desk.get("Timeline!H1", valueRenderOption="FORMULA")
    assert shown["values"] == [["='My Log'!A1"]]


def test_protection_and_filters_are_told_back(desk: Desk) -> None:
    """A warning keeps no editors; both spellings of the criteria; ranges follow rows."""
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 9,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }
    guard = {"range": area, "warningOnly": True, "editors": {"users": ["a@people.example"]}}
    specs = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["2"]}}]
    status, told = desk.batch(
        {"addProtectedRange": {"protectedRange": guard}},
        {
            "setBasicFilter": {
                "filter": {"range": {**area, "startRowIndex": 0}, "filterSpecs": specs}
            }
        },
        {"insertDimension": {"range": rows(3, 5)}},
    )
    assert status == 200
    made = told["replies"][0]["addProtectedRange"]["protectedRange"]
    assert "editors" not in made
    desk.put("Incidents!A2:A3", [["1"], ["2"]])
    shown = sheet(desk, includeGridData=True)
    assert shown["protectedRanges"][0]["range"]["endRowIndex"] == 11
    assert shown["basicFilter"]["range"]["endRowIndex"] == 11
    assert shown["basicFilter"]["criteria"] == {"0": {"hiddenValues": ["2"]}}
    hidden = [n for n, row in enumerate(shown["data"][0]["rowMetadata"]) if "hiddenByFilter" in row]
    assert hidden == [2]
    assert desk.get("Incidents!A3")["values"] == [["2"]]
    assert desk.batch({"clearBasicFilter": {"sheetId": 0}})[0] == 200
    assert "basicFilter" not in sheet(desk)


def test_appended_rows_of_the_grid_are_bare(desk: Desk) -> None:
    """It gives room and nothing else: a date written there shows as a number."""
    asked = {"sheetId": 0, "dimension": "ROWS", "length": 2}
    assert desk.batch({"appendDimension": asked})[0] == 200
    desk.put("Incidents!I1000:I1001", [[46349], [46349]])
    assert desk.get("Incidents!I1000:I1001")["values"] == [["11/23/2026 0:00:00"], ["46349"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("spreadsheetId", {"spreadsheetId": KEY}),
        ("properties.timeZone", {"properties": {"timeZone": "Etc/UTC"}}),
        (
            "properties(title,locale)",
            {"properties": {"title": "Incident register", "locale": "en_US"}},
        ),
        (
            "sheets.properties(title,gridProperties/frozenRowCount)",
            {
                "sheets": [
                    {"properties": {"title": title, "gridProperties": {"frozenRowCount": 1}}}
                    for title in ("Incidents", "Follow-ups", "Timeline")
                ]
            },
        ),
        ("namedRanges", {}),
        ("properties.title,properties", "all properties"),
        ("properties,properties.title", "all properties"),
    ],
)
def test_field_masks_show_what_they_name(desk: Desk, fields: str, expected: Any) -> None:
    """Dots, slashes, parentheses; a field the sandbox has no use for is merely absent."""
    told = desk.call("GET", f"/v4/spreadsheets/{KEY}", query={"fields": fields})[1]
    if expected == "all properties":  # the wider of two masks for one field holds
        expected = {"properties": desk.call("GET", f"/v4/spreadsheets/{KEY}")[1]["properties"]}
    assert told == expected


def test_a_mask_decides_on_grid_data(desk: Desk) -> None:
    """Its parameter is ignored where a mask is set (GD)."""
    path = f"/v4/spreadsheets/{KEY}"
    query = {"fields": "sheets(properties.title,data.rowData.values.formattedValue)"}
    told = desk.call("GET", path, query={**query, "ranges": "Incidents!A1:B1"})[1]
    cells = [{"formattedValue": "ID"}, {"formattedValue": "Title"}]
    assert told == {
        "sheets": [
            {"properties": {"title": "Incidents"}, "data": [{"rowData": [{"values": cells}]}]}
        ]
    }
    without = desk.call("GET", path, query={"fields": "sheets.properties", "includeGridData": True})
    assert "data" not in without[1]["sheets"][0]
    for bad in ("sheet", "sheets(", "sheets..data", "properties.title.x", ""):
        status, told = desk.call("GET", path, query={"fields": bad or ","})
        assert (status, told["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_create_makes_a_spreadsheet_of_the_callers(desk: Desk) -> None:
    """A fresh key, the tabs asked for, and only the caller may open it."""
    desk.headers = {"authorization": "Bearer ya29.sandbox-token"}
    sheets = [{"properties": {"title": "One", "gridProperties": {"frozenRowCount": 1}}}]
    body = {"properties": {"title": "Mine", "timeZone": "Europe/Berlin"}, "sheets": sheets}
    status, told = desk.call("POST", "/v4/spreadsheets", body)
    assert status == 200
    assert told["properties"]["timeZone"] == "Europe/Berlin"
    path = f"/v4/spreadsheets/{told['spreadsheetId']}"
    assert desk.call("GET", path)[1]["sheets"][0]["properties"]["title"] == "One"
    desk.headers = {}
    assert desk.call("GET", path)[0] == 403
    assert desk.call("POST", "/v4/spreadsheets", {"title": "x"})[0] == 400
    assert desk.call("POST", "/v4/spreadsheets")[1]["sheets"][0]["properties"]["title"] == "Sheet1"


def _table(desk: Desk, cells: dict[str, str]) -> None:
    desk.act("add_tab", title="Guide")
    for cell, value in cells.items():
        desk.act("set_cell", tab="Guide", cell=cell, value=value)


GUIDE = dict.fromkeys("A1 B1 C1 A2 B2 C2 B4 C4 C5 D5 B6 C6 D6".split(), "x")  # noqa: SIM905


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("Guide", "Guide!B7"),
        ("Guide!B4", "Guide!B7"),
        ("Guide!C5:D5", "Guide!B7"),
        ("Guide!B2:D4", "Guide!B7"),
        ("Guide!A3:G10", "Guide!B7"),
        ("Guide!B5", "Guide!B7"),
        ("Guide!A1", "Guide!A3"),
        ("Guide!F5", "Guide!F5"),
        ("Guide!A4", "Guide!A4"),
    ],
)
def test_append_finds_the_tables_of_googles_guide(desk: Desk, asked: str, where: str) -> None:
    """The guide's sheet with two tables, and where each range appends to."""
    _table(desk, GUIDE)
    query = {"valueInputOption": "RAW"}
    status, told = desk.call(
        "POST", desk.values(f"/{asked}:append"), {"values": [["new"]]}, query=query
    )
    assert status == 200
    assert told["updates"]["updatedRange"] == where
    assert ("tableRange" in told) is (where not in {"Guide!F5", "Guide!A4"})


def test_append_shifts_right_after_a_row_with_gaps(desk: Desk) -> None:
    """As recorded from Google: the pitfall that makes append unfit for a register."""
    desk.act("add_tab", title="Gaps")
    path, query = desk.values("/Gaps:append"), {"valueInputOption": "RAW"}
    row = {"values": [["one", "", "three"]]}
    first = desk.call("POST", path, row, query=query)[1]
    assert "tableRange" not in first
    assert first["updates"]["updatedRange"] == "Gaps!A1:C1"
    second = desk.call("POST", path, row, query=query)[1]
    assert second["tableRange"] == "Gaps!C1"
    assert second["updates"]["updatedRange"] == "Gaps!C2:E2"


def test_append_overwrites_or_inserts(desk: Desk) -> None:
    """What stands below the table is written over, unless rows are inserted."""
    _table(desk, {"A1": "t", "A3": "below", "B2": "", "C4": "=A3"})
    query = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    body = {"values": [["n1"], ["n2"]]}
    desk.call("POST", desk.values("/Guide!A1:append"), body, query=query)
    assert desk.get("Guide!A1:A5")["values"] == [["t"], ["n1"], ["n2"], [], ["below"]]
    assert desk.get("Guide!C6", valueRenderOption="FORMULA")["values"] == [["=A5"]]
    query["insertDataOption"] = "OVERWRITE"
    desk.call("POST", desk.values("/Guide!A1:append"), body, query=query)
    assert desk.get("Guide!A1:A5")["values"] == [["t"], ["n1"], ["n2"], ["n1"], ["n2"]]
