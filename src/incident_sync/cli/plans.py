"""Floor 9. A plan kept in a file, and whether it still holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from incident_sync.engine.report import Report
from incident_sync.errors import ConfigError, Unsafe
from incident_sync.model.values import canonical


def write(path: Path, report: Report) -> None:
    """Keep a plan: what would be done, and the print that ``sync --plan`` compares."""
    data = {"print": print_of(report), "plan": report.document()}
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"the plan cannot be written: {error.strerror}", where=str(path)
        ) from error


def read(path: Path) -> str:
    """The print of a kept plan. Raises ConfigError where the file is none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["print"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "this is no plan", where=str(path), remedy="Make one with incident-sync plan --out."
        ) from error
    return str(kept)


def check(kept: str, report: Report) -> None:
    """Raise Unsafe where the world has moved since the plan was made."""
    if print_of(report) != kept:
        raise Unsafe(
            "the plan no longer holds: somebody changed something since it was made; nothing was"
            " written",
            remedy="Look at it again with incident-sync plan.",
        )


def print_of(report: Report) -> str:
    """What two plans share exactly when they would do the same."""
    actions = [
        [action.side, action.kind, action.ref, report.label(action.item), dict(action.facets)]
        for action in report.actions
    ]
    held = report.guard.id if report.guard else ""
    return hashlib.blake2b(canonical([actions, held]).encode(), digest_size=16).hexdigest()
