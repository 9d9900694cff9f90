"""The store was deleted, or yesterday's was put back: the sides are all there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from incident_sync.app import opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock
from incident_sync.model.head import read_head
from incident_sync.model.view import Command
from tests.engine.picture import doubled, picture
from tests.engine.place import Json, Place, place_in

TABLE: list[dict[str, Any]] = [
    {"Title": "Disk full", "Status": "Fixing", "Severity": "Major", "Summary": "No space"},
    {
        "Title": "Slow search",
        "Status": "Monitoring",
        "Severity": "Minor",
        "Lead": "sam@example.com",
    },
    {"Title": "Old one", "Status": "Resolved", "Resolved_at": "2026-01-05"},
]


@dataclass(frozen=True, slots=True)
class Kept:
    """A place at rest, to be begun from again and again."""

    place: Place
    state: Json
    store: bytes
    now: datetime

    def again(self) -> Place:
        """The same folder: a store of another place is another installation's."""
        self.place.sandbox.control("PUT", "/state", self.state)
        self.place.clock = ManualClock(self.now)
        self.place.configure()
        put_back(self.place, self.store)
        self.place.set_clock()
        return self.place


_KEPT: dict[str, Kept] = {}
"""One beginning a process and kind of register: to mirror all of it anew takes seconds."""


@pytest.fixture(
    params=["both", *(pytest.param(one, marks=pytest.mark.long) for one in ("sheets", "notion"))]
)
def busy(
    request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Place:
    """A mirrored register with all that an incident can have, at rest."""
    if request.param not in _KEPT:
        place = mirrored(sandbox, tmp_path_factory.mktemp(request.param), request.param)
        state = sandbox.control("GET", "/state")
        _KEPT[request.param] = Kept(place, state, place.state.read_bytes(), place.clock.now())
    return _KEPT[request.param].again()


def mirrored(sandbox: Sandbox, folder: Path, records: str) -> Place:
    rows = None if records == "notion" else TABLE
    place = place_in(sandbox, folder, rows, None if records == "sheets" else TABLE)
    place.cycle()
    disk = place.channel_of("Disk full")
    place.asks("priya", disk, "todo Buy a disk")
    place.asks("priya", disk, "todo Watch the disks")
    place.asks("lena", disk, "update The logs filled it up")
    place.asks("lena", disk, "customers We are at it")
    ts = place.says("lena", disk, "It is the logs")
    place.act("slack", "pin", user="lena", channel=disk, ts=ts)
    place.asks("sam", place.channel_of("Slow search"), "declare Payments fail")
    place.cycle()
    place.asks("priya", disk, "done 1")
    place.asks("sam", place.channel_of("Payments fail"), "severity major")
    place.cycle()
    place.asks("sam", place.channel_of("Slow search"), "resolve Cache was cold")
    for _ in range(3):
        assert place.cycle(later=300).errors == []
    assert place.cycle().actions == []
    return place


def _said(place: Place) -> Counter[str]:
    """How many messages stand in each channel."""
    channels = place.slack()["channels"].values()
    return Counter({one["name"]: len(one["messages"]) for one in channels})


def _lose_the_store(place: Place) -> None:
    for file in place.folder.glob("incident-sync.db*"):
        file.unlink()


def test_a_lost_store_is_rebuilt_and_nothing_is_done_twice(busy: Place) -> None:
    """The next cycle finds all of it again: no channel, row, page or message comes twice."""
    before, said = picture(busy), _said(busy)
    _lose_the_store(busy)
    report = busy.cycle()
    assert [str(error) for error in report.errors] == []
    assert (report.conflicts, report.edits) == ([], [])
    assert picture(busy) == before
    assert _said(busy) == said
    assert doubled(busy) == []
    assert busy.cycle(later=300).actions == []
    assert busy.cycle(later=300).actions == []
    assert busy.run("verify").code == 0


def put_back(place: Place, store: bytes) -> None:
    _lose_the_store(place)
    place.state.write_bytes(store)
    place.state.chmod(0o600)


def _a_busy_day(place: Place) -> None:
    """What people do on every side, and what follows from it."""
    disk, search = place.channel_of("Disk full"), place.channel_of("Slow search")
    place.asks("priya", disk, "summary The logs filled the disk")
    place.asks("priya", disk, "update Logs are rotated now")
    place.asks("sam", disk, "declare Mail is late")
    place.asks("sam", disk, "todo Alert earlier")
    ts = place.says("lena", disk, "Half of it is free again")
    place.act("slack", "react", user="lena", channel=disk, ts=ts, name="pushpin")
    place.cycle()
    _types(place, "Disk full", Severity="Minor")
    _types(place, "Mail is late", Summary="The queue is long")
    place.asks("lena", search, "reopen")
    place.cycle(later=300)
    place.asks("sam", place.channel_of("Payments fail"), "resolve A bank was down")
    place.asks("sam", disk, "done 3")
    for _ in range(3):
        assert place.cycle(later=300).errors == []
    assert place.cycle(later=300).actions == []


def _types(place: Place, title: str, **values: Any) -> None:
    """Somebody types in the Sheet, or in Notion where there is none."""
    place.types(title, **values) if place.key else place.pages.types(title, **values)


def _cells(place: Place, title: str) -> Json:
    return place.row(title) if place.key else place.pages.one(title)


def test_a_store_of_yesterday_does_nothing_twice_and_overwrites_nothing(busy: Place) -> None:
    """What was done since is seen on the sides: no command runs again, no value goes back."""
    yesterday = busy.state.read_bytes()
    _a_busy_day(busy)
    before, said = picture(busy), _said(busy)
    put_back(busy, yesterday)
    report = busy.cycle()
    assert [str(error) for error in report.errors] == []
    assert report.conflicts == []
    assert picture(busy) == before
    assert _said(busy) == said
    assert doubled(busy) == []
    assert busy.cycle(later=300).actions == []
    assert busy.run("verify").code == 0


def test_what_waited_in_yesterdays_inbox_was_done_since(busy: Place) -> None:
    """A declaration accepted before the backup, and carried out after it, is no second incident."""
    with opened(busy.config, clock=busy.clock) as app, app.store.writing() as tx:
        tx.inbox_add(Command("cli:1", "", "declare", "Mail is late", None, busy.clock.now()))
    yesterday = busy.state.read_bytes()
    for _ in range(2):
        busy.cycle()
    before, said = picture(busy), _said(busy)
    put_back(busy, yesterday)
    assert busy.cycle().errors == []
    assert (picture(busy), _said(busy)) == (before, said)


def _two_minds(place: Place) -> None:
    """Somebody typed just before the store was lost, so that nobody heard of it."""
    _types(place, "Disk full", Status="Monitoring", Summary="Typed in the register")


def test_where_the_sides_differ_nothing_is_written_and_a_person_decides(busy: Place) -> None:
    """The difference is a conflict, told in the channel; whoever edits the field then decides."""
    _two_minds(busy)
    before = _cells(busy, "Disk full")
    _lose_the_store(busy)
    report = busy.cycle()
    assert report.exit_code == 3
    found = {(one.field, one.winner): dict(one.values) for one in report.conflicts}
    record = "sheets" if busy.key else "notion"
    assert found["status", "slack"]["slack"] == "Fixing"
    assert found["status", "slack"][record] == "Monitoring"
    assert found["summary", "slack"][record] == "Typed in the register"
    after = _cells(busy, "Disk full")
    assert (after["Status"], after["Summary"]) == (before["Status"], before["Summary"])
    disk = busy.channel_of("Disk full")
    assert busy.slack()["channels"][disk]["topic"]["value"].startswith("Major | Fixing")
    told = [one["text"] for one in busy.slack()["channels"][disk]["messages"].values()]
    assert sum("Status differs: “Fixing” in Slack" in text for text in told) == 1
    assert busy.cycle(later=300).actions == []
    assert _cells(busy, "Disk full") == after
    # Another field is mirrored meanwhile; an edit of the very field decides it.
    _types(busy, "Disk full", Severity="Minor")
    busy.cycle(later=300)
    assert busy.slack()["channels"][disk]["topic"]["value"].startswith("Minor | Fixing")
    assert _cells(busy, "Disk full")["Status"] == "Monitoring"
    busy.asks("sam", disk, "status investigating")
    busy.cycle(later=300)
    assert _cells(busy, "Disk full")["Status"] == "Investigating"
    _types(busy, "Disk full", Summary="Typed again")
    busy.cycle(later=300)
    assert "Typed again" in str(busy.slack()["channels"][disk]["messages"])
    assert busy.cycle(later=300).actions == []
    assert _cells(busy, "Disk full")["Summary"] == "Typed again"


def test_of_the_commands_only_those_after_our_last_word_are_run(busy: Place) -> None:
    """What was asked for before was done, or came just before the loss; what came after is new."""
    disk = busy.channel_of("Disk full")
    _lose_the_store(busy)
    busy.turn(60)
    busy.asks("priya", disk, "severity minor")
    busy.cycle()
    assert _cells(busy, "Disk full")["Severity"] == "Minor"
    assert len(busy.paged() or busy.rows()) == 4


def test_what_is_new_goes_on_in_the_very_cycle_that_rebuilds(busy: Place) -> None:
    """A row added while the store was away opens its channel, under the next number."""
    _lose_the_store(busy)
    if busy.key:
        busy.adds(Title="Login fails", Status="Fixing", Severity="Major")
    else:
        busy.pages.adds(Title="Login fails", Status="Fixing", Severity="Major")
    busy.cycle()
    names = [one["name"] for one in busy.slack()["channels"].values()]
    assert "inc-4-login-fails" in names
    assert doubled(busy) == []


def test_a_row_deleted_before_the_loss_is_not_added_again(busy: Place) -> None:
    """Its channel names a row that is not there: somebody deleted it, and is not overruled."""
    label = _cells(busy, "Disk full")["ID"]
    if busy.key:
        busy.act("sheets", "delete_rows", tab="Incidents", at=busy.row("Disk full")["row"])
    if busy.notion:
        busy.pages.does("trash", "Disk full")
    _lose_the_store(busy)
    said = _said(busy)
    report = busy.cycle()
    assert [(one.field, one.value) for one in report.invalid] == [("row", label)]
    assert "Disk full" not in [one["Title"] for one in busy.paged() or busy.rows()]
    assert _said(busy) == said
    assert busy.cycle(later=300).actions == []
    (one,) = [one for one in busy.run("list", "--json").json if one["id"] == label]
    assert one["state"] == "detached"


def test_nothing_is_written_before_every_side_can_be_read(busy: Place) -> None:
    """While a side is away nobody can tell what the others should show."""
    _lose_the_store(busy)
    before = picture(busy)
    service = "sheets" if busy.key else "notion"
    fault = {"kind": "status", "service": service, "status": 404, "times": None, "body": {}}
    busy.sandbox.control("POST", "/faults", fault)
    busy.forget_calls()
    report = busy.cycle()
    assert report.exit_code == 3
    assert any("is rebuilt from the sides" in str(error) for error in report.errors)
    assert busy.written() == []
    busy.sandbox.control("DELETE", "/faults")
    assert busy.cycle().errors == []
    assert picture(busy) == before


def test_the_new_history_names_the_last_head_that_was_published(busy: Place) -> None:
    """The lost chain ends in what a message says; the new one begins behind it, and says so."""
    signed = [
        one["metadata"]["event_payload"]
        for channel in busy.slack()["channels"].values()
        for one in channel["messages"].values()
        if one.get("metadata")
    ]
    heads = {head: read_head(head) for head in (one["head"] for one in signed)}
    cards = [heads[one["head"]] for one in signed if "claims" in one]
    _lose_the_store(busy)
    busy.cycle()
    with opened(busy.config, writes=False) as app:
        ((first, values),) = app.store.history(newest_first=False, limit=1)
        named = heads[values["head"]]
        assert named is not None
        assert (first.kind, first.previous) == ("rebuilt", named.digest)
        assert named >= max(filter(None, cards))
        assert app.store.head().generation == named.generation + 1


def test_another_place_with_the_same_token_is_foreign(busy: Place, tmp_path: Path) -> None:
    """A store of another place does not take our channels over; it may, if it is told to."""
    other = tmp_path / "elsewhere"
    other.mkdir()
    config = busy.config.read_text(encoding="utf-8")
    away = Place(busy.sandbox, other, busy.key, busy.notion, busy.clock)
    away.config.write_text(config, encoding="utf-8")
    away.config.chmod(0o600)
    busy.forget_calls()
    report = away.cycle()
    (error,) = [error for error in report.errors if "another installation" in error.message]
    assert busy.written("slack") == []
    whose = error.message.rpartition(" ")[2]
    assert f'installation = "{whose}" in [state]' in error.remedy
    before, said = picture(busy), _said(busy)
    away.state.unlink()
    away.config.write_text(f'{config}\n[state]\ninstallation = "{whose}"\n', encoding="utf-8")
    assert away.cycle().errors == []
    assert (picture(busy), _said(busy)) == (before, said)
