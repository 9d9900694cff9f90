"""A person asks something of the program and waits three seconds for its answer.

Slack's own errors: ``dispatch_failed`` where no socket is open, ``operation_timeout`` where no
answer came in time (docs.slack.dev/interactivity/implementing-slash-commands).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from incident_sandbox.envelopes import Envelope
from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import payloads
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace

Answered = Callable[[Json, datetime], Json]
"""Does what an answer asks for and returns what the result says besides ``ok``."""


def needs_commands(deed: Deed) -> None:
    """Refuse where the app has neither commands nor shortcuts."""
    if "commands" not in deed.ws.scopes:
        raise Refused("missing_scope: commands")


def ask(deed: Deed, kind: str, payload: Json, answered: Answered) -> Json | Waiting:
    """Send an envelope; the result says ``ok``, ``trigger_id``, and ``error`` or ``payload``."""
    user = payload.get("user_id") or payload["user"]["id"]
    told = {"trigger_id": payload["trigger_id"]}
    if not deed.mail.sockets.any_open():
        return {**told, **failed(deed.ws, user, payload, "dispatch_failed")}
    envelope = payloads.envelope(deed.ws, kind, payload, deed.now)
    deed.mail.post(envelope)

    def finish(sent: Envelope, now: datetime) -> Json:
        if sent.acked is None:
            return {**told, **failed(deed.ws, user, payload, "operation_timeout")}
        shown = {} if sent.answer is None else {"payload": sent.answer}
        try:
            return {**told, "ok": True, **shown, **answered(sent.answer or {}, now)}
        except SlackError as error:
            return {**told, **shown, **failed(deed.ws, user, payload, error.code)}

    return Waiting(envelope, finish)


def failed(ws: Workspace, user: str, payload: Json, error: str) -> Json:
    """Show a person Slack's own error, and keep it where a test can read it."""
    what = payload.get("command") or payload["type"]
    ws.errors.append({"user": user, "what": what, "error": error})
    ws.touch()
    return {"ok": False, "error": error}


def nothing(answer: Json, now: datetime) -> Json:  # noqa: ARG001 - every ``Answered`` takes both
    """Ignore what an answer says."""
    return {}
