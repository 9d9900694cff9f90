"""chat.postMessage, update, delete and postEphemeral."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from incident_sandbox.slack import blocks, messages, metadata
from incident_sandbox.slack.context import Context, message_in
from incident_sandbox.slack.errors import SlackError, invalid_arguments
from incident_sandbox.slack.workspace import Channel, Json, Workspace, microseconds, stamp

MAX_TEXT: Final = 40_000
MAX_UNSPLIT: Final = 4_040
SPLIT: Final = 4_000
MAX_UPDATE: Final = 4_000
MAX_MARKDOWN: Final = 12_000
MAX_ATTACHMENTS: Final = 100
DISGUISES: Final = ("username", "icon_emoji", "icon_url")


def post_message(ctx: Context) -> Json:
    """Post. Text is kept as sent, silently cut at 40,000 characters.

    Text without blocks above 4,040 characters becomes several messages of 4,000; the
    answer, and the metadata, belong to the first.
    """
    channel = _writable(ctx)
    body = content(ctx)
    thread = _thread(ctx, channel)
    signed = {**body, **thread, **_disguise(ctx), **signature(ctx.ws)}
    meta = _metadata(ctx)
    pieces = _split(body["text"]) if len(body) == 1 else [body["text"]]
    first: Json = {**signed, "text": pieces[0], **({"metadata": meta} if meta else {})}
    kept = messages.add(ctx.ws, channel, first, ctx.now)
    for piece in pieces[1:]:
        messages.add(ctx.ws, channel, {**signed, "text": piece}, ctx.now)
    shown = messages.view(channel, kept)
    return {"channel": channel.id, "ts": kept["ts"], "message": shown}


def update(ctx: Context) -> Json:
    """Change a message of the bot's own.

    Text alone removes the blocks; metadata left out stays, ``{}`` removes it.
    """
    channel = ctx.channel()
    if channel.is_archived:
        raise SlackError("is_inactive")
    message = message_in(channel, ctx.args.need("ts"))
    if not _is_own(ctx, message):
        raise SlackError("cant_update_message")
    if not ctx.ws.is_joined(channel) and "chat:write.public" not in ctx.ws.scopes:
        raise SlackError("not_in_channel")
    if len(ctx.args.text("text")) > MAX_UPDATE:
        raise SlackError("msg_too_long")
    fields: Json = {"blocks": None, "attachments": None, **content(ctx)}
    if ctx.args.has("metadata"):
        fields["metadata"] = _metadata(ctx) or None
    messages.edit(ctx.ws, channel, message, user=ctx.ws.bot_user, fields=fields, now=ctx.now)
    shown = messages.view(channel, message)
    answer = {"channel": channel.id, "ts": message["ts"], "text": message["text"]}
    return {**answer, "message": shown}


def delete(ctx: Context) -> Json:
    """Delete a message of the bot's own."""
    channel = ctx.channel()
    message = message_in(channel, ctx.args.need("ts"))
    if not _is_own(ctx, message) or channel.is_archived:
        raise SlackError("cant_delete_message")
    messages.remove(ctx.ws, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(ctx: Context) -> Json:
    """Show a text to one member only; no history ever has it."""
    channel = _writable(ctx)
    user = ctx.args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    body = {**content(ctx), **_thread(ctx, channel)}
    return {"message_ts": whisper(ctx.ws, channel, user, body, ctx.now)}


def whisper(ws: Workspace, channel: Channel, user: str, body: Json, now: datetime) -> str:
    """Show content to one person, in no history; return its ``ts``."""
    channel.last_us = max(microseconds(now), channel.last_us + 1)
    ts = stamp(channel.last_us)
    channel.ephemerals.append({"ts": ts, "user": user, **body})
    ws.touch()
    return ts


def _writable(ctx: Context) -> Channel:
    channel = ctx.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if not ctx.ws.is_joined(channel) and "chat:write.public" not in ctx.ws.scopes:
        raise SlackError("not_in_channel")
    return channel


def _is_own(ctx: Context, message: Json) -> bool:
    # What Slack says of us (channel_join) is ours by user, but not a bot's message.
    own: bool = message.get("bot_id") == ctx.ws.bot["bot_id"]
    return own


def content(ctx: Context) -> Json:
    """Return ``text`` (always), ``blocks`` and ``attachments`` (if any)."""
    text = _text(ctx)
    body: Json = {"text": text}
    sent = ctx.args.structure("blocks", "invalid_blocks_format")
    if sent is not None and sent != []:
        body["blocks"] = blocks.checked(sent, lambda: ctx.ws.mint("B"))
    attached = _attachments(ctx)
    if attached:
        body["attachments"] = attached
    if len(body) == 1 and not text.strip():
        raise SlackError("no_text")
    return body


def _text(ctx: Context) -> str:
    text = ctx.args.text("text")
    markdown = ctx.args.text("markdown_text")
    if not markdown:
        return text[:MAX_TEXT]
    if text or ctx.args.has("blocks"):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MAX_MARKDOWN:
        raise SlackError("msg_too_long")
    return markdown


def _attachments(ctx: Context) -> list[Any]:
    attached = ctx.args.structure("attachments", "invalid_arguments")
    if attached is None:
        return []
    if not isinstance(attached, list):
        raise invalid_arguments("attachments is no list")
    if len(attached) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return attached


def _metadata(ctx: Context) -> metadata.Metadata:
    if not ctx.args.has("metadata"):
        return {}
    sent = ctx.args.structure("metadata", "invalid_metadata_format")
    return metadata.checked(sent)


def _thread(ctx: Context, channel: Channel) -> Json:
    ts = ctx.args.text("thread_ts")
    if not ts:
        return {}
    parent = channel.messages.get(ts)
    # Unpublished: Slack may accept a thread that is none. We do not.
    if parent is None or messages.is_gone(parent) or messages.is_reply(parent):
        raise SlackError("thread_not_found")
    broadcast = {"subtype": messages.BROADCAST, "root": {"ts": ts}}
    return {"thread_ts": ts, **(broadcast if ctx.args.flag("reply_broadcast") else {})}


def _disguise(ctx: Context) -> Json:
    if any(ctx.args.has(name) for name in DISGUISES):
        ctx.require("chat:write.customize")
    name = ctx.args.text("username")
    return {"subtype": "bot_message", "username": name} if name else {}


def signature(ws: Workspace) -> Json:
    """What makes a message the bot's own."""
    bot = ws.bot
    return {
        "user": bot["user_id"],
        "bot_id": bot["bot_id"],
        "app_id": bot["app_id"],
        "bot_profile": {
            "id": bot["bot_id"],
            "app_id": bot["app_id"],
            "name": bot["name"],
            "team_id": ws.team["id"],
            "deleted": False,
        },
    }


def _split(text: str) -> list[str]:
    if len(text) <= MAX_UNSPLIT:
        return [text]
    return [text[start : start + SPLIT] for start in range(0, len(text), SPLIT)]
