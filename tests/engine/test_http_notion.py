"""Notion beside the other two, over HTTP: lagging queries, ten thousand rows, a side away, IDs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.engine.pages import CHILDREN, GET, QUERY, USUAL
from tests.engine.place import Place, place_in

BLOCK = "GET /v1/blocks/{id}"
TWELVE = [f"Outage {number}" for number in range(12)]
SET_UP = {"GET /v1/databases/{id}": 1, "GET /v1/data_sources/{id}": 1, "GET /v1/users": 1}
"""What is asked once a day: where the database is, its properties, the workspace's people."""


def _told(place: Place, title: str) -> str:
    """All that the channel of an incident shows."""
    return str(place.slack()["channels"][place.channel_of(title)])


def _to_the_minute(place: Place, seconds: float) -> None:
    """Let time pass until so many seconds after the next full minute."""
    now = place.clock.now()
    place.turn(60 - now.second - now.microsecond / 1e6 + seconds)


def test_edits_within_the_minute_of_our_own_write_under_lagging_queries(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Nothing is echoed, nothing undone, nothing missed.

    A person edits twelve pages in the minute in which we wrote them, while queries answer from half
    a minute ago.
    """
    rows = [{"Title": title, "Status": "Fixing", "Severity": "Major"} for title in TWELVE]
    place = place_in(sandbox, tmp_path, None, rows)
    for _ in range(2):
        assert place.cycle(later=600).errors == []
    sandbox.act("notion", "set_behaviour", query_lag_s=30)
    _to_the_minute(place, 5)
    for title in TWELVE:
        place.asks("sam", place.channel_of(title), "severity minor")
    ours = place.cycle(later=0)
    assert {page["Severity"] for page in place.pages.all()} == {"Minor"}
    assert len([action for action in ours.actions if action.side == "notion"]) == 12
    place.turn(10)
    for number, title in enumerate(TWELVE):
        place.pages.types(title, Summary=f"Typed {number}")
        if number % 2:
            place.pages.types(title, Severity="Major")
    place.forget_calls()
    reports = [place.cycle(later=seconds) for seconds in (5, 5, 10, 15, 15, 60, 60, 60)]
    edits = [(edit.field, edit.side) for report in reports for edit in report.edits]
    assert sorted(edits) == [("severity", "notion")] * 6 + [("summary", "notion")] * 12
    assert [report.errors for report in reports] == [[]] * len(reports)
    assert place.written("notion") == []
    for number, title in enumerate(TWELVE):
        page = place.pages.one(title)
        severity = "Major" if number % 2 else "Minor"
        assert (page["Severity"], page["Summary"]) == (severity, f"Typed {number}")
        assert f"Typed {number}" in _told(place, title)
        assert f"{severity} | Fixing" in _told(place, title)
    assert place.cycle(later=600).actions == []


def test_a_deleted_to_do_is_looked_for_in_two_looks_and_then_no_more(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """It counts as gone once two looks missed it; from then on an idle cycle is one query again."""
    place = place_in(sandbox, tmp_path, None, [{"Title": "Disk full", "Status": "Fixing"}])
    place.cycle()
    place.asks("priya", place.channel_of("Disk full"), "todo Buy a disk")
    for _ in range(2):
        place.cycle(later=180)
    page = place.pages.one("Disk full")["page"]
    (todo,) = [one for one in place.pages.blocks_of(page) if one["type"] == "to_do"]
    place.act("notion", "delete_block", block=todo["id"])
    looks = [place.spent()["notion"] for _ in range(3)]
    assert looks == [{QUERY: 1, CHILDREN: 1, BLOCK: 1}] * 2 + [{QUERY: 1}]


DATABASE = "GET /v1/databases/{id}"
PAST = {"Status": "Resolved", "Severity": "Minor", "Resolved_at": "2026-01-05"}


def _capped(sandbox: Sandbox, folder: Path, *, cap: int, rows: int) -> Place:
    """A database of history of which a query shows no more than ``cap`` pages."""
    sandbox.act("notion", "set_behaviour", query_cap=cap)
    place = place_in(sandbox, folder, None, [])
    # What was made in the minute in which the query was cut is asked for again.
    for first, last in ((0, cap - 1), (cap - 1, rows)):
        place.turn(600)
        place.pages.adds_all([{"Title": f"Past {n}", **PAST} for n in range(first, last)])
    place.turn(600)
    return place


def _states(place: Place) -> Counter[str]:
    return Counter(one["state"] for one in place.run("list", "--json").json)


@pytest.mark.long
def test_more_rows_than_a_query_shows(sandbox: Sandbox, tmp_path: Path) -> None:
    """Of 10,500 rows all are seen though a query stops at 10,000; the next cycle is one query."""
    place = _capped(sandbox, tmp_path, cap=10_000, rows=10_500)
    assert place.spent()["notion"] == {**SET_UP, QUERY: 106}
    assert _states(place) == {"history": 10_500}
    assert place.spent(later=600)["notion"] == {QUERY: 1}
    assert place.written() == []


def test_no_row_counts_as_gone_where_a_query_was_cut(sandbox: Sandbox, tmp_path: Path) -> None:
    """The daily look at everything is windowed too: nobody is gone but who is in the trash."""
    place = _capped(sandbox, tmp_path, cap=300, rows=450)
    assert place.spent()["notion"] == {**SET_UP, QUERY: 5}
    for title in ("Past 5", "Past 440"):
        place.pages.does("trash", title)
    assert place.spent(later=86_400)["notion"] == {**SET_UP, QUERY: 5, GET: 2, DATABASE: 2}
    assert _states(place) == {"history": 450}
    for _ in range(3):
        assert place.cycle(later=86_400).errors == []
    assert _states(place) == {"history": 448, "detached": 2}
    assert place.written("notion") == []


# Both records.

DAY = 86_400
TYPED = {
    "slack": ("Monitoring", "In Slack"),
    "notion": ("Investigating", "In Notion"),
    "sheets": ("Resolved", "In the Sheet"),
}
"""The status and the summary that somebody gives the incident on each side."""


def _types(place: Place, side: str) -> None:
    status, summary = TYPED[side]
    if side == "slack":
        channel = place.channel_of("Disk full")
        place.asks("sam", channel, f"status {status}")
        place.asks("sam", channel, f"summary {summary}")
    elif side == "notion":
        place.pages.types("Disk full", Status=status, Summary=summary)
    else:
        place.types("Disk full", Status=status, Summary=summary)


@pytest.mark.parametrize("away", list(TYPED))
def test_one_side_away_for_a_day_and_back(sandbox: Sandbox, tmp_path: Path, away: str) -> None:
    """While one of three sides is away the others go on; nothing typed meanwhile is lost.

    Once it is back whoever ranks higher wins, field by field and whenever it was typed; what lost
    stands in a conflict.
    """
    rows = [{"Title": "Disk full", "Status": "Fixing", "Severity": "Minor", "Summary": "?"}]
    place = place_in(sandbox, tmp_path, rows, rows)
    for _ in range(2):
        assert place.cycle().errors == []
    sandbox.control("POST", "/faults", {"kind": "status", "service": away, "times": None})
    reports = [place.cycle(later=3600)]
    for side in [side for side in TYPED if side != away]:
        _types(place, side)
    reports += [place.cycle(later=60), place.cycle(later=DAY / 2)]
    for report in reports:
        assert [side for side, told in report.health.items() if told] == [away]
    _types(place, away)
    sandbox.control("DELETE", "/faults")
    reports.append(place.cycle(later=DAY / 2))
    assert reports[-1].errors == []
    shown = ("Monitoring", "In Notion")
    row, page, said = (
        place.row("Disk full"),
        place.pages.one("Disk full"),
        _told(place, "Disk full"),
    )
    assert (row["Status"], row["Summary"]) == (page["Status"], page["Summary"]) == shown
    assert "Minor | Monitoring" in said
    assert "In Notion" in said
    found = [conflict for report in reports for conflict in report.conflicts]
    winners = {conflict.field: conflict.winner for conflict in found}
    assert winners == {"status": "slack", "summary": "notion"}
    kept = {value for conflict in found for value in conflict.values.values()}
    assert kept == {value for typed in TYPED.values() for value in typed}
    assert place.cycle().actions == []


def test_notion_counts_the_ids_where_it_has_a_unique_id(sandbox: Sandbox, tmp_path: Path) -> None:
    """Where a unique_id is mapped an incident gets its number from Notion, whoever declared it."""
    minting = {**USUAL, "ID": {"unique_id": {"prefix": "OPS"}}}
    active = {"Title": "Disk full", "Status": "Fixing", "Severity": "Minor"}
    place = place_in(sandbox, tmp_path, [], [active], properties=minting)
    for _ in range(2):
        assert place.cycle().errors == []
    assert [(row["ID"], row["Title"]) for row in place.rows()] == [("OPS-1", "Disk full")]
    place.asks("priya", place.channel_of("Disk full"), "declare Payments fail")
    place.adds(Title="Search is slow")
    for _ in range(2):
        assert place.cycle().errors == []
    assert place.cycle().actions == []
    in_sheet = {row["Title"]: row["ID"] for row in place.rows()}
    assert in_sheet == {page["Title"]: page["ID"] for page in place.pages.all()}
    assert set(in_sheet.values()) == {"OPS-1", "OPS-2", "OPS-3"}
    names = {channel["name"] for channel in place.slack()["channels"].values()}
    for title, label in in_sheet.items():
        number = label.removeprefix("OPS-")
        assert f"inc-{number}-{title.lower().replace(' ', '-')}" in names
        assert f"{label} {title}" in _told(place, title)
