"""Writing property values: checked strictly, kept by property id.

Kept forms: runs (title, rich_text); option ids (select, status: one; multi_select: a list);
user ids (people); page ids (relation); ``{"start", "end"}`` (date); the number given out
(unique_id); the plain JSON value for the rest. An array replaces the whole property, a
status set to null becomes the default option (N-pv).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.notion import options, schema, text, times
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, NotionError, invalid, not_offered
from incident_sandbox.notion.shapes import (
    Check,
    anything,
    array,
    fields,
    flag,
    kind_of,
    mapping,
    maybe,
    number,
    one_of,
    uuid,
    words,
)
from incident_sandbox.notion.shapes import text as text_shape
from incident_sandbox.notion.world import Property, Source

LONGEST_URL: Final = 2000
LONGEST_WORD: Final = 100
_word = text_shape(LONGEST_WORD, 1)
_option_parts: dict[str, Check] = {
    "id": _word,
    "name": text_shape(LONGEST_URL, 1),
    "color": words(*options.SELECT_COLORS),
    "description": maybe(text_shape(LONGEST_URL)),
}


def _option(value: Any, path: str) -> None:
    given = mapping(value, path)
    needed = "id" if "id" in given and "name" not in given else "name"
    fields({needed: _option_parts[needed]}, _option_parts)(given, path)


_person = fields({"id": uuid}, {"object": words("user", "group"), "name": anything})
WRITABLE: Final[dict[str, Check]] = {
    "title": text.rich_text,
    "rich_text": text.rich_text,
    "number": maybe(number),
    "url": maybe(text_shape(LONGEST_URL, 1)),
    "select": maybe(_option),
    "status": maybe(_option),
    "multi_select": array(_option),
    "people": array(_person),
    "email": maybe(_word),
    "phone_number": maybe(_word),
    "date": maybe(times.date_shape),
    "checkbox": flag,
    "relation": array(fields({"id": uuid})),
    "files": anything,
}
_value = one_of(WRITABLE)


def check_shapes(given: Any, path: str) -> None:
    """Refuse what has not the shape of a ``properties`` object, whatever the schema."""
    for name, value in mapping(given, path).items():
        _value(value, f"{path}.{name}")


def stored(ctx: Context, source: Source, given: Json, path: str) -> Json:
    """Checked ``properties`` as ``{property id: kept value}``; refused whole or not at all."""
    before = {key: prop.config.get("options") for key, prop in source.properties.items()}
    try:
        return _stored(ctx, source, given, path)
    except NotionError:
        for key, listed in before.items():
            if listed is not None:
                source.properties[key].config["options"] = listed
        raise


def _stored(ctx: Context, source: Source, given: Json, path: str) -> Json:
    kept: Json = {}
    for name, value in given.items():
        prop = schema.find(source, name)
        if prop is None:
            raise invalid(f"{name} is not a property that exists.")
        kind = kind_of(value, f"{path}.{name}", WRITABLE)
        if kind != prop.type:
            raise invalid(f"{name} is expected to be {prop.type}.")
        if prop.id in kept:
            raise invalid(f"{name} is given twice, by name and by id.")
        keep = _KEEP.get(kind)
        place = f"{path}.{name}.{kind}"
        kept[prop.id] = keep(ctx, prop, value[kind], place) if keep else value[kind]
    return kept


def defaults(source: Source) -> Json:
    """What a new row holds before anything was written: each status has its default."""
    return {
        prop.id: options.default_status(prop)
        for prop in source.properties.values()
        if prop.type == "status"
    }


def _keep_text(ctx: Context, _prop: Property, value: list[Json], path: str) -> list[Json]:
    runs = text.stored(value, path)
    for run in runs:
        if run["type"] == "mention":
            check_mention(ctx, run["mention"])
    return runs


def check_mention(ctx: Context, mention: Json) -> None:
    """Refuse to mention whom or what is not there."""
    kind = mention["type"]
    if kind == "date":
        return
    key = mention[kind]["id"]
    known = {
        "user": lambda: any(user["id"] == key for user in ctx.own_users()),
        "page": lambda: ctx.can_see(ctx.world.pages.get(key)),
        "database": lambda: ctx.can_see(ctx.world.databases.get(key)),
    }
    if not known[kind]():
        raise ctx.missing(kind, key)


def _keep_select(ctx: Context, prop: Property, value: Json | None, path: str) -> str | None:
    return None if value is None else _choose(ctx, prop, value, path)


def _choose(ctx: Context, prop: Property, value: Json, path: str) -> str:
    if "id" in value:
        found = options.by_id(prop, value["id"])
        if found is None:
            raise options.unknown(value["id"], prop.type)
        return str(found["id"])
    name = value["name"]
    options.check_name(name, f"{path}.name", commas=False)
    found = options.by_name(prop, name)
    if found is None:
        need(ctx.connection, "update")  # a new option is an edit of the data source
        found = options.add(ctx.world, prop, name, value.get("color"), path)
    return str(found["id"])


def _keep_status(_ctx: Context, prop: Property, value: Json | None, _path: str) -> str:
    if value is None:
        return options.default_status(prop)
    found = options.by_id(prop, value["id"]) if "id" in value else None
    if "id" not in value:
        found = options.by_name(prop, value["name"], exact=True)
    if found is None:
        raise options.unknown(str(value.get("id") or value.get("name")), "status")
    return str(found["id"])


def _keep_many(ctx: Context, prop: Property, value: list[Json], path: str) -> list[str]:
    chosen = [_choose(ctx, prop, item, f"{path}[{n}]") for n, item in enumerate(value)]
    return list(dict.fromkeys(chosen))


def _keep_people(ctx: Context, _prop: Property, value: list[Json], path: str) -> list[str]:
    own = {user["id"] for user in ctx.own_users()}
    keys = [text.dashed(item["id"]) for item in value]
    stranger = next((key for key in keys if key not in own), None)
    if stranger is not None:
        raise invalid(f"{path}: {stranger} is not a user of this workspace.")
    return list(dict.fromkeys(keys))


def _keep_date(_ctx: Context, _prop: Property, value: Json | None, path: str) -> Json | None:
    return None if value is None else times.stored(value, path)


def _keep_relation(ctx: Context, prop: Property, value: list[Json], _path: str) -> list[str]:
    keys = [text.dashed(item["id"]) for item in value]
    for key in keys:
        page = ctx.page(key)
        if page.look.parent.get("data_source_id") != prop.config["data_source_id"]:
            raise invalid(f"{key} is not a page of the related data source.")
    return list(dict.fromkeys(keys))


def _keep_files(_ctx: Context, _prop: Property, _value: Any, _path: str) -> Any:
    raise not_offered("writing files properties")


_KEEP: Final[dict[str, Callable[[Context, Property, Any, str], Any]]] = {
    "title": _keep_text,
    "rich_text": _keep_text,
    "select": _keep_select,
    "status": _keep_status,
    "multi_select": _keep_many,
    "people": _keep_people,
    "date": _keep_date,
    "relation": _keep_relation,
    "files": _keep_files,
}
