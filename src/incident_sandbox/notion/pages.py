"""Pages: create, retrieve, update, move, and their properties one by one.

A page in the trash can be retrieved and restored, nothing else, until it is gone for good
after 30 days. Restoring does not move the page's stamp: no page says it does, and a client
that watches stamps has the harder time of it.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from incident_sandbox.notion import (
    block_shapes,
    blocks,
    paging,
    schema,
    shown,
    text,
    times,
    tree,
    values,
)
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, invalid, misfit, not_offered, restricted, unwanted
from incident_sandbox.notion.shapes import Check, anything, fields, flag, maybe, one_of, uuid, words
from incident_sandbox.notion.world import Look, Page, Property, Source

PAGED: Final = ("title", "rich_text", "people", "relation")
_parent = one_of(
    {
        "page_id": uuid,
        "database_id": uuid,
        "data_source_id": uuid,
        "workspace": words(True),  # noqa: FBT003 - the word is `true`
    }
)
_dress: dict[str, Check] = {
    "icon": maybe(block_shapes.icon_shape),
    "cover": maybe(block_shapes.cover_shape),
}
_create = fields(
    {},
    {
        "parent": _parent,
        "properties": values.check_shapes,
        **_dress,
        "children": block_shapes.check_children,
        "content": block_shapes.check_children,
        "markdown": anything,
        "template": anything,
        "position": anything,
    },
)
_update: dict[str, Check] = {
    "properties": values.check_shapes,
    **_dress,
    "is_locked": flag,
    "template": anything,
    "erase_content": flag,
    "in_trash": flag,
}


def create(ctx: Context) -> Json:
    """POST /v1/pages."""
    need(ctx.connection, "insert")
    body = ctx.body or {}
    _create(body, "body")
    if "parent" not in body:
        raise misfit("body.parent", "defined")
    _check_offered(body)
    if "children" in body and "content" in body:
        raise unwanted("body.content", body["content"])
    parent = _resolved(ctx, body["parent"])
    children: list[Json] = body.get("children") or body.get("content") or []
    blocks.check(ctx, children)
    kept = _initial(ctx, parent, body.get("properties", {}))
    page = add(ctx, parent, kept, body)
    blocks.add(ctx, page, children)
    return shown.page(ctx, page)


def _check_offered(body: Json) -> None:
    if "markdown" in body:
        raise not_offered("markdown")
    if body.get("template", {}) not in ({}, {"type": "none"}):
        raise not_offered("templates")
    if body.get("position", {}) not in ({}, {"type": "page_end"}):
        raise not_offered("positions of pages")


def _resolved(ctx: Context, wanted: Json) -> Source | Page:
    """The parent of a new page. A database stands for its one data source (OpenAPI)."""
    if "workspace" in wanted:
        raise restricted()  # for tokens of persons only
    if "page_id" in wanted:
        page = ctx.page(text.dashed(wanted["page_id"]))
        ctx.alive(page)
        return page
    if "data_source_id" in wanted:
        source = ctx.source(text.dashed(wanted["data_source_id"]))
    else:
        database = ctx.database(text.dashed(wanted["database_id"]))
        if len(database.sources) != 1:
            raise invalid("The database has several data sources: name one by data_source_id.")
        source = ctx.world.sources[database.sources[0]]
    ctx.alive(source)
    return source


def _initial(ctx: Context, parent: Source | Page, given: Json) -> Json:
    if isinstance(parent, Source):
        return {**values.defaults(parent), **values.stored(ctx, parent, given, "body.properties")}
    return _title_alone(ctx, given)


def _title_alone(ctx: Context, given: Json) -> Json:
    """The properties of a page outside a database: its title."""
    bare = Source("", "", [], 0, "", 0, "", {"title": Property("title", "title", "title")})
    return values.stored(ctx, bare, given, "body.properties")


def add(ctx: Context, parent: Source | Page, kept: Json, dress: Json) -> Page:
    """Make a page; in a data source it takes the next of each unique id."""
    kind = "data_source_id" if isinstance(parent, Source) else "page_id"
    moment = times.stamp(ctx.now)
    look = Look(
        parent={"type": kind, kind: parent.id},
        values=kept,
        edited=moment,
        edited_by=ctx.by,
        icon=dressed(dress.get("icon")),
        cover=dressed(dress.get("cover")),
    )
    if isinstance(parent, Source):
        look = Look(**{**_parts(look), "values": {**kept, **_numbered(parent)}})
    page = Page(ctx.world.mint(), moment, ctx.by, look)
    ctx.world.add_page(page, ctx.now)
    if isinstance(parent, Page):
        parent.children.append(page.id)
    return page


def _parts(look: Look) -> Json:
    return {name: getattr(look, name) for name in Look.__slots__}


def _numbered(source: Source) -> Json:
    unique = [prop.id for prop in source.properties.values() if prop.type == "unique_id"]
    if unique:
        source.last_unique += 1
    return dict.fromkeys(unique, source.last_unique)


def dressed(wanted: Json | None) -> Json | None:
    """An icon or cover as it is answered: with its type."""
    if wanted is None:
        return None
    kind = next(key for key in wanted if key != "type")
    return {"type": kind, kind: wanted[kind]}


def get(ctx: Context) -> Json:
    """GET /v1/pages/{id}."""
    need(ctx.connection, "read")
    page = ctx.page(ctx.key())
    stray = next((name for name, _ in ctx.query if name != "filter_properties"), None)
    if stray is not None:
        raise misfit(f"query.{stray}", "not present", dict(ctx.query)[stray])
    return shown.page(ctx, page, [value for _, value in ctx.query])


def update(ctx: Context) -> Json:
    """PATCH /v1/pages/{id}."""
    need(ctx.connection, "update")
    body = ctx.body or {}
    fields({}, _update if ctx.newest else {**_update, "archived": flag})(body, "body")
    if "template" in body:
        raise not_offered("templates")
    page = ctx.page(ctx.key())
    hide = body.get("in_trash", body.get("archived"))
    edits = {key: value for key, value in body.items() if key not in {"in_trash", "archived"}}
    if tree.in_trash(ctx.world, page) and (hide is not False or edits):
        ctx.alive(page)
    changed = _changed(ctx, page, edits)
    if edits.get("erase_content"):
        _erase(ctx, page)
    if hide is False and page.look.in_trash:
        ctx.world.change(page, ctx.now, ctx.by, bump=False, in_trash=False, trashed_at=None)
    elif hide:
        changed = {**changed, "in_trash": True, "trashed_at": ctx.now.timestamp()}
    if changed or edits:
        ctx.world.change(page, ctx.now, ctx.by, **changed)
    return shown.page(ctx, page)


def _changed(ctx: Context, page: Page, edits: Json) -> Json:
    changed: Json = {}
    if "properties" in edits:
        source = ctx.world.sources.get(page.look.parent.get("data_source_id", ""))
        given = edits["properties"]
        fresh = (
            values.stored(ctx, source, given, "body.properties")
            if source
            else _title_alone(ctx, given)
        )
        changed["values"] = {**page.look.values, **fresh}
    for key in ("icon", "cover"):
        if key in edits:
            changed[key] = dressed(edits[key])
    if "is_locked" in edits:
        changed["is_locked"] = edits["is_locked"]
    return changed


def _erase(ctx: Context, page: Page) -> None:
    for key in page.children:
        block = ctx.world.blocks.get(key)
        if block is not None:
            block.in_trash = True


def move(ctx: Context) -> Json:
    """POST /v1/pages/{id}/move."""
    need(ctx.connection, "update")
    body = ctx.body or {}
    fields({"parent": one_of({"page_id": uuid, "data_source_id": uuid})})(body, "body")
    page = ctx.page(ctx.key())
    ctx.alive(page)
    relocate(ctx, page, _resolved(ctx, body["parent"]))
    return shown.page(ctx, page)


def relocate(ctx: Context, page: Page, parent: Source | Page) -> None:
    """Hang a page elsewhere; it keeps the values whose name and type are there as well."""
    if any(each is page for each in tree.upwards(ctx.world, parent)):
        raise invalid("A page cannot be moved into itself.")
    tree.detach(ctx.world, page)
    old = ctx.world.sources.get(page.look.parent.get("data_source_id", ""))
    kept: Json = {"title": page.look.values.get("title", [])}
    kind = "page_id"
    if isinstance(parent, Source):
        kind = "data_source_id"
        carried = _carried(old, parent, page) if old else {}
        kept = {**values.defaults(parent), **kept, **carried, **_numbered(parent)}
    else:
        parent.children.append(page.id)
    place = {"type": kind, kind: parent.id}
    ctx.world.change(page, ctx.now, ctx.by, parent=place, values=kept)


def _carried(old: Source, new: Source, page: Page) -> Json:
    carried = {}
    for prop in old.properties.values():
        twin = schema.find(new, prop.name)
        plain = prop.type not in {"select", "status", "multi_select", "unique_id", "relation"}
        if twin is not None and twin.type == prop.type and plain and prop.id in page.look.values:
            carried[twin.id] = page.look.values[prop.id]
    return carried


def get_property(ctx: Context) -> Json:
    """GET /v1/pages/{id}/properties/{property_id}: whole, in pages where it is long."""
    need(ctx.connection, "read")
    page = ctx.page(ctx.key())
    size, cursor = ctx.paging(ctx.listing_query(), "query")
    prop = _named(ctx, page, ctx.keys[1])
    value = shown.property_value(ctx, page, page.look, prop)
    head: Json = {"object": "property_item", "id": prop.id, "type": prop.type}
    if prop.type not in PAGED:
        return {**head, prop.type: value}
    listing = paging.fingerprint("property", page.id, prop.id)
    some, following = paging.page_of(value, size, cursor, listing)
    told = paging.answer("property_item", [{**head, prop.type: each} for each in some], following)
    address = f"https://api.notion.com/v1/pages/{page.id}/properties/{prop.id}?start_cursor="
    item: dict[str, Any] = {"id": prop.id, "type": prop.type, prop.type: {}}
    return {**told, "property_item": {**item, "next_url": following and address + following}}


def _named(ctx: Context, page: Page, key: str) -> Property:
    source = ctx.world.sources.get(page.look.parent.get("data_source_id", ""))
    properties = source.properties if source else {"title": Property("title", "title", "title")}
    for prop in properties.values():
        if schema.is_id(prop, key) or schema.is_id(prop, unquote(key)):
            return prop
    raise ctx.missing("property", key)
