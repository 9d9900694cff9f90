"""Refs and digests: what counts as a change, and what does not."""

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_sync.errors import SideUnusable
from incident_sync.model.fields import Kind
from incident_sync.sides.sheets.layout import HEADERS, NEEDED, Wanted, find_layout
from incident_sync.sides.sheets.rows import Digests, Line, find_rows

USUAL = Wanted(Kind.INCIDENT, "Incidents", HEADERS[Kind.INCIDENT], NEEDED[Kind.INCIDENT])
HEADER = list(HEADERS[Kind.INCIDENT].values())


def lines(table: list[list[Any]], wanted: Wanted = USUAL) -> list[Line]:
    return find_rows(find_layout(wanted, table), table).lines()


def digests(table: list[list[Any]], wanted: Wanted = USUAL) -> dict[str, str]:
    layout = find_layout(wanted, table)
    found = find_rows(layout, table)
    return dict(zip(found.refs, found.digests(Digests(layout, "salt")), strict=True))


cells = st.one_of(st.text(max_size=5), st.integers(0, 9), st.booleans(), st.floats(0, 9))
table_rows = st.lists(st.lists(cells, min_size=11, max_size=11), max_size=6)


def numbered(rows: list[list[Any]]) -> list[list[Any]]:
    return [[f"INC-{n}", *row] for n, row in enumerate(rows, 1)]


@given(table_rows, st.randoms())
def test_moving_rows_and_columns_changes_nothing(
    rows: list[list[Any]], chance: random.Random
) -> None:
    """Sorted, with blank rows between, columns moved and foreign ones added: all as before."""
    table = [HEADER, *numbered(rows)]
    order = list(range(len(HEADER)))
    chance.shuffle(order)
    body = table[1:]
    chance.shuffle(body)
    moved = [[row[place] for place in order] for row in [HEADER, *body]]
    moved = [[f"mine {n}", *row] for n, row in enumerate(moved)]
    moved.insert(1, ["", "", False])
    moved.insert(0, ["Our incidents"])
    assert digests(moved) == digests(table)


@given(table_rows.filter(bool), st.data())
def test_any_other_cell_changes_its_row_and_no_other(rows: list[list[Any]], data: Any) -> None:
    """Exactly the row whose mapped cell says something else is different."""
    table = [HEADER, *numbered(rows)]
    before = digests(table)
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(1, 11))
    table[at + 1][column] = "something else entirely"
    after = digests(table)
    assert {ref for ref in before if before[ref] != after[ref]} == {f"INC-{at + 1}"}


def test_trailing_cells_that_are_not_told_are_empty() -> None:
    """Reads drop trailing cells (GD ValueRange): short rows are rows with empty cells."""
    short = [HEADER, ["INC-1", "Down"]]
    full = [HEADER, ["INC-1", "Down", *[""] * 10, "a foreign cell"]]
    assert digests(short) == digests(full)


def test_a_number_is_the_same_however_it_is_spelled() -> None:
    """42 and 42.0 are one number, 42 and "42" are not one cell, TRUE and 1 neither."""

    def digest_of(cell: Any) -> str:
        return digests([HEADER, ["INC-1", cell]])["INC-1"]

    assert digest_of(42) == digest_of(42.0)
    kinds: list[Any] = [42, "42", True, 1]
    assert len(set(map(digest_of, kinds))) == 4


def test_an_absent_column_is_an_empty_one() -> None:
    """Adding an optional column gives rows without ID no new name."""
    without = [header for header in HEADER if header != "Sync note"]
    one = lines([without, ["", "Down", "Fixing"]])
    other = lines([HEADER, ["", "Down", "Fixing"]])
    assert [line.ref for line in one] == [line.ref for line in other]


def test_refs() -> None:
    """By ID; several of one ID counted; without ID by content, equal ones counted."""
    table: list[list[Any]] = [
        HEADER,
        [42.0, "number"],
        ["INC-1", "a"],
        ["INC-1", "b"],
        [" INC-2 ", "blanks"],
        ["", "no id"],
        [],
        ["", "no id"],
        ["", "", "", "", "", "", "", "", "", "", "", ""],
        ["", "other"],
        ["INC-1#1", "odd"],
    ]
    refs = [line.ref for line in lines(table)]
    assert refs[:4] == ["42", "INC-1#2", "INC-1#3", "INC-2"]
    assert refs[4].startswith("?")
    assert refs[4].endswith("#1")
    assert refs[5] == refs[4].replace("#1", "#2")
    assert refs[6] not in refs[4:6]
    assert refs[7] == "INC-1#1"
    assert len(set(refs)) == len(refs)


def test_unticked_boxes_make_no_row() -> None:
    """A tab prepared with a thousand boxes to tick is empty."""
    wanted = Wanted(Kind.FOLLOW_UP, "Follow-ups", HEADERS[Kind.FOLLOW_UP], NEEDED[Kind.FOLLOW_UP])
    header = ["ID", "Incident", "Follow-up", "Done"]
    table: list[list[Any]] = [header, ["", "", "", False], ["", "", "", True]]
    assert [line.row for line in lines(table, wanted)] == [3]


def test_texts_that_look_like_formulas_are_remembered() -> None:
    """Read unformatted, what begins with an equals sign is a text."""
    table = [HEADER, ["INC-1", "=1+1"], ["INC-2", 'it\'s = "odd"']]
    assert find_rows(find_layout(USUAL, table), table).literals == {"=1+1"}


def test_the_digest_stands_for_its_reading_too() -> None:
    """The same cells under other words, zones or columns are to be read again."""
    table = [HEADER, ["INC-1", "Down"]]
    layout = find_layout(USUAL, table)
    line = lines(table)[0]
    one, other = Digests(layout, "a"), Digests(layout, "b")
    assert one.whole(line.cells) != other.whole(line.cells)


def test_every_missing_header_is_named_at_once() -> None:
    """With the tab and the remedy."""
    table = [["ID", "Title", "Title", "Status", "Severity", "Lead "]]
    with pytest.raises(SideUnusable) as caught:
        find_layout(USUAL, table)
    told = str(caught.value)
    assert 'the tab "Incidents" has no column "Summary", "Channel"' in told
    assert 'more than one column "Title"' in told
    assert "[sheets.fields]" in told


def test_headers_are_found_in_any_case_and_below_a_title() -> None:
    """Trimmed and in any case; a title or blank rows may stand above."""
    table = [["Incidents of ours"], [], [h.upper() + " " for h in HEADER], ["INC-1", "Down"]]
    assert find_layout(USUAL, table).header == 3
    assert [(line.row, line.ref) for line in lines(table)] == [(4, "INC-1")]


def test_ten_thousand_unchanged_rows_are_cheap() -> None:
    """Reading rows and digests of a large register stays far below the cycle's budget."""
    row = ["Checkout fails", "Fixing", "Major", "Sam Field", "A summary of some length " * 4]
    table: list[list[Any]] = [HEADER]
    table += [
        [f"INC-{n}", *row, "", "", 46349.5, "", "https://x/archives/C1"] for n in range(10_000)
    ]
    best = min(_seconds(table) for _ in range(3))
    assert best < 0.35


def _seconds(table: list[list[Any]]) -> float:
    start = time.process_time()
    assert len(digests(table)) == 10_000
    return time.process_time() - start
