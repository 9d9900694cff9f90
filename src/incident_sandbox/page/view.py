"""What the page shows of everything: one JSON, trimmed to what can be seen at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incident_sandbox.hub import Sandbox
from incident_sandbox.ledger import Call
from incident_sandbox.page import view_notion, view_sheet, view_slack

MOST_CALLS = 100
_TOLD = ("n", "service", "method", "at", "status", "error", "effect", "fault")
Json = dict[str, Any]


def shown(sandbox: Sandbox, asked: Mapping[str, str]) -> Json:
    """Everything, with what ``asked`` names opened.

    It may name a ``channel``, a ``database`` and a ``page`` by id, a ``book`` by its key and a
    ``tab`` by its title; what is not named, or not there, is the first that makes sense. Calls that
    changed nothing and went well are told only where ``reads`` are asked for.
    """
    now = sandbox.clock.now()
    return {
        "now": now.isoformat(),
        "slack": view_slack.shown(sandbox.services["slack"].dump(), asked.get("channel", "")),
        "notion": view_notion.shown(sandbox.services["notion"], asked, now),
        "sheets": view_sheet.shown(sandbox.services["sheets"], asked, now),
        "calls": _calls(sandbox, reads=bool(asked.get("reads"))),
    }


def _calls(sandbox: Sandbox, *, reads: bool) -> Json:
    log = sandbox.ledger.latest(MOST_CALLS, lambda call: reads or _is_notable(call))
    told = [{name: getattr(call, name) for name in _TOLD} for call in log]
    return {"total": sandbox.ledger.total, "log": told}


def _is_notable(call: Call) -> bool:
    return bool(call.effect or call.error or call.fault) or call.status is None
