"""A process is suspended in the middle of a call, another one takes over, the first one wakes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from incident_sync.app import LEASE_S, App, opened
from incident_sync.cli.spawn import Sandbox
from incident_sync.clock import ManualClock, SystemClock
from incident_sync.engine.report import Report
from incident_sync.errors import Unsafe
from incident_sync.store import Lease, Store
from tests.engine import mortal
from tests.engine.agreement import differences
from tests.engine.moment import Moment
from tests.engine.pages import APPEND, CREATE, PATCH, QUERY
from tests.engine.picture import doubled, is_card
from tests.engine.place import LONGEST_S, Json, Place, cleared, place_in

ONE, TWO, NEW = "Disk full", "Slow search", "Payments fail"
SLEPT_S = LEASE_S + 60
READ = "GET /v4/spreadsheets/{id}/values:batchGet"
BAND = "POST /v4/spreadsheets/{id}/values:batchUpdate"
ADD = "POST /v4/spreadsheets/{id}:batchUpdate"


def gate(service: str, method: str, call: int = 1, phase: str = "before") -> Json:
    """What holds the ``call``-th call of a method before its effect, or its answer after it."""
    return {"kind": "gate", "service": service, "method": method, "call": call, "phase": phase}


def clock_after(seconds: float) -> ManualClock:
    """A clock that stands so many seconds after this machine's, until it is turned."""
    clock = ManualClock(datetime.now(UTC) + timedelta(seconds=seconds))
    clock._steady = SystemClock().monotonic() + seconds
    return clock


@dataclass(slots=True)
class Successor:
    """Who took over, at work in this process; ``lease`` is known to people by its holder."""

    place: Place
    app: App
    lease: Lease

    def cycle(self, *, later: float = 60.0) -> Report:
        self.place.turn(later)
        return self.app.sync(self.lease, patient=False)


@dataclass(slots=True)
class Sleeper:
    """A daemon that was stopped while a service holds a call of its."""

    place: Place
    process: ForkServerProcess
    out: Path
    held: Json

    @contextmanager
    def replaced(self) -> Iterator[Successor]:
        """Another process at work, once the daemon's lease has run out."""
        self.place.clock = clock_after(SLEPT_S)
        with opened(self.place.config, clock=self.place.clock) as app, app.leased() as lease:
            yield Successor(self.place, app, lease)

    def wake(self) -> list[str]:
        """Carry out the call and let the process go on: its last words, once it ended with 1."""
        self.place.sandbox.control("POST", "/gates/release", {})
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGCONT)
        self.process.join(LONGEST_S)
        assert self.process.exitcode == 1
        return self.out.read_text(encoding="utf-8").splitlines()[1:]


@contextmanager
def asleep(place: Place, at: Json) -> Iterator[Sleeper]:
    """A daemon that is stopped by SIGSTOP at a gate."""
    place.sandbox.control("POST", "/faults", at)
    out = place.folder / "out"
    process = mortal.started(place.config, out, "run")
    try:
        held = place.sandbox.control("GET", "/gates?wait=15")["held"]
        assert held is not None, "the call never came"
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        yield Sleeper(place, process, out, held)
    finally:
        process.kill()
        process.join(LONGEST_S)


@pytest.fixture(scope="module")
def rested(
    running: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Place, Moment]:
    """Two incidents in Slack, Notion and the Sheet, mirrored and at rest."""
    sandbox = cleared(*running)
    rows = [{"Title": title, "Status": "Fixing", "Severity": "Major"} for title in (ONE, TWO)]
    place = place_in(sandbox, tmp_path_factory.mktemp("suspended"), rows, rows)
    place.configure('system_of_record = "notion"')
    for _ in range(3):
        assert place.cycle().errors == []
    return place, Moment.of(place)


@pytest.fixture
def place(rested: tuple[Place, Moment]) -> Place:
    """The place as it is at rest."""
    place, moment = rested
    moment.again(place)
    place.unfreeze()
    return place


GATES = {
    "a read of the look": gate("notion", QUERY),
    "a Notion patch": gate("notion", PATCH),
    "the guard read of a band": gate("sheets", READ, 2, "after"),
    "a Slack write": gate("slack", "conversations.create"),
}


def names_of(place: Place) -> list[str]:
    """The names of all channels."""
    return [one["name"] for one in place.slack()["channels"].values()]


@pytest.mark.parametrize("at", GATES.values(), ids=GATES)
def test_a_woken_process_sends_nothing_more(place: Place, at: Json) -> None:
    """The call under way is all that is carried out of it; it says who took over, and ends.

    Left to itself it would go on: with another page, with the band that the read allowed, with
    another name for the channel.
    """
    for title in (ONE, TWO):
        place.asks("sam", place.channel_of(title), "severity minor")
    place.asks("sam", place.channel_of(ONE), f"declare {NEW}")
    with asleep(place, at) as sleeper, sleeper.replaced() as successor:
        made = successor.cycle()
        before = place.log()
        words = sleeper.wake()
        after = place.log()
        assert successor.cycle().errors == []
        assert (differences(place, place.rows()), doubled(place)) == ([], [])
        assert [len(place.rows()), len(place.paged())] == [3, 3]
        assert [row["Severity"] for row in place.rows()] == ["Minor"] * 3
        assert len([one for one in names_of(place) if one.startswith("inc-")]) == 3
        assert successor.cycle().actions == []
    own, others = after[: sleeper.held["n"]], after[sleeper.held["n"] :]
    assert len(after) == len(before)
    assert len(others) == sum(sum(some.values()) for some in made.api_calls.values())
    assert {call["peer"] for call in own} & {call["peer"] for call in others} == set()
    carried_out = sorted(after, key=lambda call: int(call["done"]))
    first = [*own, *others] if at["phase"] == "after" else [*own[:-1], *others, own[-1]]
    assert carried_out == first
    assert len(words) == 1
    assert f"lost to {successor.lease.holder}, so nothing more is sent or written" in words[0]
    assert f"pid {os.getpid()}" in words[0]


class Tempted(ManualClock):
    """A clock in whose every wait another process tries to take over."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.clock.now())
        self._place = place
        self.tried = 0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        with Store.open(f"sqlite:///{self._place.state}", self) as store:
            self.tried += 1
            with pytest.raises(Unsafe, match="at work already"):
                store.acquire("another", LEASE_S)


def test_a_look_that_takes_longer_than_the_lease_keeps_it(place: Place) -> None:
    """Slack, Notion and Google each answer after a minute or more: nobody can come between."""
    slow = {"kind": "status", "status": 429, "retry_after": 80}
    for at in (gate("slack", "conversations.list"), gate("slack", "conversations.history"),
               gate("notion", QUERY), gate("sheets", READ)):  # fmt: skip
        place.sandbox.control("POST", "/faults", {**at, **slow})
    clock = Tempted(place)
    with opened(place.config, clock=clock) as app, app.leased() as lease:
        assert app.sync(lease, patient=False).errors == []
    assert (clock.tried, clock.monotonic()) == (4, 320)
    assert clock.monotonic() > LEASE_S


# What the one call can still do: the page on guarantees says so, kind by kind.


@contextmanager
def late(
    place: Place, words: str, at: Json, meanwhile: Callable[[], object] = bool
) -> Iterator[Successor]:
    """After ``words``, ``at`` that call, a daemon slept while something else happened.

    The other process was told of both, and has mirrored them, when the call was carried out.
    """
    place.asks("sam", place.channel_of(ONE), words)
    with asleep(place, at) as sleeper, sleeper.replaced() as successor:
        meanwhile()
        for _ in range(2):
            assert successor.cycle().errors == []
        assert differences(place, place.rows()) == []
        sleeper.wake()
        yield successor


def shown(place: Place) -> str:
    """The incident's topic, card and announcement."""
    raw = place.slack()
    channel = raw["channels"][place.channel_of(ONE)]
    (pin,) = channel["pins"]
    lobby = next(one for one in raw["channels"].values() if one["name"] == "incidents")
    said = [one for one in lobby["messages"].values() if ONE in one["text"]]
    announced = [one for one in said if one.get("thread_ts", one["ts"]) == one["ts"]]
    return f"{channel['topic']['value']} {channel['messages'][pin['ts']]} {announced}"


@pytest.mark.faults
@pytest.mark.parametrize(
    ("at", "named"),
    [(gate("slack", "conversations.setTopic"), False), (gate("slack", "chat.update"), True),
     (gate("slack", "chat.update", 2), False)],
    ids=["topic", "card", "announcement"],
)  # fmt: skip
def test_a_late_write_to_slack_stands_until_the_next_change(
    place: Place, at: Json, named: bool
) -> None:
    """A topic, card or announcement shows the older value; ``doctor --sides`` names the card."""
    channel = place.channel_of(ONE)
    newer = partial(place.asks, "priya", channel, "status investigating")
    with late(place, "status monitoring", at, newer) as successor:
        assert "Monitoring" in shown(place)
        assert successor.cycle().actions == []
        found = place.run("doctor", "--sides")
        assert ("Monitoring" in found.out, found.code) == (named, 3 if named else 0)
        place.asks("priya", channel, "status fixing")
        successor.cycle()
        assert "Monitoring" not in shown(place)
        assert differences(place, place.rows()) == []


@pytest.mark.faults
@pytest.mark.parametrize("at", [gate("sheets", BAND), gate("notion", PATCH)], ids=["band", "patch"])
def test_a_late_write_to_a_record_is_taken_for_an_edit_there(place: Place, at: Json) -> None:
    """The older value wins on all sides; the newer one stands in the history beside it."""
    newer = partial(place.asks, "priya", place.channel_of(ONE), "status investigating")
    with late(place, "status monitoring", at, newer) as successor:
        (edit,) = successor.cycle().edits
        told = (edit.side, edit.field, edit.old, edit.new)
        assert told == (at["service"], "status", "Investigating", "Monitoring")
        assert differences(place, place.rows()) == []
        kept = [values for _, values in successor.app.store.history(limit=20)]
        assert {"old": "Investigating", "new": "Monitoring"} in kept
        assert successor.cycle().actions == []


@pytest.mark.faults
def test_a_late_band_hits_the_row_that_stands_there_now(place: Place) -> None:
    """Somebody sorted meanwhile: it is an edit of another incident, whose ID stays."""

    def sorts() -> None:
        place.act("sheets", "sort", tab="Incidents", column="Title", descending=True)

    labels = {row["Title"]: row["ID"] for row in place.rows()}
    with late(place, "status monitoring", gate("sheets", BAND), sorts) as successor:
        (edit,) = successor.cycle().edits
        assert (edit.side, edit.old, edit.new) == ("sheets", "Fixing", "Monitoring")
        assert place.row(TWO)["Status"] == "Monitoring"
        assert {row["Title"]: row["ID"] for row in place.rows()} == labels
        assert differences(place, place.rows()) == []


DOUBLES = {
    "a card": (gate("slack", "chat.postMessage"), f"declare {NEW}", []),
    "an announcement": (gate("slack", "chat.postMessage", 2), f"declare {NEW}", []),
    "a bookmark": (gate("slack", "bookmarks.add"), f"declare {NEW}", []),
    "a row": (gate("sheets", ADD), f"declare {NEW}", ["post_told"]),
    "a page": (gate("notion", CREATE), f"declare {NEW}", []),
    "a follow-up's row": (gate("sheets", ADD), "todo Buy a disk", ["post_told"]),
    "a follow-up's block": (gate("notion", APPEND), "todo Buy a disk", []),
}


@pytest.mark.faults
@pytest.mark.parametrize(("at", "words", "done"), DOUBLES.values(), ids=DOUBLES)
def test_what_a_late_call_makes_stands_twice(
    place: Place, at: Json, words: str, done: list[str]
) -> None:
    """One of the two is ours, the other is left alone; of rows with one ID a person is told."""
    with late(place, words, at) as successor:
        assert doubled(place) or len(place.rows("Follow-ups")) == 2
        report = successor.cycle()
        assert [action.kind for action in report.actions] == done
        assert (report.errors, report.edits) == ([], [])
        assert successor.cycle().actions == []
        channels = [one for one in names_of(place) if one.startswith("inc-")]
        assert len(channels) == (3 if NEW in words else 2)


@pytest.mark.faults
def test_of_two_cards_one_is_kept_up_to_date(place: Place) -> None:
    """The other one stays as it was."""
    with late(place, f"declare {NEW}", gate("slack", "chat.postMessage")) as successor:
        place.asks("priya", place.channel_of(NEW), "severity major")
        assert successor.cycle().errors == []
        said = place.slack()["channels"][place.channel_of(NEW)]["messages"].values()
        heads = [one["blocks"] for one in said if is_card(one)]
        assert sorted("Major" in str(blocks) for blocks in heads) == [False, True]


@pytest.mark.faults
def test_of_two_rows_with_one_id_neither_is_written(place: Place) -> None:
    """Until somebody deletes one: then the other shows what came meanwhile."""
    with late(place, f"declare {NEW}", gate("sheets", ADD)) as successor:
        (channel,) = {row["Channel"] for row in place.rows() if row["Title"] == NEW}
        place.asks("priya", channel.rpartition("/")[2], "severity major")
        successor.cycle()
        rows = [row for row in place.rows() if row["Title"] == NEW]
        assert [row["Severity"] for row in rows] == ["Minor", "Minor"]
        place.act("sheets", "delete_rows", tab="Incidents", at=rows[1]["row"])
        successor.cycle()
        assert place.row(NEW)["Severity"] == "Major"
        assert (differences(place, place.rows()), doubled(place)) == ([], [])
