"""What is posted to a response URL (docs.slack.dev/interactivity/handling-user-interaction).

Ephemeral unless ``response_type`` says ``in_channel``; no token, and no membership needed. That
it answers 404 once it is spent, with ``used_url`` or ``expired_url``, is from memory.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from incident_sandbox.service import Request, Response
from incident_sandbox.slack import chat, messages
from incident_sandbox.slack.args import Args
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Channel, Json, Workspace

PATH: Final = "/response/"
KEYS: Final = {
    "attachments",
    "blocks",
    "delete_original",
    "metadata",
    "mrkdwn",
    "replace_original",
    "response_type",
    "text",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
}
GONE: Final = 404
BAD: Final = 400


def handle(ws: Workspace, request: Request, now: datetime) -> Response:
    """Answer one POST: ``{"ok": true}``, or an error of HTTP 404 or 400."""
    key = request.path.removeprefix(PATH)
    try:
        told = _taken(ws, key, now)
        respond(ws, told, _read(request), now)
    except SlackError as error:
        status = GONE if error.code in ("used_url", "expired_url", "invalid_url") else BAD
        return Response.json({"ok": False, "error": error.code}, status, effect=False)
    told["left"] -= 1
    ws.touch()
    return Response.json({"ok": True}, effect=True)


def respond(ws: Workspace, told: Json, body: Json, now: datetime) -> None:
    """Post, replace or delete, as ``body`` says; raises ``SlackError``."""
    if body.keys() - KEYS:
        raise SlackError("invalid_payload")
    channel = ws.channels.get(told["channel"])
    if channel is None or channel.is_archived:
        raise SlackError("channel_not_found" if channel is None else "is_archived")
    if body.get("delete_original"):
        return _delete(ws, channel, told)
    content = {**chat.content(Context(ws, Args(body), now)), **_thread(channel, body)}
    if body.get("replace_original"):
        return _replace(ws, channel, told, content, now)
    if body.get("response_type", "ephemeral") == "in_channel":
        messages.add(ws, channel, {**content, **chat.signature(ws)}, now)
    else:
        chat.whisper(ws, channel, told["user"], content, now)
    return None


def _taken(ws: Workspace, key: str, now: datetime) -> Json:
    told = ws.responses.get(key)
    if told is None:
        raise SlackError("invalid_url")
    if now.timestamp() > told["end"]:
        raise SlackError("expired_url")
    if not told["left"]:
        raise SlackError("used_url")
    return told


def _read(request: Request) -> Json:
    try:
        body = json.loads(request.body)
    except ValueError as problem:
        raise SlackError("invalid_payload") from problem
    if request.method != "POST" or not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body


def _thread(channel: Channel, body: Json) -> Json:
    if "thread_ts" not in body:
        return {}
    parent = channel.messages.get(body["thread_ts"])
    if parent is None or messages.is_gone(parent) or messages.is_reply(parent):
        raise SlackError("thread_not_found")
    return {"thread_ts": parent["ts"]}


def _delete(ws: Workspace, channel: Channel, told: Json) -> None:
    if told["ts"] in channel.messages:
        messages.remove(ws, channel, told["ts"])
        return
    channel.ephemerals.remove(_ephemeral(channel, told))
    ws.touch()


def _replace(ws: Workspace, channel: Channel, told: Json, content: Json, now: datetime) -> None:
    fields = {"blocks": None, "attachments": None, **content}
    message = channel.messages.get(told["ts"])
    if message is not None:
        return messages.edit(ws, channel, message, user=ws.bot_user, fields=fields, now=now)
    kept = _ephemeral(channel, told)
    kept.update(fields)
    for key in [key for key, value in kept.items() if value is None]:
        del kept[key]
    return ws.touch()


def _ephemeral(channel: Channel, told: Json) -> Json:
    for each in channel.ephemerals:
        if told["ts"] and each["ts"] == told["ts"]:
            return each
    raise SlackError("message_not_found")
