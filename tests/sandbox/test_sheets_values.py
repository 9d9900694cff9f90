"""Reading and writing values: trimming, rendering, RAW and USER_ENTERED, refusals."""

from __future__ import annotations

import time
from typing import Any

import pytest

from incident_sandbox.service import Refused, Request
from tests.sandbox.google_desk import KEY, Desk


@pytest.fixture
def desk() -> Desk:
    """A fresh desk with an empty tab beside the register."""
    made = Desk()
    made.act("add_tab", title="Plain")
    return made


def test_a_read_drops_trailing_empty_rows_and_cells(desk: Desk) -> None:
    """Rows are ragged, inner gaps are "", and an empty range has no values at all."""
    desk.put("Plain!A1:D4", [["a", "", "c", ""], [], ["", "x"], ["", ""]])
    told = desk.get("Plain!A1:D4")
    assert told["values"] == [["a", "", "c"], [], ["", "x"]]
    assert "values" not in desk.get("Plain!F1:G9")


def test_columns_as_major_dimension(desk: Desk) -> None:
    """The same cells turned, each column trimmed."""
    desk.put("Plain!A1:B2", [["1", "3"], ["2", ""]])
    told = desk.get("Plain!A1:B2", majorDimension="COLUMNS")
    assert told["values"] == [["1", "2"], ["3"]]
    _, written = desk.call(
        "PUT",
        desk.values("/Plain!D1:E2"),
        {"majorDimension": "COLUMNS", "values": [["1", "2"], ["3", "4"]]},
        query={"valueInputOption": "RAW"},
    )
    assert written["updatedCells"] == 4
    assert desk.get("Plain!D1:E2")["values"] == [["1", "3"], ["2", "4"]]


@pytest.mark.parametrize(
    ("asked", "spelled"),
    [
        ("Plain", "Plain!A1:Z1000"),
        ("Plain!A:B", "Plain!A1:B1000"),
        ("Plain!2:2", "Plain!A2:Z2"),
        ("Plain!A5:C", "Plain!A5:C1000"),
        ("Plain!B2:A1", "Plain!A1:B2"),
        ("Plain!A990:ZZ2000", "Plain!A990:Z1000"),
        ("'Follow-ups'!A1", "'Follow-ups'!A1"),
        ("'Plain'!$A$1:B2", "Plain!A1:B2"),
        ("A1", "Incidents!A1"),
    ],
)
def test_ranges_are_spelled_as_google_spells_them(desk: Desk, asked: str, spelled: str) -> None:
    """Clipped to the grid, in order, and quoted only where it must be."""
    assert desk.get(asked)["range"] == spelled


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("Nope!A1", "Unable to parse range: Nope!A1"),
        ("Follow-ups!A1", "Unable to parse range: Follow-ups!A1"),
        ("plain!A1", "Unable to parse range: plain!A1"),
        ("Plain!", "Unable to parse range: Plain!"),
        ("Plain!A0", "Unable to parse range: Plain!A0"),
        (
            "Plain!A1001",
            "Range (Plain!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            "Plain!AA:AB",
            "Range (Plain!AA:AB) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            "'Follow-ups'!1001:1002",
            "Range ('Follow-ups'!1001:1002) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_ranges_google_would_refuse(desk: Desk, asked: str, message: str) -> None:
    """A tab that is not there, a missing quote, a start outside the grid."""
    status, told = desk.call("GET", desk.values(f"/{asked.replace(' ', '%20')}"))
    assert (status, told["error"]["message"]) == (400, message)
    assert told["error"]["status"] == "INVALID_ARGUMENT"


def test_batch_get_keeps_the_order_of_its_ranges(desk: Desk) -> None:
    """One answer per range, percent-encoded or not."""
    desk.put("Plain!A1", [["here"]])
    status, told = desk.call(
        "GET", desk.values(":batchGet"), query={"ranges": ["Plain!A1", "'Follow-ups'!A1:B1"]}
    )
    assert status == 200
    assert [one["values"] for one in told["valueRanges"]] == [[["here"]], [["ID", "Incident"]]]


def test_null_skips_and_empty_clears(desk: Desk) -> None:
    """The answer counts what was written, not what was skipped."""
    desk.put("Plain!A1:C1", [["a", "b", "c"]])
    told = desk.put("Plain!A1:C1", [[None, "", "C"]], includeValuesInResponse=True)
    assert told["updatedCells"] == 2
    assert told["updatedRange"] == "Plain!A1:C1"
    assert told["updatedData"] == {
        "range": "Plain!A1:C1",
        "majorDimension": "ROWS",
        "values": [["a", "", "C"]],
    }


def test_updated_data_covers_the_range_asked_for(desk: Desk) -> None:
    """Also the part of it that no data reached (GD includeValuesInResponse)."""
    desk.put("Plain!A1:C2", [["a", "b", "c"], ["d", "e", "f"]])
    told = desk.put("Plain!A1:C2", [["A"]], includeValuesInResponse=True)
    assert told["updatedRange"] == "Plain!A1"
    assert told["updatedData"]["values"] == [["A", "b", "c"], ["d", "e", "f"]]


def test_raw_stores_what_it_is_given(desk: Desk) -> None:
    """No formula, no date, no lost zero; numbers and booleans stay themselves."""
    texts = ["=1+1", "007", "2026-11-23", "TRUE", "+1", "-x", "@sam", "'quoted", "1e5", " x "]
    desk.put("Plain!A1:J1", [texts])
    assert desk.get("Plain!A1:J1")["values"] == [texts]
    desk.put("Plain!A2:C2", [[7, 1.5, True]])
    plain = desk.get("Plain!A2:C2", valueRenderOption="UNFORMATTED_VALUE")
    assert plain["values"] == [[7, 1.5, True]]
    assert desk.get("Plain!A2:C2")["values"] == [["7", "1.5", "TRUE"]]


@pytest.mark.parametrize(
    ("typed", "shown", "plain"),
    [
        ("007", "7", 7),
        ("1e5", "100000", 100000),
        ("1,234.5", "1234.5", 1234.5),
        ("50%", "50.00%", 0.5),
        ("true", "TRUE", True),
        ("'007", "007", "007"),
        ("2026-11-23", "2026-11-23", 46349),
        ("2026-11-23 18:00", "2026-11-23 18:00", 46349.75),
        ("11/23/2026", "11/23/2026", 46349),
        ("11/23/2026 6:00 PM", "11/23/2026 6:00 PM", 46349.75),
        ("13/45/2026", "13/45/2026", "13/45/2026"),
        ("2026-11-23T18:00:00Z", "2026-11-23T18:00:00Z", "2026-11-23T18:00:00Z"),
        ("6:00", "6:00", 0.25),
        ("=1+2*3", "7", 7),
        ('="a"&"b"', "ab", "ab"),
        ("+1+1", "2", 2),
        ("=1/0", "#DIV/0!", "#DIV/0!"),
        ("=FOO(1)", "#NAME?", "#NAME?"),
        ("- item", "#NAME?", "#NAME?"),
        ("=A1", "#REF!", "#REF!"),
        ("=(", "#ERROR!", "#ERROR!"),
        ("@sam", "@sam", "@sam"),
        ("=", "=", "="),
        ("9" * 400, "9" * 400, "9" * 400),
    ],
)
def test_user_entered_parses_as_the_browser_does(
    desk: Desk, typed: str, shown: str, plain: Any
) -> None:
    """What is typed, what stands there, what it is."""
    desk.put("Plain!A1", [[typed]], "USER_ENTERED")
    assert desk.get("Plain!A1")["values"] == [[shown]]
    assert desk.get("Plain!A1", valueRenderOption="UNFORMATTED_VALUE")["values"] == [[plain]]


def test_dates_follow_the_locale(desk: Desk) -> None:
    """A German reads and writes the day first; the serial number is the same."""
    desk.act("set_properties", locale="de_DE")
    desk.put("Plain!A1:B1", [["03.04.2026", 46349.5]], "USER_ENTERED")
    desk.act("format", tab="Plain", range="B1", format="DATE_TIME")
    assert desk.get("Plain!A1:B1")["values"] == [["03.04.2026", "23.11.2026 12:00:00"]]
    options = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert desk.get("Plain!A1:B1", **options)["values"] == [[46115, 46349.5]]
    options["dateTimeRenderOption"] = "FORMATTED_STRING"
    assert desk.get("Plain!A1:B1", **options)["values"] == [["03.04.2026", "23.11.2026 12:00:00"]]


def test_a_text_in_a_date_cell_stays_a_text(desk: Desk) -> None:
    """RAW text is not read as a date, whatever the cell's format."""
    desk.put("Incidents!I2", [["2026-11-23 10:00"]])
    told = desk.get("Incidents!I2", valueRenderOption="UNFORMATTED_VALUE")
    assert told["values"] == [["2026-11-23 10:00"]]


def test_the_formula_rendering_shows_formulas_and_serials(desk: Desk) -> None:
    """And a text that looks like a formula looks the same: only grid data tells them apart."""
    desk.put("Plain!A1:B1", [["=1+1", "2026-11-23"]], "USER_ENTERED")
    desk.put("Plain!C1", [["=1+1"]])
    told = desk.get("Plain!A1:C1", valueRenderOption="FORMULA")
    assert told["values"] == [["=1+1", 46349, "=1+1"]]


@pytest.mark.parametrize(
    ("path", "body", "query", "words"),
    [
        ("/Plain!A1", {"values": [["x"]]}, {}, "'valueInputOption' is required"),
        ("/Plain!A1", {"values": [[{}]]}, {"valueInputOption": "RAW"}, "Invalid values[0][0]: str"),
        ("/Plain!A1", {"values": [[[1]]]}, {"valueInputOption": "RAW"}, "list_value"),
        ("/Plain!A1", {"values": ["x"]}, {"valueInputOption": "RAW"}, "ListValue"),
        (
            "/Plain!A1",
            {"value": []},
            {"valueInputOption": "RAW"},
            "Unknown name \"value\" at 'data'",
        ),
        ("/Plain!A1", {"values": []}, {"valueInputOption": "RAWISH"}, "ValueInputOption"),
        ("/Plain!A1", {"values": []}, {"valueInputOption": "RAW", "x": "1"}, "Cannot bind query"),
        ("/Plain!A1", {"values": [["x" * 50_001]]}, {"valueInputOption": "RAW"}, "50000"),
        (
            "/Plain!A1:B1",
            {"values": [["a", "b", "c"]]},
            {"valueInputOption": "RAW"},
            "Requested writing within range [Plain!A1:B1], but tried writing to column [C]",
        ),
        (
            "/Plain!A1:B1",
            {"values": [["a"], ["b"]]},
            {"valueInputOption": "RAW"},
            "but tried writing to row [2]",
        ),
        ("/Plain!A1000", {"values": [["a"], ["b"]]}, {"valueInputOption": "RAW"}, "exceeds grid"),
        ("/Plain!A1:A1001", {"values": [["a"]]}, {"valueInputOption": "RAW"}, "exceeds grid"),
        ("/Plain!A1", {"range": "Plain!B1"}, {"valueInputOption": "RAW"}, "Requested writing"),
    ],
)
def test_writes_google_would_refuse(
    desk: Desk, path: str, body: dict[str, Any], query: dict[str, str], words: str
) -> None:
    """With its error body, and nothing written, and no new version."""
    version = desk.version()
    status, told = desk.call("PUT", desk.values(path), body, query=query)
    assert (status, told["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert words in told["error"]["message"]
    assert "values" not in desk.get("Plain")
    assert desk.version() == version


def test_an_unknown_field_is_named_with_its_violation(desk: Desk) -> None:
    """google.rpc.BadRequest stands in the details (google-api-python-client #930)."""
    _, told = desk.batch({"addSheet": {"properties": {"titel": "x"}}})
    message = (
        'Invalid JSON payload received. Unknown name "titel" at '
        "'requests[0].add_sheet.properties': Cannot find field."
    )
    assert told["error"]["message"] == message
    assert told["error"]["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [
                {"field": "requests[0].add_sheet.properties", "description": message}
            ],
        }
    ]


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"values":[["\\ud800"]]}', b"\xff", b'{"a":NaN}'])
def test_bodies_that_are_no_json_object(desk: Desk, raw: bytes) -> None:
    """Broken JSON, another root, a lone surrogate, bad UTF-8, NaN."""
    status, told = desk.call(
        "PUT", desk.values("/Plain!A1"), raw=raw, query={"valueInputOption": "RAW"}
    )
    assert (status, told["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_values_batch_update_is_all_or_nothing(desk: Desk) -> None:
    """The second range is bad, so the first is not written."""
    data = [
        {"range": "Plain!A1", "values": [["a"]]},
        {"range": "Nope!A1", "values": [["b"]]},
    ]
    body = {"valueInputOption": "RAW", "data": data}
    status, _ = desk.call("POST", desk.values(":batchUpdate"), body)
    assert status == 400
    assert "values" not in desk.get("Plain")


def test_values_batch_update_tells_totals_and_values(desk: Desk) -> None:
    """One response per range, in order; a guarded band."""
    desk.put("Incidents!A2:D2", [["1", "Old", "Fixing", "Minor"]])
    body = {
        "valueInputOption": "RAW",
        "includeValuesInResponse": True,
        "responseValueRenderOption": "UNFORMATTED_VALUE",
        "data": [
            {"range": "Incidents!A2:D2", "values": [[None, "New", None, "Major"]]},
            {"range": "'Follow-ups'!A2", "values": [["f1"]]},
        ],
    }
    status, told = desk.call("POST", desk.values(":batchUpdate"), body)
    assert status == 200
    totals = {name: told[name] for name in told if name.startswith("total")}
    assert totals == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 3,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 2,
    }
    assert told["responses"][0]["updatedData"]["values"] == [["1", "New", "Fixing", "Major"]]
    assert told["responses"][1]["updatedRange"] == "'Follow-ups'!A2"


def test_clear_keeps_formats(desk: Desk) -> None:
    """Values go, the date format stays; the cleared range is bounded by the grid."""
    desk.put("Incidents!I2", [[46349]])
    status, told = desk.call("POST", desk.values("/Incidents!I2:I5000:clear"))
    assert (status, told["clearedRange"]) == (200, "Incidents!I2:I1000")
    desk.put("Incidents!I2", [[46349]])
    assert desk.get("Incidents!I2")["values"] == [["11/23/2026 0:00:00"]]
    body = {"ranges": ["Incidents!I2"]}
    assert desk.call("POST", desk.values(":batchClear"), body)[1]["clearedRanges"] == [
        "Incidents!I2"
    ]
    assert "values" not in desk.get("Incidents!I2")


def test_a_large_read_is_fast(desk: Desk) -> None:
    """10,000 rows by 12 columns within 300 ms of processor time (the best of three)."""
    rows = [[f"{row}-{column}" for column in range(12)] for row in range(10_000)]
    desk.act("add_tab", title="Large", rows=rows, raw=True)
    asked = Request("GET", f"/v4/spreadsheets/{KEY}/values/Large!A1:L10000")
    times = []
    for _ in range(3):
        start = time.process_time()
        handled = desk.sheets.handle(asked, desk.now)
        times.append(time.process_time() - start)
        assert handled.status == 200
    assert min(times) < 0.3


def test_people_are_held_to_strict_lists_and_the_api_is_not(desk: Desk) -> None:
    """The cell an API write leaves outside its list is told by ``invalid_cells``."""
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    values = [{"userEnteredValue": "Fixing"}]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True}
    assert desk.batch({"setDataValidation": {"range": area, "rule": rule}})[0] == 200
    with pytest.raises(Refused, match="drop-down"):
        desk.act("set_cell", tab="Incidents", cell="C2", value="Burning")
    desk.put("Incidents!C2", [["Burning"]])
    assert desk.act("invalid_cells", tab="Incidents") == ["C2"]
    desk.act("set_cell", tab="Incidents", cell="C2", value="Fixing")
    assert desk.act("invalid_cells", tab="Incidents") == []
