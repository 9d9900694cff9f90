"""Floor 4. One writer at a time: who holds the lease, and when it may be taken over.

The lease lies in the heartbeat row. Nothing here decides what its holder may do with it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from incident_sync.clock import Clock
from incident_sync.errors import Unsafe
from incident_sync.store.records import Lease
from incident_sync.store.schema import heartbeat

_ROW = select(heartbeat)
# All that is asked before every call to a service: nothing has to be decoded.
_HELD = select(heartbeat.c.fencing, heartbeat.c.holder, heartbeat.c.expires_steady)


@dataclass(frozen=True, slots=True)
class Process:
    """A process, so named that another one can tell whether it still lives.

    ``place`` is the boot and the pid namespace that ``pid`` counts in (empty where /proc does not
    tell, see proc(5)); ``born`` the process's start time in ticks since boot.
    """

    host: str
    pid: int
    place: str
    born: str

    @classmethod
    def here(cls) -> Process:
        """This very process."""
        return cls(socket.gethostname(), os.getpid(), _place(), _born(os.getpid()))

    def shares_machine_with(self, other: Process) -> bool:
        """Whether pids of the two can be compared."""
        return (self.host, self.place) == (other.host, other.place)

    def is_dead(self) -> bool:
        """Whether it surely ended; only to be asked where the machine is shared."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False  # it lives, and belongs to somebody else
        return _born(self.pid) != self.born


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lease: ``who`` tells host, pid and since when.

    ``alive`` is None where that cannot be told from this machine.
    """

    name: str
    who: str
    ran_out: bool
    alive: bool | None


def holder(connection: Connection, clock: Clock) -> Holder | None:
    """Who has the lease, or had it and did not give it back; None where nobody has."""
    row = read(connection)
    if not row["holder"]:
        return None
    here, there = Process.here(), Process(row["host"], row["pid"], row["place"], row["born"])
    alive = not there.is_dead() if there.shares_machine_with(here) else None
    return Holder(row["holder"], _who(row), _ran_out(row, clock, here), alive)


def acquire(connection: Connection, clock: Clock, holder: str, ttl_s: float) -> Lease:
    """Take the lease for ``ttl_s`` seconds; Unsafe, naming the holder, where somebody has it.

    It is free, ran out, was held by a process of this machine that is dead, or by this very process
    under the same name: then the older lease is void, its fencing number being lower.
    """
    row = read(connection)
    here = Process.here()
    if not _free(row, clock, holder, here):
        raise _taken(row)
    lease = Lease(holder, row["fencing"] + 1, ttl_s)
    connection.execute(
        update(heartbeat).values(
            **asdict(here), **_until(clock, ttl_s), holder=holder, fencing=lease.fencing,
            since=clock.now(),
        )
    )  # fmt: skip
    return lease


def renew(connection: Connection, clock: Clock, lease: Lease) -> None:
    """Let the lease run out its whole time from now; Unsafe where it was taken over."""
    hold(connection, lease)
    connection.execute(update(heartbeat).values(**_until(clock, lease.ttl_s)))


def left(connection: Connection, clock: Clock, lease: Lease) -> float:
    """Seconds until our own lease runs out, below zero after that; Unsafe where it was taken."""
    fencing, holder, until = connection.execute(_HELD).one()
    if fencing != lease.fencing or not holder:
        raise _lost(read(connection))
    return float(until - clock.monotonic())


def release(connection: Connection, lease: Lease) -> None:
    """Give the lease back; nothing where somebody has taken it over already."""
    connection.execute(
        update(heartbeat)
        .where(heartbeat.c.fencing == lease.fencing)
        .values(holder="", expires_at=None, expires_steady=0.0)
    )


def hold(connection: Connection, lease: Lease | None) -> None:
    """Raise Unsafe unless the lease is still the last one given out; None asks nothing.

    Elsewhere than on SQLite, reading the row for update also makes writers queue.
    """
    row = read(connection, for_update=True)
    if lease and (row["fencing"] != lease.fencing or not row["holder"]):
        raise _lost(row)


def read(connection: Connection, *, for_update: bool = False) -> Mapping[str, Any]:
    """The heartbeat row."""
    return connection.execute(_ROW.with_for_update() if for_update else _ROW).one()._asdict()


def _lost(row: Mapping[str, Any]) -> Unsafe:
    taker = row["holder"] or "another process"
    return Unsafe(
        f"The lease was lost to {taker}, so nothing more is sent or written",
        where=_who(row),
        remedy="Run only one `incident-sync run`, or one `sync` at a time.",
    )


def _free(row: Mapping[str, Any], clock: Clock, holder: str, here: Process) -> bool:
    if not row["holder"] or _ran_out(row, clock, here):
        return True
    there = Process(row["host"], row["pid"], row["place"], row["born"])
    if there == here:
        return bool(row["holder"] == holder)
    return there.shares_machine_with(here) and there.is_dead()


def _ran_out(row: Mapping[str, Any], clock: Clock, here: Process) -> bool:
    # Within one boot the steady time decides, whatever somebody did to the clock on the wall.
    if row["place"] and (row["host"], row["place"]) == (here.host, here.place):
        return bool(row["expires_steady"] <= clock.monotonic())
    return bool(row["expires_at"] <= clock.now())


def _taken(row: Mapping[str, Any]) -> Unsafe:
    until = row["expires_at"].isoformat(timespec="seconds")
    return Unsafe(
        f"{row['holder']} is at work already",
        where=_who(row),
        remedy=f"Stop it, or wait: unless it renews its lease, that runs out at {until}.",
    )


def _who(row: Mapping[str, Any]) -> str:
    since = row["since"].isoformat(timespec="seconds")
    return f"host {row['host']}, pid {row['pid']}, since {since}"


def _until(clock: Clock, ttl_s: float) -> dict[str, Any]:
    return {
        "expires_at": clock.now() + timedelta(seconds=ttl_s),
        "expires_steady": clock.monotonic() + ttl_s,
    }


def _place() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _born(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name in brackets may hold anything; the start time is the 20th field behind it.
    return stat.rpartition(")")[2].split()[19]
