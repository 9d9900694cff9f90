"""Where things hang: parents, what is in the trash with them, what a connection may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.world import Block, Connection, Database, Page, Source, World

KEPT_S: Final = 30 * 86_400
Thing = Page | Block | Database | Source


def parent_of(thing: Thing) -> Json:
    """``{"type", <type>: id}`` of the thing something hangs on."""
    if isinstance(thing, Page):
        return thing.look.parent
    if isinstance(thing, Source):
        return {"type": "database_id", "database_id": thing.database_id}
    return thing.parent


def find(world: World, key: str) -> Thing | None:
    """Whatever has that id."""
    return (
        world.pages.get(key)
        or world.blocks.get(key)
        or world.databases.get(key)
        or world.sources.get(key)
    )


def upwards(world: World, thing: Thing | None) -> Iterator[Thing]:
    """The thing, its parent, and so on to the workspace."""
    while thing is not None:
        yield thing
        parent = parent_of(thing)
        thing = (
            find(world, parent.get(parent["type"], "")) if parent["type"] != "workspace" else None
        )


def page_of(world: World, thing: Thing) -> Page | None:
    """The page something stands on; a page itself."""
    return next((each for each in upwards(world, thing) if isinstance(each, Page)), None)


def trashed(thing: Thing) -> bool:
    """Tell whether it was put in the trash itself."""
    return thing.look.in_trash if isinstance(thing, Page) else thing.in_trash


def in_trash(world: World, thing: Thing) -> bool:
    """Tell whether it, or something it hangs on, lies in the trash."""
    return any(trashed(each) for each in upwards(world, thing))


def gone(world: World, thing: Thing, now: datetime) -> bool:
    """Tell whether it was thrown away for good: 30 days after it came into the trash."""
    return any(_overdue(each, now) for each in upwards(world, thing))


def _overdue(thing: Thing, now: datetime) -> bool:
    held = thing.look if isinstance(thing, Page) else thing
    at = getattr(held, "trashed_at", None)
    return trashed(thing) and at is not None and at + KEPT_S <= now.timestamp()


def visible(world: World, connection: Connection, thing: Thing) -> bool:
    """Tell whether something was shared with a connection, itself or by a parent."""
    for each in upwards(world, thing):
        if each.id in connection.unshared:
            return False
        if each.id in connection.shared:
            return True
    return False


def detach(world: World, thing: Page | Block | Database) -> None:
    """Take a thing's id out of its parent's list of children."""
    holder = find(world, parent_of(thing).get(parent_of(thing)["type"], ""))
    if isinstance(holder, Page | Block) and thing.id in holder.children:
        holder.children.remove(thing.id)
