"""The properties of a data source: what may be asked for, what is kept, what is shown.

A property's id survives its renames; the title's is ``title``. Others are four characters,
percent-encoded as Notion's are, so that a client has to carry them as they come.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, unquote

from incident_sandbox.notion import options
from incident_sandbox.notion.errors import Json, invalid
from incident_sandbox.notion.shapes import (
    Check,
    anything,
    fields,
    maybe,
    nothing,
    one_of,
    text,
    uuid,
    words,
)
from incident_sandbox.notion.text import dashed
from incident_sandbox.notion.world import Property, Source, World

SIGNS: Final = "ABCDEFGHKLMNPQRSTVWXYZabcdefghkmnpqrstvwxyz:;@^~`|?"
PLAIN_TYPES: Final = (
    *("title", "rich_text", "url", "people", "files", "email", "phone_number", "date"),
    *("checkbox", "created_by", "created_time", "last_edited_by", "last_edited_time"),
)
ROLLUPS: Final = (
    *("count", "count_values", "empty", "not_empty", "unique", "show_unique", "percent_empty"),
    *("percent_not_empty", "sum", "average", "median", "min", "max", "range", "earliest_date"),
    *("latest_date", "date_range", "checked", "unchecked", "percent_checked"),
    *("percent_unchecked", "count_per_group", "percent_per_group", "show_original"),
)
_options = fields({}, {"options": options.options_shape})
_relation = one_of(
    {"single_property": nothing, "dual_property": anything}, {"data_source_id": uuid}
)
_rollup_names = (
    *("relation_property_name", "relation_property_id"),
    *("rollup_property_name", "rollup_property_id"),
)
CONFIGS: Final[dict[str, Check]] = {
    **dict.fromkeys(PLAIN_TYPES, nothing),
    "number": fields({}, {"format": text(least=1)}),
    "select": _options,
    "multi_select": _options,
    "status": _options,
    "formula": fields({}, {"expression": text()}),
    "relation": _relation,
    "rollup": fields({"function": words(*ROLLUPS)}, dict.fromkeys(_rollup_names, text())),
    "unique_id": fields({}, {"prefix": maybe(text())}),
}
_common: dict[str, Check] = {"description": maybe(text(280, 1)), "name": text(least=1)}
property_shape = one_of(CONFIGS, _common)
_DEFAULTS: Final[dict[str, Json]] = {
    "number": {"format": "number"},
    "formula": {"expression": ""},
    "unique_id": {"prefix": None},
}


def mint_id(world: World) -> str:
    """A fresh property id."""
    raw = sha256(world.mint().encode()).digest()
    return quote("".join(SIGNS[byte % len(SIGNS)] for byte in raw[:4]), safe="")


def find(source: Source, key: str) -> Property | None:
    """The property with that id (encoded or not) or that name."""
    found = source.properties.get(key) or source.properties.get(quote(key, safe=""))
    if found is not None:
        return found
    named = (each for each in source.properties.values() if each.name == key)
    return next(named, None)


def is_id(prop: Property, key: str) -> bool:
    """Tell whether a key is the property's id, encoded or not."""
    return key in {prop.id, unquote(prop.id)}


def title_of(source: Source) -> Property:
    """The one title property."""
    return source.properties["title"]


def make(world: World, source: Source, name: str, wanted: Json) -> Property:
    """Add a property; its shape was checked."""
    kind = next(key for key in wanted if key in CONFIGS)
    check_name(source, name, None)
    if kind == "title" and "title" in source.properties:
        raise invalid("A data source has exactly one title property.")
    key = "title" if kind == "title" else mint_id(world)
    config = configured(world, source, kind, wanted[kind], None)
    made = Property(key, name, kind, config, wanted.get("description"))
    source.properties[key] = made
    return made


def check_name(source: Source, name: str, own: Property | None) -> None:
    """Refuse a name another property has."""
    taken = (each.name for each in source.properties.values() if each is not own)
    if name in taken:
        raise invalid(f'A property named "{name}" exists already.')


def configured(world: World, source: Source, kind: str, wanted: Json, old: Json | None) -> Json:
    """What stands under a property's type after ``wanted`` was written over ``old``."""
    if kind in {"select", "multi_select", "status"}:
        return options.configured(world, kind, wanted.get("options"), old)
    if kind == "relation":
        return _relation_config(world, wanted)
    if kind == "rollup":
        return _rollup_config(world, source, wanted)
    return {**_DEFAULTS.get(kind, {}), **(old or {}), **wanted}


def _relation_config(world: World, wanted: Json) -> Json:
    key = dashed(wanted.get("data_source_id", ""))
    target = world.sources.get(key)
    if target is None:
        raise invalid(f"Could not find data source with ID: {key}.")
    if "dual_property" in wanted:
        raise invalid("The sandbox offers relations with a single_property only.")
    return {
        "database_id": target.database_id,
        "data_source_id": key,
        "type": "single_property",
        "single_property": {},
    }


def _rollup_config(world: World, source: Source, wanted: Json) -> Json:
    relation = find(source, _either(wanted, "relation"))
    target = world.sources.get(relation.config["data_source_id"]) if relation else None
    rolled = find(target, _either(wanted, "rollup")) if target else None
    if relation is None or relation.type != "relation" or rolled is None:
        raise invalid("The rollup's relation or property does not exist.")
    return {
        "function": wanted["function"],
        "relation_property_name": relation.name,
        "relation_property_id": relation.id,
        "rollup_property_name": rolled.name,
        "rollup_property_id": rolled.id,
    }


def _either(wanted: Json, what: str) -> str:
    found: str = wanted.get(f"{what}_property_id") or wanted.get(f"{what}_property_name") or ""
    return found


def shown(prop: Property) -> Json:
    """A property of a schema as it is answered."""
    told: Json = {"id": prop.id, "name": prop.name, "description": prop.description}
    config: Any = prop.config
    return {**told, "type": prop.type, prop.type: config}
