"""Every call has a reason: cycles cost what the table of prices says, method by method.

Counted by the services themselves, and alike by the product's own report.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine import prices
from tests.engine.pages import CREATE
from tests.engine.place import Json, Place, place_in
from tests.engine.prices import APPEND, BOTH, Scene, total
from tests.engine.stock import adopting, past, stocked
from tests.engine.till import Bill, Till, channels_of

SHEET, NOTION = ("sheets",), ("notion",)
EACH = ("severity", "title", "summary")
"""A field of each price."""
MANY = ("severity", "status", "lead", "title", "summary", "customer_update") * 2
RECORDS = pytest.mark.parametrize(
    "records", [BOTH, *(pytest.param(one, marks=pytest.mark.long) for one in (SHEET, NOTION))]
)
MEMBERS = 10
"""Of the sandbox's workspace, at most as many as one answer lists."""


def _rows_that_differ(before: list[str], after: list[str]) -> int:
    return max(len(set(before) - set(after)), len(set(after) - set(before)))


def _check(bill: Bill) -> None:
    assert bill.made == bill.price


@pytest.mark.parametrize(
    ("rows", "active", "other", "closed", "records"),
    [
        (10, 4, 0, False, SHEET),
        (10, 4, 0, False, NOTION),
        (100, 4, 1000, True, BOTH),
        pytest.param(1000, 4, 0, True, NOTION, marks=pytest.mark.long),
    ],
)
def test_idle_cycle_costs_the_floor_and_writes_nothing(
    sandbox: Sandbox,
    tmp_path: Path,
    rows: int,
    active: int,
    other: int,
    closed: bool,
    records: tuple[str, ...],
) -> None:
    """An idle cycle makes the fewest calls there can be, as counted there, and writes a beat.

    However long the register's history is.
    """
    place = stocked(
        sandbox, tmp_path, rows=rows, active=active, other=other, closed=closed, records=records
    )
    place.forget_calls()
    before = place.dump()
    done = place.run("sync", "--json")
    assert (done.code, done.err) == (0, "")
    scene = Scene(records, channels_of(place), active - closed, closed=closed)
    assert place.calls() == prices.idle(scene)
    assert done.json["api_calls"] == prices.idle(scene)
    assert done.json["actions"] == []
    assert place.written() == []
    assert _rows_that_differ(before, place.dump()) <= 1


def test_one_edit_between_idle_cycles_is_picked_up_by_the_next(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Whatever one person edits on any side, the very next cycle shows it on the others."""
    place = stocked(sandbox, tmp_path, rows=10, active=2, records=BOTH)
    place.clock.advance(3600)
    channel = place.channel_of("Outage 0")
    place.types("Outage 0", Severity="Minor")
    assert [edit.side for edit in place.cycle().edits] == ["sheets"]
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Minor | Fixing")
    assert place.pages.one("Outage 0")["Severity"] == "Minor"
    assert place.cycle().edits == []
    place.asks("sam", channel, "summary Cache was cold")
    assert [edit.side for edit in place.cycle().edits] == ["slack"]
    assert place.row("Outage 0")["Summary"] == "Cache was cold"
    assert place.pages.one("Outage 0")["Summary"] == "Cache was cold"
    assert place.cycle().edits == []
    place.turn(120)
    place.pages.types("Outage 0", Status="Monitoring")
    assert [edit.side for edit in place.cycle().edits] == ["notion"]
    assert place.slack()["channels"][channel]["topic"]["value"].startswith("Minor | Monitoring")
    assert place.row("Outage 0")["Status"] == "Monitoring"
    assert place.cycle().edits == []


def _till(sandbox: Sandbox, folder: Path, *, active: int, records: tuple[str, ...]) -> Till:
    place = stocked(sandbox, folder, rows=active + 2, active=active, records=records)
    place.turn(3600)
    return Till(place)


@RECORDS
def test_edits_cost_what_they_touch(
    sandbox: Sandbox, tmp_path: Path, records: tuple[str, ...]
) -> None:
    """One edit of each kind, then twelve of twelve incidents, on every side that is on."""
    till = _till(sandbox, tmp_path, active=len(MANY), records=records)
    for where in ("slack", *records):
        for field in EACH:
            _check(till.edits(where, [field]))
        _check(till.edits(where, MANY))
    _check(till.idle())
    _agree(till.place)


def _agree(place: Place) -> None:
    """Both registers hold the same, and something."""
    if place.key and place.notion:
        names = ("Title", "Status", "Severity", "Summary", "Channel")
        rows, pages = (
            sorted([[one[name] or "" for name in names] for one in some])
            for some in (place.rows(), place.pages.all())
        )
        assert rows == pages != []


def test_edits_between_two_cycles_share_their_calls(sandbox: Sandbox, tmp_path: Path) -> None:
    """Several fields of one incident make one note, one card; edits of all sides one write."""
    till = _till(sandbox, tmp_path, active=6, records=BOTH)
    _check(till.edits_at_once({"notion": [["severity", "title", "summary", "status"]]}))
    _check(till.edits_at_once({"slack": [["title", "customer_update", "summary"]]}))
    _check(till.edits_at_once({
        "sheets": [["lead", "summary"], ["title"]], "slack": [["status"], ["summary"]],
        "notion": [["title"], ["customer_update"]],
    }))  # fmt: skip
    _check(till.idle())
    _agree(till.place)


@RECORDS
def test_new_incidents_cost_their_channels_and_rows(
    sandbox: Sandbox, tmp_path: Path, records: tuple[str, ...]
) -> None:
    """One and ten on every side that is on, and channels made by hand."""
    till = _till(sandbox, tmp_path, active=1, records=records)
    for where in ("slack", *records):
        for new in (1, 10):
            _check(till.declares(where, new))
    _check(till.joins(2))
    _check(till.idle())
    _agree(till.place)


@pytest.mark.parametrize(("rows", "records"), [(10, NOTION), (250, BOTH)])
def test_first_match_reads_each_row_once(
    sandbox: Sandbox, tmp_path: Path, rows: int, records: tuple[str, ...]
) -> None:
    """A first cycle asks for all pages once, and for what it asks once a day; so do two records."""
    place = adopting(sandbox, tmp_path, rows=rows, active=0, records=records)
    scene = Scene(records, channels_of(place))
    assert place.spent() == prices.first_match(scene, rows=rows, members=MEMBERS)
    assert place.written() == []
    assert len(place.run("list", "--json").json) == rows


@pytest.mark.parametrize("side", BOTH)
def test_first_creation_costs_a_page_each_or_one_write(
    sandbox: Sandbox, tmp_path: Path, side: str
) -> None:
    """An empty record is given the other's history."""
    table: list[Json] = [past(number) for number in range(12)]
    kept = {"sheets": table, "notion": table, side: []}
    place = place_in(sandbox, tmp_path, kept["sheets"], kept["notion"])
    first = prices.first_match(Scene(BOTH, channels_of(place)), rows=12, members=MEMBERS)
    assert place.spent() == total(first, prices.first_creation(side, 12, 700))
    assert len(place.rows()) == len(place.pages.all()) == 12
    assert place.written("slack") == []


def test_what_is_asked_once_a_day(sandbox: Sandbox, tmp_path: Path) -> None:
    """People, properties, tabs and all pages: in the first cycle of a day, and in no other."""
    place = stocked(sandbox, tmp_path, rows=220, active=2, records=BOTH)
    till = Till(place)
    place.turn(86_400)
    scene = till.scene()
    _check(till.bill(scene, prices.daily(scene, rows=220, members=MEMBERS)))
    _check(till.idle())


def test_follow_ups_and_timeline_entries(sandbox: Sandbox, tmp_path: Path) -> None:
    """A row, and a look and a block each; a page that has follow-ups is read when it was edited."""
    till = _till(sandbox, tmp_path, active=3, records=BOTH)
    for words, shown in (("update Rebooted", ["thread"]), ("todo Alert", ["card", "answer"])):
        for one in till.known[:2]:
            till.place.asks("sam", one.channel, words)
        _check(till.bill(till.scene(), prices.noted(2, BOTH, *shown)))
    _check(till.bill(till.scene(), prices.bodies(2)))
    _check(till.idle())


def test_an_edit_in_the_minute_of_our_own_patch_is_read_once_more(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Notion's stamps are minutes, and its queries lag."""
    till = _till(sandbox, tmp_path, active=3, records=NOTION)
    _check(till.edits("slack", ["severity", "severity"]))
    for one in till.known[:2]:
        till.place.pages.types_at(one.page, Summary="Typed at once")
    edits = prices.edited({"notion": [["summary"], ["summary"]]}, NOTION)
    _check(till.bill(till.scene(), edits, prices.second_thought(2)))


def test_what_is_still_being_typed_is_looked_at_once_more(sandbox: Sandbox, tmp_path: Path) -> None:
    """A sync waits for it to stand still; then it costs what it costs."""
    till = _till(sandbox, tmp_path, active=3, records=BOTH)
    config = till.place.config
    config.write_text(config.read_text().replace('settle = "0s"', 'settle = "20s"'))
    till.place.pages.types_at(till.known[0].page, Summary="Typed just now")
    scene = till.scene()
    edits = prices.edited({"notion": [["summary"]]}, BOTH)
    _check(till.bill(scene, prices.settling(scene), edits))
    _check(till.idle())


LOST = {
    "channel": ("slack", "conversations.create"), "message": ("slack", "chat.postMessage"),
    "bookmark": ("slack", "bookmarks.add"), "row": ("sheets", APPEND), "page": ("notion", CREATE),
}  # fmt: skip


@pytest.mark.parametrize(
    ("record", "effects"),
    [("sheets", ("row",)), ("notion", ("channel", "message", "bookmark", "page"))],
)
def test_a_doubt_costs_one_look_up(
    sandbox: Sandbox, tmp_path: Path, record: str, effects: tuple[str, ...]
) -> None:
    """Of an effect whose answer was lost; what waited for it follows, and nothing is done twice."""
    till = _till(sandbox, tmp_path, active=1, records=(record,))
    for what in effects:
        service, method = LOST[what]
        fault = {"kind": "drop", "service": service, "method": method, "phase": "after"}
        sandbox.control("POST", "/faults", fault)
        where = "slack" if service == record else record
        broken = till.declares(where, 1, errors=1)
        till.active -= what == "channel"  # nobody knows where to listen yet
        scene = till.scene()
        settled = [prices.look_up(what, scene), prices.caught_up(what, record)]
        after = till.bill(scene, *settled)
        till.active += what == "channel"
        assert total(broken.made, after.made) == total(broken.price, after.price), what
