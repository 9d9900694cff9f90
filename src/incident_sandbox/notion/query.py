"""POST /v1/data_sources/{id}/query: the rows a filter lets through.

Rows in the trash, archived or moved away are left out (N-q). Without sorts the order is
nobody's: here that of the ids, which are random. Not more than 10,000 rows come out of one
query, and only ``request_status`` tells (N-q). A query may lag behind (people's verb
``set_behaviour``): it then sees pages as they were so many seconds ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from incident_sandbox.notion import filters, paging, schema, shapes, shown, tree
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, invalid, misfit
from incident_sandbox.notion.world import Look, Page, Source

_direction = shapes.words("ascending", "descending")
_sort = shapes.one_of(
    {"property": shapes.text(), "timestamp": shapes.words(*filters.STAMPS)},
    {"direction": _direction},
)
_KNOWN: Final[dict[str, shapes.Check]] = {
    "filter": shapes.anything,
    "sorts": shapes.array(_sort),
    "start_cursor": shapes.uuid,
    "page_size": shapes.number,
    "result_type": shapes.words("page", "data_source"),
    "is_archived": shapes.flag,
}
Row = tuple[Page, Look]


def query(ctx: Context) -> Json:
    """Answer one query."""
    need(ctx.connection, "read")
    source = ctx.source(ctx.key())
    if tree.in_trash(ctx.world, source):
        raise ctx.missing("data source", source.id)
    body = ctx.body or {}
    known = {**_KNOWN, "in_trash": shapes.flag} if ctx.newest else _KNOWN
    shapes.fields({}, known)(body, "body")
    size, cursor = ctx.paging(body, "body")
    listing = paging.fingerprint(
        *(ctx.connection.token, source.id, body.get("filter"), body.get("sorts")),
        *(body.get("result_type"), body.get("in_trash"), body.get("is_archived")),
    )
    rows = _ordered(ctx, source, list(_found(ctx, source, body)), body.get("sorts", []))
    return _answer(ctx, rows, size, cursor, listing)


def _answer(ctx: Context, rows: list[Row], size: int, cursor: str | None, listing: str) -> Json:
    cap = int(ctx.world.behaviour["query_cap"])
    some, following = paging.page_of(rows[:cap], size, cursor, listing)
    only = [value for name, value in ctx.query if name == "filter_properties"]
    stray = next((name for name, _ in ctx.query if name != "filter_properties"), None)
    if stray is not None:
        raise misfit(f"query.{stray}", "not present", dict(ctx.query)[stray])
    results = [shown.page_as(ctx, page, look, only) for page, look in some]
    told = paging.answer("page_or_data_source", results, following)
    if following is None and len(rows) > cap:
        reason = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
        return {**told, "request_status": reason}
    if following is None and ctx.world.behaviour["says_complete"]:
        return {**told, "request_status": {"type": "complete"}}
    return told


def _found(ctx: Context, source: Source, body: Json) -> Iterator[Row]:
    matches = filters.compiled(ctx, source, body.get("filter"))
    if body.get("result_type") == "data_source":
        return
    hidden, archived = body.get("in_trash", False), body.get("is_archived", False)
    unshared = set(ctx.connection.unshared)
    for page, look in _seen(ctx, source):
        if look.in_trash is not hidden or look.is_archived is not archived:
            continue
        if matches is not None and not matches(page, look):
            continue
        if page.id in unshared or (hidden and tree.gone(ctx.world, page, ctx.now)):
            continue
        yield page, look


def _seen(ctx: Context, source: Source) -> Iterator[Row]:
    """The rows as this query sees them: now, or as they were a while ago."""
    lag = float(ctx.world.behaviour["query_lag_s"])
    if lag <= 0:
        for page in ctx.world.rows.get(source.id, {}).values():
            yield page, page.look
        return
    only, instant = ctx.world.behaviour["lag_pages"], ctx.now.timestamp() - lag
    for page in ctx.world.pages.values():
        late = only is None or page.id in only
        look = page.look_at(instant) if late else page.look
        if look is not None and look.parent.get("data_source_id") == source.id:
            yield page, look


def _ordered(ctx: Context, source: Source, rows: list[Row], sorts: list[Json]) -> list[Row]:
    rows.sort(key=lambda row: row[0].id)
    for sort in reversed(sorts):
        key = _key(ctx, source, sort)
        filled = [row for row in rows if key(row) is not None]
        empty = [row for row in rows if key(row) is None]
        filled.sort(key=key, reverse=sort.get("direction") == "descending")
        rows = filled + empty
    return rows


def _key(ctx: Context, source: Source, sort: Json) -> Callable[[Row], Any]:
    if "direction" not in sort:
        raise misfit("body.sorts.direction", "defined")
    if sort.get("timestamp") == "created_time":
        return lambda row: row[0].created
    if "timestamp" in sort:
        return lambda row: row[1].edited
    prop = schema.find(source, sort["property"])
    if prop is None:
        raise invalid(f"Could not find sort property with name or id: {sort['property']}")
    return lambda row: filters.value_for_sorting(ctx, prop, *row)
