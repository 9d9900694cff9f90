"""People and the app: slash commands, shortcuts, and its sockets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import asking, messages, payloads, responses
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.workspace import Json
from incident_sandbox.sockets import REASONS

MAX_COMMAND: Final = 32


def _slash(deed: Deed) -> Json | Waiting:
    user, command = deed.user(), deed.text("command")
    channel = deed.seen(user)
    if not command.startswith("/") or len(command) > MAX_COMMAND:
        raise Refused(f"{command} is no command")
    asking.needs_commands(deed)
    sent = payloads.command(deed, user, channel)
    told = {"user": user, "channel": channel.id, "ts": ""}

    def answered(answer: Json, now: datetime) -> Json:
        if answer:
            responses.respond(deed.ws, told, answer, now)
        return {}

    return asking.ask(deed, "slash_commands", sent, answered)


def _shortcut(deed: Deed) -> Json | Waiting:
    user = deed.user()
    channel = deed.seen(user)
    message = deed.message(channel)
    asking.needs_commands(deed)
    sent = {
        **payloads.interaction(deed, "message_action", user),
        "callback_id": deed.text("callback_id"),
        "action_ts": payloads.instant(deed.now),
        "message_ts": message["ts"],
        "message": messages.view(channel, message),
        "channel": {"id": channel.id, "name": channel.shown_name},
        "response_url": payloads.response_url(deed, user, channel, message["ts"]),
    }
    return asking.ask(deed, "interactive", sent, asking.nothing)


def _socket(deed: Deed) -> Json:
    verb, sockets = deed.text("verb"), deed.mail.sockets
    if verb == "cut":
        return {"cut": sockets.cut()}
    if verb == "disconnect":
        reason = deed.args.get("reason", "refresh_requested")
        if reason not in REASONS:
            raise Refused(f"reason is one of {', '.join(REASONS)}")
        return {"told": sockets.disconnect(reason, deed.now)}
    if verb == "status":
        return {"open": sockets.count(), "unacked": deed.mail.unacked()}
    raise Refused("verb is cut, disconnect or status")


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    "slash": _slash,
    "shortcut": _shortcut,
    "socket": _socket,
}
