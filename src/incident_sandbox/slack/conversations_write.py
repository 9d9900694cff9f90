"""conversations.create, rename, setTopic, setPurpose, archive, invite, join, …."""

from __future__ import annotations

from typing import Final

from incident_sandbox.slack import channels
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.text import escape_sent
from incident_sandbox.slack.workspace import Channel, Json

MAX_DESCRIPTION: Final = 250
MAX_INVITED: Final = 100


def create(ctx: Context) -> Json:
    """Create a channel; the name is validated and never altered."""
    name = ctx.args.text("name")
    private = ctx.args.flag("is_private")
    channels.check_name(name)
    channels.check_free(ctx.ws, name)
    made = channels.create(ctx.ws, name, ctx.ws.bot_user, ctx.now, private=private)
    return {"channel": channels.view(ctx.ws, made)}


def rename(ctx: Context) -> Json:
    """Rename a channel of the bot's own making; others' give ``not_authorized``."""
    channel = ctx.open_joined()
    name = ctx.args.text("name")
    channels.check_name(name)
    if channel.creator != ctx.ws.bot_user:
        raise SlackError("not_authorized")
    if name != channel.name:
        channels.check_free(ctx.ws, name)
        channels.rename(ctx.ws, channel, name, ctx.ws.bot_user, ctx.now)
    return {"channel": channels.view(ctx.ws, channel)}


def set_topic(ctx: Context) -> Json:
    """Set the topic; it is kept HTML-escaped."""
    channel = _describe(ctx, "topic")
    return {"channel": channels.view(ctx.ws, channel)}


def set_purpose(ctx: Context) -> Json:
    """Set the purpose; it is kept HTML-escaped."""
    return {"purpose": _describe(ctx, "purpose").purpose["value"]}


def _describe(ctx: Context, kind: str) -> Channel:
    channel = ctx.open_joined()
    sent = ctx.args.text(kind)
    kept = escape_sent(sent)
    # Whether Slack counts before or after escaping is unpublished: count the longer.
    if max(len(sent), len(kept)) > MAX_DESCRIPTION:
        raise SlackError("too_long")
    channels.describe(ctx.ws, channel, (kind, kept), ctx.ws.bot_user, ctx.now)
    return channel


def archive(ctx: Context) -> Json:
    """Archive a channel."""
    channel = ctx.channel()
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    channels.archive(ctx.ws, ctx.joined(), ctx.ws.bot_user, ctx.now)
    return {}


def unarchive(ctx: Context) -> Json:
    """Refuse: bot tokens cannot (the method's page carries that notice)."""
    if not ctx.channel().is_archived:
        raise SlackError("not_archived")
    raise SlackError("not_in_channel")


def join(ctx: Context) -> Json:
    """Join a public channel; again is a success with a warning."""
    channel = ctx.channel()
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if ctx.ws.is_joined(channel):
        warning = "already_in_channel"
        metadata = {"warnings": [warning]}
        shown = channels.view(ctx.ws, channel)
        return {"channel": shown, "warning": warning, "response_metadata": metadata}
    channels.join(ctx.ws, channel, ctx.ws.bot_user, ctx.now)
    return {"channel": channels.view(ctx.ws, channel)}


def leave(ctx: Context) -> Json:
    """Leave a channel; not being in it is no error."""
    channel = ctx.channel()
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not ctx.ws.is_joined(channel):
        return {"not_in_channel": True}
    channels.leave(ctx.ws, channel, ctx.ws.bot_user, ctx.now)
    return {}


def invite(ctx: Context) -> Json:
    """Invite people. One problem refuses all, unless ``force`` and some are fine.

    The problems stand in ``errors: [{"ok": false, "error", "user"}]``.
    """
    channel = ctx.open_joined()
    users = list(dict.fromkeys(ctx.args.words("users")))
    if not users:
        raise SlackError("no_user")
    if len(users) > MAX_INVITED:
        raise SlackError("too_many_users")
    problems = {user: code for user in users if (code := _barred(ctx, channel, user))}
    fine = [user for user in users if user not in problems]
    errors = [{"ok": False, "error": problems[user], "user": user} for user in problems]
    if errors and not (ctx.args.flag("force") and fine):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in fine:
        channels.join(ctx.ws, channel, user, ctx.now, inviter=ctx.ws.bot_user)
    shown = {"channel": channels.view(ctx.ws, channel)}
    return {**shown, "errors": errors} if errors else shown


def _barred(ctx: Context, channel: Channel, user: str) -> str | None:
    if user == ctx.ws.bot_user:
        return "cant_invite_self"
    raw = ctx.ws.users.get(user)
    if raw is None:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    if raw["team_id"] != ctx.ws.team["id"]:
        return "org_user_not_in_team"
    if raw["deleted"] or raw["is_bot"]:
        return "cant_invite"
    return "user_is_restricted" if raw["is_restricted"] else None
