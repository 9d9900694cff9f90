"""What the page shows of everything: one JSON, trimmed to what can be seen at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incident_sandbox.hub import Sandbox
from incident_sandbox.page import view_notion, view_sheet, view_slack

MOST_CALLS = 100
Json = dict[str, Any]


def shown(sandbox: Sandbox, asked: Mapping[str, str]) -> Json:
    """Everything, with what ``asked`` names opened.

    It may name a ``channel``, a ``database`` and a ``page`` by id, a ``book`` by its key and a
    ``tab`` by its title; what is not named, or not there, is the first that makes sense.
    """
    now = sandbox.clock.now()
    return {
        "now": now.isoformat(),
        "slack": view_slack.shown(sandbox.services["slack"].dump(), asked.get("channel", "")),
        "notion": view_notion.shown(sandbox.services["notion"], asked, now),
        "sheets": view_sheet.shown(sandbox.services["sheets"], asked, now),
        "calls": _calls(sandbox),
    }


def _calls(sandbox: Sandbox) -> Json:
    log = sandbox.ledger.latest(MOST_CALLS)
    names = ("n", "service", "method", "at", "status", "error", "effect", "fault")
    told = [{name: getattr(call, name) for name in names} for call in log]
    return {"total": sandbox.ledger.total, "log": told}
