"""The real gspread against the doubles: what its users do every day."""

from __future__ import annotations

import gspread
import pytest

from tests.sandbox.google_desk import KEY, Desk


@pytest.fixture
def desk() -> Desk:
    """A fresh desk."""
    return Desk()


def test_open_read_and_write(desk: Desk) -> None:
    """open_by_key, worksheets, update, get_all_records."""
    book = desk.book()
    assert [tab.title for tab in book.worksheets()] == ["Incidents", "Follow-ups", "Timeline"]
    assert (book.title, book.timezone, book.locale) == ("Incident register", "Etc/UTC", "en_US")
    sheet = book.worksheet("Incidents")
    assert (sheet.row_count, sheet.col_count, sheet.frozen_row_count) == (1000, 26, 1)
    sheet.update([["1", "=x", "Fixing"]], "A2")
    assert sheet.get_all_records()[0]["Title"] == "=x"
    assert sheet.get_all_values()[1][:3] == ["1", "=x", "Fixing"]
    sheet.update_acell("B2", "=1+1")
    assert sheet.acell("B2").value == "2"
    assert sheet.find("Fixing") == sheet.acell("C2")


def test_batches(desk: Desk) -> None:
    """batch_get does not pad; batch_update is values:batchUpdate."""
    book = desk.book()
    sheet = book.worksheet("Timeline")
    sheet.batch_update(
        [{"range": "A2:B2", "values": [["1", ""]]}, {"range": "A3", "values": [["2"]]}]
    )
    assert [list(block) for block in sheet.batch_get(["A2:B3", "D2:D9"])] == [[["1"], ["2"]], []]
    told = book.values_batch_get(["Timeline!A2:A3", "'Follow-ups'!A1"])
    assert [one["range"] for one in told["valueRanges"]] == ["Timeline!A2:A3", "'Follow-ups'!A1"]
    sheet.batch_clear(["A2:A3"])
    assert len(sheet.get_all_values()) == 1


def test_rows_and_columns(desk: Desk) -> None:
    """append_row, insert_row, delete_rows, sort, freeze, resize, basic filter."""
    sheet = desk.book().worksheet("Follow-ups")
    sheet.append_rows([["b", "1"], ["a", "2"]], table_range="A1")
    sheet.insert_row(["c", "3"], index=2)
    assert sheet.col_values(1) == ["ID", "c", "b", "a"]
    sheet.sort((1, "asc"), range="A2:E4")
    assert sheet.col_values(1) == ["ID", "a", "b", "c"]
    sheet.delete_rows(2)
    sheet.freeze(rows=2)
    sheet.resize(rows=20, cols=5)
    sheet.set_basic_filter()
    sheet.clear_basic_filter()
    assert (sheet.row_count, sheet.col_count) == (20, 5)
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.add_protected_range("A1:A5", warning_only=True)
    assert sheet.col_values(1) == ["ID", "b", "c"]


def test_tabs(desk: Desk) -> None:
    """add_worksheet, update_title, del_worksheet, clear."""
    book = desk.book()
    sheet = book.add_worksheet("It's new", rows=10, cols=3)
    sheet.update([["x"]], "A1")
    assert sheet.get("A1") == [["x"]]
    sheet.update_title("Newer")
    sheet.clear()
    assert sheet.get_all_values() == [[]]
    book.del_worksheet(sheet)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Newer")


def test_errors_arrive_as_gspreads_own(desk: Desk) -> None:
    """403, 404, 400, 429 and an HTML page."""
    client = desk.client()
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere")
    book = client.open_by_key(KEY)
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.values_get("Nope!A1")
    assert (caught.value.code, caught.value.error["status"]) == (400, "INVALID_ARGUMENT")
    desk.act("unshare")
    with pytest.raises(PermissionError):
        client.open_by_key(KEY)
    desk.act("share")
    for _ in range(60):
        desk.call("GET", f"/v4/spreadsheets/{KEY}", query={"fields": "spreadsheetId"})
    with pytest.raises(gspread.exceptions.APIError) as caught:
        book.values_get("Incidents!A1")
    assert caught.value.response.status_code == 429


def test_drive_metadata(desk: Desk) -> None:
    """The real client asks files.get with a parameter of files.list, and is answered."""
    told = desk.client().http_client.get_file_drive_metadata(KEY)
    assert told.keys() == {"id", "name", "createdTime", "modifiedTime"}
