"""Floor 4. The SQLite file before a database is made of it: is it there, is it ours alone.

No SQL here; what lies in the file is opening's business.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from incident_sync.errors import ConfigError


def claim(path: Path, *, create: bool) -> None:
    """Make sure that ``path`` is a file that only its owner can read, making it where wanted.

    Raises ConfigError where it is missing (and not ``create``), no file, unreadable, or readable by
    others, and where its folder cannot be used: SQLite keeps its journal beside the file.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        _make(path, create=create)
        return
    except OSError as error:
        raise _unreadable(path, error) from error
    _check(path, found.st_mode)
    if not create and not found.st_size:
        raise _missing(path)  # its maker was interrupted before it held anything


def _make(path: Path, *, create: bool) -> None:
    if not create:
        raise _missing(path)
    try:
        # Made by us and not by SQLite, so that no instant exists in which others can read it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # another process was first, and made it the same way
    except OSError as error:
        raise ConfigError(
            f"The store's file cannot be made: {error.strerror}",
            where=str(path),
            remedy="Make its folder, and let the user who runs incident-sync write there.",
        ) from error


def _check(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise ConfigError(
            "The store is no file", where=str(path), remedy="Name a file in `state.url`."
        )
    if mode & 0o077:
        raise ConfigError(
            "The store can be read by other users of this machine",
            where=str(path),
            remedy=f"Run: chmod 600 {path}",
        )
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(path.parent, os.W_OK | os.X_OK):
        raise ConfigError(
            "The store or its folder cannot be read and written",
            where=str(path),
            remedy="Let the user who runs incident-sync own the file and write its folder.",
        )


def _missing(path: Path) -> ConfigError:
    return ConfigError(
        "There is no store yet", where=str(path), remedy="Run `incident-sync sync` once."
    )


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"The store cannot be read: {error.strerror}",
        where=str(path),
        remedy="Let the user who runs incident-sync own the file and enter its folder.",
    )
