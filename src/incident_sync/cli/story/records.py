"""Floor 9. The two records of an installation: where they are, and what each calls a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TAB, FOLLOW_UPS, TIMELINE = "Incidents", "Follow-ups", "Timeline"


@dataclass(frozen=True, slots=True)
class Records:
    """A spreadsheet and a Notion database that hold the same incidents.

    ``spreadsheet`` and ``database`` are their keys; ``headers`` and ``properties`` what they call
    each field they have; ``first`` the system of record, ``sheets`` or ``notion``; ``prefix`` what
    the channels of their incidents begin with.
    """

    spreadsheet: str
    database: str
    headers: Mapping[str, str]
    properties: Mapping[str, str]
    first: str = "notion"
    prefix: str = "inc-"
