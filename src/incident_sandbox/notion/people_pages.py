"""What people do with pages: typing, trashing, archiving, moving, duplicating, reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from incident_sandbox.notion import (
    block_shapes,
    blocks,
    databases,
    pages,
    shown,
    text,
    times,
    tree,
    values,
)
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.people_words import Deed, kept, source_of, told, typed
from incident_sandbox.notion.world import Block, Page
from incident_sandbox.service import Refused


def create_page(deed: Deed) -> Json:
    """{database?, properties?, children?} or {parent: page, title, children?} -> {page}."""
    children = [block_item(each) for each in deed.args.get("children", [])]
    check_items(deed, children)
    if "parent" in deed.args:
        parent: Any = deed.page("parent")
        initial = kept(deed, None, {"title": deed.text("title")})
    else:
        parent = deed.source()
        initial = {**values.defaults(parent), **kept(deed, parent, deed.args.get("properties", {}))}
    deed.ctx.alive(parent)
    page = pages.add(deed.ctx, parent, initial, {})
    blocks.add(deed.ctx, page, children)
    return {"page": page.id}


def create_pages(deed: Deed) -> Json:
    """{database?, rows: [properties]} -> {pages: [id]}: many at once; of wrong rows none."""
    parent = deed.source()
    deed.ctx.alive(parent)
    usual = values.defaults(parent)
    initial = [{**usual, **kept(deed, parent, row)} for row in deed.args["rows"]]
    return {"pages": [pages.add(deed.ctx, parent, each, {}).id for each in initial]}


def block_item(wanted: Any) -> Json:
    """A block as a request has it: of a text, or of {type?, text?, runs?, checked?, children?}."""
    told_so = {"text": wanted} if isinstance(wanted, str) else wanted
    kind = told_so.get("type", "paragraph")
    content: Json = {key: told_so[key] for key in ("checked", "is_toggleable") if key in told_so}
    if kind != "divider":
        content["rich_text"] = told_so.get("runs") or typed(told_so.get("text", ""))
    if kind == "code":
        content["language"] = told_so.get("language", "plain text")
    if "children" in told_so:
        content["children"] = [block_item(each) for each in told_so["children"]]
    return {kind: content}


def check_items(deed: Deed, items: list[Json]) -> None:
    """Refuse blocks that cannot be, before anything is made."""
    block_shapes.check_children(items, "args.children")
    blocks.check(deed.ctx, items)


def new_block(deed: Deed, parent: Page | Block, wanted: Any, at: int | None = None) -> Block:
    """Put a block somewhere; see ``block_item``."""
    items = [block_item(wanted)]
    check_items(deed, items)
    return blocks.add(deed.ctx, parent, items, at)[0]


def put(deed: Deed) -> Json:
    """{page, property, value}: null empties it."""
    page = deed.open_page()
    fresh = kept(deed, source_of(deed.world, page), {deed.text("property"): deed.args["value"]})
    deed.world.change(page, deed.now, deed.by, values={**page.look.values, **fresh})
    return {}


def put_rich(deed: Deed) -> Json:
    """{page, property, runs}: rich text as a request of the API has it."""
    page = deed.open_page()
    source = source_of(deed.world, page)
    name = deed.text("property")
    kind = deed.property(source).type if source else "title"
    asked = {name: {kind: deed.args["runs"]}}
    values.check_shapes(asked, "args")
    if source is None:
        raise Refused("a page outside a database has a plain title")
    fresh = values.stored(deed.ctx, source, asked, "args")
    deed.world.change(page, deed.now, deed.by, values={**page.look.values, **fresh})
    return {}


def compute(deed: Deed) -> Json:
    """{page, property, value}: what a formula or rollup comes to; no edit of the page."""
    page = deed.page()
    source = source_of(deed.world, page)
    prop = deed.property(source) if source else None
    if prop is None or prop.type not in {"formula", "rollup"}:
        raise Refused("only formulas and rollups are computed")
    fresh = {**page.look.values, prop.id: deed.args["value"]}
    deed.world.change(page, deed.now, deed.by, bump=False, values=fresh)
    return {}


def trash(deed: Deed) -> Json:
    """{page} or {database}: into the trash."""
    if "page" not in deed.args:
        databases.throw(deed.ctx, deed.database(), hide=True)
        return {}
    page = deed.open_page()
    at = deed.now.timestamp()
    deed.world.change(page, deed.now, deed.by, in_trash=True, trashed_at=at)
    return {}


def restore(deed: Deed) -> Json:
    """{page} or {database}: out of the trash; no edit of the page."""
    if "page" not in deed.args:
        databases.throw(deed.ctx, deed.database(), hide=False)
        return {}
    page = deed.page()
    if not page.look.in_trash or tree.gone(deed.world, page, deed.now):
        raise Refused("the page is not in the trash")
    deed.world.change(page, deed.now, deed.by, bump=False, in_trash=False, trashed_at=None)
    return {}


def delete_forever(deed: Deed) -> Json:
    """{page}: out of the trash and gone for good, as it is after 30 days."""
    page = deed.page()
    if not page.look.in_trash or tree.gone(deed.world, page, deed.now):
        raise Refused("the page is not in the trash")
    at = deed.now.timestamp() - tree.KEPT_S
    deed.world.change(page, deed.now, deed.by, bump=False, trashed_at=at)
    return {}


def archive(deed: Deed) -> Json:
    """{page}: out of sight of queries, still readable."""
    deed.world.change(deed.open_page(), deed.now, deed.by, is_archived=True)
    return {}


def unarchive(deed: Deed) -> Json:
    """{page}: back in sight; no edit of the page."""
    deed.world.change(deed.open_page(), deed.now, deed.by, bump=False, is_archived=False)
    return {}


def lock(deed: Deed) -> Json:
    """{page, locked?}."""
    locked = bool(deed.args.get("locked", True))
    deed.world.change(deed.open_page(), deed.now, deed.by, bump=False, is_locked=locked)
    return {}


def move(deed: Deed) -> Json:
    """{page, to}: to a database or a page, by id or title."""
    page = deed.open_page()
    try:
        parent: Any = deed.world.sources[deed.database("to").sources[0]]
    except Refused:
        parent = deed.page("to")
    pages.relocate(deed.ctx, page, parent)
    return {}


def copy_page(deed: Deed) -> Json:
    """{page} -> {page}: Notion's Duplicate. Everything but the unique id is as it was."""
    page = deed.open_page()
    source = source_of(deed.world, page)
    parent = source or deed.world.pages.get(page.look.parent.get("page_id", ""))
    if parent is None:
        raise Refused("only rows and pages on pages are copied here")
    title = text.plain_runs(f"{deed.title(page)} (1)")
    dress = {"icon": page.look.icon, "cover": page.look.cover}
    copied = pages.add(deed.ctx, parent, {**page.look.values, "title": title}, dress)
    _copy_blocks(deed, page, copied)
    return {"page": copied.id}


def _copy_blocks(deed: Deed, old: Page | Block, new: Page | Block) -> None:
    key = "page_id" if isinstance(new, Page) else "block_id"
    stamp = times.stamp(deed.now)
    for child in old.children:
        block = deed.world.blocks.get(child)
        if block is None or block.in_trash:
            continue
        twin = Block(
            id=deed.world.mint(),
            type=block.type,
            content=dict(block.content),
            parent={"type": key, key: new.id},
            created=stamp,
            created_by=deed.by,
            edited=stamp,
            edited_by=deed.by,
        )
        deed.world.blocks[twin.id] = twin
        new.children.append(twin.id)
        _copy_blocks(deed, block, twin)


def read(deed: Deed) -> list[Json]:
    """{database?}: its rows in plain form, oldest first, those in the trash too."""
    rows = deed.world.rows.get(deed.source().id, {}).values()
    return [_row(deed, page) for page in sorted(rows, key=lambda page: page.created)]


def _row(deed: Deed, page: Page) -> Json:
    return {
        "id": page.id,
        "url": shown.url(deed.title(page), page.id),
        "in_trash": page.look.in_trash,
        "archived": page.look.is_archived,
        "created": times.shown(page.created),
        "edited": times.shown(page.look.edited),
        "edited_by": deed.world.users[page.look.edited_by]["name"],
        "values": told(deed, page),
    }


def read_page(deed: Deed) -> Json:
    """{page}: the row, and its ``blocks`` in plain form."""
    page = deed.page()
    return {**_row(deed, page), "blocks": _blocks(deed, page)}


def _blocks(deed: Deed, parent: Page | Block) -> list[Json]:
    found = [deed.world.blocks.get(key) for key in parent.children]
    return [_plain_block(deed, each) for each in found if each is not None and not each.in_trash]


def _plain_block(deed: Deed, block: Block) -> Json:
    said = shown.plain(deed.ctx, block.content.get("rich_text", []))
    ticked = {"checked": block.content["checked"]} if block.type == "to_do" else {}
    below = _blocks(deed, block)
    return {
        "id": block.id,
        "type": block.type,
        "text": said,
        **ticked,
        **({"children": below} if below else {}),
    }


VERBS: Final[dict[str, Callable[[Deed], Any]]] = {
    "create_page": create_page,
    "create_pages": create_pages,
    "set": put,
    "set_rich": put_rich,
    "compute": compute,
    "trash": trash,
    "restore": restore,
    "delete_forever": delete_forever,
    "archive": archive,
    "unarchive": unarchive,
    "lock": lock,
    "move": move,
    "copy_page": copy_page,
    "read": read,
    "read_page": read_page,
}
