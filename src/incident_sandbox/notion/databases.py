"""Databases and data sources: create, retrieve, update, and the schema's changes.

A change of the schema moves no row's stamp (not documented; the harsher reading). Top-level
``properties`` of a new database are refused: the OpenAPI has none, they belong under
``initial_data_source``.
"""

from __future__ import annotations

from typing import Any, Final

from incident_sandbox.notion import block_shapes, pages, schema, shown, text, times
from incident_sandbox.notion import retype as retyping
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, invalid, misfit, not_offered, restricted
from incident_sandbox.notion.shapes import (
    Check,
    anything,
    fields,
    flag,
    kind_of,
    mapping,
    maybe,
    one_of,
    uuid,
    words,
)
from incident_sandbox.notion.shapes import text as text_shape
from incident_sandbox.notion.world import Database, Page, Property, Source

_parent = one_of(
    {"page_id": uuid, "workspace": words(True)}  # noqa: FBT003 - the word is `true`
)
_looks: dict[str, Check] = {
    "title": text.rich_text,
    "description": text.rich_text,
    "is_inline": flag,
    "icon": block_shapes.icon_shape,
    "cover": block_shapes.cover_shape,
}


def _schema(value: Any, path: str) -> None:
    for name, wanted in mapping(value, path).items():
        schema.property_shape(wanted, f"{path}.{name}")


_create = fields(
    {"parent": _parent},
    {**_looks, "initial_data_source": fields({}, {"properties": _schema})},
)
_update: dict[str, Check] = {**_looks, "in_trash": flag, "is_locked": flag, "parent": anything}
_source_update: dict[str, Check] = {
    "title": text.rich_text,
    "icon": maybe(block_shapes.icon_shape),
    "properties": anything,
    "in_trash": flag,
    "parent": anything,
}
UNTITLED: Final[Json] = {"Name": {"title": {}}}


def create(ctx: Context) -> Json:
    """POST /v1/databases."""
    need(ctx.connection, "insert")
    body = ctx.body or {}
    _create(body, "body")
    if "workspace" in body["parent"]:
        raise restricted()  # for tokens of persons only
    page = ctx.page(text.dashed(body["parent"]["page_id"]))
    ctx.alive(page)
    wanted = body.get("initial_data_source", {}).get("properties", UNTITLED)
    return shown.database(ctx, make(ctx, page, body, wanted))


def make(ctx: Context, page: Page, looks: Json, wanted: Json, key: str = "") -> Database:
    """Make a database with one data source on a page; its schema is checked before."""
    moment, world = times.stamp(ctx.now), ctx.world
    title = text.stored(looks.get("title", []), "body.title")
    stamps: Json = {"created": moment, "created_by": ctx.by, "edited": moment, "edited_by": ctx.by}
    source = Source(world.mint(), key or world.mint(), title, **stamps)
    for name, config in wanted.items():
        schema.make(world, source, name, config)
    if "title" not in source.properties:
        raise invalid("Title is not provided.")
    database = Database(
        id=source.database_id,
        parent={"type": "page_id", "page_id": page.id},
        title=title,
        **stamps,
        sources=[source.id],
        description=text.stored(looks.get("description", []), "body.description"),
        is_inline=looks.get("is_inline", False),
        icon=pages.dressed(looks.get("icon")),
        cover=pages.dressed(looks.get("cover")),
    )
    world.databases[database.id] = database
    world.sources[source.id] = source
    page.children.append(database.id)
    world.touch()
    return database


def get(ctx: Context) -> Json:
    """GET /v1/databases/{id}."""
    need(ctx.connection, "read")
    return shown.database(ctx, ctx.database(ctx.key()))


def update(ctx: Context) -> Json:
    """PATCH /v1/databases/{id}."""
    need(ctx.connection, "update")
    body = ctx.body or {}
    fields({}, _update if ctx.newest else {**_update, "archived": flag})(body, "body")
    if "parent" in body:
        raise not_offered("moving databases")
    database = ctx.database(ctx.key())
    hide = body.get("in_trash", body.get("archived"))
    if hide is not False:
        ctx.alive(database)
    for key in ("title", "description"):
        if key in body:
            setattr(database, key, text.stored(body[key], f"body.{key}"))
    for key in ("icon", "cover"):
        if key in body:
            setattr(database, key, pages.dressed(body[key]))
    for key in ("is_inline", "is_locked"):
        if key in body:
            setattr(database, key, body[key])
    if hide is not None:
        throw(ctx, database, hide=hide)
    _stamp(ctx, database)
    return shown.database(ctx, database)


def throw(ctx: Context, database: Database, *, hide: bool) -> None:
    """Put a database in the trash, or take it out."""
    database.in_trash = hide
    database.trashed_at = ctx.now.timestamp() if hide else None
    ctx.world.touch()


def _stamp(ctx: Context, thing: Database | Source) -> None:
    thing.edited, thing.edited_by = times.stamp(ctx.now), ctx.by
    ctx.world.touch()


def get_source(ctx: Context) -> Json:
    """GET /v1/data_sources/{id}."""
    need(ctx.connection, "read")
    return shown.source(ctx, ctx.source(ctx.key()))


def update_source(ctx: Context) -> Json:
    """PATCH /v1/data_sources/{id}."""
    need(ctx.connection, "update")
    body = ctx.body or {}
    known = _source_update if ctx.newest else {**_source_update, "archived": flag}
    fields({}, known)(body, "body")
    if "parent" in body:
        raise not_offered("moving data sources")
    source = ctx.source(ctx.key())
    hide = body.get("in_trash", body.get("archived"))
    if hide is not False:
        ctx.alive(source)
    changes = body.get("properties", {})
    check_changes(source, changes, "body.properties")
    change_schema(ctx, source, changes)
    if "title" in body:
        source.title = text.stored(body["title"], "body.title")
    if "icon" in body:
        source.icon = pages.dressed(body["icon"])
    if hide is not None:
        source.in_trash = hide
    _stamp(ctx, source)
    return shown.source(ctx, source)


def check_changes(source: Source, changes: Any, path: str) -> None:
    """Refuse changes of a schema that have not their shape, or cannot be."""
    for key, wanted in mapping(changes, path).items():
        prop, place = schema.find(source, key), f"{path}.{key}"
        if wanted is None:
            _check_removal(prop, key)
        elif set(mapping(wanted, place)) <= {"name", "description"} and prop is not None:
            known: dict[str, Check] = {"name": text_shape(least=1)}
            fields({}, {**known, "description": maybe(text_shape(280, 1))})(wanted, place)
        else:
            schema.property_shape(wanted, place)
            _check_retyping(prop, wanted, place)


def _check_removal(prop: Property | None, key: str) -> None:
    if prop is None:
        raise invalid(f"{key} is not a property that exists.")
    if prop.type == "title":
        raise invalid("Cannot delete the title property of a data source.")


def _check_retyping(prop: Property | None, wanted: Json, path: str) -> None:
    kind = kind_of(wanted, path, schema.CONFIGS)
    if prop is not None and kind != prop.type and "title" in {kind, prop.type}:
        raise misfit(path, "another property than the title", wanted)


def change_schema(ctx: Context, source: Source, changes: Json) -> None:
    """Make checked changes: all of them, or none where one is refused."""
    before = {
        key: Property(prop.id, prop.name, prop.type, prop.config, prop.description)
        for key, prop in source.properties.items()
    }
    try:
        for key, wanted in changes.items():
            _change(ctx, source, key, wanted)
    except Exception:
        source.properties = before
        raise
    retyping.settle(ctx, source, before)
    ctx.world.touch()


def _change(ctx: Context, source: Source, key: str, wanted: Json | None) -> None:
    prop = schema.find(source, key)
    if wanted is None:
        if prop is not None:
            del source.properties[prop.id]
        return
    if prop is None:
        schema.make(ctx.world, source, wanted.get("name", key), wanted)
        return
    if "name" in wanted:
        schema.check_name(source, wanted["name"], prop)
        prop.name = wanted["name"]
    prop.description = wanted.get("description", prop.description)
    kind = next((each for each in wanted if each in schema.CONFIGS), None)
    if kind is not None:
        old = prop.config if kind == prop.type else None
        prop.config = schema.configured(ctx.world, source, kind, wanted[kind], old)
        prop.type = kind
