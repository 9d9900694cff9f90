"""Drive's ``files.get``: the version that tells whether a sheet changed."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sandbox.service import Refused, Request
from tests.sandbox.google_desk import KEY, START, Desk

PATH = f"/drive/v3/files/{KEY}"


@pytest.fixture
def desk() -> Desk:
    """A fresh desk."""
    return Desk()


def test_without_fields_four_are_told(desk: Desk) -> None:
    """The default of files.get (recorded by gspread)."""
    assert desk.call("GET", PATH)[1] == {
        "kind": "drive#file",
        "id": KEY,
        "name": "Incident register",
        "mimeType": "application/vnd.google-apps.spreadsheet",
    }


def test_the_version_is_a_text_and_what_binary_files_have_is_absent(desk: Desk) -> None:
    """No headRevisionId and no md5Checksum for a spreadsheet (DD)."""
    fields = "version,modifiedTime,trashed,lastModifyingUser,headRevisionId,md5Checksum"
    query = {"fields": fields, "supportsAllDrives": "true"}
    told = desk.call("GET", PATH, query=query)[1]
    assert told.keys() == {"version", "modifiedTime", "trashed", "lastModifyingUser"}
    assert told["version"].isdigit()
    nested = desk.call("GET", PATH, query={"fields": "lastModifyingUser/emailAddress"})[1]
    assert nested == {"lastModifyingUser": {"emailAddress": "olu@people.example"}}


def test_every_change_moves_the_version_and_no_read_does(desk: Desk) -> None:
    """By us, by people, of values, formats, structure, sharing; it skips numbers."""
    area = {"sheetId": 0, "startRowIndex": 1}
    changes: list[Any] = [
        lambda: desk.put("Incidents!A2", [["1"]]),
        lambda: desk.put("Incidents!A2", [["1"]]),
        lambda: desk.batch({"addSheet": {}}),
        lambda: desk.batch({"setDataValidation": {"range": area}}),
        lambda: desk.call("POST", desk.values("/A2:clear")),
        lambda: desk.act("set_cell", tab="Incidents", cell="A2", value="x"),
        lambda: desk.act("hide_rows", tab="Incidents", at=2),
        lambda: desk.act("share", who="ada@people.example"),
        lambda: desk.act("set_properties", title="Log"),
    ]
    for change in changes:
        before = desk.file()
        desk.get("Incidents")
        desk.act("read", tab="Incidents")
        assert desk.file() == before
        desk.wait(1)
        change()
        after = desk.file()
        assert int(after["version"]) > int(before["version"]) + 1
        assert after["modifiedTime"] > before["modifiedTime"]


def test_the_last_to_write_is_told(desk: Desk) -> None:
    """The service account for us, the person for people."""
    desk.headers = {"authorization": "Bearer ya29.sandbox-token"}
    desk.put("Incidents!A2", [["1"]])
    told = desk.file()
    assert told["lastModifyingUser"]["emailAddress"] == "incident-sync@sandbox.example"
    assert told["lastModifyingUser"]["me"] is True
    assert told["modifiedTime"] == "2026-11-23T10:00:00.000Z"
    desk.act("set_cell", tab="Incidents", cell="A2", value="x", by="Priya Shah")
    told = desk.file()
    assert told["lastModifyingUser"]["displayName"] == "Priya Shah"
    assert told["modifiedByMe"] is False


def test_a_trashed_file_says_so_and_still_answers(desk: Desk) -> None:
    """The bin is not the end."""
    desk.act("trash")
    assert desk.file()["trashed"] is True
    assert desk.get("Incidents!A1")["values"] == [["ID"]]
    desk.act("trash", restore=True)
    assert desk.file()["trashed"] is False


def test_a_caller_reads_what_it_may_do(desk: Desk) -> None:
    """Who may only read may not edit (DD File.capabilities)."""
    query = {"fields": "capabilities/canEdit"}
    for role, may in (("reader", False), ("writer", True)):
        desk.act("share", role=role)
        assert desk.call("GET", PATH, query=query)[1] == {"capabilities": {"canEdit": may}}


def test_refusals_are_drives_own(desk: Desk) -> None:
    """A file nobody has, a field no file has, a parameter the method has not."""
    status, told = desk.call("GET", "/drive/v3/files/nowhere")
    assert (status, told["error"]["message"]) == (404, "File not found: nowhere.")
    assert told["error"]["errors"][0]["reason"] == "notFound"
    for fields in ("versoin", "version)", "version.x(", "lastModifyingUser.mail"):
        status, told = desk.call("GET", PATH, query={"fields": fields})
        assert (status, told["error"]["message"]) == (400, f"Invalid field selection {fields}")
    assert desk.call("GET", PATH, query={"nope": "1"})[0] == 400


def test_its_name_its_counts_and_its_state(desk: Desk) -> None:
    """Sheets dumps for both; people act there; other paths are nowhere."""
    drive = desk.drive
    assert (drive.name, drive.dump()) == ("drive", {})
    drive.load({})
    assert drive.method_of(Request("GET", PATH)) == "GET /drive/v3/files/{id}"
    assert drive.method_of(Request("PATCH", PATH)) == "PATCH (unknown)"
    assert drive.handle(Request("PATCH", PATH), START).status == 404
    with pytest.raises(Refused, match="sheets service"):
        drive.act("trash", {}, START)
