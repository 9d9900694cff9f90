"""Floor 9. The sandbox with the daemon beside it, on a register that it has adopted already.

Both are processes of their own; what the daemon writes into its history is handed to the sandbox's
page, which cannot read a store.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from incident_sync.cli.history_ import entries
from incident_sync.cli.spawn import Sandbox
from incident_sync.cli.story import register, setting
from incident_sync.cli.story.adoption import Adopted
from incident_sync.cli.story.failed import Failed
from incident_sync.cli.story.mapping import said
from incident_sync.cli.story.product import Product
from incident_sync.cli.story.records import TAB
from incident_sync.cli.story.words import FIELDS, OURS
from incident_sync.clock import SystemClock
from incident_sync.errors import ConfigError, IncidentSyncError, StoreBusy
from incident_sync.store import Store

STATE, CONFIG, STORE, LOG = (
    "sandbox.json", "incident-sync.toml", "incident-sync.db", "incident-sync.log",
)  # fmt: skip
_REGISTER = Path(__file__).parent / "story" / "register.csv"
_ALSO = {"slack": {"app_token": "${SLACK_APP_TOKEN}"}, "sync": {"every": "2s"}}
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_LOOK_S = 0.5
_END_S = 60.0
_MOST_SAID = 300
_SHOWN = 200


@dataclass(slots=True)
class Live:
    """A running sandbox, the daemon that mirrors it, and the folder they keep everything in."""

    sandbox: Sandbox
    daemon: subprocess.Popen[str]
    folder: Path

    def watch(self) -> None:
        """Hand the history on until Ctrl-C; raises IncidentSyncError where one of them ends."""
        seen: list[float] = []
        while True:
            stamps = _stamps(self.folder / STORE)
            if stamps != seen:
                self._hand_on()
            seen = stamps
            time.sleep(_LOOK_S)
            self._expect_running()

    def _hand_on(self) -> None:
        url = f"sqlite:///{self.folder / STORE}"
        with (
            suppress(StoreBusy, OSError),  # read again at its next change; who ended is told soon
            closing(Store.open(url, SystemClock(), create=False)) as store,
        ):
            self.sandbox.control("PUT", "/history", entries(store, limit=_SHOWN))

    def _expect_running(self) -> None:
        if self.sandbox.ended:
            raise IncidentSyncError("the sandbox ended", remedy="Start it again.")
        if self.daemon.poll() is not None:
            log = self.folder / LOG
            told = " ".join(log.read_text(encoding="utf-8").split())[-_MOST_SAID:]
            raise IncidentSyncError(f"the mirror ended: {told}", remedy="Start it again.")


def _stamps(store: Path) -> list[float]:
    files = (store, store.with_name(f"{store.name}-wal"))
    return [file.stat().st_mtime for file in files if file.exists()]


@contextmanager
def opened(port: int, folder: Path | None) -> Iterator[Live]:
    """Start both; stop the daemon first and then the sandbox, which saves its state.

    Everything is kept in ``folder``, and taken up again there; in a temporary one without it.
    Raises ConfigError where the folder holds half of what is needed.
    """
    with ExitStack() as stack:
        prefix = "incident-sync-sandbox-"
        where = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=prefix)))
        again = _is_known(where)
        state = str(where / STATE)
        sandbox = stack.enter_context(Sandbox(port=port, state=state, apart=True))
        sandbox.control("PUT", "/quotas", {"enabled": False})  # those of a day, in an hour
        product = _resumed(sandbox, where) if again else _adopted(sandbox, where)
        daemon = stack.enter_context(_running(product, where / LOG))
        yield Live(sandbox, daemon, where)


def _is_known(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    there = [name for name in (STATE, CONFIG) if (folder / name).exists()]
    if len(there) == 1 or (not there and (folder / STORE).exists()):
        raise ConfigError(
            "the folder holds only a part of a sandbox",
            where=str(folder),
            remedy="Name another folder, or empty this one.",
        )
    return bool(there)


def _resumed(sandbox: Sandbox, folder: Path) -> Product:
    """The config as it was, at the address that the sandbox has now."""
    config = (folder / CONFIG).read_text(encoding="utf-8")
    return Product(folder, _ADDRESS.sub(sandbox.urls["url"], config))


def _adopted(sandbox: Sandbox, folder: Path) -> Product:
    """A register with history in Notion, copied into a Sheet; what goes on has its channels."""
    known = register.load(_REGISTER, said(_REGISTER.with_suffix(".toml")))
    for service in ("notion", "sheets"):
        sandbox.act(service, "trash")  # the empty one that every sandbox has: two would confuse
    stage = setting.staged(sandbox, known, folder, _ALSO)
    for field, words in (
        ("status", OURS["active"] + OURS["closed"]),
        ("severity", OURS["severity"]),
    ):
        stage.act("sheets", "set_dropdown", tab=TAB, column=FIELDS[field], words=list(words))
    try:
        Adopted().do(stage)
    except Failed as error:
        raise IncidentSyncError(str(error), where="adopting the register") from error
    return stage.product


@contextmanager
def _running(product: Product, log: Path) -> Iterator[subprocess.Popen[str]]:
    with log.open("a", encoding="utf-8") as told, product.started("run", into=told) as daemon:
        try:
            yield daemon
        finally:
            daemon.terminate()
            try:
                daemon.wait(_END_S)
            except subprocess.TimeoutExpired:
                daemon.kill()
