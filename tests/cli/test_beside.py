"""Commands beside a running daemon: accepted at once, carried out by it, exactly once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from incident_sync.clock import ManualClock, SystemClock
from incident_sync.store import Store
from tests.cli.test_commands import SOON_S, until
from tests.engine import mortal
from tests.engine.picture import doubled
from tests.engine.place import Place

SAID, HELD = "Payments fail", ("Search answers nothing", "Mail is late")


@pytest.fixture
def quick(place: Place) -> Place:
    """The mirrored register under a daemon that looks often and opens one channel at a time."""
    config = place.config.read_text(encoding="utf-8")
    for usual, wanted in (
        ("[sync]", '[sync]\nevery = "1s"'),
        ("channels = 1000", "channels = 1"),
    ):
        config = config.replace(usual, wanted)
    place.config.write_text(config, encoding="utf-8")
    return place


@contextmanager
def daemon(place: Place) -> Iterator[ForkServerProcess]:
    """A daemon at work, killed where the test does not end it."""
    process = mortal.started(place.config, place.folder / "daemon", "run")
    try:
        yield process
    finally:
        process.kill()
        process.join(SOON_S)


def run(place: Place, *words: str) -> tuple[int | None, str]:
    """The exit code of a command, and what it printed."""
    out = place.folder / "out"
    process = mortal.started(place.config, out, *words)
    process.join(SOON_S)
    return process.exitcode, out.read_text(encoding="utf-8")


def held(place: Place) -> str:
    """The id of the set that is held, empty where none is."""
    with Store.open(f"sqlite:///{place.state}", SystemClock(), create=False) as store:
        guard = store.guard()
        return guard.id if guard and guard.state == "held" else ""


def opened(place: Place) -> list[str]:
    """The titles whose rows name a channel."""
    return sorted(row["Title"] for row in place.rows() if row["Channel"])


def once_each(place: Place, *titles: str) -> bool:
    """Whether each of these, and nothing else, has one row and one channel more than at rest."""
    ours = [one for one in place.slack()["channels"].values() if one["name"].startswith("inc-")]
    titled = [title for one in ours for title in titles if title in one["purpose"]["value"]]
    rows = [row["Title"] for row in place.rows() if row["Title"] in titles]
    return sorted(titled) == sorted(rows) == sorted(titles) and doubled(place) == []


def test_a_daemon_carries_out_what_is_asked_beside_it(quick: Place) -> None:
    """``declare`` and ``approve`` return at once; its next cycles do both, and no cycle again."""
    with daemon(quick) as process:
        for title in HELD:
            quick.adds(Title=title, Status="Fixing")
        until(lambda: held(quick) != "")
        assert not set(HELD) & set(opened(quick))
        assert run(quick, "approve", held(quick))[0] == 0
        until(lambda: set(HELD) <= set(opened(quick)))
        assert run(quick, "declare", SAID)[0] == 0
        until(lambda: SAID in opened(quick))
        process.terminate()
        process.join(SOON_S)
        assert process.exitcode == 0
    assert once_each(quick, *HELD, SAID)
    quick.clock = ManualClock(datetime.now(UTC))
    assert quick.cycle().actions == []


@pytest.mark.parametrize("asked", ["declare", "approve"])
def test_what_was_accepted_outlives_a_daemon_that_is_killed(quick: Place, asked: str) -> None:
    """Accepted in the middle of its look, killed before the next: a plain sync does it, once."""
    titles = (SAID,) if asked == "declare" else HELD
    for title in HELD if asked == "approve" else ():
        quick.adds(Title=title, Status="Fixing")
    assert asked == "declare" or run(quick)[0] == 3
    quick.sandbox.control("POST", "/faults", {"kind": "gate", "service": "slack"})
    with daemon(quick) as process:
        assert quick.sandbox.control("GET", "/gates?wait=10")["held"] is not None
        assert run(quick, asked, SAID if asked == "declare" else held(quick))[0] == 0
        process.kill()
    quick.sandbox.control("POST", "/gates/release", {})
    assert not set(titles) & set(opened(quick))
    assert run(quick)[0] == 0  # at once: nobody waits for the lease of the dead
    assert once_each(quick, *titles)
    quick.clock = ManualClock(datetime.now(UTC))
    assert quick.cycle().actions == []


def _has_open(process: ForkServerProcess, file: Path) -> bool:
    """Whether a process has a file open."""
    links = Path(f"/proc/{process.pid}/fd").glob("*")
    return str(file) in [str(link.readlink()) for link in links if link.is_symlink()]


def test_a_command_waits_for_a_transaction_that_is_under_way(place: Place) -> None:
    """The daemon is about to commit: ``declare`` stands by, and is accepted after that."""
    with closing(sqlite3.connect(place.state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        process = mortal.started(place.config, place.folder / "out", "declare", SAID)
        until(lambda: _has_open(process, place.state))
        process.join(0.3)
        assert process.is_alive()
        other.execute("COMMIT")
        process.join(SOON_S)
    assert process.exitcode == 0
    assert (place.folder / "out").read_text(encoding="utf-8").startswith(f"accepted: {SAID}")
    with Store.open(f"sqlite:///{place.state}", SystemClock(), create=False) as store:
        assert [one.argument for one in store.inbox_new()] == [SAID]
