"""What becomes of the rows when their schema changes.

A removed property takes its values along, a removed option empties the cells that held it
(a status goes to its default). A retyped property keeps what can be said in the new type:
text from anything, options by name, addresses and texts as texts; the rest is empty.
Memories of lagging queries change with the rows, so that old values never meet a new type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from incident_sandbox.notion import options, shown, text
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.world import Look, Page, Property, Source

Convert = Callable[[Page, Look], Any]
_CHOICES = frozenset({"select", "status", "multi_select"})


def settle(ctx: Context, source: Source, before: dict[str, Property]) -> None:
    """Bring every row in line with the schema as it is now."""
    converts: dict[str, Convert] = {}
    for key, old in before.items():
        new = source.properties.get(key)
        if new is None:
            converts[key] = lambda _page, _look: None
        elif new.type != old.type:
            converts[key] = _converter(ctx, old, new)
        elif new.type in _CHOICES and new.config is not old.config:
            converts[key] = _remaining(new)
    fresh = [p for p in source.properties.values() if p.id not in before and p.type == "status"]
    for prop in fresh:
        converts[prop.id] = _constant(options.default_status(prop))
    if converts:
        for page in list(ctx.world.rows.get(source.id, {}).values()):
            _rewrite(page, converts)
    _number(ctx, source, before)


def _rewrite(page: Page, converts: dict[str, Convert]) -> None:
    page.look = _rewritten(page, page.look, converts)
    page.past = [(until, look and _rewritten(page, look, converts)) for until, look in page.past]


def _rewritten(page: Page, look: Look, converts: dict[str, Convert]) -> Look:
    fresh = {key: convert(page, look) for key, convert in converts.items()}
    kept = {**look.values, **fresh}
    return replace(look, values={key: each for key, each in kept.items() if each is not None})


def _constant(value: Any) -> Convert:
    return lambda _page, _look: value


def _remaining(prop: Property) -> Convert:
    there = {each["id"] for each in prop.config["options"]}

    def convert(_page: Page, look: Look) -> Any:
        kept = look.values.get(prop.id)
        if prop.type == "multi_select":
            return [key for key in kept or [] if key in there]
        if prop.type == "status":
            return kept if kept in there else options.default_status(prop)
        return kept if kept in there else None

    return convert


def _converter(ctx: Context, old: Property, new: Property) -> Convert:
    def convert(page: Page, look: Look) -> Any:
        return in_type(ctx, new, plain(ctx, page, look, old))

    return convert


def plain(ctx: Context, page: Page, look: Look, prop: Property) -> str:
    """A value as a text, as a person sees it."""
    value = shown.property_value(ctx, page, look, prop)
    return _said(ctx, prop, value)


def _said(ctx: Context, prop: Property, value: Any) -> str:
    if prop.type in {"title", "rich_text"}:
        return "".join(item["plain_text"] for item in value)
    if prop.type == "unique_id":
        return "-".join(str(each) for each in (value["prefix"], value["number"]) if each)
    if prop.type in {"formula", "rollup"}:
        value = value[value["type"]]
    if isinstance(value, dict):
        value = value.get("name") or value.get("start")
    if isinstance(value, list):
        return ", ".join(_element(ctx, each) for each in value)
    return "" if value is None else str(value)


def _element(ctx: Context, item: Json) -> str:
    known = ctx.world.users.get(item.get("id", ""))
    return str(item.get("name") or (known or {}).get("name") or item.get("id", ""))


def in_type(ctx: Context, prop: Property, said: str) -> Any:
    """A text as a value of a property, as far as it can be one; ``None`` where it cannot."""
    if prop.type == "status":
        found = options.by_name(prop, said)
        return found["id"] if found else options.default_status(prop)
    read = _READ.get(prop.type)
    return read(ctx, prop, said) if read and said else None


def _several(ctx: Context, prop: Property, said: str) -> list[str]:
    made = (_option(ctx, prop, part.strip()) for part in said.split(",") if part.strip())
    return [key for key in made if key is not None]


def _text(_ctx: Context, _prop: Property, said: str) -> list[Json]:
    return text.plain_runs(said)


def _word(_ctx: Context, _prop: Property, said: str) -> str:
    return said


def _option(ctx: Context, prop: Property, said: str) -> str | None:
    name = said.replace(",", " ")[: options.LONGEST_NAME]
    found = options.by_name(prop, name)
    if found is None and len(prop.config["options"]) >= options.MOST_OPTIONS:
        return None
    made = found or options.add(ctx.world, prop, name, None, prop.name)
    return str(made["id"])


def _number_of(said: str) -> float | int | None:
    try:
        value = float(said)
    except ValueError:
        return None
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - a NaN
        return None
    return int(value) if value.is_integer() else value


def _number(ctx: Context, source: Source, before: dict[str, Property]) -> None:
    """A new unique id numbers the rows there are, oldest first (help "unique ID")."""
    rows = sorted(ctx.world.rows.get(source.id, {}).values(), key=lambda p: (p.created, p.id))
    for prop in source.properties.values():
        old = before.get(prop.id)
        if prop.type != "unique_id" or (old is not None and old.type == "unique_id"):
            continue
        for number, page in enumerate(rows, 1):
            page.look = replace(page.look, values={**page.look.values, prop.id: number})
        source.last_unique = max(source.last_unique, len(rows))


_READ: Final[dict[str, Callable[[Context, Property, str], Any]]] = {
    "title": _text,
    "rich_text": _text,
    "url": _word,
    "email": _word,
    "phone_number": _word,
    "select": _option,
    "multi_select": _several,
    "number": lambda _ctx, _prop, said: _number_of(said),
    "checkbox": lambda _ctx, _prop, said: said.lower() in {"true", "yes"},
}
