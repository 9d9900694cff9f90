"""``doctor --sides``: the store held against what every side shows; nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.cli.conftest import Caller
from tests.engine.kept import Kept
from tests.engine.place import Place, cleared, place_in

TABLE: list[dict[str, Any]] = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Lead": "sam@example.com"},
    {"Title": "Slow search", "Status": "Monitoring", "Severity": "Minor"},
    {"Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
]


@pytest.fixture(scope="module")
def in_step(
    running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Kept:
    """Two records and Slack in step, with follow-ups and a timeline."""
    place = place_in(cleared(*running), tmp_path_factory.mktemp("both"), TABLE, TABLE)
    place.cycle()
    disk = place.channel_of("Disk full")
    place.asks("priya", disk, "todo Buy a disk")
    place.asks("priya", disk, "update On it")
    for _ in range(2):
        assert place.cycle(later=300).errors == []
    return Kept.of(place)


@pytest.fixture
def both(in_step: Kept, sandbox: Sandbox) -> Place:
    """As above, for one test."""
    del sandbox
    place = in_step.again()
    place.set_clock()
    return place


def _compared(place: Place, call: Caller) -> list[tuple[str, str, str]]:
    done = call(place, "doctor", "--sides", "--json")
    assert done.err == ""
    found = [one for one in done.json["findings"] if not one["ok"]]
    assert done.code == (3 if found else 0)
    assert done.json["ok"] is not bool(found)
    return [(one["side"], one["what"].partition(": ")[2], one["said"]) for one in found]


def test_sides_in_step_are_as_the_store_has_them(both: Place, call: Caller) -> None:
    """A line a side that says how many were compared; no service and no row of the store moves."""
    both.forget_calls()
    before = both.dump()
    done = call(both, "doctor", "--sides")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:3] == [
        "ok  Slack: as the store has it: 2 incidents were compared",
        "ok  Notion: as the store has it: 3 incidents were compared",
        "ok  Sheets: as the store has it: 3 incidents were compared",
    ]
    assert both.written() == []
    assert both.dump() == before


def test_each_field_that_a_side_shows_otherwise_is_named(both: Place, call: Caller) -> None:
    """By incident, field and place; a cycle turns the lines green."""
    both.types("Disk full", Severity="Minor", Summary="Typed")
    both.pages.types("Slow search", Lead="lena@example.com")
    label = both.row("Disk full")["ID"]
    found = _compared(both, call)
    assert ("sheets", f"{label} Severity", '"Minor" there, "Major" in the store') in found
    assert ("sheets", f"{label} Summary", '"Typed" there, nothing in the store') in found
    assert [side for side, *_ in found] == ["notion", "sheets", "sheets"]
    for _ in range(2):
        both.cycle(later=300)
    both.unfreeze()
    assert _compared(both, call) == []


def test_what_is_missing_and_what_is_nobodys(both: Place, call: Caller) -> None:
    """A row that was deleted, one that is new, a card that somebody else edited."""
    label = both.row("Disk full")["ID"]
    both.act("sheets", "delete_rows", tab="Incidents", at=both.row("Disk full")["row"])
    both.pages.adds(Title="Login fails")
    found = _compared(both, call)
    assert ("sheets", label, "it is not there") in found
    (nobody,) = [one for one in found if one[0] == "notion"]
    assert nobody[1:] == (
        "a row of nobody", '"Login fails" stands there, and the store knows none such',
    )  # fmt: skip


def test_a_side_that_cannot_be_read_is_named_and_the_others_are_compared(
    both: Place, call: Caller
) -> None:
    """Its error is a finding with a remedy."""
    both.act("sheets", "unshare")
    (found,) = _compared(both, call)
    assert found[0] == "sheets"
    assert "may not be used" in found[2]


def test_a_value_that_waits_for_a_person_says_so(both: Place, call: Caller) -> None:
    """What the store does not write there, and why."""
    both.types("Slow search", Status="Monitoring", Summary="Only typed here")
    both.pages.types("Slow search", Summary="Something else")
    for file in both.folder.glob("incident-sync.db*"):
        file.unlink()
    both.cycle(later=300)
    both.unfreeze()
    found = _compared(both, call)
    assert any("nobody can tell which came last" in said for *_, said in found)


def test_without_a_store_there_is_nothing_to_compare(fresh: Place, call: Caller) -> None:
    """As every reading command says it."""
    done = call(fresh, "doctor", "--sides")
    assert done.code == 2
    assert "There is no store yet" in done.err
