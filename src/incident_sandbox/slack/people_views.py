"""People and modals: submit and close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from incident_sandbox.service import Refused, Waiting
from incident_sandbox.slack import asking, controls, modals, payloads
from incident_sandbox.slack.deed import Deed
from incident_sandbox.slack.errors import SlackError
from incident_sandbox.slack.workspace import Json, Workspace


def _submit(deed: Deed) -> Json | Waiting:
    user = deed.user()
    entry = modals.top(deed, user)
    if entry["view"]["submit"] is None:
        raise Refused("there is no button to submit with")
    _fill(deed, entry)
    _check_complete(entry)
    base = payloads.interaction(deed, "view_submission", user, entry["view"]["id"])
    sent = {**base, "view": modals.shown(entry), "response_urls": []}

    def answered(answer: Json, now: datetime) -> Json:  # noqa: ARG001 - as ``Answered`` has it
        return _follow(deed.ws, entry, answer)

    return asking.ask(deed, "interactive", sent, answered)


def _close_view(deed: Deed) -> Json | Waiting:
    user = deed.user()
    entry = modals.top(deed, user)
    whole = bool(entry["view"]["clear_on_close"])
    modals.close(deed.ws, entry, whole=whole)
    if not entry["view"]["notify_on_close"]:
        return {"ok": True}
    base = payloads.interaction(deed, "view_closed", user)
    sent = {**base, "view": modals.shown(entry), "is_cleared": whole}
    return asking.ask(deed, "interactive", sent, asking.nothing)


def _fill(deed: Deed, entry: Json) -> None:
    filled = []
    for block_id, actions in deed.args.get("values", {}).items():
        for action_id, value in actions.items():
            _, element = controls.find(entry["view"]["blocks"], action_id, block_id)
            filled.append((block_id, action_id, controls.chosen(element, value, deed.ws.users)))
    # Only now: a refused value leaves the modal as it was.
    for block_id, action_id, done in filled:
        entry["values"][block_id][action_id].update(done)
    deed.ws.touch()


def _check_complete(entry: Json) -> None:
    for block in entry["view"]["blocks"]:
        if block["type"] == "input" and not block.get("optional"):
            state = entry["values"][block["block_id"]][block["element"]["action_id"]]
            if controls.is_empty(state):
                raise Refused(f"{block['block_id']} is required")


def _follow(ws: Workspace, entry: Json, answer: Json) -> Json:
    """Do what ``response_action`` says; none closes the modal."""
    action = answer.get("response_action")
    if action is None and answer:
        raise SlackError("invalid_response_action")
    if action == "errors":
        return _errors(entry, answer)
    if action == "update":
        modals.change(ws, entry, answer.get("view"))
    elif action == "push":
        modals.show(ws, entry["user"], answer.get("view"), entry)
    elif action in (None, "clear"):
        modals.close(ws, entry, whole=action == "clear")
    else:
        raise SlackError("invalid_response_action")
    return {} if action is None else {"response_action": action}


def _errors(entry: Json, answer: Json) -> Json:
    errors = answer.get("errors")
    inputs = {b["block_id"] for b in entry["view"]["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_response_action")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("invalid_response_action")
    return {"ok": False, "response_action": "errors", "errors": errors}


VERBS: Final[dict[str, Callable[[Deed], Json | Waiting]]] = {
    "submit": _submit,
    "close_view": _close_view,
}
