"""How a person's words are read: who, which database, page, block, property, value.

A person sees the whole workspace and goes by names; what is not clear is ``Refused``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from incident_sandbox.notion import retype, schema, shown, text, values
from incident_sandbox.notion.access import NEW
from incident_sandbox.notion.context import Context
from incident_sandbox.notion.errors import Json
from incident_sandbox.notion.shapes import is_uuid
from incident_sandbox.notion.world import Block, Connection, Database, Page, Property, Source, World
from incident_sandbox.service import Refused

ROBIN: Final = "Robin Reader"
TOKEN: Final = "ntn_sandbox"  # noqa: S105 - opens nothing but this sandbox
REGISTER_PAGE: Final = "4e15de75-0000-4000-a000-000000000001"
DATABASE: Final = "4e15de75-0000-4000-a000-000000000002"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a person does: the world, the arguments, and a context that acts as them."""

    world: World
    args: Json
    ctx: Context

    @property
    def now(self) -> datetime:
        """When it is done."""
        return self.ctx.now

    @property
    def by(self) -> str:
        """The id of the person."""
        return self.ctx.by

    def text(self, name: str, default: str | None = None) -> str:
        """A text the verb needs."""
        value = self.args.get(name, default)
        if not isinstance(value, str):
            raise Refused(f"{name!r} is missing")
        return value

    def database(self, name: str = "database") -> Database:
        """The database the verb names by id, its data source's id or title; else the register."""
        key = self.text(name, DATABASE)
        dashed = text.dashed(key) if is_uuid(key) else key
        for each in self.world.databases.values():
            if dashed in {each.id, *each.sources, shown.plain(self.ctx, each.title)}:
                return each
        raise Refused(f"there is no database {key!r}")

    def source(self) -> Source:
        """The (first) data source of that database."""
        return self.world.sources[self.database().sources[0]]

    def page(self, name: str = "page") -> Page:
        """The page the verb names by id or title."""
        key = self.text(name)
        if is_uuid(key):
            found = self.world.pages.get(text.dashed(key))
            named = [] if found is None else [found]
        else:
            named = [p for p in self.world.pages.values() if self.title(p) == key]
        if len(named) != 1:
            raise Refused(f"there are {len(named)} pages {key!r}")
        return named[0]

    def title(self, page: Page) -> str:
        """A page's title."""
        return shown.plain(self.ctx, page.look.values.get("title", []))

    def open_page(self) -> Page:
        """The page, which must not lie in the trash."""
        page = self.page()
        self.ctx.alive(page)
        return page

    def block(self) -> Block:
        """The block the verb names by id."""
        key = self.text("block")
        found = self.world.blocks.get(text.dashed(key)) if is_uuid(key) else None
        if found is None:
            raise Refused(f"there is no block {key!r}")
        return found

    def property(self, source: Source, name: str = "property") -> Property:
        """The property the verb names by name or id."""
        found = schema.find(source, self.text(name))
        if found is None:
            listed = [each.name for each in source.properties.values()]
            raise Refused(f"there is no property {self.args[name]!r}; there are {listed}")
        return found

    def connection(self) -> Connection:
        """The connection of ``token``; else the bot's."""
        token = self.text("token", TOKEN)
        if token not in self.world.connections:
            raise Refused(f"there is no token {token!r}")
        return self.world.connections[token]


def deed(world: World, args: Json, now: datetime) -> Deed:
    """Ready what a person is to do; ``by`` names them, else it is Robin Reader."""
    who = user(world, args.get("by", ROBIN))
    roots = [page.id for page in world.pages.values() if page.look.parent["type"] == "workspace"]
    acting = Connection(
        token="",
        bot=who["id"],
        workspace=who["workspace"],
        content=["read", "update", "insert"],
        users="with_email",
        shared=roots,
    )
    return Deed(world, args, Context(world, acting, NEW, now))


def user(world: World, name: Any) -> Json:
    """A user by name, e-mail, the e-mail's first part, or id."""
    for each in world.users.values():
        email = each["email"] or ""
        if name and name in {each["id"], each["name"], email, email.partition("@")[0]}:
            return each
    raise Refused(f"there is nobody called {name!r}")


def source_of(world: World, page: Page) -> Source | None:
    """The data source a page is a row of."""
    return world.sources.get(page.look.parent.get("data_source_id", ""))


def kept(deed: Deed, source: Source | None, plain: Json) -> Json:
    """Plain values by property name as they are kept; a person's entry is checked like ours."""
    bare = Source("", "", [], 0, "", 0, "", {"title": Property("title", "title", "title")})
    where = source or bare
    asked: Json = {}
    for name, value in plain.items():
        prop = schema.find(where, name)
        if prop is None:
            raise Refused(f"{name!r} is not a property")
        if prop.type not in values.WRITABLE:
            raise Refused(f"{name!r} is not for people to write")
        asked[name] = {prop.type: _request(deed, prop, value)}
    values.check_shapes(asked, "args")
    return values.stored(deed.ctx, where, asked, "args")


def _request(deed: Deed, prop: Property, value: Any) -> Any:
    ask = _ASK.get(prop.type)
    return ask(deed, value) if ask else value


def _people(deed: Deed, value: Any) -> list[Json]:
    names = [value] if isinstance(value, str) else value or []
    return [{"id": user(deed.world, name)["id"]} for name in names]


def typed(content: str) -> list[Json]:
    """A text as request items, in pieces where it is long."""
    return [{"text": {"content": part}} for part in text.cut(content, text.LONGEST) if part]


def _option(_deed: Deed, value: Any) -> Json | None:
    return None if value is None else {"name": value}


_ASK: Final[dict[str, Callable[[Deed, Any], Any]]] = {
    "title": lambda _deed, value: typed(value or ""),
    "rich_text": lambda _deed, value: typed(value or ""),
    "select": _option,
    "status": _option,
    "multi_select": lambda _deed, value: [{"name": each} for each in value or []],
    "people": _people,
    "relation": lambda _deed, value: [{"id": each} for each in value or []],
    "date": lambda _deed, value: {"start": value} if isinstance(value, str) else value,
    "checkbox": lambda _deed, value: bool(value),
}


def told(deed: Deed, page: Page) -> Json:
    """A page's values in plain form, by property name."""
    source = source_of(deed.world, page)
    if source is None:
        return {"title": deed.title(page)}
    return {prop.name: _told(deed, page, prop) for prop in source.properties.values()}


def _told(deed: Deed, page: Page, prop: Property) -> Any:
    value = shown.property_value(deed.ctx, page, page.look, prop)
    if prop.type in {"number", "checkbox", "url", "email", "phone_number", "files"}:
        return value
    if prop.type == "date":
        return value and (value["start"] if value["end"] is None else value)
    if prop.type == "people":
        users = (deed.world.users[item["id"]] for item in value)
        return [each["email"] or each["name"] for each in users]
    if prop.type == "multi_select":
        return [item["name"] for item in value]
    if prop.type == "relation":
        return [item["id"] for item in value]
    said = retype.plain(deed.ctx, page, page.look, prop)
    return said or (None if prop.type in {"select", "status"} else "")
