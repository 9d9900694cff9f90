"""Floor 6. The card's controls, and what a click on one of them asks for; pure.

Limits after docs.slack.dev/reference/block-kit: 10 checkboxes, 25 elements in an actions block, and
an initial option has to be one of the options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incident_sync.model.action import Brief
from incident_sync.model.people import Person
from incident_sync.model.vocabulary import Vocabulary
from incident_sync.sides.slack import modals, words
from incident_sync.sides.slack.text import one_line

Block = dict[str, Any]
Payload = Mapping[str, Any]

MOST_CHECKBOXES = 10
FOLLOW_UPS, CONTROLS, BUTTONS = "incident_follow_ups", "incident_controls", "incident_buttons"
TAKE_LEAD = "take_lead"
FORMS = (modals.CUSTOMERS, modals.RESOLVE)
"""The buttons that open a form."""


def blocks(brief: Brief, vocabulary: Vocabulary) -> list[Block]:
    """What can be clicked below an incident's facts."""
    item = brief.item
    choices = [
        _select(name, vocabulary.of(name).words, str(item.value(name) or ""))
        for name in ("status", "severity")
    ]
    buttons = [_button(TAKE_LEAD, words.TAKE_LEAD)] if not brief.item.value("lead") else []
    buttons.append(_button(modals.CUSTOMERS, words.TELL))
    if vocabulary.is_active(item.value("status")):
        buttons.append({**_button(modals.RESOLVE, words.RESOLVE), "style": "primary"})
    return [
        _actions(CONTROLS, [*filter(None, choices), _lead(brief)]),
        _actions(BUTTONS, buttons),
        *_checkboxes(brief),
    ]


def asked(payload: Payload) -> Iterator[tuple[str, str]]:
    """Verb and argument of everything that one click asks for."""
    for action in payload.get("actions") or ():
        name, kind = str(action.get("action_id")), str(action.get("type"))
        if kind == "static_select":
            yield name, str((action.get("selected_option") or {}).get("value") or "")
        elif kind == "users_select" and action.get("selected_user"):
            yield "lead", f"<@{action['selected_user']}>"
        elif name == TAKE_LEAD:
            yield "lead", "me"
        elif kind == "checkboxes":
            yield from _ticked(action, payload)


def form(payload: Payload) -> str:
    """The form that a click asks for; empty where it asks for none."""
    names = [str(action.get("action_id")) for action in payload.get("actions") or ()]
    return next((name for name in names if name in FORMS), "")


def _ticked(action: Payload, payload: Payload) -> Iterator[tuple[str, str]]:
    now = _values(action.get("selected_options"))
    before = _values(_shown(payload).get("initial_options"))
    yield from (("done", number) for number in sorted(now - before))
    yield from (("undone", number) for number in sorted(before - now))


def _shown(payload: Payload) -> Payload:
    """The checkboxes as the message had them when they were clicked."""
    found = (
        element
        for block in (payload.get("message") or {}).get("blocks") or ()
        if block.get("block_id") == FOLLOW_UPS
        for element in block.get("elements") or ()
    )
    return next(found, {})


def _values(chosen: Sequence[Payload] | None) -> set[str]:
    return {str(one["value"]) for one in chosen or ()}


def _select(name: str, known: Sequence[str], value: str) -> Block | None:
    choices = modals.options(known)
    chosen = next((one for one in choices if one["value"] == value), None)
    if not choices:
        return None
    shown: Block = {"type": "static_select", "action_id": name, "options": choices}
    shown["placeholder"] = modals.plain(words.CHOOSE[name])
    return {**shown, "initial_option": chosen} if chosen else shown


def _lead(brief: Brief) -> Block:
    lead = brief.item.value("lead")
    user = brief.directory.resolve(lead).slack if isinstance(lead, Person) else ""
    shown: Block = {"type": "users_select", "action_id": "lead"}
    shown["placeholder"] = modals.plain(words.WHO_LEADS)
    return {**shown, "initial_user": user} if user else shown


def _checkboxes(brief: Brief) -> list[Block]:
    first = list(enumerate(brief.follow_ups[:MOST_CHECKBOXES], 1))
    if not first:
        return []
    choices = [modals.option(one_line(str(one.value("text") or "")), str(n)) for n, one in first]
    done = [choices[n - 1] for n, one in first if one.value("done")]
    shown: Block = {"type": "checkboxes", "action_id": "follow_ups", "options": choices}
    return [_actions(FOLLOW_UPS, [{**shown, "initial_options": done} if done else shown])]


def _button(name: str, text: str) -> Block:
    return {"type": "button", "action_id": name, "text": modals.plain(text), "value": name}


def _actions(name: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": name, "elements": list(elements)}
