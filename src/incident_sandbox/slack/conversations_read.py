"""conversations.list, info, members, history and replies; users.conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from incident_sandbox.slack import channels, messages, paging
from incident_sandbox.slack.context import Context, message_in
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json

TYPE_SCOPES: Final = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "mpim": "mpim:read",
    "im": "im:read",
}
MAX_LIST: Final = 999
MAX_HISTORY: Final = 999
MAX_REPLIES: Final = 1_000
MAX_MEMBERS: Final = 999
DEFAULT_PAGE: Final = 100
FOREVER_US: Final = 10**18


def list_all(ctx: Context) -> Json:
    """Return a page of the channels the bot can see."""
    return _list(ctx, "conversations.list", ctx.ws.channels.values())


def list_joined(ctx: Context) -> Json:
    """Return a page of the channels the bot is in (users.conversations)."""
    if ctx.args.text("user", ctx.ws.bot_user) != ctx.ws.bot_user:
        raise SlackError("user_not_found")
    joined = (c for c in ctx.ws.channels.values() if ctx.ws.is_joined(c))
    return _list(ctx, "users.conversations", joined)


def _list(ctx: Context, kind: str, among: Iterable[Channel]) -> Json:
    types = _types(ctx)
    skip_archived = ctx.args.flag("exclude_archived")
    size = paging.limit(ctx.args, DEFAULT_PAGE, MAX_LIST)
    items = [
        (channel.id, channel)
        for channel in among
        if ctx.ws.is_visible(channel)
        and ("private_channel" if channel.is_private else "public_channel") in types
        and not (skip_archived and channel.is_archived)
    ]
    page, metadata = paging.page(ctx.args, kind, items, size)
    shown = [channels.view(ctx.ws, channel) for channel in page]
    return {"channels": shown, "response_metadata": metadata}


def _types(ctx: Context) -> list[str]:
    types = ctx.args.words("types") or ["public_channel"]
    for kind in types:
        if kind not in TYPE_SCOPES:
            raise SlackError("invalid_types")
        ctx.require(TYPE_SCOPES[kind])
    return types


def info(ctx: Context) -> Json:
    """Return one channel."""
    channel = ctx.channel()
    shown = channels.view(ctx.ws, channel)
    if ctx.args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(ctx: Context) -> Json:
    """Return a page of member ids."""
    channel = ctx.channel()
    size = paging.limit(ctx.args, DEFAULT_PAGE, MAX_MEMBERS)
    items = [(user, user) for user in channel.members]
    page, metadata = paging.page(ctx.args, "conversations.members", items, size)
    return {"members": page, "response_metadata": metadata}


def history(ctx: Context) -> Json:
    """Return messages newest first, without unbroadcast replies.

    ``oldest`` and ``latest`` are exclusive unless ``inclusive``. The cursor is there
    only while there is more.
    """
    channel = ctx.joined()
    size = paging.limit(ctx.args, DEFAULT_PAGE, MAX_HISTORY)
    kind = "conversations.history"
    newest = (m for m in reversed(channel.messages.values()) if messages.in_history(m))
    within = _within(ctx, newest)
    cursor = ctx.args.text("cursor")
    if cursor:
        start = paging.decode(kind, cursor)
        within = (m for m in within if m["ts"] <= start)
    found = list(islice(within, size + 1))
    answer = _cut(ctx, channel, kind, found, size)
    return {**answer, "pin_count": len(channel.pins)}


def replies(ctx: Context) -> Json:
    """Return a thread oldest first, its parent leading the first page.

    The ``ts`` of a message without a thread, or of a reply, gives that one alone.
    """
    channel = ctx.joined()
    size = paging.limit(ctx.args, MAX_REPLIES, MAX_REPLIES)
    kind = "conversations.replies"
    ts = ctx.args.need("ts")
    if ts not in channel.messages:
        raise SlackError("thread_not_found")
    thread = _within(ctx, messages.replies_of(channel, ts))
    cursor = ctx.args.text("cursor")
    if cursor:
        start = paging.decode(kind, cursor)
        found = [m for m in thread if m["ts"] >= start]
    else:
        found = [channel.messages[ts], *thread]
    return _cut(ctx, channel, kind, found, size)


def permalink(ctx: Context) -> Json:
    """Return a message's URL (chat.getPermalink)."""
    channel = ctx.channel()
    message = message_in(channel, ctx.args.need("message_ts"))
    link = messages.permalink(ctx.ws, channel, message)
    return {"channel": channel.id, "permalink": link}


def _within(ctx: Context, found: Iterable[Json]) -> Iterator[Json]:
    oldest = ctx.args.moment("oldest", "invalid_ts_oldest")
    latest = ctx.args.moment("latest", "invalid_ts_latest")
    edge = 0 if ctx.args.flag("inclusive") else 1
    low = (oldest or 0) + edge
    high = FOREVER_US if latest is None else latest - edge
    return (m for m in found if low <= int(m["ts"].replace(".", "")) <= high)


def _cut(ctx: Context, channel: Channel, kind: str, found: list[Json], size: int) -> Json:
    whole = ctx.args.flag("include_all_metadata")
    page = [messages.view(channel, m, metadata=whole) for m in found[:size]]
    answer: Json = {"messages": page, "has_more": len(found) > size}
    if len(found) > size:
        following = paging.encode(kind, found[size]["ts"])
        answer["response_metadata"] = {"next_cursor": following}
    return answer
