"""Strict local doubles of Google Sheets v4 and Drive v3, sans-I/O.

They share one state, which the sheets service dumps and loads. Where Google's behaviour
is documented or was recorded, it is followed; where it is not known, the harsher reading
for a client is taken, and the docstring says so. GD and DD are the discovery documents
of Sheets and Drive.

From the ground up: errors, a1, values < formats, entry, refs, formula < grid < book <
access, world < messages, shapes, masks, query < render, resource, writing, append <
values_api, tabs, cells, batch < people < sheets, drive.
"""

from __future__ import annotations

from incident_sandbox.google.drive import DriveService
from incident_sandbox.google.seed import seeded
from incident_sandbox.google.sheets import SheetsService
from incident_sandbox.service import Service

__all__ = ["DriveService", "SheetsService", "services"]


def services(seed: int) -> tuple[Service, ...]:
    """Fresh services named "sheets" and "drive" over one state."""
    world = seeded(seed)
    return SheetsService(world), DriveService(world)
