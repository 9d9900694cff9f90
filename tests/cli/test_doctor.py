"""``doctor``: what it says of configuration, store and lease; how it prints, exits, keeps off."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from incident_sync.app import examined
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import SystemClock
from incident_sync.core.rebuild import UNDECIDED
from incident_sync.engine.waiting import waiting
from incident_sync.model.edit import Conflict
from incident_sync.model.fields import Kind
from incident_sync.model.finding import Finding
from incident_sync.model.item import Item, Link
from incident_sync.store import Store
from tests.cli.conftest import Caller
from tests.engine.place import TAB, TOKEN, Place, place_in
from tests.sides.checked import by_name, wrong

CONFIG = "Config: file"
DATABASE, LEASE = "Store: database", "Store: lease"
HELD, CONFLICTS = "Waiting: held changes", "Waiting: conflicts"
DOUBT = "Waiting: effects in doubt"


@pytest.fixture
def pair(sandbox: Sandbox, tmp_path: Path) -> Place:
    """Two registers that were never mirrored."""
    row = {"Title": "Disk full", "Status": "Fixing", "Severity": "Major"}
    return place_in(sandbox, tmp_path, [row], [row])


@pytest.fixture
def kept(fresh: Place) -> Place:
    """A register that was never mirrored, and a store that was never written."""
    Store.open(f"sqlite:///{fresh.state}", SystemClock()).close()
    return fresh


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """What somebody sets to mend a configuration is set for that test alone."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def _findings(place: Place) -> list[Finding]:
    """What is found, in this process: a child would say the same, slower."""
    found = examined(place.config).findings
    return [one for some in found.values() for one in some]


def _edit(place: Place, old: str, new: str) -> None:
    written = place.config.read_text(encoding="utf-8")
    assert old in written
    place.config.write_text(written.replace(old, new), encoding="utf-8")


# Keeping off.


def test_doctor_of_a_fresh_place_is_content_and_writes_nothing(pair: Place, call: Caller) -> None:
    """All is well: 0, one document; no service is written, no channel joined, no store made."""
    before = pair.slack(), pair.rows(), pair.pages.everything()
    pair.forget_calls()
    done = call(pair, "doctor", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["ok"] is True
    assert {one["side"] for one in done.json["findings"]} == {None, "slack", "notion", "sheets"}
    assert set(done.json["findings"][0]) == {"side", "what", "ok", "said", "remedy", "where"}
    assert sum(sum(some.values()) for some in pair.calls().values()) == 10
    assert pair.written() == []
    assert (pair.slack(), pair.rows(), pair.pages.everything()) == before
    assert [path.name for path in pair.folder.iterdir()] == ["incident-sync.toml"]


def test_doctor_leaves_a_store_as_it_is(place: Place, call: Caller) -> None:
    """A warm mirror is well, too, and no row of its store changes; nobody else is kept waiting."""
    before = place.dump()
    assert call(place, "doctor").code == 0
    assert place.dump() == before
    assert place.written() == []


def test_what_is_wrong_is_a_line_with_its_remedy_below(kept: Place, call: Caller) -> None:
    """A person reads ok and !! and what to do; the last line counts; a pipe gets no colours."""
    kept.act("sheets", "set_cell", tab=TAB, cell="C1", value="State")
    done = call(kept, "doctor")
    assert done.code == 3
    lines = done.out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("!!"))
    assert lines[at].startswith('!!  Sheets: columns of "Incidents": the tab "Incidents" has no')
    assert lines[at + 1].startswith("      Rename the column back")
    assert lines[-1].startswith(f"{len(lines) - 2} looked at, 1 (!!) to be mended; ")
    assert {line[:2] for line in lines[:-1]} == {"ok", "!!", "--", "  "}
    assert "\x1b" not in done.out
    kept.act("sheets", "set_cell", tab=TAB, cell="C1", value="Status")
    assert call(kept, "doctor").code == 0


# Exit codes.


def test_every_side_unusable_is_a_failure(pair: Place, call: Caller) -> None:
    """1 where no side can be used, each with its remedy; 3 as soon as one can."""
    pair.configure(token="xoxb-wrong-canary", notion='token = "ntn_canary"')
    pair.act("sheets", "unshare")
    done = call(pair, "doctor")
    assert done.code == 1
    assert wrong(_findings(pair)) == [
        "Slack: bot token", "Notion: token", "Sheets: spreadsheet",
    ]  # fmt: skip
    assert "canary" not in done.out + done.err
    pair.act("sheets", "share")
    assert call(pair, "doctor").code == 3


def test_a_configuration_with_mistakes_hides_only_what_needs_it(pair: Place, call: Caller) -> None:
    """2, a line a mistake; the tables without one are looked at all the same."""
    pair.configure('evry = "5s"', sheets='wurksheet = "X"')
    done = call(pair, "doctor")
    assert done.code == 2
    found = by_name(_findings(pair))
    assert wrong(found.values()) == ["Config: sheets.wurksheet", "Config: sync.evry"]
    assert found["Config: sync.evry"].remedy == "The nearest known one is every."
    assert found["Slack: bot token"].ok
    assert found["Notion: database"].ok
    assert found["Sheets"].ok is None


def test_without_its_settings_a_service_is_not_called(pair: Place) -> None:
    """What stands in the place of a broken table is never sent anywhere."""
    pair.configure(token="${NOT_SET_BY_ANYBODY}")
    found = examined(pair.config)
    assert wrong(found.findings[""]) == ["Config: slack.bot_token"]
    assert [one.ok for one in found.findings["slack"]] == [None]
    assert set(found.api_calls) == {"notion", "sheets"}


def test_no_configuration_at_all(pair: Place, call: Caller) -> None:
    """2, and where it was looked for; nobody is called."""
    pair.config.unlink()
    pair.forget_calls()
    done = call(pair, "doctor", "--json")
    assert done.code == 2
    (line,) = done.json["findings"]
    assert "looked for" in line["said"]
    assert "config.example.toml" in line["remedy"]
    assert pair.calls() == {}


def test_words_that_cannot_be_read_hide_the_registers(pair: Place) -> None:
    """Whether a register has our words is not judged by other words than the user's."""
    with pair.config.open("a", encoding="utf-8") as file:
        file.write("[incident]\nseverities = []\n")
    found = by_name(_findings(pair))
    assert found["Slack: bot token"].ok
    assert (found["Notion"].ok, found["Sheets"].ok) == (None, None)


def test_secrets_stay_secret(pair: Place) -> None:
    """At the loudest, with tokens that work and with mistakes, no output holds one."""
    _edit(pair, TOKEN, "${CANARY}")
    _edit(pair, "[sync]", '[sync]\nevery = "${CANARY}"')
    for words in (["doctor"], ["doctor", "--json"]):
        done = pair.run("-vv", *words, CANARY=TOKEN)
        assert done.code == 2
        assert TOKEN not in done.out + done.err


# Planted faults: configuration and store.


@dataclass
class Plant:
    """A fault, the line it shows in, what its remedy says, and doing that."""

    what: str
    remedy: str
    spoil: Callable[[Place], Any]
    mend: Callable[[Place], Any]
    then: str = ""
    """The line that is green once it is mended, where that is another one."""


def _replaced(old: str, new: str) -> tuple[Callable[[Place], Any], Callable[[Place], Any]]:
    return (lambda place: _edit(place, old, new)), (lambda place: _edit(place, new, old))


def _added(more: str, mended: str = "") -> tuple[Callable[[Place], Any], Callable[[Place], Any]]:
    return (lambda place: place.configure(more)), (lambda place: place.configure(mended))


def _sheets(more: str, mended: str) -> tuple[Callable[[Place], Any], Callable[[Place], Any]]:
    return (lambda place: place.configure(sheets=more)), (
        lambda place: place.configure(sheets=mended)
    )


def _store(statement: str) -> Callable[[Place], Any]:
    def do(place: Place) -> None:
        with closing(sqlite3.connect(place.state)) as connection:
            connection.execute(statement)
            connection.commit()

    return do


def _aside(place: Place) -> Path:
    return place.folder / "aside.db"


def _damage(place: Place) -> None:
    place.state.rename(_aside(place))
    place.state.touch(0o600)
    place.state.write_bytes(b"this is no database" * 1000)


def _put_back(place: Place) -> None:
    _aside(place).replace(place.state)


_EVERY = 'every = "1s"', 'every = "3s"'
PLANTS = {
    "an unknown key": Plant("Config: sync.evry", "nearest known one is every",
                            *_added('evry = "5s"', 'every = "5s"'), CONFIG),
    "a variable that is not set": Plant(
        "Config: slack.bot_token", "Set it",
        lambda place: _edit(place, TOKEN, "${NOT_SET_BY_ANYBODY}"),
        lambda _: os.environ.update(NOT_SET_BY_ANYBODY=TOKEN), CONFIG),
    "two fields under one header": Plant(
        "Config: sheets.fields", "config.example.toml",
        *_sheets('[sheets.fields]\nlead = "Reporter"', '[sheets.fields]\nlead = "Lead"'), CONFIG),
    "a secret others can read": Plant("Config: slack.bot_token", "chmod 600",
                                      lambda place: place.config.chmod(0o644),
                                      lambda place: place.config.chmod(0o600), CONFIG),
    "a duration that is none": Plant("Config: sync.every", "config.example.toml",
                                     *_added('every = "often"', 'every = "15s"')),
    "no new channel at all": Plant("Config: sync.max_new_channels", "Set it to 1 or more",
                                   *_replaced("max_new_channels = 1000", "max_new_channels = 0")),
    "faster than Slack answers": Plant("Config: sync.every", '"3s" or more', *_added(*_EVERY)),
    "a wait longer than a lease": Plant("Config: sync.settle", 'less than "3m"',
                                        *_replaced('settle = "0s"', 'settle = "5m"')),
    "the word to a record that is off": Plant("Config: sync.system_of_record", "Set it to sheets",
                                              *_added('system_of_record = "notion"',
                                                      'system_of_record = "sheets"')),
    "one word for two things": Plant(
        "Config: incident.values", "Take it out of one of them",
        *_added('[incident.values]\nstatus = { Fixing = ["hot"] }\nseverity = { Major = ["hot"] }',
                '[incident.values]\nseverity = { Major = ["hot"] }')),
    "a token of another kind": Plant(
        "Config: slack.app_token", "App-Level Tokens",
        *_replaced("[slack]\n", '[slack]\napp_token = "xoxb-canary"\n')),
    "no folder for the store": Plant(
        DATABASE, "Make its folder",
        lambda place: place.configure('[state]\nurl = "sqlite:///deep/down.db"'),
        lambda place: (place.folder / "deep").mkdir()),
    "a store others can read": Plant(DATABASE, "chmod 600", lambda place: place.state.chmod(0o644),
                                     lambda place: place.state.chmod(0o600)),
    "a damaged store": Plant(DATABASE, "Put a backup", _damage, _put_back),
    "a newer version's store": Plant(
        DATABASE, "Install that version again",
        _store("UPDATE alembic_version SET version_num = '9999'"),
        _store("UPDATE alembic_version SET version_num = '0001'")),
    "an older version's store": Plant(
        DATABASE, "incident-sync sync", _store("UPDATE alembic_version SET version_num = '0000'"),
        _store("UPDATE alembic_version SET version_num = '0001'")),
    "another program's database": Plant(
        DATABASE, "Name a file of its own in `state.url`",
        _store("ALTER TABLE alembic_version RENAME TO tunes"),
        lambda place: place.configure('[state]\nurl = "sqlite:///its-own.db"')),
    "a wrong Slack token": Plant("Slack: bot token", "Bot User OAuth Token",
                                 lambda place: place.configure(token="xoxb-canary"),
                                 lambda place: place.configure()),
    "no announcement channel": Plant(
        "Slack: announcement channel", "Create it",
        lambda place: _edit(place, "[slack]\n", '[slack]\nannounce = "#news"\n'),
        lambda place: place.act("slack", "create_channel", user="priya", name="news")),
    "a Sheet that is not shared": Plant("Sheets: spreadsheet", "Share the spreadsheet",
                                        lambda place: place.act("sheets", "unshare"),
                                        lambda place: place.act("sheets", "share")),
    "a clock five minutes off": Plant(
        "Slack: clock", "NTP",
        lambda place: place.sandbox.control("PUT", "/clock", {"offset_s": 300}),
        lambda place: place.unfreeze()),
}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_what_is_wrong_is_named_and_its_remedy_mends_it(kept: Place, plant: Plant) -> None:
    """The line is red with its remedy, and green once somebody did that; nothing was written."""
    kept.forget_calls()
    plant.spoil(kept)
    found = by_name(_findings(kept))
    line = found[plant.what]
    assert line.ok is False, line
    assert plant.remedy in line.remedy
    assert "canary" not in repr(found)
    plant.mend(kept)
    mended = by_name(_findings(kept))
    assert mended[plant.then or plant.what].ok, mended
    assert wrong(mended.values()) == []
    assert kept.written() == []


def test_a_key_file_that_others_can_read_is_named(fresh: Place) -> None:
    """First who can read it, then what stands in it."""
    key = fresh.folder / "key.json"
    key.touch(0o644)
    _edit(fresh, '"anonymous"', '"key.json"')
    line = by_name(_findings(fresh))["Config: sheets.credentials"]
    assert line.ok is False
    assert "chmod 600" in line.said
    key.chmod(0o600)
    found = by_name(_findings(fresh))
    assert found["Config: secrets"].ok
    assert wrong(found.values()) == ["Sheets: credentials"]


def test_an_unusable_store_is_wrong_usage_and_hides_no_side(kept: Place, call: Caller) -> None:
    """2 as for every command; what the services say does not depend on it."""
    _damage(kept)
    found = by_name(_findings(kept))
    assert found[LEASE].ok is None
    assert found["Sheets: spreadsheet"].ok
    assert call(kept, "doctor").code == 2


def test_a_lost_store_is_told_before_it_does_harm(place: Place) -> None:
    """Channels of ours that no store knows are named, with the remedy; that turns it green."""
    place.state.unlink()
    line = by_name(_findings(place))["Slack: channels"]
    assert line.ok is False
    assert "it was lost" in line.said
    assert "#inc-2-disk-full" in line.where
    assert "incident-sync sync rebuilds it" in line.remedy
    place.cycle()
    assert by_name(_findings(place))["Slack: channels"].ok


# What waits.


def test_what_is_held_is_a_finding_until_it_is_approved(place: Place, call: Caller) -> None:
    """Named with what it is, and the remedy that is printed is the command that mends it."""
    place.act("sheets", "delete_rows", tab=TAB, at=2, count=3)
    for _ in range(2):
        place.cycle()
    place.forget_calls()
    line = by_name(_findings(place))[HELD]
    assert (line.ok, line.said) == (False, "3 rows gone from sheets")
    (words,) = re.findall(r"incident-sync (approve \w+)\.", line.remedy)
    assert call(place, *words.split()).code == 0
    line = by_name(_findings(place))[HELD]
    assert line.ok
    assert "was approved; the next cycle lets it pass" in line.said
    assert place.cycle().guard is None
    assert by_name(_findings(place))[HELD].said == "nothing is held"


def test_what_is_in_doubt_is_a_finding_until_a_cycle_looks_it_up(place: Place) -> None:
    """The reply was lost: it is named, and the next cycle finds out, as the remedy says."""
    place.adds(Title="Payments fail", Status="Fixing")
    fault = {"kind": "drop", "phase": "after", "method": "conversations.create"}
    place.sandbox.control("POST", "/faults", fault)
    assert place.cycle().exit_code == 3
    line = by_name(_findings(place))[DOUBT]
    assert line.ok is False
    assert "the first is open channel in slack" in line.said
    assert "Run incident-sync sync" in line.remedy
    assert place.cycle().errors == []
    assert by_name(_findings(place))[DOUBT].said == "none"


def test_conflicts_that_nobody_could_decide_are_a_finding(kept: Place) -> None:
    """One that a rule decided is only counted; one that left a field alone needs a person."""
    clash = Conflict(1, "summary", None, {"slack": "x", "sheets": "y"}, "slack")
    with Store.open(f"sqlite:///{kept.state}", SystemClock()) as store:
        with store.writing() as tx:
            tx.save_item(Item(1, Kind.INCIDENT, "INC-1"), active=True, closed_at=None, dirty=False)
            tx.save_link(Link("sheets", "INC-1", 1, Kind.INCIDENT))
            tx.conflict(clash, SystemClock().now())
        (line,) = [one for one in waiting(store) if one.what == CONFLICTS]
        assert (line.ok, line.said[:42]) == (True, "1 are open, none waits for a decision; inc")
        with store.writing() as tx:
            blocked = {"summary": UNDECIDED}
            tx.save_link(Link("sheets", "INC-1", 1, Kind.INCIDENT, blocked=blocked))
        (line,) = [one for one in waiting(store) if one.what == CONFLICTS]
        assert (line.ok, line.said[:31]) == (False, "1 of 1 wait for a decision, and")
        assert "incident-sync conflicts lists them" in line.remedy
        with store.writing() as tx:
            tx.conflicts_resolved([one.id for one in store.conflicts()])
        assert all(one.ok for one in waiting(store))


# The lease.


HANGS = """
import sys, time
from incident_sync.clock import SystemClock
from incident_sync.store import Store
Store.open(sys.argv[1], SystemClock()).acquire("run", 0.0)
print("held", flush=True)
time.sleep(60)
"""


def test_a_process_that_hangs_is_named_and_stopped(kept: Place) -> None:
    """It is alive, and its lease ran out: once it is stopped, as the remedy says, all is well."""
    program = [sys.executable, "-c", HANGS, f"sqlite:///{kept.state}"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        line = by_name(_findings(kept))[LEASE]
        assert line.ok is False
        assert f"pid {process.pid}" in line.where
        assert "Stop that process" in line.remedy
        process.kill()
        process.wait()
    line = by_name(_findings(kept))[LEASE]
    assert line.ok
    assert "takes it over" in line.said


def test_the_lease_tells_who_is_at_work_and_who_is_gone(place: Place) -> None:
    """A daemon is named while it runs, also as one that was killed; neither is a fault."""
    with place.started("run") as process:
        end = time.monotonic() + 10
        while not (line := by_name(_findings(place))[LEASE]).where:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert line.ok
        assert "is at work" in line.said
        assert str(process.pid) in line.where
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
    line = by_name(_findings(place))[LEASE]
    assert line.ok
    assert "takes it over" in line.said
