"""People and the app: slash commands, shortcuts, buttons and menus; and its sockets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import asking, controls, messages, modals, payloads, responses
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.workspace import Channel, Json
from incident_sandbox.sockets import REASONS

MAX_COMMAND: Final = 32


def _slash(deed: Deed) -> Json | Waiting:
    user, command = deed.user(), deed.text("command")
    channel = _seen(deed, user)
    if not command.startswith("/") or len(command) > MAX_COMMAND:
        raise Refused(f"{command} is no command")
    asking.needs_commands(deed)
    base = payloads.interaction(deed, "slash", user)
    sent = {
        "token": base["token"],
        "command": command,
        "text": deed.commanded(),
        "user_id": user,
        "user_name": base["user"]["name"],
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "team_id": base["team"]["id"],
        "team_domain": base["team"]["domain"],
        "api_app_id": base["api_app_id"],
        "is_enterprise_install": "false",
        "trigger_id": base["trigger_id"],
        "response_url": payloads.response_url(deed, user, channel, ""),
    }
    told = {"user": user, "channel": channel.id, "ts": ""}

    def answered(answer: Json, now: datetime) -> Json:
        if answer:
            responses.respond(deed.ws, told, answer, now)
        return {}

    return asking.ask(deed, "slash_commands", sent, answered)


def _shortcut(deed: Deed) -> Json | Waiting:
    user = deed.user()
    channel = _seen(deed, user)
    message = deed.message(channel)
    asking.needs_commands(deed)
    sent = {
        **payloads.interaction(deed, "message_action", user),
        "callback_id": deed.text("callback_id"),
        "action_ts": _instant(deed),
        "message_ts": message["ts"],
        "message": messages.view(channel, message),
        "channel": {"id": channel.id, "name": _shown_name(channel)},
        "response_url": payloads.response_url(deed, user, channel, message["ts"]),
    }
    return asking.ask(deed, "interactive", sent, asking.nothing)


def _press(deed: Deed) -> Json | Waiting:
    return _act_on(deed, _pressed)


def _choose(deed: Deed) -> Json | Waiting:
    return _act_on(
        deed, lambda element: controls.chosen(element, deed.args.get("value"), deed.ws.users)
    )


def _pressed(element: Json) -> Json:
    if element["type"] != "button":
        raise Refused(f"{element['action_id']} is no button")
    return {key: value for key, value in element.items() if key in ("text", "value", "style")}


def _act_on(deed: Deed, doing: Callable[[Json], Json]) -> Json | Waiting:
    user = deed.user()
    in_modal = "view_id" in deed.args
    blocks = modals.top(deed, user)["view"]["blocks"] if in_modal else _message(deed, user)[1]
    block, element = controls.find(blocks, deed.text("action_id"), deed.args.get("block_id"))
    done = doing(element)
    if in_modal and element["type"] in controls.STATES:
        modals.fill(deed, block, element, done)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {"ok": True}
    base = _in_modal(deed, user) if in_modal else _on_message(deed, user, block, element, done)
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    action = {**ids, "type": element["type"], **done, "action_ts": _instant(deed)}
    return asking.ask(deed, "interactive", {**base, "actions": [action]}, asking.nothing)


def _in_modal(deed: Deed, user: str) -> Json:
    entry = modals.top(deed, user)
    view = modals.shown(entry)
    base = payloads.interaction(deed, "block_actions", user, view["id"])
    container = {"type": "view", "view_id": view["id"]}
    return {**base, "container": container, "view": view}


def _on_message(deed: Deed, user: str, block: Json, element: Json, done: Json) -> Json:
    channel, blocks, message = _message(deed, user)
    values = controls.state(blocks)
    if element["type"] in controls.STATES:
        values[block["block_id"]][element["action_id"]].update(done)
    ephemeral = message["ts"] not in channel.messages
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id}
    thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    return {
        **payloads.interaction(deed, "block_actions", user),
        "container": {**container, **thread, "is_ephemeral": ephemeral},
        "channel": {"id": channel.id, "name": _shown_name(channel)},
        **({} if ephemeral else {"message": messages.view(channel, message)}),
        "state": {"values": values},
        "response_url": payloads.response_url(deed, user, channel, message["ts"]),
    }


def _message(deed: Deed, user: str) -> tuple[Channel, list[Json], Json]:
    """The channel, the blocks and the message a person acts on, their ephemerals included."""
    channel = _seen(deed, user)
    ts = deed.text("ts")
    own = (e for e in channel.ephemerals if e["ts"] == ts and e["user"] == user)
    message = next(own, None) or deed.message(channel)
    if message.get("bot_id", deed.ws.bot["bot_id"]) != deed.ws.bot["bot_id"]:
        raise Refused("the controls are another app's")
    return channel, message.get("blocks", []), message


def _seen(deed: Deed, user: str) -> Channel:
    channel = deed.live()
    if user not in channel.members and (channel.is_private or not deed.is_full(user)):
        raise Refused(f"{user} is not in #{channel.name}")
    return channel


def _shown_name(channel: Channel) -> str:
    return "privategroup" if channel.is_private else channel.name


def _instant(deed: Deed) -> str:
    return f"{deed.now.timestamp():.6f}"


def _socket(deed: Deed) -> Json:
    verb, sockets = deed.text("verb"), deed.mail.sockets
    if verb == "cut":
        return {"cut": sockets.cut()}
    if verb == "disconnect":
        reason = deed.args.get("reason", "refresh_requested")
        if reason not in REASONS:
            raise Refused(f"reason is one of {', '.join(REASONS)}")
        return {"told": sockets.disconnect(reason, deed.now)}
    if verb == "status":
        return {"open": sockets.count(), "unacked": deed.mail.unacked()}
    raise Refused("verb is cut, disconnect or status")


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    "slash": _slash,
    "shortcut": _shortcut,
    "press": _press,
    "choose": _choose,
    "socket": _socket,
}
