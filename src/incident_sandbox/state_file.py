"""Saved state on disk: one JSON file, replaced atomically."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

VERSION: Final = 1


class StateError(ValueError):
    """The file is not a saved sandbox; the message says why."""


def save(path: Path, services: dict[str, Any]) -> None:
    """Write the services' dumps; the old file stays whole until the new one is."""
    document = json.dumps({"version": VERSION, "services": services})
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False
    ) as target:
        try:
            target.write(document)
            target.flush()
            os.fsync(target.fileno())
            Path(target.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(target.name).unlink()
            raise


def load(path: Path) -> dict[str, Any]:
    """Read the services' dumps; raises ``StateError``, or ``OSError`` as it comes."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise StateError(f"{path} is not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise StateError(f"{path} is not a saved sandbox of version {VERSION}")
    services: dict[str, Any] = document["services"]
    return services
