"""What people do inside a page: to-dos, blocks, deleting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.notion import blocks, shown, text, tree
from incident_sandbox.notion.block_shapes import HEADINGS, PARENTS
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.people_pages import new_block
from incident_sandbox.notion.people_words import Deed, typed
from incident_sandbox.notion.world import Block, Page
from incident_sandbox.service import Refused


def add_todo(deed: Deed) -> Json:
    """{page, text, checked?, under?} -> {block}: at the end, or below a heading."""
    page = deed.open_page()
    ticked = bool(deed.args.get("checked", False))
    wanted = {"type": "to_do", "text": deed.text("text"), "checked": ticked}
    parent, at = _spot(deed, page)
    made = new_block(deed, parent, wanted, at)
    blocks.mark(deed.world, made, deed.now, deed.by)
    return {"block": made.id}


def _spot(deed: Deed, page: Page) -> tuple[Page | Block, int]:
    """Where a to-do under a heading goes: into a toggle heading, else before the next one."""
    if deed.args.get("under") is None:
        return page, len(page.children)
    heading = None
    for place, key in enumerate(page.children):
        block = deed.world.blocks.get(key)
        if block is None or block.in_trash or block.type not in HEADINGS:
            continue
        if heading is not None:
            return page, place
        if shown.plain(deed.ctx, block.content["rich_text"]) == deed.args["under"]:
            heading = block
            if block.content["is_toggleable"]:
                return block, len(block.children)
    if heading is None:
        raise Refused(f"there is no heading {deed.args['under']!r}")
    return page, len(page.children)


def add_block(deed: Deed) -> Json:
    """{page, block: {type?, text?, runs?, checked?, children?}, after?} -> {block}."""
    page = deed.open_page()
    after = deed.args.get("after")
    if after is not None and after not in page.children:
        raise Refused(f"{after!r} is no block of that page")
    at = None if after is None else page.children.index(after) + 1
    made = new_block(deed, page, deed.args["block"], at)
    blocks.mark(deed.world, made, deed.now, deed.by)
    return {"block": made.id}


def set_block(deed: Deed) -> Json:
    """{block, text?, runs?, checked?}: edits a block's text, or ticks a to-do."""
    block = deed.block()
    if tree.in_trash(deed.world, block):
        raise Refused("the block is deleted")
    fresh: Json = {}
    if "text" in deed.args or "runs" in deed.args:
        if block.type not in {*PARENTS, "code"}:
            raise Refused(f"a {block.type} has no text")
        items = deed.args.get("runs") or typed(deed.text("text", ""))
        fresh["rich_text"] = text.stored(items, "args.runs")
    if "checked" in deed.args:
        if block.type != "to_do":
            raise Refused("only a to-do is ticked")
        fresh["checked"] = bool(deed.args["checked"])
    block.content = {**block.content, **fresh}
    blocks.mark(deed.world, block, deed.now, deed.by)
    return {}


def delete_block(deed: Deed) -> Json:
    """{block}: into the trash."""
    block = deed.block()
    block.in_trash = True
    blocks.mark(deed.world, block, deed.now, deed.by)
    return {}


def restore_block(deed: Deed) -> Json:
    """{block}: back to its place (undo)."""
    block = deed.block()
    block.in_trash = False
    blocks.mark(deed.world, block, deed.now, deed.by)
    return {}


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    "add_todo": add_todo,
    "set_todo": set_block,
    "add_block": add_block,
    "set_block": set_block,
    "delete_block": delete_block,
    "restore_block": restore_block,
}
