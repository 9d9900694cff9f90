"""What is wrong is named once, with its place and its remedy; nothing is written there."""

from __future__ import annotations

from pathlib import Path

from incident_sync.cli.spawn import Sandbox
from tests.cli.conftest import Caller
from tests.engine.place import TAB, Done, Json, Place, place_in


def said(done: Done, *parts: str) -> None:
    """One sentence on stderr that holds all of these, and no traceback anywhere."""
    (line,) = done.err.splitlines()
    assert line.startswith("incident-sync: ")
    assert "Traceback" not in done.out + done.err
    missing = [part for part in parts if part not in line]
    assert missing == [], line


def _states(place: Place, call: Caller) -> dict[str, str]:
    shown = call(place, "list", "--json").json
    return {one["title"]: one["state"] for one in shown}


# A whole side.


def test_wrong_slack_token_stops_slack_alone(place: Place, call: Caller) -> None:
    """A token that Slack refuses is named with its remedy; the Sheet goes on, nothing is lost."""
    place.configure(token="xoxb-wrong")
    place.types("Disk full", Summary="No space left")
    done = call(place, "sync")
    assert done.code == 3
    said(done, "Slack", "token")
    assert "xoxb-wrong" not in done.out + done.err
    assert place.written("slack") == []
    place.configure()
    assert call(place, "sync").code == 0
    card = str(place.slack()["channels"][place.channel_of("Disk full")]["messages"])
    assert "No space left" in card


def test_unshared_sheet_stops_the_sheet_alone(place: Place, call: Caller) -> None:
    """A spreadsheet that is shared no more is named with its remedy; Slack goes on."""
    channel = place.channel_of("Disk full")
    place.act("sheets", "unshare")
    place.asks("sam", channel, "severity minor")
    place.asks("sam", channel, "help")
    done = call(place, "sync")
    assert done.code == 3
    said(done, "Google Sheets", "Share the spreadsheet")
    assert place.written("sheets") == []
    assert "chat.postMessage" in place.written("slack")
    place.act("sheets", "share")
    assert call(place, "sync").code == 0
    assert place.row("Disk full")["Severity"] == "Minor"


def test_missing_header_stops_the_sheet_alone(place: Place, call: Caller) -> None:
    """A column that lost its header is named with its tab; no cell is written until it is back."""
    channel = place.channel_of("Disk full")
    place.act("sheets", "set_cell", tab=TAB, cell="C1", value="State of things")
    place.asks("sam", channel, "severity minor")
    done = call(place, "sync")
    assert done.code == 3
    said(done, "Status", TAB)
    assert place.written("sheets") == []
    place.act("sheets", "set_cell", tab=TAB, cell="C1", value="Status")
    assert call(place, "sync").code == 0
    assert place.row("Disk full")["Severity"] == "Minor"
    assert set(_states(place, call).values()) == {"live", "history"}


def test_all_sides_unusable_is_a_failure(place: Place, call: Caller) -> None:
    """Where no side can be read the cycle failed, and says why for each."""
    place.configure(token="xoxb-wrong")
    place.act("sheets", "unshare")
    done = call(place, "sync")
    assert done.code == 1
    assert len(done.err.splitlines()) == 2
    assert "Traceback" not in done.err
    assert place.written() == []


# Configuration and store.


def test_unknown_key_is_refused_before_any_call(place: Place, call: Caller) -> None:
    """A key that nobody knows is named with the nearest known one; nothing is called."""
    place.configure('evry = "5s"')
    done = call(place, "sync")
    assert done.code == 2
    assert done.err.count("incident-sync: ") == 1
    assert f"{place.config}: sync.evry: unknown key. The nearest known one is every." in done.err
    assert "Traceback" not in done.err
    assert place.calls() == {}


def test_unreadable_store_is_refused_before_any_call(place: Place, call: Caller) -> None:
    """A damaged store is named, left as it is, and nothing is called."""
    damaged = b"this is no database" * 1000
    place.state.write_bytes(damaged)
    done = call(place, "sync")
    assert done.code == 2
    said(done, "incident-sync.db")
    assert place.state.read_bytes() == damaged
    assert place.calls() == {}


def test_another_installation_writes_nothing_in_slack(place: Place, call: Caller) -> None:
    """Channels that another store speaks for stop us there, and are named, with both ways out."""
    channels = place.slack()["channels"]
    with place.config.open("a", encoding="utf-8") as file:
        file.write('[state]\ninstallation = "elsewhere"\n')
    done = call(place, "sync")
    assert done.code == 3
    said(done, "inc-2-disk-full", "another installation", "put a backup", "installation = ")
    assert place.written("slack") == []
    assert place.slack()["channels"] == channels


def test_no_configuration_names_the_places_looked_at(fresh: Place, call: Caller) -> None:
    """Without a configuration the message says where one was looked for, and how to make one."""
    fresh.config.unlink()
    done = call(fresh, "sync")
    assert done.code == 2
    said(done, "incident-sync.toml", "config.example.toml")
    assert fresh.calls() == {}


# Rows.


def _invalid(done: Done) -> list[tuple[str, str]]:
    return [(one["field"], one["value"]) for one in done.json["invalid"]]


def _channel(place: Place, title: str) -> str:
    return str(place.slack()["channels"][place.channel_of(title)])


def test_word_outside_the_vocabulary_is_left_alone_and_named_once(
    place: Place, call: Caller
) -> None:
    """A severity that nobody knows stays in its cell; the rest of the row and the others go on."""
    place.types("Disk full", Severity="Catastrophic", Summary="No space left")
    place.types("Slow search", Severity="Major")
    done = call(place, "sync", "--json")
    assert done.code == 3
    (one,) = done.json["invalid"]
    row = place.row("Disk full")["row"]
    assert {name: one[name] for name in ("side", "where", "field", "value")} == {
        "side": "sheets", "where": f"{TAB}!D{row}", "field": "severity", "value": "Catastrophic",
    }  # fmt: skip
    assert place.row("Disk full")["Severity"] == "Catastrophic"
    assert "No space left" in _channel(place, "Disk full")
    assert "Catastrophic" in _channel(place, "Disk full")  # the channel hears of it
    assert "Major | Investigating" in _channel(place, "Slow search")
    again = call(place, "sync", "--json")
    assert (again.code, again.json["invalid"], again.json["actions"]) == (0, [], [])


def test_unreadable_date_is_left_alone_and_named_once(place: Place, call: Caller) -> None:
    """A date that can be read in two ways is not guessed."""
    place.types("Disk full", Reported_at="05-03-2020", Summary="No space left")
    done = call(place, "sync", "--json")
    assert done.code == 3
    assert _invalid(done) == [("reported_at", "05-03-2020")]
    assert place.row("Disk full")["Reported at"] == "05-03-2020"
    assert "No space left" in _channel(place, "Disk full")
    assert _invalid(call(place, "sync", "--json")) == []


def test_row_without_title_waits_and_is_named_once(place: Place, call: Caller) -> None:
    """A row that has no title opens nothing until it gets one."""
    place.adds(Severity="Major", Lead="@sam")
    done = call(place, "sync", "--json")
    assert done.code == 3
    assert [field for field, _ in _invalid(done)] == ["title"]
    assert "conversations.create" not in place.written("slack")
    again = call(place, "sync", "--json")
    assert (again.code, again.json["invalid"]) == (0, [])
    row = next(row for row in place.rows() if not row["Title"])
    assert row["ID"] == ""
    place.types_at(row["row"], Title="Payments fail")
    assert call(place, "sync", "--json").code == 0
    assert place.channel_of("Payments fail") in place.slack()["channels"]


def test_copied_row_is_named_once_and_a_new_incident_once_retitled(
    place: Place, call: Caller
) -> None:
    """Of two rows with one ID the untouched one keeps it; the copy is nobody's until retitled."""
    original = place.row("Disk full")
    copied = {name: value for name, value in original.items() if name != "row"}
    place.adds(**{**copied, "Summary": "Again?"})
    done = call(place, "sync", "--json")
    assert done.code == 3
    assert [one["field"] for one in done.json["invalid"]] == ["id"]
    assert place.written() == []
    assert call(place, "sync", "--json").json["invalid"] == []
    copy = next(row for row in place.rows() if row["Summary"] == "Again?")
    place.types_at(copy["row"], Title="Disk full again")
    assert call(place, "sync", "--json").code == 0
    ids = {row["Title"]: row["ID"] for row in place.rows()}
    assert ids["Disk full"] == original["ID"] != ids["Disk full again"]
    assert place.channel_of("Disk full again") != place.channel_of("Disk full")


# A Sheet that shrinks.


def _grown(sandbox: Sandbox, folder: Path, rows: int) -> Place:
    """A mirrored register of so many rows, three of them active, at the top."""
    table: list[Json] = [{"Title": f"Outage {n}", "Status": "Fixing"} for n in range(3)]
    over = {"Status": "Resolved", "Resolved_at": "2026-01-05"}
    table += [{"ID": f"OLD-{n}", "Title": f"Past {n}", **over} for n in range(3, rows)]
    place = place_in(sandbox, folder, table)
    for _ in range(2):
        assert place.cycle().errors == []
    place.unfreeze()
    return place


def _held(place: Place, call: Caller) -> Json:
    """Two cycles, after which what is gone counts as gone; the guard that they end with."""
    call(place, "sync")
    place.forget_calls()
    done = call(place, "sync", "--json")
    assert done.code == 3
    guard: Json = done.json["guard"]
    return guard


def test_empty_sheet_detaches_nothing_until_approved(
    sandbox: Sandbox, tmp_path: Path, call: Caller
) -> None:
    """Where all rows are gone, nothing is detached or written back; a person decides."""
    place = _grown(sandbox, tmp_path, 5)
    place.act("sheets", "delete_rows", tab=TAB, at=2, count=5)
    guard = _held(place, call)
    assert "5 rows gone" in guard["reason"]
    assert len(guard["held"]) == 5
    assert "detached" not in _states(place, call).values()
    assert place.written("sheets") == []
    assert call(place, "sync", "--json").json["guard"] == guard
    assert call(place, "approve", guard["id"]).code == 0
    assert call(place, "sync").code == 0
    assert set(_states(place, call).values()) == {"detached"}
    assert "conversations.archive" not in place.written("slack")
    assert place.rows() == []
    assert call(place, "sync", "--json").json["actions"] == []


def test_short_sheet_detaches_exactly_what_was_approved(
    sandbox: Sandbox, tmp_path: Path, call: Caller
) -> None:
    """More rows gone than the share allows wait for a person, who passes just those."""
    place = _grown(sandbox, tmp_path, 12)
    place.act("sheets", "delete_rows", tab=TAB, at=2, count=2)
    guard = _held(place, call)
    assert "2 rows gone" in guard["reason"]
    assert "detached" not in _states(place, call).values()
    place.types("Outage 2", Severity="Major")
    assert call(place, "approve", "wrong1").code == 2
    assert call(place, "approve", guard["id"]).code == 0
    assert call(place, "sync").code == 0
    gone = {title for title, state in _states(place, call).items() if state == "detached"}
    assert gone == {"Outage 0", "Outage 1"}
    assert "Major | Fixing" in _channel(place, "Outage 2")


def test_single_row_that_is_gone_is_detached_after_two_looks(place: Place, call: Caller) -> None:
    """One deleted row is believed, at the second look; the channel is told and stays."""
    channel = place.channel_of("Disk full")
    place.act("sheets", "delete_rows", tab=TAB, at=place.row("Disk full")["row"])
    assert call(place, "sync").code == 0
    assert _states(place, call)["Disk full"] == "live"
    assert call(place, "sync").code == 0
    assert _states(place, call)["Disk full"] == "detached"
    raw = place.slack()["channels"][channel]
    assert not raw["is_archived"]
    assert "To put it back: say @incident-sync restore INC-" in str(raw["messages"])
