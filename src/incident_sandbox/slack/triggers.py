"""What an interaction hands the program: a trigger for modals, a URL to respond to.

A trigger is good once and for 3 s (docs.slack.dev/interactivity/handling-user-interaction); a
response URL five times within 30 minutes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace

TRIGGER_S: Final = 3.0
RESPONSE_S: Final = 30 * 60.0
RESPONSES: Final = 5


def give_trigger(ws: Workspace, user: str, now: datetime, view: str = "") -> str:
    """Return a new trigger id of a person, from within a modal if ``view`` names one."""
    trigger = f"{ws.mint('trigger-')}.{ws.team['id']}"
    ws.triggers[trigger] = {"user": user, "at": now.timestamp(), "used": False, "view": view}
    ws.touch()
    return trigger


def check(ws: Workspace, trigger: str, now: datetime) -> Json:
    """Return ``{"user", "view"}`` of a trigger that is still good.

    Raises ``SlackError``: ``invalid_trigger_id``, ``exchanged_trigger_id``, ``expired_trigger_id``.
    """
    found = ws.triggers.get(trigger)
    if found is None:
        raise SlackError("invalid_trigger_id")
    if found["used"]:
        raise SlackError("exchanged_trigger_id")
    if now.timestamp() - found["at"] > TRIGGER_S:
        raise SlackError("expired_trigger_id")
    return found


def give_response(ws: Workspace, user: str, channel: str, ts: str, now: datetime) -> str:
    """Return the last part of a new response URL; ``ts`` of the message acted on, if any."""
    key = ws.mint("response-")
    end = now.timestamp() + RESPONSE_S
    ws.responses[key] = {"user": user, "channel": channel, "ts": ts, "end": end, "left": RESPONSES}
    ws.touch()
    return key
