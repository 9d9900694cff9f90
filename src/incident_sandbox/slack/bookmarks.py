"""bookmarks.add, edit, remove and list."""

from __future__ import annotations

from typing import Final

from incident_sandbox.slack.context import Context
from incident_sandbox.slack.errors import SlackError, invalid_arguments
from incident_sandbox.slack.workspace import Channel, Json

MAX_BOOKMARKS: Final = 100  # commonly said, unpublished


def add(ctx: Context) -> Json:
    """Add a bookmark; the same one twice is two."""
    channel = _bookmarked(ctx)
    title = ctx.args.need("title")
    if ctx.args.need("type") != "link":
        raise SlackError("invalid_bookmark_type")
    link = _link(ctx)
    if len(channel.bookmarks) >= MAX_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    made = _bookmark(ctx, channel, title, link)
    channel.bookmarks.append(made)
    ctx.ws.touch()
    return {"bookmark": dict(made)}


def edit(ctx: Context) -> Json:
    """Change a bookmark's title, link or emoji."""
    bookmark = _find_bookmark(ctx, _bookmarked(ctx))
    changed: Json = {"date_updated": int(ctx.now.timestamp())}
    if ctx.args.has("title"):
        changed["title"] = ctx.args.need("title")
    if ctx.args.has("link"):
        changed["link"] = _link(ctx)
    if ctx.args.has("emoji"):
        changed["emoji"] = ctx.args.text("emoji")
    bookmark.update(changed)
    ctx.ws.touch()
    return {"bookmark": dict(bookmark)}


def remove(ctx: Context) -> Json:
    """Remove a bookmark."""
    channel = _bookmarked(ctx)
    bookmark = _find_bookmark(ctx, channel)
    channel.bookmarks = [each for each in channel.bookmarks if each is not bookmark]
    ctx.ws.touch()
    return {}


def list_all(ctx: Context) -> Json:
    """Return a channel's bookmarks."""
    channel = ctx.channel("channel_id")
    return {"bookmarks": [dict(each) for each in channel.bookmarks]}


def _bookmarked(ctx: Context) -> Channel:
    channel = ctx.channel("channel_id")
    if channel.is_archived or not ctx.ws.is_joined(channel):
        raise SlackError("permission_denied")
    return channel


def _link(ctx: Context) -> str:
    link = ctx.args.need("link")
    if not link.startswith(("http://", "https://")):
        raise invalid_arguments("link must start with http", "invalid_link")
    return link


def _find_bookmark(ctx: Context, channel: Channel) -> Json:
    wanted = ctx.args.need("bookmark_id")
    for each in channel.bookmarks:
        if each["id"] == wanted:
            return each
    raise SlackError("not_found")


def _bookmark(ctx: Context, channel: Channel, title: str, link: str) -> Json:
    now = int(ctx.now.timestamp())
    return {
        "id": ctx.ws.mint("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": ctx.args.text("emoji"),
        "icon_url": "",
        "entity_id": ctx.args.text("entity_id") or None,
        "type": "link",
        "date_created": now,
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):04d}",
        "last_updated_by_user_id": ctx.ws.bot_user,
        "last_updated_by_team_id": ctx.ws.team["id"],
        "app_id": ctx.ws.bot["app_id"],
    }
