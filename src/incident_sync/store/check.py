"""Floor 4. What has to be right about the store; for ``doctor``. Nothing is made or migrated."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy import make_url

from incident_sync.clock import Clock
from incident_sync.errors import IncidentSyncError
from incident_sync.model.finding import Finding, amiss, fine, unseen, wrong
from incident_sync.store.lease import Holder
from incident_sync.store.store import Store

LEAST = 100_000_000
"""Free bytes below which a disk counts as full: SQLite needs room beside the file, too."""

_FILE, _DISK, _LEASE = "Store: database", "Store: disk", "Store: lease"


def check_store(
    url: str, clock: Clock, *, least: int = LEAST
) -> tuple[Store | None, list[Finding]]:
    """The store where it is there and sound, to be closed by the caller; and how it is.

    A store that is not there yet is no fault where the first cycle can make it.
    """
    path = _path(url)
    if path is not None and _blank(path):
        made = _can_be_made(path)
        disk = _disk(path.parent, least) if made.ok else unseen(_DISK, "there is no such folder")
        return None, [made, disk, fine(_LEASE, "nobody is at work")]
    try:
        store = Store.open(url, clock, create=False)
        held = _lease(store.holder())
        count = store.heartbeat()["turn"]
    except IncidentSyncError as error:
        after = "it is looked at once the store can be read"
        room = [_disk(path.parent, least)] if path else []
        return None, [wrong(_FILE, error), *room, unseen(_LEASE, after)]
    where = str(path) if path else ""
    found = [fine(_FILE, f"it can be read and written, and has seen {count} cycles", where)]
    return store, [*found, *([_disk(path.parent, least)] if path else []), held]


def _path(url: str) -> Path | None:
    """The file of an SQLite store; None for other databases."""
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite" and address.database
    return Path(str(address.database)) if is_file else None


def _blank(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _can_be_made(path: Path) -> Finding:
    folder = path.parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return fine(_FILE, "there is none yet; the first cycle makes it", str(path))
    why = "its folder cannot be written" if folder.is_dir() else "there is no such folder"
    remedy = "Make its folder, and let the user who runs incident-sync write there."
    said = f"it cannot be made: {why}"
    return Finding(_FILE, ok=False, said=said, remedy=remedy, where=str(path), vital=True)


def _disk(folder: Path, least: int) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free // 1_000_000} MB are free"
    if free >= least:
        return fine(_DISK, said, str(folder))
    return amiss(_DISK, f"only {said}", "Free some space on that disk.", str(folder))


def _lease(holder: Holder | None) -> Finding:
    if holder is None:
        return fine(_LEASE, "nobody is at work")
    if holder.ran_out and holder.alive:
        return amiss(
            _LEASE,
            f"{holder.name} is alive and has not renewed its lease: it hangs",
            "Stop that process, and start it again.",
            holder.who,
        )
    if holder.ran_out or holder.alive is False:
        said = f"{holder.name} ended without giving it back; the next cycle takes it over"
    elif holder.alive:
        said = f"{holder.name} is at work"
    else:
        said = f"{holder.name} is at work on another machine, or was until a moment ago"
    return fine(_LEASE, said, holder.who)
