"""One writer: nobody takes a lease that is in use, nobody writes under one that was lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from incident_sync.clock import ManualClock, SystemClock
from incident_sync.errors import Unsafe
from incident_sync.store import Store
from tests.store.samples import incident, raw, save, url

# Takes the lease, says so, and lives until it is killed.
HOLDER = """
import sys, time
from incident_sync.clock import SystemClock
from incident_sync.store import Store
with Store.open(sys.argv[1], SystemClock()) as store:
    print(store.acquire("run", 600).fencing, flush=True)
    time.sleep(60)
"""


@contextmanager
def daemon(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that holds the lease."""
    program = [sys.executable, "-c", HOLDER, url(path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        try:
            assert holder.stdout
            assert holder.stdout.readline() == "1\n"
            yield holder
        finally:
            holder.kill()


def test_a_living_holder_is_named_and_a_dead_one_replaced(path: Path) -> None:
    """The second daemon says who is at work and stops; after kill -9 it need not wait."""
    with Store.open(url(path), SystemClock()) as store, daemon(path) as holder:
        with pytest.raises(Unsafe, match="run is at work") as refused:
            store.acquire("sync", 60)
        assert f"pid {holder.pid}" in refused.value.where
        assert os.uname().nodename in refused.value.where
        assert "wait" in refused.value.remedy
        holder.kill()
        holder.wait()
        assert store.acquire("sync", 60).fencing == 2


def test_a_pid_that_was_given_away_is_not_the_holder(path: Path) -> None:
    """A living process with the holder's pid but another start time does not keep the lease."""
    with Store.open(url(path), SystemClock()) as store, daemon(path):
        with raw(path) as database:
            database.execute("UPDATE heartbeat SET born = born || '0'")
        assert store.acquire("sync", 60).fencing == 2


@pytest.mark.parametrize("elsewhere", ["host = 'elsewhere'", "place = 'another boot'"])
def test_a_pid_of_another_machine_is_not_judged(path: Path, elsewhere: str) -> None:
    """Of another machine, boot or container nobody knows who lives: its lease has to run out."""
    clock = ManualClock(SystemClock().now())
    with Store.open(url(path), clock) as store:
        store.acquire("run", 60)
        with raw(path) as database:
            database.execute(f"UPDATE heartbeat SET pid = 4999999, {elsewhere}")  # noqa: S608
        clock.advance(59)
        with pytest.raises(Unsafe):
            store.acquire("sync", 60)
        clock.advance(1)
        assert store.acquire("sync", 60).fencing == 2


def test_a_lease_runs_out_on_the_steady_clock(store: Store, clock: ManualClock) -> None:
    """It lasts its seconds and no longer, unless it is renewed."""
    lease = store.acquire("run", 60)
    clock.advance(59)
    store.renew(lease)
    clock.advance(59)
    with pytest.raises(Unsafe):
        store.acquire("sync", 60)
    clock.advance(1)
    assert store.acquire("sync", 60).fencing == 2


def test_a_lease_is_kept_by_asking(store: Store, clock: ManualClock) -> None:
    """It is renewed where less is left than is needed, and only there: to ask writes nothing."""
    lease = store.acquire("run", 60)
    until = clock.now() + timedelta(seconds=60)
    clock.advance(40)
    store.keep(lease, 20)
    assert store.heartbeat()["expires_at"] == until
    clock.advance(1)
    store.keep(lease, 20)
    assert store.heartbeat()["expires_at"] == clock.now() + timedelta(seconds=60)


@pytest.mark.parametrize("years", [1, -1])
def test_the_clock_on_the_wall_neither_ends_nor_prolongs_a_lease(path: Path, years: int) -> None:
    """Within one boot the steady time decides, whatever somebody sets."""
    clock = ManualClock(SystemClock().now())
    with Store.open(url(path), clock) as store:
        store.acquire("run", 60)
        clock._now += timedelta(days=365 * years)
        clock.advance(59)
        with pytest.raises(Unsafe):
            store.acquire("sync", 60)
        clock.advance(1)
        assert store.acquire("sync", 60).fencing == 2


def test_a_lost_lease_writes_nothing(store: Store, clock: ManualClock) -> None:
    """A holder that slept too long is stopped before its first row; the new one goes on."""
    old = store.acquire("run", 60)
    clock.advance(60)
    new = store.acquire("sync", 60)
    with pytest.raises(Unsafe, match="lost"), store.writing(old) as tx:
        tx.save_item(incident(1), active=True, closed_at=None, dirty=False)
    with pytest.raises(Unsafe, match="lost to sync") as lost:
        store.renew(old)
    assert f"pid {os.getpid()}" in lost.value.where
    with pytest.raises(Unsafe, match="lost to sync"):
        store.keep(old, 1)
    store.release(old)
    assert store.items([1]) == {}
    with store.writing(new) as tx:
        tx.save_item(incident(1), active=True, closed_at=None, dirty=False)
    assert store.items([1]) != {}


def test_a_lease_that_ran_out_but_was_not_taken_still_writes(
    store: Store, clock: ManualClock
) -> None:
    """Nobody came: what was done under it may be remembered."""
    lease = store.acquire("run", 60)
    clock.advance(600)
    with store.writing(lease) as tx:
        tx.raise_counter(7)
    assert store.counter() == 7


def test_who_took_over_is_named_after_it_left(store: Store, clock: ManualClock) -> None:
    """A one-shot `sync` came and went while the holder slept: nothing is written, it is named."""
    old = store.acquire("run", 60)
    clock.advance(60)
    store.release(store.acquire("sync", 60))
    for attempt in (partial(store.keep, old, 1), partial(store.renew, old)):
        with pytest.raises(Unsafe, match="lost to another process") as lost:
            attempt()
        assert f"pid {os.getpid()}" in lost.value.where


def test_a_released_lease_is_free_at_once(store: Store) -> None:
    """The next one need not wait, and the one that gave it back no longer writes."""
    lease = store.acquire("sync", 60)
    assert store.heartbeat()["holder"] == "sync"
    store.release(lease)
    assert store.heartbeat()["holder"] == ""
    with pytest.raises(Unsafe), store.writing(lease):
        pass
    assert store.acquire("run", 60).fencing == 2


def test_the_same_process_may_begin_again(store: Store) -> None:
    """Under the same name only, and its older lease is void."""
    old = store.acquire("run", 60)
    with pytest.raises(Unsafe):
        store.acquire("sync", 60)
    store.acquire("run", 60)
    with pytest.raises(Unsafe), store.writing(old):
        pass


def test_writing_without_a_lease_is_for_those_who_only_ask(store: Store) -> None:
    """`declare` and `approve` go through the inbox, beside whoever holds the lease."""
    store.acquire("run", 60)
    save(store, incident(1))
    assert store.items([1]) != {}
