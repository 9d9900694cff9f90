"""views.open, push and update (docs.slack.dev/reference/methods/views.open and its siblings)."""

from __future__ import annotations

from typing import Any

from incident_sandbox.slack import modals, triggers
from incident_sandbox.slack.context import Context
from incident_sandbox.slack.errors import SlackError, invalid_arguments
from incident_sandbox.slack.workspace import Json


def open_one(ctx: Context) -> Json:
    """Open a modal for whoever the trigger is of; a refused view leaves the trigger good."""
    trigger = triggers.check(ctx.ws, ctx.args.need("trigger_id"), ctx.now)
    entry = modals.show(ctx.ws, trigger["user"], _view(ctx))
    trigger["used"] = True
    return {"view": modals.shown(entry)}


def push(ctx: Context) -> Json:
    """Put a modal on top of the one that the trigger came from."""
    trigger = triggers.check(ctx.ws, ctx.args.need("trigger_id"), ctx.now)
    below = ctx.ws.views.get(trigger["view"])
    if below is None:
        raise SlackError("invalid_trigger_id")
    entry = modals.show(ctx.ws, trigger["user"], _view(ctx), below)
    trigger["used"] = True
    return {"view": modals.shown(entry)}


def update(ctx: Context) -> Json:
    """Replace an open modal, named by ``view_id`` or ``external_id``; ``hash`` guards it."""
    entry = _named(ctx)
    expected = ctx.args.text("hash")
    if expected and expected != entry["view"]["hash"]:
        raise SlackError("hash_conflict")
    return {"view": modals.shown(modals.change(ctx.ws, entry, _view(ctx)))}


def _view(ctx: Context) -> Any:
    sent = ctx.args.structure("view", "invalid_arguments")
    if sent is None:
        raise invalid_arguments("missing required field: view")
    return sent


def _named(ctx: Context) -> Json:
    view, external = ctx.args.text("view_id"), ctx.args.text("external_id")
    if not view and not external:
        raise invalid_arguments("missing required field: view_id")
    for entry in ctx.ws.views.values():
        if view == entry["view"]["id"] or (external and external == entry["view"]["external_id"]):
            found: Json = entry
            return found
    raise SlackError("not_found")
