"""Block elements: what each may hold and where it may stand. Pure.

docs.slack.dev/reference/block-kit/block-elements; slack_sdk models/blocks/block_elements.py.
"""

from __future__ import annotations

from typing import Any, Final

from incident_sandbox.slack.shapes import (
    IDENT,
    URL,
    Check,
    Fields,
    Json,
    Wrong,
    anything,
    flag,
    items,
    number,
    one_of,
    plain,
    string,
    text,
)

CONFIRM: Final = Fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
).check
OPTION: Final = Fields(
    {"text": text(75), "value": string(150, least=1)}, {"description": text(75), "url": URL}
).check
PLAIN_OPTION: Final = Fields(
    {"text": plain(75), "value": string(150, least=1)}, {"description": plain(75), "url": URL}
).check
GROUP: Final = Fields({"label": plain(75), "options": items(PLAIN_OPTION, 100)}).check
DISPATCH: Final = Fields(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
).check
COMMON: Final[dict[str, Check]] = {"type": anything, "action_id": IDENT}
MENU: Final[dict[str, Check]] = {
    **COMMON,
    "confirm": CONFIRM,
    "focus_on_load": flag,
    "placeholder": plain(150),
}
LATEST_S: Final = 9_999_999_999


ELEMENTS: Final[dict[str, Fields]] = {
    "button": Fields(
        {"text": plain(75)},
        {
            **COMMON,
            "value": string(2_000),
            "url": URL,
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": Fields(
        {},
        {
            **MENU,
            "options": items(PLAIN_OPTION, 100),
            "option_groups": items(GROUP, 100),
            "initial_option": PLAIN_OPTION,
        },
    ),
    "radio_buttons": Fields({"options": items(OPTION, 10)}, {**MENU, "initial_option": OPTION}),
    "checkboxes": Fields(
        {"options": items(OPTION, 10)}, {**MENU, "initial_options": items(OPTION, 10)}
    ),
    "users_select": Fields({}, {**MENU, "initial_user": IDENT}),
    "overflow": Fields({"options": items(PLAIN_OPTION, 5)}, {**COMMON, "confirm": CONFIRM}),
    "datetimepicker": Fields(
        {},
        {
            **COMMON,
            "confirm": CONFIRM,
            "focus_on_load": flag,
            "initial_date_time": number(1_000_000_000, LATEST_S),
        },
    ),
    "plain_text_input": Fields(
        {},
        {
            **COMMON,
            "multiline": flag,
            "min_length": number(0, 3_000),
            "max_length": number(1, 3_000),
            "initial_value": string(3_000),
            "placeholder": plain(150),
            "focus_on_load": flag,
            "dispatch_action_config": DISPATCH,
        },
    ),
    "image": Fields(
        {"image_url": URL, "alt_text": string(2_000)}, {"type": anything, "title": plain(2_000)}
    ),
}
PICKERS: Final = {"static_select", "radio_buttons", "users_select", "checkboxes"}
IN_ACTIONS: Final = PICKERS | {"button", "overflow", "datetimepicker"}
IN_SECTION: Final = PICKERS | {"button", "overflow", "image"}
IN_INPUT: Final = PICKERS | {"datetimepicker", "plain_text_input"}


def element(allowed: set[str]) -> Check:
    """An element of one of some types."""

    def check(value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in allowed:
            raise Wrong(f"unsupported type: {kind}", where)
        ELEMENTS[kind].check(value, where)
        for rule in (_initial, _options, _lengths):
            rule(value, where)

    return check


def _options(value: Json, where: str) -> None:
    if value["type"] == "static_select" and ("options" in value) == ("option_groups" in value):
        raise Wrong("exactly one of options and option_groups is needed", where)
    values = [each["value"] for each in _offered(value)]
    if len(set(values)) < len(values):
        raise Wrong("options share a value", f"{where}/options")


def _initial(value: Json, where: str) -> None:
    begun = [*value.get("initial_options", [])]
    begun += [value["initial_option"]] if "initial_option" in value else []
    if any(each not in _offered(value) for each in begun):
        raise Wrong("the initial option is none of the options", f"{where}/initial_option")


def _lengths(value: Json, where: str) -> None:
    low, high = value.get("min_length", 0), value.get("max_length", 3_000)
    begun = value.get("initial_value", "")
    if low > high or len(begun) > high or 0 < len(begun) < low:
        raise Wrong("the lengths do not go together", where)


def _offered(value: Json) -> list[Json]:
    groups = value.get("option_groups", [])
    return [*value.get("options", []), *(each for group in groups for each in group["options"])]
