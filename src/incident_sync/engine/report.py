"""Floor 6. What one cycle did, or would do: the document behind ``sync --json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incident_sync.errors import IncidentSyncError
from incident_sync.model.action import Action
from incident_sync.model.edit import Change, Conflict, Edit
from incident_sync.model.values import plain
from incident_sync.model.view import Invalid
from incident_sync.model.world import Guard

IN_STEP, FAILED, USAGE, PERSON, TO_DO = 0, 1, 2, 3, 4
"""The exit codes: in step; failed; wrong usage or config; done, but something needs a person;
``plan --check``: there is something to do."""


@dataclass(slots=True)
class Report:
    """One cycle. ``labels`` names items; ``health`` says per side what is wrong, "" where well."""

    cycle: int
    started_at: datetime
    duration_s: float = 0.0
    incidents: int = 0
    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    invalid: list[Invalid] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    errors: list[IncidentSyncError] = field(default_factory=list)
    guard: Guard | None = None
    guard_lines: Mapping[str, str] = field(default_factory=dict)
    api_calls: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    health: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0, 1 or 3, as the README has it."""
        if self.health and all(self.health.values()):
            return FAILED
        undecided = any(conflict.undecided for conflict in self.conflicts)
        waits = self.errors or self.invalid or self.guard or undecided
        needs_person = waits or any(self.health.values())
        return PERSON if needs_person else IN_STEP

    def document(self) -> dict[str, Any]:
        """The JSON document of ``sync --json`` and ``plan --json``: scripts rely on its keys."""
        return {
            "cycle": self.cycle,
            "started_at": plain(self.started_at),
            "duration_s": round(self.duration_s, 3),
            "incidents": self.incidents,
            "edits": [self._edit(edit) for edit in self.edits],
            "conflicts": [self._conflict(conflict) for conflict in self.conflicts],
            "invalid": [_invalid(one) for one in self.invalid],
            "actions": [self._action(action) for action in self.actions],
            "errors": [_error(error) for error in self.errors],
            "guard": self._guard(),
            "api_calls": {side: dict(calls) for side, calls in self.api_calls.items()},
            "sides": dict(self.health),
        }

    def label(self, item: int) -> str:
        """What people call an item."""
        return self.labels.get(item, "")

    def _edit(self, edit: Edit) -> dict[str, Any]:
        return {
            "incident": self.label(edit.item), "field": edit.field, "side": edit.side,
            "old": plain(edit.old), "new": plain(edit.new),
            "by": edit.by.name if edit.by else None, "at": plain(edit.at),
        }  # fmt: skip

    def _conflict(self, conflict: Conflict) -> dict[str, Any]:
        values = {side: plain(value) for side, value in conflict.values.items()}
        return {
            "incident": self.label(conflict.item), "field": conflict.field,
            "base": plain(conflict.base), "values": values, "winner": conflict.winner,
        }  # fmt: skip

    def _action(self, action: Action) -> dict[str, Any]:
        return {
            "side": action.side, "kind": action.kind, "incident": self.label(action.item),
            "fields": sorted(action.facets),
        }  # fmt: skip

    def _guard(self) -> dict[str, Any] | None:
        if self.guard is None:
            return None
        held = [self.guard_lines.get(key, key) for key in self.guard.held]
        return {"id": self.guard.id, "reason": self.guard.reason, "held": held}


def _invalid(one: Invalid) -> dict[str, Any]:
    return {
        "side": one.side, "where": one.where, "field": one.field, "value": one.value,
        "reason": one.reason,
    }  # fmt: skip


def _error(error: IncidentSyncError) -> dict[str, str]:
    return {"message": error.message, "where": error.where, "remedy": error.remedy}
