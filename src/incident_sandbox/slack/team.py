"""auth.test, team.info and the users.* methods."""

from __future__ import annotations

from typing import Final

from incident_sandbox.slack import paging
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace

MAX_UNPAGED_USERS: Final = 1_000
MAX_PAGE: Final = 999


def auth_test(ctx: Context) -> Json:
    """Say who the token is."""
    ws = ctx.ws
    return {
        "url": ws.team["url"],
        "team": ws.team["name"],
        "user": ws.bot["name"],
        "team_id": ws.team["id"],
        "user_id": ws.bot_user,
        "bot_id": ws.bot["bot_id"],
        "is_enterprise_install": False,
    }


def team_info(ctx: Context) -> Json:
    """Return the workspace; only its own id may be asked for."""
    if ctx.args.text("team", ctx.ws.team["id"]) != ctx.ws.team["id"]:
        raise SlackError("team_not_found")
    return {"team": dict(ctx.ws.team)}


def users_list(ctx: Context) -> Json:
    """Return a page of users, deactivated ones and bots included."""
    items = [(user, view(ctx.ws, raw)) for user, raw in ctx.ws.users.items()]
    if not ctx.args.has("limit") and len(items) > MAX_UNPAGED_USERS:
        raise SlackError("limit_required")
    size = paging.limit(ctx.args, MAX_UNPAGED_USERS, MAX_PAGE)
    members, metadata = paging.page(ctx.args, "users.list", items, size)
    cache_ts = int(ctx.now.timestamp())
    return {"members": members, "cache_ts": cache_ts, "response_metadata": metadata}


def users_info(ctx: Context) -> Json:
    """Return one user."""
    raw = ctx.ws.users.get(ctx.args.need("user"))
    if raw is None:
        raise SlackError("user_not_found")
    return {"user": view(ctx.ws, raw)}


def users_lookup(ctx: Context) -> Json:
    """Return the active member of this team with an e-mail address."""
    wanted = ctx.args.need("email").lower()
    for raw in ctx.ws.users.values():
        own = raw["team_id"] == ctx.ws.team["id"] and not raw["deleted"]
        if own and raw["profile"].get("email", "").lower() == wanted:
            return {"user": view(ctx.ws, raw)}
    raise SlackError("users_not_found")


def view(ws: Workspace, raw: Json) -> Json:
    """Return a user as the bot may see it: an e-mail only by its scope.

    Addresses of other workspaces' people are never shown.
    """
    profile = dict(raw["profile"])
    if "users:read.email" not in ws.scopes or raw["team_id"] != ws.team["id"]:
        profile.pop("email", None)
    return {**raw, "profile": profile}
