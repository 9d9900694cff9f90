"""The spreadsheet every fresh sandbox has: an empty incident register."""

from __future__ import annotations

from incident_sandbox.google.people import SEEDED_KEY
from incident_sandbox.google.people_files import create_spreadsheet, dropdown
from incident_sandbox.google.people_words import column_named
from incident_sandbox.google.values import JsonObject
from incident_sandbox.google.world import BORN, World

_INCIDENTS = [
    *("ID", "Title", "Status", "Severity", "Lead", "Summary", "Customer update"),
    *("Reporter", "Reported at", "Resolved at", "Channel", "Sync note"),
]
_FOLLOW_UPS = ["ID", "Incident", "Follow-up", "Owner", "Done"]
_TIMELINE = ["ID", "Incident", "At", "By", "Entry", "Link", "Note"]
_STATUSES = ["Investigating", "Fixing", "Monitoring", "Resolved", "Declined"]
_SEVERITIES = ["Minor", "Major"]


def seeded(seed: int) -> World:
    """A fresh world with the register in it."""
    world = World(seed)
    create_spreadsheet(world, _register(), BORN)
    tab = world.books[SEEDED_KEY].tabs[0]
    dropdown(tab, column_named(tab, "Status"), _STATUSES)
    dropdown(tab, column_named(tab, "Severity"), _SEVERITIES)
    return world


def _register() -> JsonObject:
    dates = {"Reported at": "DATE_TIME", "Resolved at": "DATE_TIME"}
    return {
        "key": SEEDED_KEY,
        "title": "Incident register",
        "tabs": [
            {"title": "Incidents", "rows": [_INCIDENTS], "formats": dates, "frozen": 1},
            {"title": "Follow-ups", "rows": [_FOLLOW_UPS], "frozen": 1},
            {"title": "Timeline", "rows": [_TIMELINE], "formats": {"At": "DATE_TIME"}, "frozen": 1},
        ],
    }
