"""Open modals: a stack per person, and what is filled in (docs.slack.dev/surfaces/modals)."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from incident_sandbox.service import Refused
from incident_sandbox.slack import controls, modal_shapes
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace

MAX_STACK: Final = 3


def show(ws: Workspace, user: str, sent: object, below: Json | None = None) -> Json:
    """Open a modal for a person, on top of another if one is ``below``; return its entry.

    Raises ``SlackError``: ``invalid_arguments``, ``view_too_large``, ``duplicate_external_id``,
    ``push_limit_reached``.
    """
    view = modal_shapes.checked(sent, lambda: ws.mint("b"))
    _check_external(ws, view, "")
    key = ws.mint("V")
    root = key if below is None else below["view"]["root_view_id"]
    if len(stack(ws, root)) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    under = None if below is None else below["view"]["id"]
    ids = {"id": key, "root_view_id": root, "previous_view_id": under, "hash": ws.mint("hash-")}
    ws.views[key] = {"user": user, "view": {**view, **_owner(ws), **ids}, "values": {}}
    return _filled(ws, ws.views[key], {})


def change(ws: Workspace, entry: Json, sent: object) -> Json:
    """Replace what a modal shows; inputs that stay keep what was filled in."""
    view = modal_shapes.checked(sent, lambda: ws.mint("b"))
    _check_external(ws, view, entry["view"]["id"])
    kept = {key: entry["view"][key] for key in KEPT}
    entry["view"] = {**view, **kept, "hash": ws.mint("hash-")}
    return _filled(ws, entry, entry["values"])


def close(ws: Workspace, entry: Json, *, whole: bool) -> None:
    """Close a modal, or the whole stack it is in; the one below shows again."""
    root = entry["view"]["root_view_id"]
    gone = stack(ws, root) if whole else [entry]
    for each in gone:
        ws.views.pop(each["view"]["id"], None)
    ws.touch()


def stack(ws: Workspace, root: str) -> list[Json]:
    """The modals of one stack, the topmost last."""
    return [each for each in ws.views.values() if each["view"]["root_view_id"] == root]


def top(deed: Deed, user: str) -> Json:
    """Return the modal that ``view_id`` names; a person acts on their own topmost one."""
    entry = deed.ws.views.get(deed.text("view_id"))
    if entry is None or entry["user"] != user:
        raise Refused(f"{user} sees no such modal")
    if stack(deed.ws, entry["view"]["root_view_id"])[-1] is not entry:
        raise Refused("another modal is on top")
    return entry


def fill(deed: Deed, block: Json, element: Json, done: Json) -> None:
    """Keep what a person put into an input."""
    entry = deed.ws.views[deed.text("view_id")]
    entry["values"][block["block_id"]][element["action_id"]].update(done)
    deed.ws.touch()


def shown(entry: Json) -> Json:
    """Return a modal as payloads and methods show it, its state included."""
    return deepcopy({**entry["view"], "state": {"values": entry["values"]}})


KEPT: Final = (
    "id",
    "team_id",
    "app_id",
    "app_installed_team_id",
    "bot_id",
    "root_view_id",
    "previous_view_id",
)


def _owner(ws: Workspace) -> Json:
    team, bot = ws.team["id"], ws.bot
    ours = {"app_id": bot["app_id"], "bot_id": bot["bot_id"]}
    return {"team_id": team, "app_installed_team_id": team, **ours}


def _filled(ws: Workspace, entry: Json, old: Json) -> Json:
    values = controls.state(entry["view"]["blocks"])
    for block_id, actions in values.items():
        for action_id, begun in actions.items():
            was = old.get(block_id, {}).get(action_id)
            if was is not None and was["type"] == begun["type"]:
                begun.update(was)
    entry["values"] = values
    ws.touch()
    return entry


def _check_external(ws: Workspace, view: Json, own: str) -> None:
    taken = (e["view"] for e in ws.views.values() if e["view"]["id"] != own)
    if view["external_id"] and view["external_id"] in (v["external_id"] for v in taken):
        raise SlackError("duplicate_external_id")
