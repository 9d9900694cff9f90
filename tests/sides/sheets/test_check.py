"""What ``doctor`` says of a Sheet: every planted fault is named, and its remedy mends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incident_sync.sides.sheets import Credentials
from tests.sides.checked import by_name, wrong
from tests.sides.sheets.desk import KEY, NOW, Mirror, Sandbox

TAB, CLOCK = "Incidents", "Sheets: clock"
COLUMNS = 'Sheets: columns of "Incidents"'
STATUSES = ["Investigating", "Fixing", "Monitoring", "Resolved", "Declined"]
OFF = {
    "error": {
        "code": 403,
        "message": "Google Sheets API has not been used in project 12 before or it is disabled.",
        "status": "PERMISSION_DENIED",
    }
}


@pytest.fixture(autouse=True)
def _time(sandbox: Sandbox) -> Iterator[None]:
    """Google's clock stands where ours does, for as long as a test goes on."""
    sandbox.control("PUT", "clock", {"now": NOW.isoformat()})
    yield
    sandbox.control("PUT", "clock", {"offset_s": 0})


def _well(mirror: Mirror) -> list[str]:
    return wrong(mirror.side.check())


def test_all_is_well_and_nothing_is_touched(mirror: Mirror) -> None:
    """Every line is green after five calls, none of which writes."""
    mirror.sandbox.calls()
    found = list(mirror.side.check())
    assert [one for one in found if one.ok is not True] == []
    log = mirror.sandbox.control("GET", "calls")["log"]
    assert len(log) == 5
    assert not any(call["effect"] for call in log)


@dataclass
class Plant:
    """A fault: what people or the operator do, the line it shows in, and what mends it.

    ``id`` does nothing.
    """

    what: str
    remedy: str
    spoil: Callable[[Mirror], Any] = id
    mend: Callable[[Mirror], Any] = id
    wrong: dict[str, Any] = field(default_factory=dict)
    right: dict[str, Any] = field(default_factory=dict)
    vital: bool = True


def _does(verb: str, **args: Any) -> Callable[[Mirror], Any]:
    return lambda mirror: mirror.sandbox.person(verb, **args)


def _types(cell: str, value: Any, tab: str = TAB) -> Callable[[Mirror], Any]:
    return _does("set_cell", tab=tab, cell=cell, value=value)


def _range_drop_down(mirror: Mirror) -> None:
    """Offer the words that stand in another tab, as people with long lists do."""
    words = [[word] for word in STATUSES[:3]]
    mirror.sandbox.person("add_tab", title="Lists", rows=words)
    values = [{"userEnteredValue": "=Lists!A1:A9"}]
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": values}}
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    mirror.sandbox.control("PUT", "quotas", {"enabled": False})
    url = f"/v4/spreadsheets/{KEY}:batchUpdate"
    _post(mirror.sandbox, url, {"requests": [{"setDataValidation": {"range": area, "rule": rule}}]})


def _post(sandbox: Sandbox, path: str, body: Any) -> None:
    import requests  # noqa: PLC0415 - what a script of theirs would do

    requests.post(sandbox.urls["sheets_url"] + path, json=body, timeout=10).raise_for_status()


PLANTS = {
    "not shared": Plant("Sheets: spreadsheet", "Share the spreadsheet with",
                        _does("unshare"), _does("share")),
    "another key": Plant("Sheets: spreadsheet", "Set spreadsheet in [sheets]",
                         wrong={"spreadsheet": "no-such-key"}, right={"spreadsheet": KEY}),
    "for reading only": Plant("Sheets: sharing", "as an editor",
                              _does("share", role="reader"), _does("share", role="writer")),
    "in the trash": Plant("Sheets: trash", "Restore it", _does("trash"),
                          _does("trash", restore=True), vital=False),
    "a token that expired": Plant(
        "Sheets: credentials", "Set credentials in [sheets]", _does("require_token"),
        wrong={"credentials": Credentials("token", "ya29.canary")},
        right={"credentials": Credentials("token", "ya29.sandbox-token")}),
    "the tab renamed": Plant(
        'Sheets: tab "Incidents"', "Rename the tab back",
        _does("rename_tab", tab=TAB, title="Register"),
        _does("rename_tab", tab="Register", title=TAB)),
    "a child's tab named and not there": Plant(
        'Sheets: tab "Actions"', "Rename the tab back", wrong={"follow_ups": "Actions"},
        right={"follow_ups": "Actions"}, vital=False,
        mend=_does("rename_tab", tab="Follow-ups", title="Actions")),
    "a header renamed": Plant(COLUMNS, "Rename the column back", _types("C1", "State"),
                              _types("C1", "Status")),
    "a header twice": Plant(COLUMNS, "Give all but one of them another", _types("M1", "Lead"),
                            _types("M1", "Second")),
    "a header mapped and not there": Plant(
        COLUMNS, "name its header in [sheets.fields]", wrong={"fields": {"lead": "Owner"}},
        right={"fields": {"lead": "Lead"}}),
    "no header at all": Plant(COLUMNS, "Rename the column back",
                              _does("delete_rows", tab=TAB, at=1),
                              _does("set_row", tab=TAB, row=1, values=[
                                  "ID", "Title", "Status", "Severity", "Lead", "Summary",
                                  "Channel"])),
    "a child's header renamed": Plant(
        'Sheets: columns of "Follow-ups"', "Rename the column back",
        _types("C1", "Task", "Follow-ups"), _types("C1", "Follow-up", "Follow-ups"), vital=False),
    "an extra column not there": Plant(
        "Sheets: columns shown on the card", "Name a column of the tab",
        wrong={"extra_fields": ("Region",)}, right={"extra_fields": ("Summary",)},
        vital=False),
    "a formula for an ID": Plant(
        'Sheets: formulas in "Incidents"', "Put plain values there",
        _does("set_row", tab=TAB, row=2, values=['="INC-"&ROW()', "Disk full", "Fixing"]),
        _does("set_row", tab=TAB, row=2, values=["INC-2"]), vital=False),
    "a word nobody knows": Plant(
        'Sheets: words in "Status"', "or change the cells",
        _does("set_row", tab=TAB, row=2, values=["INC-1", "Disk full", "On hold"]),
        _types("C2", "Fixing"), vital=False),
    "a drop-down without our words": Plant(
        'Sheets: drop-down of "Severity"', "Add Minor to it",
        _does("set_dropdown", tab=TAB, column="Severity", words=["Major", "Tiny"]),
        _does("set_dropdown", tab=TAB, column="Severity", words=["Major", "Minor", "Tiny"]),
        vital=False),
    "a drop-down from a range": Plant(
        'Sheets: drop-down of "Status"', "Add Resolved, Declined to it", _range_drop_down,
        lambda mirror: [_types(f"A{row}", word, "Lists")(mirror)
                        for row, word in enumerate(STATUSES, 1)], vital=False),
    "a zone nobody knows": Plant(
        "Sheets: time zone", "Choose another time zone",
        _does("set_properties", time_zone="Mars/Olympus"),
        _does("set_properties", time_zone="Europe/Berlin")),
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_what_is_wrong_is_named_and_its_remedy_mends_it(sandbox: Sandbox, plant: Plant) -> None:
    """The line is red with its remedy, says whether all stands still, and is green once mended."""
    plant.spoil(Mirror(sandbox))
    found = by_name(Mirror(sandbox, options=plant.wrong).side.check())
    line = found[plant.what]
    assert line.ok is False, line
    assert plant.remedy in line.remedy
    assert line.vital is plant.vital
    assert wrong(found.values()) == [plant.what]
    assert "canary" not in repr(found)
    plant.mend(Mirror(sandbox))
    mended = by_name(Mirror(sandbox, options=plant.right).side.check())
    assert mended[plant.what].ok, mended[plant.what]
    assert wrong(mended.values()) == []


def test_a_key_file_that_is_none_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    """A file that holds something else is the credentials' fault, and its text is not repeated."""
    file = tmp_path / "key.json"
    file.write_text(json.dumps({"type": "canary"}), encoding="utf-8")
    found = by_name(
        Mirror(sandbox, options={"credentials": Credentials("file", str(file))}).side.check()
    )
    assert wrong(found.values()) == ["Sheets: credentials"]
    assert str(file) in found["Sheets: credentials"].where
    assert found["Sheets: API"].ok is None
    assert "canary" not in repr(found)


def test_an_api_that_is_off_is_not_taken_for_a_share_that_lacks(mirror: Mirror) -> None:
    """Google answers both with 403; only the words differ, and so does the remedy."""
    mirror.sandbox.fault(kind="status", status=403, body=OFF, times=None)
    found = by_name(mirror.side.check())
    assert wrong(found.values()) == ["Sheets: API"]
    assert found["Sheets: API"].remedy.startswith("Enable the Google Sheets API")
    mirror.sandbox.control("DELETE", "faults")
    assert _well(mirror) == []


def test_what_only_drive_knows_is_left_open_where_drive_is_off(mirror: Mirror) -> None:
    """Nobody has to enable the Drive API for us; then two lines say that they do not know."""
    fault = {"kind": "status", "service": "drive", "status": 403, "body": OFF, "times": None}
    mirror.sandbox.control("POST", "faults", fault)
    found = list(mirror.side.check())
    assert wrong(found) == []
    assert [one.what for one in found if one.ok is None] == ["Sheets: sharing", "Sheets: trash"]


def test_a_column_that_a_cycle_knew_is_missed(sandbox: Sandbox) -> None:
    """A spare column may lack, but not once it was mirrored: then a cycle would stop, too."""
    mirror = Mirror(sandbox)
    mirror.look()
    _types("G1", "For customers")(mirror)
    assert _well(Mirror(sandbox)) == []
    line = by_name(mirror.side.check(mirror.cursors))[COLUMNS]
    assert line.ok is False
    assert '"Customer update"' in line.said


def test_other_formulas_and_words_are_nobodys_fault(mirror: Mirror) -> None:
    """A formula in a column of theirs, a text that looks like one, a word that is mapped: fine."""
    values = ["INC-1", "=not a formula", "closed", "outage"]
    _does("set_row", tab=TAB, row=2, values=values, raw=True)(mirror)
    _types("M1", "Days")(mirror)
    _types("M2", "=1+1")(mirror)
    assert _well(mirror) == []


def test_no_service_is_named_as_such(sandbox: Sandbox) -> None:
    """Where nobody answers, that is the one line that is red."""
    mirror = Mirror(sandbox, options={"sheets_url": "http://127.0.0.1:9"})
    found = by_name(mirror.side.check())
    assert wrong(found.values()) == ["Sheets: API"]
    assert found["Sheets: API"].vital


def test_a_clock_that_is_wrong_is_named(mirror: Mirror) -> None:
    """Also by an answer that refuses us: a wrong clock is what spoils a service account's token."""
    ahead = NOW + timedelta(minutes=5)
    mirror.sandbox.control("PUT", "clock", {"now": ahead.isoformat()})
    _does("unshare")(mirror)
    line = by_name(mirror.side.check())[CLOCK]
    assert line.ok is False
    assert "300 s behind" in line.said
    mirror.clock.advance(timedelta(minutes=5).total_seconds())
    assert by_name(mirror.side.check())[CLOCK].ok
