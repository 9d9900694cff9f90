"""What Notion answers with: users, pages, property values, databases, data sources.

Shapes: the vendor's OpenAPI of 2026-03-11. One field is not in it: a page's ``is_archived``,
which the 2026 type declarations of the official SDK have, for all versions; 2025-09-03 has
``archived`` besides, which means in the trash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from incident_sandbox.notion import options, schema, text, times, tree
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.world import Database, Page, Property, Source

MOST_REFERENCES: Final = 25
UPLOAD_BYTES: Final = 5_242_880


def partial_user(key: str) -> Json:
    """A user of whom only the id is told."""
    return {"object": "user", "id": key}


def user(ctx: Context, key: str) -> Json:
    """A user, as far as the capability for user information goes."""
    known = ctx.world.users.get(key)
    if known is None or ctx.connection.users == "none":
        return partial_user(key)
    told = {**partial_user(key), "name": known["name"], "avatar_url": None}
    if known["type"] == "person":
        shown = known["email"] and ctx.connection.users == "with_email"
        email = {"email": known["email"]} if shown else {}
        return {**told, "type": "person", "person": email}
    return {**told, "type": "bot", "bot": _bot(known) if key == ctx.by else {}}


def _bot(known: Json) -> Json:
    return {
        "owner": {"type": "workspace", "workspace": True},
        "workspace_id": known["workspace"],
        "workspace_name": known["workspace_name"],
        "workspace_limits": {"max_file_upload_size_in_bytes": UPLOAD_BYTES},
    }


def runs(ctx: Context, kept: list[Json]) -> list[Json]:
    """Kept rich text as it is answered."""
    return text.answered(kept, lambda kind, key: _named(ctx, kind, key))


def plain(ctx: Context, kept: list[Json]) -> str:
    """The text alone."""
    return text.plain(kept, lambda kind, key: _named(ctx, kind, key))


def _named(ctx: Context, kind: str, key: str) -> Json:
    if kind == "user":
        known = ctx.world.users.get(key)
        hidden = known is None or ctx.connection.users == "none"
        name = "@Anonymous" if hidden or known is None else f"@{known['name']}"
        return {"name": name, "href": None, "object": user(ctx, key)}
    name = "Untitled"
    if ctx.can_see(tree.find(ctx.world, key)):
        name = page_title(ctx, key) or name
    return {"name": name, "href": f"https://www.notion.so/{bare(key)}", "object": {"id": key}}


def page_title(ctx: Context, key: str) -> str:
    """The title of a page or a database."""
    page = ctx.world.pages.get(key)
    if page is not None:
        return plain(ctx, page.look.values.get("title", []))
    database = ctx.world.databases.get(key)
    return plain(ctx, database.title) if database else ""


def bare(key: str) -> str:
    """An id as it stands in addresses."""
    return key.replace("-", "")


def url(name: str, key: str) -> str:
    """The address of a page or a database."""
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split())
    return (
        f"https://www.notion.so/{slug}-{bare(key)}"
        if slug
        else f"https://www.notion.so/{bare(key)}"
    )


def page(ctx: Context, of: Page, only: Iterable[str] | None = None) -> Json:
    """A page object as it is now."""
    return page_as(ctx, of, of.look, only)


def page_as(ctx: Context, of: Page, look: Any, only: Iterable[str] | None = None) -> Json:
    """A page object with the look it had."""
    if "read" not in ctx.connection.content:
        return {"object": "page", "id": of.id}
    hidden = tree.in_trash(ctx.world, of) if look is of.look else look.in_trash
    told = {
        "object": "page",
        "id": of.id,
        "created_time": times.shown(of.created),
        "last_edited_time": times.shown(look.edited),
        "created_by": partial_user(of.created_by),
        "last_edited_by": partial_user(look.edited_by),
        "cover": look.cover,
        "icon": look.icon,
        "parent": parent(ctx, look.parent),
        "in_trash": hidden,
        "is_archived": look.is_archived,
        "is_locked": look.is_locked,
        "properties": _properties(ctx, of, look, only),
        "url": url(plain(ctx, look.values.get("title", [])), of.id),
        "public_url": None,
    }
    return told if ctx.newest else {**told, "archived": hidden}


def parent(ctx: Context, kept: Json) -> Json:
    """What something hangs on; beside a data source its database is named."""
    holder = ctx.world.sources.get(kept.get("data_source_id", ""))
    return {**kept, "database_id": holder.database_id} if holder else kept


def _properties(ctx: Context, of: Page, look: Any, only: Iterable[str] | None) -> Json:
    source = ctx.world.sources.get(look.parent.get("data_source_id", ""))
    if source is None:
        title = Property("title", "title", "title")
        return {"title": _entry(ctx, of, look, title)}
    asked = list(only or ())
    return {
        prop.name: _entry(ctx, of, look, prop)
        for prop in source.properties.values()
        if not asked or any(schema.is_id(prop, key) for key in asked)
    }


def _entry(ctx: Context, of: Page, look: Any, prop: Property) -> Json:
    value = property_value(ctx, of, look, prop)
    if prop.type in {"people", "relation"}:
        value = value[:MOST_REFERENCES]
    elif prop.type in {"title", "rich_text"}:
        value = _cut(value)
    return {"id": prop.id, "type": prop.type, prop.type: value}


def _cut(items: list[Json]) -> list[Json]:
    """Rich text up to its 25th mention (N-pv); what follows the cut is not told either."""
    seen = 0
    for place, item in enumerate(items):
        seen += text.is_mention(item)
        if seen > MOST_REFERENCES:
            return items[:place]
    return items


def property_value(ctx: Context, of: Page, look: Any, prop: Property) -> Any:
    """What stands under a property's type, whole."""
    show = _SHOW.get(prop.type)
    kept = look.values.get(prop.id)
    if show is not None:
        return show(ctx, prop, kept)
    stamps: dict[str, Callable[[], Any]] = {
        "created_time": lambda: times.shown(of.created),
        "last_edited_time": lambda: times.shown(look.edited),
        "created_by": lambda: user(ctx, of.created_by),
        "last_edited_by": lambda: user(ctx, look.edited_by),
    }
    return stamps[prop.type]() if prop.type in stamps else kept


def _show_text(ctx: Context, _prop: Property, kept: list[Json] | None) -> list[Json]:
    return runs(ctx, kept or [])


def _show_option(_ctx: Context, prop: Property, kept: str | None) -> Json | None:
    found = options.by_id(prop, kept) if kept is not None else None
    return None if found is None else {key: found[key] for key in ("id", "name", "color")}


def _show_many(ctx: Context, prop: Property, kept: list[str] | None) -> list[Json]:
    shown = (_show_option(ctx, prop, key) for key in kept or [])
    return [each for each in shown if each is not None]


def _show_people(ctx: Context, _prop: Property, kept: list[str] | None) -> list[Json]:
    partial = ctx.world.behaviour["partial_people"]
    return [partial_user(key) if partial else user(ctx, key) for key in kept or []]


def _show_date(_ctx: Context, _prop: Property, kept: Json | None) -> Json | None:
    return None if kept is None else times.answered(kept)


def _show_relation(_ctx: Context, _prop: Property, kept: list[str] | None) -> list[Json]:
    return [{"id": key} for key in kept or []]


def _show_unique(_ctx: Context, prop: Property, kept: int | None) -> Json:
    return {"prefix": prop.config.get("prefix"), "number": kept}


def _show_formula(_ctx: Context, _prop: Property, kept: Any) -> Json:
    """What the formula came to: people's verb ``compute`` says it, nothing is evaluated."""
    kind = {bool: "boolean", int: "number", float: "number"}.get(type(kept), "string")
    return {"type": kind, kind: kept}


def _show_rollup(_ctx: Context, prop: Property, kept: Any) -> Json:
    function = prop.config["function"]
    if function in {"show_original", "show_unique"}:
        return {"type": "array", "array": [], "function": function}
    return {"type": "number", "number": kept, "function": function}


_SHOW: Final[dict[str, Callable[[Context, Property, Any], Any]]] = {
    "title": _show_text,
    "rich_text": _show_text,
    "select": _show_option,
    "status": _show_option,
    "multi_select": _show_many,
    "people": _show_people,
    "date": _show_date,
    "relation": _show_relation,
    "unique_id": _show_unique,
    "formula": _show_formula,
    "rollup": _show_rollup,
    "checkbox": lambda _ctx, _prop, kept: bool(kept),
    "files": lambda _ctx, _prop, kept: kept or [],
}


def database(ctx: Context, of: Database) -> Json:
    """A database object."""
    if "read" not in ctx.connection.content:
        return {"object": "database", "id": of.id}
    hidden = tree.in_trash(ctx.world, of)
    sources = [ctx.world.sources[key] for key in of.sources]
    told = {
        "object": "database",
        "id": of.id,
        "title": runs(ctx, of.title),
        "description": runs(ctx, of.description),
        "parent": of.parent,
        "is_inline": of.is_inline,
        "in_trash": hidden,
        "is_locked": of.is_locked,
        "created_time": times.shown(of.created),
        "last_edited_time": times.shown(of.edited),
        "data_sources": [
            {"id": each.id, "name": plain(ctx, each.title)} for each in sources if not each.in_trash
        ],
        "icon": of.icon,
        "cover": of.cover,
        "url": url("", of.id),
        "public_url": None,
    }
    return told if ctx.newest else {**told, "archived": hidden}


def source(ctx: Context, of: Source) -> Json:
    """A data source object, schema included."""
    if "read" not in ctx.connection.content:
        return {"object": "data_source", "id": of.id, "properties": {}}
    holder = ctx.world.databases[of.database_id]
    hidden = tree.in_trash(ctx.world, of)
    told = {
        "object": "data_source",
        "id": of.id,
        "title": runs(ctx, of.title),
        "description": [],
        "parent": {"type": "database_id", "database_id": of.database_id},
        "database_parent": holder.parent,
        "is_inline": holder.is_inline,
        "in_trash": hidden,
        "created_time": times.shown(of.created),
        "last_edited_time": times.shown(of.edited),
        "created_by": partial_user(of.created_by),
        "last_edited_by": partial_user(of.edited_by),
        "properties": {prop.name: schema.shown(prop) for prop in of.properties.values()},
        "icon": of.icon,
        "cover": None,
        "url": url("", holder.id),
        "public_url": None,
    }
    return told if ctx.newest else {**told, "archived": hidden}
