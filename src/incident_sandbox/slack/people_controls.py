"""People and controls: buttons and menus, on a message or in a modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import asking, controls, messages, modals, payloads
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.workspace import Channel, Json


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
    action = {**ids, "type": element["type"], **done, "action_ts": payloads.instant(deed.now)}
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
        "channel": {"id": channel.id, "name": channel.shown_name},
        **({} if ephemeral else {"message": messages.view(channel, message)}),
        "state": {"values": values},
        "response_url": payloads.response_url(deed, user, channel, message["ts"]),
    }


def _message(deed: Deed, user: str) -> tuple[Channel, list[Json], Json]:
    """The channel, the blocks and the message a person acts on, their ephemerals included."""
    channel = deed.seen(user)
    ts = deed.text("ts")
    own = (e for e in channel.ephemerals if e["ts"] == ts and e["user"] == user)
    message = next(own, None) or deed.message(channel)
    if message.get("bot_id", deed.ws.bot["bot_id"]) != deed.ws.bot["bot_id"]:
        raise Refused("the controls are another app's")
    return channel, message.get("blocks", []), message


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {"press": _press, "choose": _choose}
