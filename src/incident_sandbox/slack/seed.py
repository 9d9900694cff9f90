"""The workspace everybody starts with: a team, a bot, six people, three channels."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from incident_sandbox.slack import channels
from incident_sandbox.slack.workspace import SLACKBOT, Json, Workspace

FOUNDED: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOKEN: Final = "xoxb-sandbox-bot"  # noqa: S105 - opens nothing but this sandbox
BOT_NAME: Final = "incident-sync"
OTHER_TEAM: Final = "T0OTHERTEAM"
SCOPES: Final = (
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "groups:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)
# handle, real name, kind
PEOPLE: Final = (
    ("priya", "Priya Sharma", "admin"),
    ("sam", "Sam Rivera", "member"),
    ("lena", "Lena Fischer", "member"),
    ("tomas", "Tomás Novák", "member"),
    ("gus", "Gus Guest", "guest"),
    ("olu", "Olu Outsider", "foreign"),
)


def workspace(seed: int) -> Workspace:
    """Build the seeded workspace; the bot is a member of #incidents only."""
    ws = Workspace(seed)
    team = ws.mint("T")
    ws.team = {
        "id": team,
        "name": "Sandbox",
        "url": "https://sandbox.slack.com/",
        "domain": "sandbox",
        "email_domain": "example.com",
        "icon": {"image_default": True},
    }
    ws.tokens = {TOKEN: "active"}
    ws.scopes = list(SCOPES)
    _add_people(ws)
    _add_channels(ws)
    return ws


def _add_people(ws: Workspace) -> None:
    ws.users[SLACKBOT] = user(ws, SLACKBOT, "slackbot", "Slackbot", "")
    bot = ws.mint("U")
    ids = {"user_id": bot, "bot_id": ws.mint("B"), "app_id": ws.mint("A")}
    ws.bot = {**ids, "name": BOT_NAME}
    ws.users[bot] = user(ws, bot, BOT_NAME, BOT_NAME, "")
    ws.users[bot].update(is_bot=True)
    for handle, name, kind in PEOPLE:
        add_person(ws, handle, name, f"{handle}@example.com", kind)


def add_person(ws: Workspace, handle: str, name: str, email: str, kind: str) -> str:
    """Add an ``admin``, ``member``, ``guest`` or ``foreign`` person; return the id."""
    key = ws.mint("U")
    raw = user(ws, key, handle, name, email)
    raw["is_admin"] = kind == "admin"
    raw["is_restricted"] = kind == "guest"
    if kind == "foreign":
        raw["team_id"] = OTHER_TEAM
        raw["is_stranger"] = True
    ws.users[key] = raw
    ws.touch()
    return key


def user(ws: Workspace, key: str, handle: str, name: str, email: str) -> Json:
    """Return a raw user object of this team (java-slack-sdk json-logs)."""
    profile = {
        "real_name": name,
        "real_name_normalized": name,
        "display_name": handle,
        "display_name_normalized": handle,
        "team": ws.team["id"],
        **({"email": email} if email else {}),
    }
    return {
        "id": key,
        "team_id": ws.team["id"],
        "name": handle,
        "deleted": False,
        "real_name": name,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "is_email_confirmed": bool(email),
        "updated": int(FOUNDED.timestamp()),
    }


def _add_channels(ws: Workspace) -> None:
    founders = [
        key
        for key, raw in ws.users.items()
        if raw["profile"].get("email") and raw["team_id"] == ws.team["id"]
    ]
    for name in ("general", "incidents", "random"):
        channel = channels.create(ws, name, founders[0], FOUNDED)
        channel.is_general = name == "general"
        for key in founders[1:]:
            channels.join(ws, channel, key, FOUNDED)
    incidents = ws.named("incidents")
    if incidents is not None:
        channels.join(ws, incidents, ws.bot_user, FOUNDED, inviter=founders[0])
