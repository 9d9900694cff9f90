"""Blocks: retrieve, update, delete (which is: trash), list and append children.

A page and a database are blocks too (child_page, child_database). What lies in the trash is
no longer listed, but can be retrieved. Whether an edit moves the page's stamp is not
documented; people's verb ``set_behaviour`` decides (``block_edits_bump``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from incident_sandbox.notion import block_shapes, paging, shown, text, times, tree, values
from incident_sandbox.notion.access import need
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json, invalid
from incident_sandbox.notion.shapes import Check, fields, one_of, uuid
from incident_sandbox.notion.world import Block, Database, Page, World

Parent = Page | Block
_position = one_of(
    {"after_block": fields({"id": uuid})},
)
ENDS: Final = ({"type": "start"}, {"type": "end"})


def get(ctx: Context) -> Json:
    """GET /v1/blocks/{id}."""
    need(ctx.connection, "read")
    return answered(ctx, ctx.block(ctx.key()))


def update(ctx: Context) -> Json:
    """PATCH /v1/blocks/{id}."""
    need(ctx.connection, "update")
    block = ctx.block(ctx.key())
    if not isinstance(block, Block):
        raise invalid("Pages and databases are updated by their own endpoints.")
    body = ctx.body or {}
    block_shapes.check_update(block.type, body, newest=ctx.newest)
    hide = body.get("in_trash", body.get("archived"))
    if tree.in_trash(ctx.world, block) and (hide is not False or block.type in body):
        ctx.alive(block)
    fresh = _kept(ctx, body[block.type], block.type) if block.type in body else {}
    block.content = {**block.content, **fresh}
    block.in_trash = block.in_trash if hide is None else hide
    mark(ctx.world, block, ctx.now, ctx.by)
    return answered(ctx, block)


def delete(ctx: Context) -> Json:
    """DELETE /v1/blocks/{id}: into the trash, a page as well."""
    need(ctx.connection, "update")
    block = ctx.block(ctx.key())
    ctx.alive(block)
    if isinstance(block, Page):
        at = ctx.now.timestamp()
        ctx.world.change(block, ctx.now, ctx.by, in_trash=True, trashed_at=at)
    elif isinstance(block, Database):
        block.in_trash, block.trashed_at = True, ctx.now.timestamp()
        ctx.world.touch()
    else:
        block.in_trash = True
        mark(ctx.world, block, ctx.now, ctx.by)
    return answered(ctx, block)


def children(ctx: Context) -> Json:
    """GET /v1/blocks/{id}/children."""
    need(ctx.connection, "read")
    size, cursor = ctx.paging(ctx.listing_query(), "query")
    parent = _parent(ctx)
    listed = [child for child in _listed(ctx.world, parent) if ctx.can_see(child)]
    some, following = paging.page_of(listed, size, cursor, paging.fingerprint("in", parent.id))
    return paging.answer("block", [answered(ctx, child) for child in some], following)


def append(ctx: Context) -> Json:
    """PATCH /v1/blocks/{id}/children."""
    need(ctx.connection, "insert")
    place: dict[str, Check] = {"position": _place} if ctx.newest else {"after": uuid}
    body = ctx.body or {}
    fields({"children": block_shapes.check_children}, place)(body, "body")
    parent = _parent(ctx)
    ctx.alive(parent)
    at = _index(parent, body)
    _check_holds(parent)
    check(ctx, body["children"])
    made = add(ctx, parent, body["children"], at)
    if made:
        _mark_holder(ctx.world, parent, ctx.now, ctx.by)
    shown_ones = [answered(ctx, block) for block in made]
    return paging.answer("block", shown_ones, None)


def _place(value: Any, path: str) -> None:
    if value not in ENDS:
        _position(value, path)


def _index(parent: Parent, body: Json) -> int:
    position = body.get("position") or {"type": "end"}
    after = body.get("after")
    if after is None and position.get("type") == "start":
        return 0
    if after is None and position.get("type") == "end":
        return len(parent.children)
    key = text.dashed(after if after is not None else position["after_block"]["id"])
    if key not in parent.children:
        raise invalid(
            f"Block with ID {key} to append children after is not parented by {parent.id}."
        )
    return parent.children.index(key) + 1


def _parent(ctx: Context) -> Parent:
    found = ctx.block(ctx.key())
    if isinstance(found, Database):
        raise ctx.missing("block", found.id)
    return found


def _check_holds(parent: Parent) -> None:
    if isinstance(parent, Page):
        return
    closed = parent.type in block_shapes.HEADINGS and not parent.content["is_toggleable"]
    if closed or parent.type not in block_shapes.PARENTS:
        raise invalid(f"Block does not support children: {parent.type}.")


def _listed(world: World, parent: Parent) -> list[tree.Thing]:
    found = (tree.find(world, key) for key in parent.children)
    return [each for each in found if each is not None and not tree.trashed(each)]


def check(ctx: Context, items: list[Json]) -> None:
    """Refuse what only the world can tell to be wrong, before anything is made."""
    for place, item in enumerate(items):
        kind = block_shapes.kind_in(item, f"body.children[{place}]")
        _kept(ctx, item[kind], kind)
        check(ctx, item[kind].get("children", []))


def add(ctx: Context, parent: Parent, items: list[Json], at: int | None = None) -> list[Block]:
    """Put new blocks (their shape checked) into a parent; the top ones are returned."""
    made = [_made(ctx, parent, item, place) for place, item in enumerate(items)]
    index = len(parent.children) if at is None else at
    parent.children[index:index] = [block.id for block in made]
    if made:
        ctx.world.touch()
    return made


def _made(ctx: Context, parent: Parent, item: Json, place: int) -> Block:
    kind = block_shapes.kind_in(item, f"body.children[{place}]")
    key = "page_id" if isinstance(parent, Page) else "block_id"
    moment = times.stamp(ctx.now)
    content = {**_blank(kind), **_kept(ctx, item[kind], kind)}
    block = Block(
        id=ctx.world.mint(),
        type=kind,
        content=content,
        parent={"type": key, key: parent.id},
        created=moment,
        created_by=ctx.by,
        edited=moment,
        edited_by=ctx.by,
    )
    ctx.world.blocks[block.id] = block
    add(ctx, block, item[kind].get("children", []))
    return block


def _blank(kind: str) -> Json:
    if kind == "divider":
        return {}
    if kind == "code":
        return {"caption": []}
    extra: dict[str, Json] = {"to_do": {"checked": False}, "callout": {"icon": None}}
    if kind in block_shapes.HEADINGS:
        return {"color": "default", "is_toggleable": False}
    return {"color": "default", **extra.get(kind, {})}


def _kept(ctx: Context, content: Json, kind: str) -> Json:
    kept = {key: value for key, value in content.items() if key != "children"}
    for key in ("rich_text", "caption"):
        if key in kept:
            kept[key] = text.stored(kept[key], f"body.{kind}.{key}")
            for run in kept[key]:
                if run["type"] == "mention":
                    values.check_mention(ctx, run["mention"])
    return kept


def mark(world: World, block: Block, now: datetime, by: str) -> None:
    """Stamp an edited block, and the page it stands on."""
    block.edited, block.edited_by = times.stamp(now), by
    _mark_holder(world, block, now, by)


def _mark_holder(world: World, thing: Parent, now: datetime, by: str) -> None:
    page = tree.page_of(world, thing)
    if page is not None and world.behaviour["block_edits_bump"]:
        world.change(page, now, by)
    world.touch()


def answered(ctx: Context, block: Any) -> Json:
    """A block object; a page or a database as the block that stands for it."""
    if "read" not in ctx.connection.content:
        return {"object": "block", "id": block.id}
    edited, by = (
        (block.look.edited, block.look.edited_by)
        if isinstance(block, Page)
        else (block.edited, block.edited_by)
    )
    hidden = tree.in_trash(ctx.world, block)
    told = {
        "object": "block",
        "id": block.id,
        "parent": shown.parent(ctx, tree.parent_of(block)),
        "created_time": times.shown(block.created),
        "last_edited_time": times.shown(edited),
        "created_by": shown.partial_user(block.created_by),
        "last_edited_by": shown.partial_user(by),
        "has_children": not isinstance(block, Database) and bool(_listed(ctx.world, block)),
        "in_trash": hidden,
        **_typed(ctx, block),
    }
    return told if ctx.newest else {**told, "archived": hidden}


def _typed(ctx: Context, block: Any) -> Json:
    if isinstance(block, Block):
        content = dict(block.content)
        for key in ("rich_text", "caption"):
            if key in content:
                content[key] = shown.runs(ctx, content[key])
        return {"type": block.type, block.type: content}
    kind = "child_page" if isinstance(block, Page) else "child_database"
    return {"type": kind, kind: {"title": shown.page_title(ctx, block.id)}}
