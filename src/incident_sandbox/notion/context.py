"""What a call is made with, and the look-ups all calls share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from incident_sandbox.notion import text, tree
from incident_sandbox.notion.access import NEW
from incident_sandbox.notion.errors import Json, NotionError, in_trash, invalid, misfit, not_found
from incident_sandbox.notion.shapes import is_uuid, number
from incident_sandbox.notion.world import Block, Connection, Database, Page, Source, World

MOST_RESULTS: Final = 100


@dataclass(frozen=True, slots=True)
class Context:
    """One call: the world, who calls, in which version, when; the path's ids, the body."""

    world: World
    connection: Connection
    version: str
    now: datetime
    keys: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    body: Json | None = None

    @property
    def newest(self) -> bool:
        """Whether the call is made in 2026-03-11."""
        return self.version == NEW

    @property
    def by(self) -> str:
        """The bot that acts."""
        return self.connection.bot

    def missing(self, kind: str, key: str) -> NotionError:
        """The 404 of an object that is not there, or not shared."""
        name = self.world.users[self.connection.bot]["name"]
        return not_found(kind, key, name)

    def key(self, place: int = 0) -> str:
        """An id of the path, dashed; else 400."""
        raw = self.keys[place]
        if not is_uuid(raw):
            raise misfit("path.id", "a valid uuid", raw)
        return text.dashed(raw)

    def can_see(self, thing: tree.Thing | None) -> bool:
        """Tell whether something is there for this connection."""
        if thing is None or tree.gone(self.world, thing, self.now):
            return False
        return tree.visible(self.world, self.connection, thing)

    def page(self, key: str) -> Page:
        """The page with that id; else 404."""
        found = self.world.pages.get(key)
        if found is None or not self.can_see(found):
            raise self.missing("page", key)
        return found

    def database(self, key: str) -> Database:
        """The database with that id; else 404."""
        found = self.world.databases.get(key)
        if found is None or not self.can_see(found):
            raise self.missing("database", key)
        return found

    def source(self, key: str) -> Source:
        """The data source with that id; else 404. A database's id is not one."""
        found = self.world.sources.get(key)
        if found is None or not self.can_see(found):
            raise self.missing("data source", key)
        return found

    def block(self, key: str) -> Block | Page | Database:
        """The block with that id, pages and databases being blocks too; else 404."""
        found = tree.find(self.world, key)
        if found is None or isinstance(found, Source) or not self.can_see(found):
            raise self.missing("block", key)
        return found

    def alive(self, thing: tree.Thing) -> None:
        """Refuse to edit what lies in the trash, itself or with a parent."""
        if tree.in_trash(self.world, thing):
            raise in_trash()

    def own_users(self) -> list[Json]:
        """The users of the caller's workspace."""
        own = self.connection.workspace
        return [user for user in self.world.users.values() if user["workspace"] == own]

    def paging(self, given: Json, root: str) -> tuple[int, str | None]:
        """``page_size`` (1 to 100) and ``start_cursor`` of a listing."""
        size = given.get("page_size", MOST_RESULTS)
        number(size, f"{root}.page_size")
        if size != int(size) or size < 1:
            raise misfit(f"{root}.page_size", "≥ `1`", size)
        if size > MOST_RESULTS:
            raise misfit(f"{root}.page_size", f"≤ `{MOST_RESULTS}`", size)
        cursor = given.get("start_cursor")
        if cursor is not None and (not isinstance(cursor, str) or not is_uuid(cursor)):
            raise misfit(f"{root}.start_cursor", "a valid uuid", cursor)
        return int(size), cursor

    def listing_query(self, *known: str) -> Json:
        """The query string of a listing; numbers as numbers, unknown names refused."""
        given: Json = {}
        for name, value in self.query:
            if name not in {"page_size", "start_cursor", *known}:
                raise misfit(f"query.{name}", "not present", value)
            given[name] = _numeral(value) if name == "page_size" else value
        return given


def _numeral(value: str) -> Any:
    return int(value) if value.isascii() and value.isdigit() else value


def bad_cursor(cursor: str) -> NotionError:
    """A cursor that is not of this listing."""
    return invalid(f"The start_cursor provided is invalid: {cursor}")
