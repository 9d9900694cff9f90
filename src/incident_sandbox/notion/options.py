"""The options of select, multi_select and status properties.

Names are unique ignoring case, hold no comma (select kinds), and at most 100 characters
(N-pv, N-po; request-limits). An option list that is written replaces the old one: who is
left out is gone, from the rows too.
"""

from __future__ import annotations

from typing import Any, Final

from incident_sandbox.notion.errors import Json, NotionError, invalid, misfit
from incident_sandbox.notion.shapes import (
    Check,
    array,
    fields,
    length_of,
    mapping,
    maybe,
    text,
    too_long,
    words,
)
from incident_sandbox.notion.text import HUES
from incident_sandbox.notion.world import Property, World

LONGEST_NAME: Final = 100
MOST_OPTIONS: Final = 100
GROUPS: Final = ("To-do", "In progress", "Complete")
GROUP_COLORS: Final = dict(zip(GROUPS, ("gray", "blue", "green"), strict=True))
DEFAULT_STATUS: Final = (
    ("Not started", "To-do"),
    ("In progress", "In progress"),
    ("Done", "Complete"),
)
SELECT_COLORS: Final = ("default", *HUES)

_looks: dict[str, Check] = {
    "color": words(*SELECT_COLORS),
    "description": maybe(text(2000)),
    "group": words(*GROUPS),
}


def option_shape(value: Any, path: str) -> None:
    """An option in a schema: by name, or by id."""
    given = mapping(value, path)
    key = "id" if "id" in given and "name" not in given else "name"
    other = "name" if key == "id" else "id"
    fields({key: text(least=1)}, {other: text(least=1), **_looks})(given, path)


options_shape = array(option_shape, MOST_OPTIONS)


def by_id(prop: Property, key: str) -> Json | None:
    """The option with that id."""
    return next((each for each in prop.config["options"] if each["id"] == key), None)


def by_name(prop: Property, name: str, *, exact: bool = False) -> Json | None:
    """The option with that name, ignoring case unless ``exact``."""
    for each in prop.config["options"]:
        if each["name"] == name or (not exact and each["name"].lower() == name.lower()):
            found: Json = each
            return found
    return None


def check_name(name: str, path: str, *, commas: bool) -> None:
    """Refuse a name that no option can have."""
    if length_of(name) > LONGEST_NAME:
        raise too_long(path, LONGEST_NAME, length_of(name))
    if not name:
        raise misfit(f"{path}.length", "≥ `1`", 0)
    if "," in name and not commas:
        raise invalid(f"Invalid select option, commas not allowed: {name}")


def add(world: World, prop: Property, name: str, color: str | None, path: str) -> Json:
    """Add an option to a select or multi_select."""
    check_name(name, path, commas=False)
    if len(prop.config["options"]) >= MOST_OPTIONS:
        raise too_long(f"{path}.options", MOST_OPTIONS, MOST_OPTIONS + 1)
    made = _made(world, name, color or "default", None)
    prop.config["options"] = [*prop.config["options"], made]
    world.touch()
    return made


def _made(world: World, name: str, color: str, description: str | None) -> Json:
    key = world.mint()
    return {"id": key, "name": name, "color": color, "description": description}


def configured(world: World, kind: str, wanted: list[Json] | None, old: Json | None) -> Json:
    """The config of a select kind or status after its list was written over ``old``."""
    if wanted is None:
        wanted = [] if kind != "status" else _default_status()
        if old is not None:
            return old
    before = Property("", "", kind, old or {"options": []})
    kept = [_matched(world, before, each, kind) for each in wanted]
    names = [each["name"].lower() for each in kept]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise invalid(f'Option names must be unique, found "{double}" more than once.')
    if kind != "status":
        return {"options": kept}
    if not kept:
        raise invalid("A status property needs at least one option.")
    return {"options": kept, "groups": _grouped(world, kept, wanted, old)}


def _default_status() -> list[Json]:
    return [{"name": name, "group": group} for name, group in DEFAULT_STATUS]


def _matched(world: World, before: Property, wanted: Json, kind: str) -> Json:
    found = by_id(before, wanted["id"]) if "id" in wanted else by_name(before, wanted["name"])
    if found is None and "name" not in wanted:
        raise unknown(wanted["id"], kind)
    name = str(wanted.get("name") or (found or {}).get("name"))
    check_name(name, f"{kind}.options.name", commas=kind == "status")
    if found is None:
        return _made(world, name, str(wanted.get("color", "default")), wanted.get("description"))
    return {
        **found,
        "name": name,
        "color": wanted.get("color", found["color"]),
        "description": wanted.get("description", found["description"]),
    }


def unknown(name: str, kind: str) -> NotionError:
    """An option nobody made."""
    return invalid(f'{kind.capitalize()} option "{name}" does not exist')


def _grouped(world: World, kept: list[Json], wanted: list[Json], old: Json | None) -> list[Json]:
    before = (old or {}).get("groups") or [
        {"id": world.mint(), "name": name, "color": GROUP_COLORS[name], "option_ids": []}
        for name in GROUPS
    ]
    home = {key: group["name"] for group in before for key in group["option_ids"]}
    for option, asked in zip(kept, wanted, strict=True):
        home[option["id"]] = asked.get("group") or home.get(option["id"], GROUPS[0])
    return [
        {**group, "option_ids": [o["id"] for o in kept if home[o["id"]] == group["name"]]}
        for group in before
    ]


def default_status(prop: Property) -> str:
    """The option a new row gets: the first to do, else the first of all."""
    ordered = [key for group in prop.config["groups"] for key in group["option_ids"]]
    first: str = ordered[0]
    return first
