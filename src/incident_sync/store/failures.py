"""Floor 4. What the database's complaints mean to us. No SQLAlchemy exception leaves the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from incident_sync.errors import ConfigError, IncidentSyncError, StoreBusy, Unsafe

_BUSY = ("locked", "busy", "could not obtain lock", "deadlock")
_FULL = ("full", "no space")
_READ_ONLY = ("readonly", "read-only")
_BROKEN = ("malformed", "not a database", "corrupt", "encrypted")

BROKEN_REMEDY = (
    "Move the damaged file away and keep it: it holds the history. Put a backup in its place if "
    "there is one, then run `incident-sync sync`: what the store lacks is rebuilt from the sides."
)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what the database raises into the error family; ``where`` must hold no password."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _meaning(error, where) from error


def _meaning(error: SQLAlchemyError, where: str) -> IncidentSyncError:
    # Statements and parameters hold what people wrote: only the driver's own words are passed on.
    said = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    words = said.casefold()
    if isinstance(error, IntegrityError):
        return Unsafe(
            f"The store refused a change that contradicts what it holds: {said}",
            where=where,
            remedy="Nothing was written. Please report it with what `incident-sync -vv` says.",
        )
    if any(word in words for word in _BUSY):
        return StoreBusy(
            "Another process keeps the store busy",
            where=where,
            remedy="The next cycle tries again; a command has to be given again. If it goes on,"
            " stop whatever else uses that file.",
            outcome_known=True,
        )
    return ConfigError(f"The store cannot be used: {said}", where=where, remedy=_remedy(words))


def _remedy(words: str) -> str:
    if any(word in words for word in _FULL):
        return "Free some space on that disk."
    if any(word in words for word in _READ_ONLY):
        return "Let the user who runs incident-sync write the file and its folder."
    if any(word in words for word in _BROKEN):
        return BROKEN_REMEDY
    return "Check `state.url` in the config, and that the database can be reached."
