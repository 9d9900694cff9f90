"""``conflicts`` and ``undo``: what people type, what they read, and what then stands everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.engine.report import PERSON, USAGE
from tests.cli.conftest import REGISTER, Caller
from tests.cli.test_bad_input import said
from tests.engine.agreement import differences
from tests.engine.kept import Kept
from tests.engine.place import Place, cleared, place_in


@pytest.fixture(scope="module")
def odds(running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Both records, mirrored; then Slack and Notion say two things of two fields at once.

    The channel's status counts, and Notion's summary.
    """
    place = place_in(cleared(*running), tmp_path_factory.mktemp("odds"), REGISTER, REGISTER)
    for _ in range(2):
        assert place.cycle().errors == []
    channel = place.channel_of("Disk full")
    place.asks("sam", channel, "status monitoring")
    place.asks("sam", channel, "summary The log filled it")
    place.pages.types("Disk full", Status="Investigating", Summary="A dump filled it")
    assert len(place.cycle().conflicts) == 2
    assert _everywhere(place) == ("Monitoring", "A dump filled it")
    return Kept.of(place)


@pytest.fixture
def at_odds(odds: Kept, sandbox: Sandbox) -> Place:
    """As above, for one test."""
    del sandbox
    place = odds.again()
    place.set_clock()
    return place


def _entries(place: Place) -> dict[str, int | None]:
    """The open conflicts' entries in the history, by field."""
    with opened(place.config, writes=False) as app:
        return {kept.conflict.field: kept.entry for kept in app.store.conflicts()}


def _in_channel(place: Place) -> list[str]:
    messages = place.slack()["channels"][place.channel_of("Disk full")]["messages"].values()
    return [line for one in messages for line in str(one.get("text", "")).split("\n")]


def _everywhere(place: Place) -> tuple[str, str]:
    """Status and summary of the incident, which all sides show alike."""
    row = place.row("Disk full")
    assert differences(place, [row]) == []
    return row["Status"], row["Summary"]


def test_conflicts_are_listed_and_told_with_the_command_that_takes_the_other_value(
    at_odds: Place, call: Caller
) -> None:
    """By the keys that scripts rely on, and in a line each for people; ``show`` has them too."""
    place = at_odds
    label, entries = place.row("Disk full")["ID"], _entries(place)
    listed = call(place, "conflicts", "--json")
    assert (listed.code, listed.err) == (0, "")
    assert [one["entry"] for one in listed.json] == sorted(entries.values(), reverse=True)  # type: ignore[type-var]
    (status,) = [one for one in listed.json if one["field"] == "status"]
    assert status.pop("at").endswith("Z")
    assert status == {
        "entry": entries["status"], "incident": label, "field": "status", "base": "Fixing",
        "values": {"notion": "Investigating", "slack": "Monitoring"}, "winner": "slack",
        "state": "open",
    }  # fmt: skip
    number, lines = entries["status"], call(place, "conflicts").out.splitlines()
    assert f"      to take that of notion: incident-sync undo {number}" in lines
    assert f"      to keep that of slack: incident-sync undo {number} --take slack" in lines
    told = (
        "Status was changed in two places at once: “Monitoring” from Slack counts, “Investigating”"
        f" in Notion does not. To take that instead: @incident-sync undo {number}"
    )
    assert told in _in_channel(place)
    shown = call(place, "show", label, "--json").json["conflicts"]
    assert shown == listed.json


def test_a_conflict_is_taken_back_in_either_direction(at_odds: Place, call: Caller) -> None:
    """Notion's value by the command line, the channel's by mention, but not by a guest's."""
    place, entries = at_odds, _entries(at_odds)
    label, channel = place.row("Disk full")["ID"], place.channel_of("Disk full")
    accepted = call(place, "undo", f"#{entries['status']}")
    assert (accepted.code, accepted.err) == (0, "")
    assert accepted.out == (
        f"accepted: {label}: status “Monitoring” → “Investigating”; the next cycle does it\n"
    )
    place.act("slack", "invite", user="sam", invited="gus", channel=channel)
    place.asks("gus", channel, f"undo {entries['summary']}")
    assert place.cycle().errors == []
    assert _everywhere(place) == ("Investigating", "A dump filled it")
    assert any(line.startswith("Status Monitoring → Investigating") for line in _in_channel(place))
    assert any("Please ask a full member." in line for line in _in_channel(place))
    place.asks("sam", channel, f"undo {entries['summary']}")
    assert place.cycle().errors == []
    assert _everywhere(place) == ("Investigating", "The log filled it")
    assert "Summary is “The log filled it”, as it was in Slack." in _in_channel(place)
    assert place.cycle().actions == []
    every = call(place, "conflicts", "--all", "--json").json
    assert [one["state"] for one in every] == ["resolved", "resolved"]


def test_what_counts_can_be_kept_and_an_edit_taken_back(at_odds: Place, call: Caller) -> None:
    """The winner's side named settles the conflict; an edit's old value comes back everywhere."""
    place = at_odds
    kept = call(place, "undo", str(_entries(place)["status"]), "--take", "slack")
    assert "status stays “Monitoring”, and the conflict is settled" in kept.out
    place.types("Disk full", Severity="Minor")
    place.cycle()
    assert _entries(place).keys() == {"summary"}
    with opened(place.config, writes=False) as app:
        edit = next(one.seq for one, _ in app.store.history() if one.field == "severity")
    assert call(place, "undo", str(edit)).code == 0
    place.cycle()
    assert place.row("Disk full")["Severity"] == "Major"
    assert _everywhere(place) == ("Monitoring", "A dump filled it")
    assert place.cycle().actions == []


def test_what_has_moved_on_is_refused_by_the_cycle_and_then_at_once(
    at_odds: Place, call: Caller
) -> None:
    """What was accepted before needs a person; after that it is exit 2, and nothing waits."""
    place, label = at_odds, at_odds.row("Disk full")["ID"]
    entry = str(_entries(place)["status"])
    assert call(place, "undo", entry).code == 0
    place.asks("sam", place.channel_of("Disk full"), "status resolved")
    report = place.cycle()
    moved = (
        f"{label}: status has moved on since entry {entry}: it is “Resolved” now, set by sam in "
        "slack; nothing was changed"
    )
    assert [one.message for one in report.errors] == [moved]
    assert report.exit_code == PERSON
    assert _everywhere(place) == ("Resolved", "A dump filled it")
    assert _entries(place).keys() == {"summary"}  # somebody changed the other: it is settled
    before = place.dump()
    place.forget_calls()
    for words, parts in (
        ([entry], [moved, "incident-sync history"]),
        (["9999", "--take", "notion"], ["history has no entry 9999", "incident-sync history"]),
    ):
        done = call(place, "undo", *words)
        assert (done.code, done.out) == (USAGE, "")
        said(done, *parts)
    assert (place.calls(), place.dump()) == ({}, before)
