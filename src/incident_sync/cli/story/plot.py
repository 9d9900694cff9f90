"""Floor 9. The steps of the story, in their order."""

from __future__ import annotations

from incident_sync.cli.story.adoption import Adopted
from incident_sync.cli.story.closing import Killed, Noted, Quiet, Resolved
from incident_sync.cli.story.editing import (
    Conflicted,
    EditedInBoth,
    EditedInSheet,
    EditedInSlack,
    Rearranged,
)
from incident_sync.cli.story.opening import DeclaredInSlack, RowAdded
from incident_sync.cli.story.step import Step


def steps() -> list[Step]:
    """Fresh steps; each remembers what it did for its own check."""
    return [
        Adopted(), RowAdded(), DeclaredInSlack(), EditedInSlack(), EditedInSheet(), EditedInBoth(),
        Conflicted(), Rearranged(), Noted(), Resolved(), Quiet(), Killed(),
    ]  # fmt: skip
