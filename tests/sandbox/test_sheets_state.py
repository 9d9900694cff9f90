"""The laws of the double: dump and load, seeds, copies, and a model of the grid."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.google_desk import KEY, Desk

Cells = list[list[Any]]
texts = st.text(alphabet="ab=' 1", max_size=3)
cells = st.one_of(st.none(), texts, st.booleans(), st.integers(-5, 5), st.sampled_from([0.5, 1.5]))
grids = st.lists(st.lists(cells, max_size=4), max_size=5)
DEEDS: list[tuple[str, dict[str, Any]]] = [
    ("sort", {"column": "A"}),
    ("sort", {"column": "B", "descending": True}),
    ("insert_rows", {"at": 2}),
    ("insert_columns", {"at": 2, "header": "New"}),
    ("delete_rows", {"at": 3}),
    ("delete_columns", {"at": 1}),
    ("move_column", {"column": 1, "to": 3}),
    ("append_row", {"values": ["=A2", "x"]}),
    ("set_note", {"cell": "B2", "note": "n"}),
    ("format", {"range": "B2:B3", "format": "DATE"}),
    ("hide_rows", {"at": 2, "count": 2}),
    ("set_filter", {"range": "A1:C9", "hidden_values": {"C": ["x"]}}),
]
deeds = st.sampled_from(DEEDS)


@settings(max_examples=15)
@given(grid=grids, done=st.lists(deeds, max_size=6))
def test_load_of_a_dump_is_the_same_world(grid: Cells, done: list[tuple[str, Any]]) -> None:
    """Through JSON, into a world that was different, nothing is lost, and it goes on alike."""
    desk, other = Desk(), Desk(seed=99)
    desk.put("Timeline!A2", grid, "USER_ENTERED")
    for verb, args in done:
        desk.act(verb, tab="Timeline", **args)
    other.act("delete_tab", tab="Timeline")
    state = json.loads(json.dumps(desk.sheets.dump()))
    other.sheets.load(state)
    assert other.sheets.dump() == state == desk.sheets.dump()
    for each in (desk, other):
        each.act("append_row", tab="Timeline", values=["after"])
        each.batch({"addSheet": {}})
        each.act("create_spreadsheet", title="New", key="n")
    assert other.sheets.dump() == desk.sheets.dump()
    assert other.file() == desk.file()
    assert json.dumps(_all_of(other)) == json.dumps(_all_of(desk))


def _all_of(desk: Desk) -> Any:
    """Everything the API shows of the tab."""
    query = {"ranges": "Timeline!A1:J12", "includeGridData": True}
    return desk.call("GET", f"/v4/spreadsheets/{KEY}", query=query)


def test_a_dump_leaves_nothing_out() -> None:
    """After every deed once, and rules, protection and a locale, the API shows the same."""
    desk, other = Desk(), Desk(seed=99)
    sheet_id = desk.sheets.dump()["books"][0]["tabs"][2]["sheet_id"]
    area = {"sheetId": sheet_id, "startRowIndex": 1}
    rule = {"condition": {"type": "NOT_BLANK"}}
    desk.act("set_properties", locale="de_DE", time_zone="Europe/Berlin")
    desk.put("Timeline!A2:C4", [[1, True, "x"], [True, 1, "=A2"], [1.5, "", "y"]], "USER_ENTERED")
    for verb, args in DEEDS:
        desk.act(verb, tab="Timeline", **args)
    desk.batch(
        {"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": True}}},
        {"setDataValidation": {"range": {**area, "endRowIndex": 3}, "rule": rule}},
    )
    other.sheets.load(json.loads(json.dumps(desk.sheets.dump())))
    assert json.dumps(_all_of(other)) == json.dumps(_all_of(desk))
    assert "hiddenByUser" in json.dumps(_all_of(other))


def test_a_dump_is_not_touched_by_what_comes_after() -> None:
    """It shares nothing changeable with the world."""
    desk = Desk()
    state = desk.sheets.dump()
    kept = json.dumps(state)
    desk.act("append_row", tab="Incidents", values=["1"])
    desk.act("share", who="ada@people.example")
    desk.batch({"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
    desk.act("issue_token", token="ya29.more")
    assert json.dumps(state) == kept


def test_the_same_seed_gives_the_same_keys() -> None:
    """And another seed others."""
    keys = [
        Desk(seed).sheets.act("create_spreadsheet", {"title": "x"}, Desk().now)
        for seed in (1, 1, 2)
    ]
    assert keys[0] == keys[1] != keys[2]


@settings(max_examples=40)
@given(grid=grids)
def test_a_raw_write_reads_back_trimmed(grid: Cells) -> None:
    """The model: skipped and empty are "", what trails is dropped, the rest is as sent."""
    desk = Desk()
    desk.act("add_tab", title="Plain")
    desk.put("Plain!A1", grid)
    told = desk.get("Plain", valueRenderOption="UNFORMATTED_VALUE").get("values", [])
    assert told == _trimmed(grid)


def _trimmed(grid: Cells) -> Cells:
    rows = [["" if cell is None else cell for cell in row] for row in grid]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


@settings(max_examples=40)
@given(grid=grids)
def test_what_is_read_and_written_back_changes_nothing(grid: Cells) -> None:
    """RAW of what FORMULA shows is no identity where a formula stands; of values it is."""
    desk = Desk()
    desk.act("add_tab", title="Plain")
    desk.put("Plain!A1", grid)
    options = {"valueRenderOption": "UNFORMATTED_VALUE"}
    before = desk.get("Plain", **options)
    desk.put("Plain!A1", before.get("values", []))
    assert desk.get("Plain", **options) == before


@settings(max_examples=40)
@given(grid=st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=6))
def test_sorting_loses_and_invents_no_row(grid: Cells) -> None:
    """The rows are the same, in order, the empty ones last."""
    desk = Desk()
    desk.act("add_tab", title="Plain", rows=[["x", "y"]])
    desk.put("Plain!A2", grid)
    desk.act("sort", tab="Plain", column="A")
    told = desk.get("Plain!A2:B9").get("values", [])
    padded = [[*row, "", ""][:2] for row in told]
    full = [row for row in padded if row != ["", ""]]
    assert sorted(full) == sorted(row for row in grid if row != ["", ""])
    firsts = [row[0].casefold() for row in full if row[0]]
    assert firsts == sorted(firsts)
