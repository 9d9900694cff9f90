"""The contract with users and scripts: what each command prints, how it exits, what it touches."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from incident_sync.cli.spawn import Sandbox
from tests.cli.conftest import Caller
from tests.engine.place import TOKEN, Place

SOON_S = 10.0


def until(told: Callable[[], bool]) -> None:
    """Wait until something is so; fail where it is not so soon."""
    end = time.monotonic() + SOON_S
    while not told():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


# plan


def test_plan_writes_nothing_anywhere(fresh: Place) -> None:
    """A plan shows what a first cycle would do; no service is written and no store is made."""
    before = fresh.slack(), fresh.rows()
    done = fresh.run("plan", "--json")
    assert (done.code, done.err) == (0, "")
    kinds = [(one["side"], one["kind"]) for one in done.json["actions"]]
    assert kinds.count(("slack", "open_channel")) == 2
    assert fresh.written() == []
    assert (fresh.slack(), fresh.rows()) == before
    assert [path.name for path in fresh.folder.iterdir()] == ["incident-sync.toml"]


def test_plan_leaves_a_store_as_it_is(place: Place) -> None:
    """A plan of a warm mirror changes no row of the store, not even the beat."""
    place.types("Disk full", Severity="Minor")
    place.adds(Title="Payments fail")
    before = place.dump()
    done = place.run("plan", "--json")
    assert [edit["field"] for edit in done.json["edits"]] == ["severity"]
    assert "open_channel" in [one["kind"] for one in done.json["actions"]]
    assert place.written() == []
    assert place.dump() == before


def test_plan_check_tells_by_its_exit_code(place: Place, call: Caller) -> None:
    """``plan --check`` is 0 where nothing is to do, and 4 where something is."""
    assert call(place, "plan", "--check").code == 0
    place.types("Disk full", Severity="Minor")
    done = call(place, "plan", "--check")
    assert done.code == 4
    assert "would edit card in slack" in done.out


def test_kept_plan_is_applied_as_long_as_it_holds(
    place: Place, tmp_path: Path, call: Caller
) -> None:
    """``sync --plan`` does what the plan shows; once somebody changed something it refuses."""
    kept = str(tmp_path / "plan.json")
    place.types("Disk full", Severity="Minor")
    assert call(place, "plan", "--out", kept).code == 0
    place.types("Disk full", Severity="Major", Summary="No space left")
    place.forget_calls()
    refused = call(place, "sync", "--plan", kept)
    assert refused.code == 1
    assert "no longer holds" in refused.err
    assert "incident-sync plan" in refused.err
    assert place.written() == []
    assert call(place, "plan", "--out", kept).code == 0
    assert call(place, "sync", "--plan", kept).code == 0
    assert "No space left" in str(place.slack()["channels"][place.channel_of("Disk full")])


def test_file_that_is_no_plan_is_refused(place: Place, tmp_path: Path) -> None:
    """A file that holds no plan is wrong usage; nothing is called."""
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    done = place.run("sync", "--plan", str(tmp_path / "plan.json"))
    assert done.code == 2
    assert "this is no plan" in done.err
    assert place.calls() == {}


# Reading


def test_sync_document_has_the_shape_of_the_contract(place: Place) -> None:
    """``sync --json`` is one document with the keys and shapes that scripts rely on."""
    place.asks("sam", place.channel_of("Disk full"), "severity minor")
    place.types("Slow search", Status="Whatever")
    report = place.run("sync", "--json").json
    needed = {
        "cycle", "started_at", "duration_s", "incidents", "edits", "conflicts", "invalid",
        "actions", "errors", "guard", "api_calls",
    }  # fmt: skip
    assert needed <= report.keys()
    assert report["incidents"] == 3
    assert report["guard"] is None
    (edit,) = report["edits"]
    assert {name: edit[name] for name in ("field", "side", "old", "new", "by")} == {
        "field": "severity", "side": "slack", "old": "Major", "new": "Minor",
        "by": "sam",
    }  # fmt: skip
    assert edit["incident"] == place.row("Disk full")["ID"]
    assert {"side", "where", "field", "value", "reason"} == report["invalid"][0].keys()
    assert {"side": "sheets", "kind": "write_row", "incident": edit["incident"],
            "fields": ["severity"]} in report["actions"]  # fmt: skip
    assert report["api_calls"] == place.calls()


def test_conflict_is_told_with_all_its_values(place: Place, call: Caller) -> None:
    """Two people, one field, one cycle: base, values and winner are named; no value is lost."""
    place.asks("sam", place.channel_of("Disk full"), "summary The log filled it")
    place.types("Disk full", Summary="A dump filled it")
    label = place.row("Disk full")["ID"]
    (conflict,) = call(place, "sync", "--json").json["conflicts"]
    assert conflict == {
        "incident": label, "field": "summary", "base": None,
        "values": {"slack": "The log filled it", "sheets": "A dump filled it"}, "winner": "sheets",
    }  # fmt: skip
    assert place.row("Disk full")["Summary"] == "A dump filled it"
    told = call(place, "history", label, "--json").json
    assert "The log filled it" in [one["values"].get("slack") for one in told]


def test_list_and_show_give_incidents_by_field_name(place: Place, call: Caller) -> None:
    """``list`` and ``show`` give every field and a link per side; ``--active`` what goes on."""
    channel, row = place.channel_of("Disk full"), place.row("Disk full")
    place.asks("sam", channel, "todo Write the runbook")
    assert call(place, "sync").code == 0
    listed = call(place, "list", "--json").json
    assert {one["title"] for one in listed} == {"Disk full", "Slow search", "Old one"}
    active = call(place, "list", "--active", "--json").json
    assert {one["title"] for one in active} == {"Disk full", "Slow search"}
    shown = call(place, "show", row["ID"].lower(), "--json").json
    assert shown["id"] == row["ID"]
    assert (shown["status"], shown["severity"]) == ("Fixing", "Major")
    assert shown["lead"] == "sam@example.com"
    assert channel in shown["links"]["slack"]
    assert place.key in shown["links"]["sheets"]
    assert [one["text"] for one in shown["follow_ups"]] == ["Write the runbook"]
    unknown = call(place, "show", "INC-99")
    assert unknown.code == 2
    assert "incident-sync list" in unknown.err


def test_reading_commands_touch_no_service(place: Place, call: Caller) -> None:
    """What only reads the store calls nobody and changes nothing; a pipe gets plain lines."""
    before = place.dump()
    label = place.row("Disk full")["ID"]
    for words in (["list"], ["status"], ["history"], ["conflicts"], ["show", label]):
        done = call(place, *words)
        assert (done.code, done.err) == (0, "")
        assert done.out
        assert "\x1b" not in done.out
    assert place.calls() == {}
    assert place.dump() == before


def test_reading_commands_before_the_first_cycle(fresh: Place, call: Caller) -> None:
    """Where no cycle ran yet, what needs one says so and makes no store."""
    for words in (["list"], ["conflicts"], ["undo", "1"]):
        done = call(fresh, *words)
        assert done.code == 2
        assert "Traceback" not in done.err
        assert "incident-sync sync" in done.err
        assert not fresh.state.exists()


def test_status_tells_how_each_side_is(place: Place, call: Caller) -> None:
    """``status`` is 0 while all is well, and 3 with the reason after a side could not be read."""
    well = call(place, "status", "--json")
    assert well.code == 0
    assert well.json["sides"] == {"slack": "", "sheets": ""}
    assert (well.json["incidents"], well.json["in_doubt"], well.json["unsaid"]) == (3, 0, 0)
    place.act("sheets", "unshare")
    call(place, "sync")
    ill = call(place, "status", "--json")
    assert ill.code == 3
    assert "Share the spreadsheet" in ill.json["sides"]["sheets"]


def test_history_tells_who_did_what(place: Place, call: Caller) -> None:
    """``history`` gives the newest first, with who, where, and the values before and after."""
    place.asks("sam", place.channel_of("Disk full"), "severity minor")
    assert call(place, "sync").code == 0
    entries = call(place, "history", "--json").json
    numbers = [one["seq"] for one in entries]
    assert numbers == sorted(numbers, reverse=True)
    assert {"seq", "at", "kind", "incident", "side", "field", "by", "values", "digest"} == set(
        entries[0]
    )
    (edit,) = [one for one in entries if one["field"] == "severity"]
    assert (edit["kind"], edit["side"], edit["by"]) == ("edit", "slack", "sam")
    assert edit["values"] == {"old": "Major", "new": "Minor"}


def test_verify_says_whether_the_history_is_as_it_was_written(place: Place, call: Caller) -> None:
    """Its count and head where it is; the entry that was touched where it is not, and exit 1."""
    newest = call(place, "history", "--limit", "1", "--json").json[0]
    whole = call(place, "verify", "--json")
    assert (whole.code, whole.json["whole"], whole.json["problems"]) == (0, True, [])
    assert (whole.json["entries"], whole.json["head"]) == (newest["seq"], newest["digest"])
    with closing(sqlite3.connect(place.state)) as store, store:
        store.execute("UPDATE history SET \"by\" = 'mallory' WHERE seq = 2")
    altered = call(place, "verify")
    assert altered.code == 1
    assert "altered entry: Entry 2 is not what was written" in altered.out
    assert place.calls() == {}


# Declaring


def test_declare_goes_through_the_inbox(place: Place, call: Caller) -> None:
    """``declare`` calls nobody; the next cycle opens one channel and one row, and only once."""
    done = call(
        place, "declare", "Payments fail", "--severity", "major", "--lead", "@lena", "--json"
    )
    assert (done.code, done.json["title"]) == (0, "Payments fail")
    assert place.calls() == {}
    assert call(place, "sync").code == 0
    row = place.row("Payments fail")
    assert (row["Severity"], row["Status"]) == ("Major", "Investigating")
    assert (
        "Lead: @lena"
        in place.slack()["channels"][place.channel_of("Payments fail")]["topic"]["value"]
    )
    assert call(place, "sync", "--json").json["actions"] == []
    refused = call(place, "declare", "Another", "--severity", "huge")
    assert refused.code == 2
    assert "Minor, Major" in refused.err


# run


def test_run_mirrors_and_stops_cleanly(place: Place) -> None:
    """The daemon mirrors, takes what is declared beside it, and ends at SIGTERM with 0."""
    config = place.config.read_text(encoding="utf-8")
    place.config.write_text(config.replace("[sync]", '[sync]\nevery = "1s"'), encoding="utf-8")
    with place.started("run") as process:
        try:
            until(lambda: bool(place.calls()))
            place.types("Disk full", Severity="Minor")
            channel = place.channel_of("Disk full")
            until(lambda: "Minor" in place.slack()["channels"][channel]["topic"]["value"])
            assert place.run("declare", "Payments fail").code == 0
            until(lambda: "Payments fail" in [row["Title"] for row in place.rows()])
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=SOON_S)
        except BaseException:
            process.kill()
            raise
    assert time.monotonic() - began < 3
    assert (process.returncode, err) == (0, "")
    assert out.startswith("mirroring every 1 s")
    assert out.endswith("stopped\n")
    assert place.run("sync").code == 0  # the lease was given back


def test_second_writer_says_who_is_at_work(place: Place) -> None:
    """While one cycle is under way, another process stops before any call and names the first."""
    place.sandbox.control("POST", "/faults", {"kind": "gate", "service": "slack"})
    with place.started("sync") as first:
        try:
            assert place.sandbox.control("GET", "/gates?wait=10")["held"] is not None
            before = place.calls()
            second = place.run("sync")
            assert second.code == 1
            assert "at work already" in second.err
            assert str(first.pid) in second.err
            assert place.calls() == before
            place.sandbox.control("POST", "/gates/release", {})
            first.communicate(timeout=SOON_S)
        except BaseException:
            first.kill()
            raise
    assert first.returncode == 0


def test_one_daemon_at_a_time(place: Place) -> None:
    """Between its cycles, too, a daemon holds the lease: a second one names it and stops."""
    with place.started("run") as first:
        try:
            until(lambda: bool(place.calls()))
            for words in (["run"], ["sync"]):
                second = place.run(*words)
                assert second.code == 1
                assert str(first.pid) in second.err
                assert second.err.count("\n") == 1
            assert place.run("status").code == 0
            first.send_signal(signal.SIGTERM)
            first.communicate(timeout=SOON_S)
        except BaseException:
            first.kill()
            raise
    assert first.returncode == 0


# Secrets and usage


def test_token_never_appears(sandbox: Sandbox, place: Place) -> None:
    """At the loudest no output holds the token, neither where all is well nor on refusal."""
    config = place.config.read_text(encoding="utf-8")
    place.config.write_text(config.replace(TOKEN, "${CANARY}"), encoding="utf-8")
    place.types("Disk full", Severity="Minor")
    for token in (TOKEN, "xoxb-canary-1234567890-abcdef"):
        for words in (["plan"], ["sync", "--json"], ["status"]):
            done = place.run("-vv", *words, CANARY=token)
            assert token not in done.out + done.err
            assert token not in "".join(place.dump())


def test_missing_variable_is_named(place: Place) -> None:
    """A variable that is not set is named, with the key that needs it."""
    config = place.config.read_text(encoding="utf-8")
    place.config.write_text(config.replace(TOKEN, "${CANARY}"), encoding="utf-8")
    done = place.run("sync")
    assert done.code == 2
    assert "CANARY" in done.err
    assert "slack.bot_token" in done.err


@pytest.mark.parametrize("words", [["nonsense"], ["sync", "--nonsense"], ["show"]])
def test_wrong_usage_exits_with_two(place: Place, words: list[str]) -> None:
    """What nobody can mean is wrong usage: 2, one message, no call."""
    done = place.run(*words)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert place.calls() == {}
