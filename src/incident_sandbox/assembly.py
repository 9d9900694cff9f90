"""The one place that names the concrete services and puts them together."""

from __future__ import annotations

from incident_sandbox import google
from incident_sandbox.notion import NotionService
from incident_sandbox.service import Service
from incident_sandbox.slack import SlackService


def services(seed: int) -> tuple[Service, ...]:
    """Fresh services, seeded: the same seed gives the same ids."""
    return (SlackService(seed), *google.services(seed), NotionService(seed))
