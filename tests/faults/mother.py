"""The product as a process that dies at a chosen point.

A mother process has loaded the product and run it once, so that each child, a fork of hers, runs
its cycle as a warm one. A child dies by SIGKILL: from outside while a service holds its call, or,
around a commit of the store, by its own hand.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from incident_sync.app import opened
from incident_sync.clock import ManualClock
from tests.faults.meanwhile import Meanwhile, happening

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Life:
    """A cycle to be run at that time, and what happens meanwhile.

    ``commit`` is the one around which it ends, 0 for none.
    """

    config: Path
    at: datetime
    meanwhile: Meanwhile | None = None
    commit: int = 0
    phase: str = BEFORE

    def live(self) -> int:
        """Run the cycle; the exit code that ``sync`` ends with."""
        with (
            happening(self.meanwhile),
            opened(self.config, clock=ManualClock(self.at)) as app,
            app.leased() as lease,
        ):
            return app.sync(lease, patient=True).exit_code


class Mother:
    """Has children one at a time; what they print goes to the file ``out``."""

    def __init__(self, out: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, out), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
        self._process.join()

    def warm_up(self, life: Life) -> None:
        """Live such a life herself: what a process does once is done before it forks."""
        self._line.send((life, True))
        assert self._line.recv() is None

    def bears(self, life: Life) -> int:
        """The pid of a child that begins this life now."""
        self._line.send((life, False))
        return int(self._line.recv())

    def buries(self) -> int:
        """The exit code of the last child, once it ended; minus the signal that killed it."""
        return int(self._line.recv())


def _serve(line: Connection, out: Path) -> None:
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    while True:
        try:
            life, at_home = line.recv()
        except EOFError:
            return
        if at_home:
            life.live()
            gc.collect()
            gc.freeze()  # or each child would copy all of this to look for garbage in it
            line.send(None)
            continue
        pid = os.fork()
        if not pid:
            _die(life)
        line.send(pid)
        line.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _die(life: Life) -> None:
    """Live to the appointed end, or to the natural one."""
    code = 1
    try:
        if life.commit:
            _appoint(life.commit, life.phase)
        code = life.live()
    finally:
        os._exit(code)


def _appoint(commit: int, phase: str) -> None:
    """End this process around the ``commit``-th commit.

    SQLAlchemy tells of a commit as it is about to go out, and of the connection when it is given
    back, which is the next thing after it.
    """
    count = 0

    def committing(_connection: Any) -> None:
        nonlocal count
        count += 1
        if (count, phase) == (commit, BEFORE):
            os.kill(os.getpid(), signal.SIGKILL)

    def given_back(*_: Any) -> None:
        if (count, phase) == (commit, AFTER):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", committing)
    event.listen(Pool, "checkin", given_back)
