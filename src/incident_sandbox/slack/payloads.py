"""The payloads of envelopes: events, and what every interaction carries.

Shapes: java-slack-sdk json-logs/samples/{events,app-backend}.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from incident_sandbox.envelopes import Envelope
from incident_sandbox.slack import triggers
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.workspace import Channel, Json, Workspace, microseconds, stamp

VERIFICATION: Final = "sandbox-verification"  # the deprecated token, which proves nothing


def envelope(ws: Workspace, kind: str, payload: Json, now: datetime) -> Envelope:
    """Return a new envelope, due at once."""
    ws.mint("envelope")
    number = (ws.seed << 64) + ws.minted["envelope"]
    return Envelope(str(UUID(int=number, version=4)), kind, payload, now, due=now)


def event(ws: Workspace, told: Json, now: datetime) -> Json:
    """Wrap an event; one without a time of its own gets the present."""
    moment = stamp(microseconds(now))
    own = {"ts": moment} if told["type"] == "message" else {}
    bot = {"team_id": ws.team["id"], "user_id": ws.bot_user, "is_bot": True}
    found = ws.channels.get(_channel_of(told))
    return {
        "token": VERIFICATION,
        "team_id": ws.team["id"],
        "context_team_id": ws.team["id"],
        "api_app_id": ws.bot["app_id"],
        "type": "event_callback",
        "event_id": ws.mint("Ev"),
        "event_time": int(now.timestamp()),
        "event": {**own, "event_ts": moment, **told},
        "authorizations": [{"enterprise_id": None, **bot, "is_enterprise_install": False}],
        "is_ext_shared_channel": found is not None and found.is_ext_shared,
        "event_context": ws.mint("4-"),
    }


def interaction(deed: Deed, kind: str, user: str, view: str = "") -> Json:
    """Return what every interaction of a person says, a new trigger among it."""
    ws = deed.ws
    name = ws.users[user]["name"]
    who = {"id": user, "username": name, "name": name, "team_id": ws.users[user]["team_id"]}
    return {
        "type": kind,
        "user": who,
        "api_app_id": ws.bot["app_id"],
        "token": VERIFICATION,
        "team": {"id": ws.team["id"], "domain": ws.team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": triggers.give_trigger(ws, user, deed.now, view),
    }


def command(deed: Deed, user: str, channel: Channel) -> Json:
    """Return what a slash command says (implementing-slash-commands)."""
    base = interaction(deed, "slash_command", user)
    return {
        "token": base["token"],
        "command": deed.text("command"),
        "text": deed.commanded(),
        "user_id": user,
        "user_name": base["user"]["name"],
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "team_id": base["team"]["id"],
        "team_domain": base["team"]["domain"],
        "api_app_id": base["api_app_id"],
        "is_enterprise_install": "false",
        "trigger_id": base["trigger_id"],
        "response_url": response_url(deed, user, channel, ""),
    }


def instant(now: datetime) -> str:
    """Return an ``action_ts``."""
    return stamp(microseconds(now))


def response_url(deed: Deed, user: str, channel: Channel, ts: str) -> str:
    """Return a new URL to respond to; ``ts`` is the message acted on, if any."""
    key = triggers.give_response(deed.ws, user, channel.id, ts, deed.now)
    return f"http://{deed.host}/slack/response/{key}"


def _channel_of(told: Json) -> str:
    where = told.get("channel") or told.get("channel_id") or told.get("item", {}).get("channel")
    return where["id"] if isinstance(where, dict) else str(where)
