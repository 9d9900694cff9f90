"""The workspace's users. Without the capability for user information: 403, all of them.

With it but without e-mails, ``person`` is empty (developers.notion.com/reference/capabilities).
"""

from __future__ import annotations

from incident_sandbox.notion import paging, shown
from incident_sandbox.notion.access import need_users
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json


def listed(ctx: Context) -> Json:
    """GET /v1/users."""
    need_users(ctx.connection)
    size, cursor = ctx.paging(ctx.listing_query(), "query")
    keys = [user["id"] for user in ctx.own_users()]
    listing = paging.fingerprint("users", ctx.connection.workspace)
    some, following = paging.page_of(keys, size, cursor, listing)
    return paging.answer("user", [shown.user(ctx, key) for key in some], following)


def me(ctx: Context) -> Json:
    """GET /v1/users/me: the bot of the token."""
    need_users(ctx.connection)
    return shown.user(ctx, ctx.by)


def get(ctx: Context) -> Json:
    """GET /v1/users/{id}."""
    need_users(ctx.connection)
    key = ctx.key()
    if not any(user["id"] == key for user in ctx.own_users()):
        raise ctx.missing("user", key)
    return shown.user(ctx, key)
