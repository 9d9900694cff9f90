"""Controls on a message or in a modal: which there are, what a person may set them to. Pure.

States and actions: docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from incident_sandbox.service import Refused
from incident_sandbox.slack.workspace import Json

STATES: Final = {
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "checkboxes": ("selected_options", "initial_options"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
}
Control = tuple[Json, Json]
"""A block and an element of it."""


def controls(blocks: list[Json]) -> Iterator[Control]:
    """Every element a person can act on, with its block."""
    for block in blocks:
        found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        if block["type"] in ("actions", "section", "input"):
            yield from ((block, each) for each in found if each and "action_id" in each)


def find(blocks: list[Json], action_id: str, block_id: str | None) -> Control:
    """Return the one control that is meant; raises ``Refused``."""
    found = [
        (block, element)
        for block, element in controls(blocks)
        if element["action_id"] == action_id and block_id in (None, block["block_id"])
    ]
    if len(found) != 1:
        raise Refused(f"{len(found)} controls are called {action_id}")
    return found[0]


def state(blocks: list[Json]) -> Json:
    """Return ``state.values`` as the blocks begin: {block_id: {action_id: state}}."""
    values: Json = {}
    for block, element in controls(blocks):
        if element["type"] in STATES:
            key, initial = STATES[element["type"]]
            begun = element.get(initial, [] if key == "selected_options" else None)
            entry = {"type": element["type"], key: begun}
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def chosen(element: Json, value: Any, users: Json) -> Json:
    """Return what a choice says, ``{"selected_option": …}`` say; raises ``Refused``."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "overflow"):
        return {"selected_option": _option(element, value)}
    if kind == "checkboxes":
        if not isinstance(value, list) or len(set(value)) < len(value):
            raise Refused("value is a list of options' values")
        return {"selected_options": [_option(element, each) for each in value]}
    if kind == "users_select":
        if value not in users:
            raise Refused(f"there is no user {value}")
        return {"selected_user": value}
    if kind == "datetimepicker":
        if not isinstance(value, int):
            raise Refused("value is a number of seconds")
        return {"selected_date_time": value}
    if kind == "plain_text_input":
        return {"value": _typed(element, value)}
    raise Refused(f"nothing can be chosen of a {kind}")


def is_empty(entry: Json) -> bool:
    """Tell whether a state is what a required input may not be."""
    return entry[STATES[entry["type"]][0]] in (None, [], "")


def _option(element: Json, value: Any) -> Json:
    groups = element.get("option_groups", [])
    offered = [*element.get("options", []), *(each for g in groups for each in g["options"])]
    for option in offered:
        if option["value"] == value:
            return option  # type: ignore[no-any-return]  # vendor JSON
    raise Refused(f"{value} is not offered")


def _typed(element: Json, value: Any) -> str | None:
    if not isinstance(value, str):
        raise Refused("value is a text")
    low, high = element.get("min_length", 0), element.get("max_length", 3_000)
    if value and not low <= len(value) <= high:
        raise Refused(f"{element['action_id']} takes {low} to {high} characters")
    if "\n" in value and not element.get("multiline"):
        raise Refused(f"{element['action_id']} takes one line")
    return value or None
