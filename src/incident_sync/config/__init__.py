"""Configuration: TOML in, frozen settings out. Floor 3: imports model and errors only.

What must stay out: every judgement about incidents, every request, every vendor's package.
``load`` is the way in; the settings classes are what the other rooms receive as arguments.
"""

from incident_sync.config.check import check_settings, mistakes
from incident_sync.config.files import VARIABLE, find
from incident_sync.config.load import Mistakes, load, salvage
from incident_sync.config.settings import (
    IncidentSettings,
    IncidentValues,
    NotionFields,
    NotionSettings,
    Settings,
    SheetsFields,
    SheetsSettings,
    SlackSettings,
    StateSettings,
    SyncSettings,
)
from incident_sync.config.types import Credentials

__all__ = [
    "VARIABLE",
    "Credentials",
    "IncidentSettings",
    "IncidentValues",
    "Mistakes",
    "NotionFields",
    "NotionSettings",
    "Settings",
    "SheetsFields",
    "SheetsSettings",
    "SlackSettings",
    "StateSettings",
    "SyncSettings",
    "check_settings",
    "find",
    "load",
    "mistakes",
    "salvage",
]
