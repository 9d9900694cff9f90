"""A transaction is all or nothing, whatever ends it, and writes no more than it must."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from incident_sync.clock import ManualClock
from incident_sync.errors import ConfigError, Temporary, Unsafe
from incident_sync.store import Store
from tests.store.samples import (
    AT,
    action,
    command,
    dump,
    everything,
    incident,
    link,
    message,
    raw,
    save,
    save_links,
    url,
)

# Runs in a process of its own.
KILLED = """
import os, signal, sys
from incident_sync.clock import SystemClock
from incident_sync.store import Store
from tests.store.samples import everything
with Store.open(sys.argv[1], SystemClock()) as store, store.writing() as tx:
    everything(tx)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def fail_after_everything(store: Store) -> None:
    """Run every change in one transaction that fails at its very end."""
    with store.writing() as tx:
        everything(tx)
        raise ZeroDivisionError


def fill(store: Store) -> None:
    """Write more than fits."""
    with store.writing() as tx:
        tx._batch._connection.exec_driver_sql("PRAGMA max_page_count = 1")
        for number in range(2, 3000):
            tx.save_item(incident(number), active=True, closed_at=None, dirty=False)


def refuse_rewriting(path: Path, *tables: str) -> None:
    """Make the database refuse to write a row of those tables again, also with the same values."""
    with raw(path) as database:
        for table in tables:
            database.execute(
                f"CREATE TRIGGER no_{table} BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'written again'); END"
            )


def test_an_exception_leaves_nothing(path: Path, clock: ManualClock) -> None:
    """Every change of a transaction is taken back together."""
    before = dump(path)
    with Store.open(url(path), clock) as store, pytest.raises(ZeroDivisionError):
        fail_after_everything(store)
    assert dump(path) == before


def test_a_killed_process_leaves_nothing(path: Path) -> None:
    """What was written but not committed is gone after kill -9, and the file is whole."""
    before = dump(path)
    program = [sys.executable, "-c", KILLED, url(path)]
    ended = subprocess.run(program, check=False, timeout=30)  # noqa: S603 - our own
    assert ended.returncode == -signal.SIGKILL
    assert dump(path) == before


def test_opening_and_asking_write_nothing(path: Path, clock: ManualClock) -> None:
    """A store that is current is byte for byte the same after it was opened and read."""
    before = path.read_bytes()
    with Store.open(url(path), clock) as store:
        assert (store.index("slack"), store.dirty()) is not None
        store.reserve_ids(3)
    assert path.read_bytes() == before


def test_an_idle_cycle_changes_one_row(path: Path, clock: ManualClock) -> None:
    """Lease, unchanged cursors, members and counter, heartbeat: one row is written, no more."""
    with Store.open(url(path), clock) as store:
        for turn in (1, 2):
            before = dump(path)
            if turn == 2:
                refuse_rewriting(path, "cursors", "meta")
            lease = store.acquire("sync", 60)
            with store.writing(lease) as tx:
                tx.set_cursors("slack", {"a": "1"})
                tx.set_members(())
                tx.set_adopted("slack")
                tx.raise_counter(7)
                tx.set_dirty([1], False)  # noqa: FBT003 - the mark
                tx.beat(turn, clock.now(), 0.1, {})
            store.release(lease)
            clock.advance(15)
    changed = [line for line in dump(path) if line not in before and "TRIGGER" not in line]
    assert [line.split("VALUES")[0] for line in changed] == ['INSERT INTO "heartbeat" ']


def test_questions_see_what_was_committed(store: Store) -> None:
    """A reader beside a writer is not held up, and does not see what may still be taken back."""
    with store.writing() as tx:
        tx.save_item(incident(1), active=True, closed_at=None, dirty=False)
        tx.flush()
        assert store.items([1]) == {}
    assert store.items([1]) != {}


def test_transactions_of_threads_queue(store: Store) -> None:
    """What a person did in Slack is committed by its own thread while a cycle writes."""

    def acknowledge(number: int) -> None:
        with store.writing() as tx:
            tx.inbox_add(command(f"key {number}"))

    threads = [Thread(target=acknowledge, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for number in range(10):
        with store.writing() as tx:
            tx.queue(message(f"message {number}"), AT)
    for thread in threads:
        thread.join()
    assert (len(store.inbox_new()), len(store.outbox())) == (20, 10)


def test_transactions_do_not_nest(store: Store) -> None:
    """A transaction inside another is a mistake that shows at once, not after a timeout."""
    with store.writing(), pytest.raises(RuntimeError, match="nest"), store.writing():
        pass
    with store.writing() as tx:
        tx.intend(action("a"), AT)
    assert len(store.effects("intended")) == 1


def test_a_busy_database_is_temporary(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process that keeps it locked costs this cycle alone."""
    monkeypatch.setattr("incident_sync.store.opening._BUSY_S", 0.05)
    with Store.open(url(path), clock) as store, raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Temporary, match="busy") as busy, store.writing():
            pass
        assert busy.value.outcome_known
        other.rollback()


def test_a_full_disk_is_named_and_nothing_is_written(path: Path, clock: ManualClock) -> None:
    """ENOSPC, here as SQLite's own page limit, takes the whole transaction back."""
    with Store.open(url(path), clock) as store:
        save(store, incident(1))
        before = dump(path)
        with pytest.raises(ConfigError, match="full") as full:
            fill(store)
        assert "space" in full.value.remedy
        assert dump(path) == before


def test_what_people_wrote_stays_out_of_errors(store: Store) -> None:
    """An exception of the store names no value, also in what caused it."""
    save(store, incident(1), incident(2))
    twins = [link(item, ref="C1", notes={"token": "xoxb-planted-canary"}) for item in (1, 2)]
    with pytest.raises(Unsafe, match="contradicts") as refused:
        save_links(store, *twins)
    assert "canary" not in repr(refused.value) + str(refused.value.__cause__)
