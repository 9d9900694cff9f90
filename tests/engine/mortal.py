"""The product as a process of its own, to be killed or stopped at a chosen call.

The processes are forked from one that has loaded the product already, so that each starts in
milliseconds; what runs in them is the command line's own ``main``.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

_LOADED = ["incident_sync.app", "incident_sync.cli.sync_", "incident_sync.cli.run_",
           "incident_sync.sides.notion", "incident_sync.sides.sheets",
           "incident_sync.sides.slack"]  # fmt: skip


def context() -> ForkServerContext:
    """Where the processes come from."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__, *_LOADED])
    return made


def started(config: Path, out: Path, *words: str) -> ForkServerProcess:
    """The process of a command, ``sync`` unless told; what it prints goes to the file ``out``."""
    process = context().Process(target=_main, args=(str(config), str(out), *(words or ("sync",))))
    process.start()
    return process


def _main(config: str, out: str, *words: str) -> None:
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    sys.argv = ["incident-sync", "--config", config, *words]
    from incident_sync.cli import main  # noqa: PLC0415 - the test's process does not need it

    main()
