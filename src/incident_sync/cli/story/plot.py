"""Floor 9. The steps of the story, in their order."""

from __future__ import annotations

from incident_sync.cli.story.adoption import Adopted
from incident_sync.cli.story.children import Noted, Ticked
from incident_sync.cli.story.closing import Quiet, Resolved
from incident_sync.cli.story.editing import EditedInNotion, EditedInSheet, EditedInSlack
from incident_sync.cli.story.formatted import Formatted
from incident_sync.cli.story.killing import Killed
from incident_sync.cli.story.meeting import Conflicted, EditedInAll
from incident_sync.cli.story.opening import DeclaredInSlack, PageAdded
from incident_sync.cli.story.rearranged import Rearranged
from incident_sync.cli.story.step import Step
from incident_sync.cli.story.trash import Restored, Trashed
from incident_sync.cli.story.turning import Turned


def steps() -> list[Step]:
    """Fresh steps; each remembers what it did for its own check."""
    return [
        Adopted(), PageAdded(), DeclaredInSlack(), EditedInSlack(), Formatted(), EditedInNotion(),
        EditedInSheet(), EditedInAll(), Conflicted(), Rearranged(), Noted(), Ticked(), Trashed(),
        Restored(), Resolved(), Quiet(), Killed(), Turned(),
    ]  # fmt: skip
