"""POST /v1/search: pages and data sources by title, as far as they are shared."""

from __future__ import annotations

from collections.abc import Iterator

from incident_sandbox.notion import paging, shown, tree
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.shapes import fields, number, text, uuid, words
from incident_sandbox.notion.world import Page, Source

_sort = fields(
    {"timestamp": words("last_edited_time"), "direction": words("ascending", "descending")}
)
_filter = fields({"property": words("object"), "value": words("page", "data_source")})
_search = fields(
    {},
    {
        "query": text(),
        "sort": _sort,
        "filter": _filter,
        "start_cursor": uuid,
        "page_size": number,
    },
)


def search(ctx: Context) -> Json:
    """Answer one search."""
    need(ctx.connection, "read")
    body = ctx.body or {}
    _search(body, "body")
    size, cursor = ctx.paging(body, "body")
    found = sorted(_found(ctx, body), key=lambda each: (_edited(each), each.id))
    if body.get("sort", {}).get("direction", "descending") == "descending":
        found.reverse()
    parts = (ctx.connection.token, body.get("query"), body.get("sort"), body.get("filter"))
    listing = paging.fingerprint("search", *parts)
    some, following = paging.page_of(found, size, cursor, listing)
    results = [
        shown.page(ctx, each) if isinstance(each, Page) else shown.source(ctx, each)
        for each in some
    ]
    return paging.answer("page_or_data_source", results, following)


def _edited(thing: Page | Source) -> int:
    return thing.look.edited if isinstance(thing, Page) else thing.edited


def _found(ctx: Context, body: Json) -> Iterator[Page | Source]:
    wanted = body.get("query", "").lower()
    kind = body.get("filter", {}).get("value")
    things: list[Page | Source] = [] if kind == "data_source" else list(ctx.world.pages.values())
    things += [] if kind == "page" else list(ctx.world.sources.values())
    for thing in things:
        titled = wanted in _title(ctx, thing).lower()
        if titled and ctx.can_see(thing) and not tree.in_trash(ctx.world, thing):
            yield thing


def _title(ctx: Context, thing: Page | Source) -> str:
    if isinstance(thing, Source):
        return shown.plain(ctx, thing.title)
    return shown.plain(ctx, thing.look.values.get("title", []))
