"""People and messages: post, edit, delete, react, pin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from incident_sandbox.service import Refused
from incident_sandbox.slack import messages, pins, reactions
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.workspace import Json


def _post(deed: Deed) -> Json:
    user = deed.user()
    sent: Json = {"user": user, "text": deed.typed(), **_thread(deed), **_origin(deed, user)}
    channel = deed.entered(user)
    deed.ws.mint("message")
    number = (deed.ws.seed << 64) + deed.ws.minted["message"]
    sent["client_msg_id"] = str(UUID(int=number, version=4))
    return {"ts": messages.add(deed.ws, channel, sent, deed.now)["ts"]}


def _thread(deed: Deed) -> Json:
    thread = deed.args.get("thread_ts")
    if thread is None:
        return {}
    parent = deed.live().messages.get(thread)
    if parent is None or messages.is_reply(parent):
        raise Refused(f"no thread {thread}")
    broadcast = {"subtype": messages.BROADCAST} if deed.args.get("broadcast") else {}
    return {"thread_ts": thread, **broadcast}


def _origin(deed: Deed, user: str) -> Json:
    # In a shared channel a message names its author's own workspace.
    team = deed.ws.users[user]["team_id"]
    if team == deed.ws.team["id"]:
        return {}
    return {"team": team, "user_team": team, "source_team": team}


def _edit(deed: Deed) -> Json:
    channel = deed.live()
    message = deed.message(channel)
    author = deed.user() if "user" in deed.args else message["user"]
    if message["user"] != author or "client_msg_id" not in message:
        raise Refused("people edit their own messages only")
    fields = {"text": deed.typed()}
    messages.edit(deed.ws, channel, message, user=author, fields=fields, now=deed.now)
    return {"ts": message["ts"]}


def _delete(deed: Deed) -> Json:
    channel = deed.live()
    message = deed.message(channel)
    if "user" in deed.args:
        user = deed.user()
        if user != message["user"] and not deed.ws.users[user]["is_admin"]:
            raise Refused("only an admin deletes other people's messages")
    if message.get("subtype", "").startswith("channel_"):
        raise Refused("what Slack itself said stays")
    messages.remove(deed.ws, channel, message["ts"])
    return {}


def _react(deed: Deed) -> Json:
    user = deed.user()
    message = deed.message(deed.live())
    channel = deed.entered(user)
    if not reactions.react(deed.ws, channel, message, deed.text("name"), user):
        raise Refused("already reacted")
    return {}


def _unreact(deed: Deed) -> Json:
    user = deed.user()
    message = deed.message(deed.live())
    channel = deed.entered(user)
    if not reactions.unreact(deed.ws, channel, message, deed.text("name"), user):
        raise Refused("no such reaction")
    return {}


def _pin(deed: Deed) -> Json:
    user = deed.user()
    channel = deed.live()
    message = deed.message(channel)
    if channel.pin_of(message["ts"]):
        raise Refused("already pinned")
    deed.entered(user)
    pins.pin(deed.ws, channel, message["ts"], user, int(deed.now.timestamp()))
    return {}


def _unpin(deed: Deed) -> Json:
    channel = deed.live()
    ts = deed.message(channel)["ts"]
    if not channel.pin_of(ts):
        raise Refused("not pinned")
    user = deed.user()
    deed.entered(user)
    pins.unpin(deed.ws, channel, ts, user)
    return {}


VERBS: Final[dict[str, Callable[[Deed], Json]]] = {
    "post": _post,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "pin": _pin,
    "unpin": _unpin,
}
